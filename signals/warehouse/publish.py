"""Put a finished file in place of the published one, whole, and keep the one before beside it."""

import os
from pathlib import Path

from signals.warehouse.connection import PUBLISHED_NAME

PREVIOUS_NAME = "nibwatch.previous.duckdb"


def publish(finished: Path, data_dir: Path) -> Path:
    """Replace DATA_DIR/nibwatch.duckdb by ``finished`` in one step; readers see the old file or the new one.

    The file published before stays as nibwatch.previous.duckdb (the same bytes under a second name until the replace,
    so that being killed in between loses nothing).
    """
    published, previous = data_dir / PUBLISHED_NAME, data_dir / PREVIOUS_NAME
    sync(finished)
    if published.exists():
        spare = previous.with_suffix(".linking")
        spare.unlink(missing_ok=True)
        os.link(published, spare)
        spare.replace(previous)
    finished.replace(published)
    sync(data_dir)
    return published


def sync(path: Path) -> None:
    """Have a file or folder on disk, not only in the system's memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
