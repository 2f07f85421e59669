"""Put a finished file in place of the published one, whole, and keep the one before beside it."""

import os
from pathlib import Path

from signals.database import PUBLISHED_NAME
from signals.files import sync

PREVIOUS_NAME = "nibwatch.previous.duckdb"


def publish(finished: Path, data_dir: Path) -> Path:
    """Replace DATA_DIR/nibwatch.duckdb by ``finished`` in one step; readers see the old file or the new one.

    The file published before stays as nibwatch.previous.duckdb (the same bytes under a second name until the replace,
    so that being killed in between loses nothing). What a client that wrote in it and died left beside it goes with it.
    """
    published, previous = data_dir / PUBLISHED_NAME, data_dir / PREVIOUS_NAME
    sync(finished)
    if published.exists():
        spare = previous.with_suffix(".linking")
        spare.unlink(missing_ok=True)
        os.link(published, spare)
        _log_of(previous).unlink(missing_ok=True)
        spare.replace(previous)
    if _log_of(published).exists():  # DuckDB refuses a file beside the write-ahead log of another
        _log_of(published).replace(_log_of(previous))
    finished.replace(published)
    sync(data_dir)
    return published


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")
