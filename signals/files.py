"""Files that are complete or absent, also after a power cut, and sentences for errors of the disk."""

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from signals.errors import DiskFullError, OutsideError, RequestError, is_disk_full

Progress = Callable[[int, int | None], None]
"""Called with the bytes done and the bytes in all (None: not known)."""


def sync(path: Path) -> None:
    """Write a file, or the names in a folder, from the system's memory to the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, so that their names last, too."""
    if not path.is_dir():
        make_folder(path.parent)
        path.mkdir(exist_ok=True)
        sync(path.parent)


def give_name(finished: Path, path: Path) -> None:
    """Put a finished file in place of ``path`` so that both last: its content is on disk first, then its name."""
    sync(finished)
    finished.replace(path)
    sync(path.parent)


@contextmanager
def atomic_path(path: Path, *, suffix: str = "tmp", is_lasting: bool = True) -> Iterator[Path]:
    """A path to write a file at, which replaces ``path`` at the end of the block, unless the block raises.

    Parameters
    ----------
    suffix
        What the temporary file's name ends with. With the default, one process at a time writes a path, and what a
        killed one left is overwritten.
    is_lasting
        Whether the file is whole under its name after a power cut, too.
    """
    temporary = path.with_name(f"{path.name}.{suffix}")
    try:
        yield temporary
        if is_lasting:
            give_name(temporary, path)
        else:
            temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_atomically(path: Path, content: bytes) -> None:
    """Write a small file, and its folder, so that a crash leaves either the old content or the new."""
    make_folder(path.parent)
    with atomic_path(path) as temporary:
        temporary.write_bytes(content)


def sha256(path: Path, progress: Progress | None = None) -> str:
    """The SHA-256 of a file's content in hex.

    Parameters
    ----------
    progress
        Called with the bytes read so far.
    """
    digest, size, done = hashlib.sha256(), path.stat().st_size, 0
    with path.open("rb") as file:
        while block := file.read(1 << 20):
            digest.update(block)
            done += len(block)
            if progress:
                progress(done, size)
    return digest.hexdigest()


@contextmanager
def disk_errors(path: Path) -> Iterator[None]:
    """Say what is wrong with the disk in one sentence.

    Raises
    ------
    DiskFullError
        It is full.
    RequestError
        ``path`` cannot be written by this user, or is of another kind.
    OutsideError
        Any other error of the disk.
    """
    try:
        yield
    except OSError as error:
        if is_disk_full(error):
            raise DiskFullError(
                f"The disk is full: {path} could not be written; free some space and run again, "
                "what was fetched so far is kept."
            ) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EEXIST):
            raise RequestError(
                f"{path} cannot be written ({error.strerror}); choose a data directory that can be."
            ) from error
        raise OutsideError(f"{path} could not be read or written: {error.strerror or error}.") from error
