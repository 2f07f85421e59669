"""Builds that fail for a cause outside the program: a full disk, too little memory, a lake that cannot be read."""

import shutil
from pathlib import Path

import duckdb

from signals.errors import DiskFullError, NibwatchError, OutsideError, is_disk_full


def outside_fault(error: Exception, data_dir: Path, lake: str) -> OutsideError | None:
    """The error for a build that failed for a cause outside the program; None for a fault of the code."""
    if isinstance(error, NibwatchError):
        return None  # it has its sentence
    message = (str(error).strip() or type(error).__name__).splitlines()[0]
    place = "".join(f", {note}" for note in getattr(error, "__notes__", ()))
    if is_disk_full(error):
        return DiskFullError(
            f"The disk of {data_dir} is full: building the file to publish takes more than the"
            f" {shutil.disk_usage(data_dir).free:,} bytes that are free; what was published before still stands, and"
            " nothing half-built was left. Free more space and run again."
        )
    if lake in message:
        return OutsideError(
            f"A file of the lake cannot be read ({message}); what was published before still stands. Delete that file"
            " and run again: what it held is loaded or made anew."
        )
    if isinstance(error, duckdb.IOException | duckdb.OutOfMemoryException | OSError):
        return OutsideError(
            f"Building the file to publish failed in {data_dir}{place} ({message}); what was published before still"
            " stands. Look at the disk's free space and NIBWATCH_MEMORY_LIMIT, and run again."
        )
    return None
