"""Temporary folders, and the removal of those that a killed process left."""

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from signals.errors import RequestError, is_disk_full
from signals.settings import settings

PREFIX = "nibwatch-"
OWNER = ".owner"
"""A file in each folder that its process holds locked; the system frees the lock however the process ends."""
OLD_SECONDS = 24 * 3600


@contextmanager
def temporary_folder(kind: str, *, unless_set: Path | None = None) -> Iterator[Path]:
    """A new folder of this process alone under NIBWATCH_TEMP_DIR, removed at the end.

    ``unless_set``: where it is if that is not set; by default in the system's own (TMPDIR).
    """
    place = settings().temp_dir or unless_set or Path(tempfile.gettempdir())
    try:
        folder = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{kind}-", dir=place))
    except OSError as error:
        if is_disk_full(error):
            raise
        raise RequestError(
            f"No temporary folder can be made in {place} ({error.strerror}); set NIBWATCH_TEMP_DIR to one that can be "
            "written."
        ) from error
    try:
        # Locked before it has its name: whoever finds the name and no lock knows that its process is gone.
        with (folder / f"{OWNER}.new").open("w") as owner:
            fcntl.flock(owner, fcntl.LOCK_EX)
            (folder / f"{OWNER}.new").rename(folder / OWNER)
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def remove_abandoned() -> None:
    """Remove our own temporary folders whose process is gone, and empty ones of this user that are a day old."""
    for folder in (settings().temp_dir or Path(tempfile.gettempdir())).glob(f"{PREFIX}*"):
        with suppress(OSError):  # of another user, removed meanwhile, or not empty
            state = folder.lstat()
            if folder.is_symlink() or not folder.is_dir() or state.st_uid != os.getuid():
                continue
            if _is_abandoned(folder / OWNER):
                shutil.rmtree(folder)
            elif time.time() - state.st_mtime > OLD_SECONDS:
                folder.rmdir()


def _is_abandoned(owner: Path) -> bool:
    if not owner.is_file():
        return False
    with owner.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
