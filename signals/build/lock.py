"""The lock that a writing command takes on the data directory, so that there is one writer at a time."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from signals.clock import minute, now
from signals.errors import DiskFullError, OutsideError, RequestError, is_disk_full
from signals.files import make_folder
from signals.temporary_folder import remove_abandoned

_held: dict[Path, int] = {}


@contextmanager
def write_lock(data_dir: Path) -> Iterator[None]:
    """Hold the data directory for writing; a second holder in this process (a flow within a flow) joins the first.

    The operating system frees the lock when the process ends, however it ends; temporary folders that such a process
    left are removed.

    Raises
    ------
    OutsideError
        Another process holds it, or the disk is full.
    RequestError
        The directory cannot be written.
    """
    data_dir = data_dir.resolve()
    if data_dir in _held:
        _held[data_dir] += 1
        try:
            yield
        finally:
            _held[data_dir] -= 1
        return
    descriptor = _open(data_dir)
    try:
        _take(descriptor, data_dir)
        remove_abandoned()
        _held[data_dir] = 1
        try:
            yield
        finally:
            del _held[data_dir]
    finally:
        os.close(descriptor)


def _open(data_dir: Path) -> int:
    try:
        make_folder(data_dir)
        return os.open(data_dir / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        if is_disk_full(error):
            raise DiskFullError(
                f"The disk of {data_dir} is full, so nothing can be written there; free some space and run again."
            ) from error
        raise RequestError(
            f"The data directory {data_dir} cannot be written ({error.strerror}); give another one with --data-dir or "
            "NIBWATCH_DATA_DIR."
        ) from error


def _take(descriptor: int, data_dir: Path) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        holder = os.pread(descriptor, 200, 0).decode("utf-8", "replace").strip() or "another process"
        raise OutsideError(
            f"{holder} is already writing in {data_dir}; nothing was changed. Wait for it to finish and try again."
        ) from error
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, f"Process {os.getpid()}, started {minute(now())},".encode(), 0)
