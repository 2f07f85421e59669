"""The lake: one Parquet file a table and quarter, committed whole.

A quarter is in the lake when its marker `load/<quarter>.parquet` is there, was written by this version of the
loader, and every table has its file. The marker is removed before the first file is replaced and written
after the last, so a process killed anywhere leaves the old quarter or none, never a mixture.
"""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from signals.faers.layout import LAKE_COLUMNS

LOADER_VERSION = 1
"""Raised by one whenever a zip would give other rows than before; older quarters are loaded again."""

FOLDERS: Mapping[str, str] = {
    table: "deleted_case" if table == "DELETED" else table.casefold() for table in LAKE_COLUMNS
}
"""FDA's name of a table to its folder in the lake."""
LOAD = "load"
REJECTED_LINE = "rejected_line"
LAKE_TABLES = (*FOLDERS.values(), REJECTED_LINE, LOAD)

LOAD_SCHEMA = pa.schema(
    {
        "quarter": pa.string(),
        "table_name": pa.string(),
        "member": pa.string(),
        "sha256": pa.string(),
        "zip_sha256": pa.string(),
        "zip_name": pa.string(),
        "lines": pa.int64(),
        "lines_split": pa.int64(),
        "lines_joined": pa.int64(),
        "rows_loaded": pa.int64(),
        "rows_repaired": pa.int64(),
        "rows_rejected": pa.int64(),
        "loader_version": pa.int32(),
        "is_synthetic": pa.bool_(),
        "note": pa.string(),
    }
)
REJECTED_LINE_SCHEMA = pa.schema(
    {
        "quarter": pa.string(),
        "table_name": pa.string(),
        "member": pa.string(),
        "line_number": pa.int64(),
        "reason": pa.string(),
        "line": pa.string(),
    }
)
_SCRATCH_PREFIX = "load-"


@dataclass(frozen=True)
class LoadedQuarter:
    """A quarter that the lake holds whole."""

    quarter: str
    zip_name: str
    zip_sha256: str
    loader_version: int
    is_synthetic: bool
    row_count: int


def table_schema(table: str) -> pa.Schema:
    """The columns of one of FDA's tables in the lake: text, verbatim, with the quarter last."""
    return pa.schema([(column, pa.string()) for column in (*LAKE_COLUMNS[table], "quarter")])


def table_path(folder: Path, lake_table: str, quarter: str) -> Path:
    """Where the file of a table and quarter lies, in the lake or in a folder laid out like it."""
    return folder / lake_table / f"{quarter}.parquet"


def loaded_quarters(lake: Path) -> dict[str, LoadedQuarter]:
    """The quarters the lake holds whole, by this version of the loader, in order."""
    markers = sorted((lake / LOAD).glob("*.parquet"))
    held = (_read_marker(lake, marker) for marker in markers)
    return {quarter.quarter: quarter for quarter in held if quarter is not None}


def is_current(lake: Path, quarter: str, zip_sha256: str) -> bool:
    """Is the quarter in the lake from this very zip, so that loading it again would change nothing?"""
    held = loaded_quarter(lake, quarter)
    return held is not None and held.zip_sha256 == zip_sha256


def loaded_quarter(lake: Path, quarter: str) -> LoadedQuarter | None:
    """The quarter as the lake holds it; None where it is missing, half replaced or of an older loader."""
    marker = table_path(lake, LOAD, quarter)
    return _read_marker(lake, marker) if marker.is_file() else None


def _read_marker(lake: Path, marker: Path) -> LoadedQuarter | None:
    quarter = marker.stem
    if not all(table_path(lake, table, quarter).is_file() for table in LAKE_TABLES):
        return None
    try:
        rows = pq.read_table(marker, schema=LOAD_SCHEMA)
    except (
        pa.ArrowInvalid,
        OSError,
    ):  # a marker that cannot be read marks nothing; the quarter is loaded again
        return None
    if not rows.num_rows or rows["loader_version"][0].as_py() != LOADER_VERSION:
        return None
    return LoadedQuarter(
        quarter=quarter,
        zip_name=rows["zip_name"][0].as_py(),
        zip_sha256=rows["zip_sha256"][0].as_py(),
        loader_version=LOADER_VERSION,
        is_synthetic=rows["is_synthetic"][0].as_py(),
        row_count=sum(rows["rows_loaded"].to_pylist()),
    )


def new_scratch(scratch: Path, quarter: str) -> Path:
    """A fresh folder for the files of a quarter, laid out like the lake; on the lake's file system."""
    folder = scratch / f"{_SCRATCH_PREFIX}{quarter}-{os.getpid()}-{os.urandom(4).hex()}"
    for table in LAKE_TABLES:
        (folder / table).mkdir(parents=True)
    return folder


def remove_scratch(scratch: Path) -> None:
    """Remove what killed loads left; only for the holder of the data directory's lock, before it loads."""
    for folder in scratch.glob(f"{_SCRATCH_PREFIX}*"):
        shutil.rmtree(folder)


def commit(written: Path, lake: Path, quarter: str) -> None:
    """Move a quarter's files from a scratch folder into the lake, the marker last."""
    for table in LAKE_TABLES:
        (lake / table).mkdir(parents=True, exist_ok=True)
        _sync(table_path(written, table, quarter))
    table_path(lake, LOAD, quarter).unlink(missing_ok=True)
    _sync(lake / LOAD)
    for table in LAKE_TABLES:  # LOAD is the last of them
        if table == LOAD:
            _sync_folders(lake)
        table_path(written, table, quarter).replace(table_path(lake, table, quarter))
    _sync(lake / LOAD)


def _sync_folders(lake: Path) -> None:
    for table in LAKE_TABLES:
        _sync(lake / table)


def _sync(path: Path) -> None:
    """Have the disk hold a file, or a folder's names, before the next step."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
