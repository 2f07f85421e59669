"""The lake: one Parquet file a table and quarter, committed whole.

A quarter is in the lake when its marker `load/<quarter>.parquet` is there, was written by this version of the
loader, and every table has its file. The marker is removed before the first file is replaced and written
after the last, so a process killed anywhere leaves the old quarter or none, never a mixture.
"""

import logging
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from signals.lake.lake import Lake
from signals.sources.faers.layout import LAKE_COLUMNS

log = logging.getLogger("nibwatch.lake")

LOADER_VERSION = 1
"""Raised by one whenever a zip would give other rows than before; older quarters are loaded again."""

FOLDERS: Mapping[str, str] = {
    table: "deleted_case" if table == "DELETED" else table.casefold() for table in LAKE_COLUMNS
}
"""FDA's name of a table to its folder in the lake."""
LOAD = "load"
REJECTED_LINE = "rejected_line"
_PARALLEL_READS = 8
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


def table_name(lake_table: str, quarter: str) -> str:
    """The name of the file of a table and quarter in the lake."""
    return f"{lake_table}/{quarter}.parquet"


def table_path(folder: Path, lake_table: str, quarter: str) -> Path:
    """Where the file of a table and quarter lies in a folder laid out like the lake."""
    return folder / table_name(lake_table, quarter)


def loaded_quarters(lake: Lake) -> dict[str, LoadedQuarter]:
    """The quarters the lake holds whole, by this version of the loader, in order."""
    named = sorted({Path(name).stem for name in lake.names(LOAD) if name.endswith(".parquet")})
    there = set[str]().union(*(lake.names(table) for table in LAKE_TABLES)) if named else set()
    return _read_markers(lake, [quarter for quarter in named if there.issuperset(_names(quarter))])


def is_current(lake: Lake, quarter: str, zip_sha256: str) -> bool:
    """Is the quarter in the lake from this very zip, so that loading it again would change nothing?"""
    held = loaded_quarter(lake, quarter)
    return held is not None and held.zip_sha256 == zip_sha256


def loaded_quarter(lake: Lake, quarter: str) -> LoadedQuarter | None:
    """The quarter as the lake holds it; None where it is missing, half replaced or of an older loader."""
    return _read_markers(lake, [quarter]).get(quarter) if lake.has(_names(quarter)) else None


def _names(quarter: str) -> list[str]:
    return [table_name(table, quarter) for table in LAKE_TABLES]


def _read_markers(lake: Lake, quarters: Sequence[str]) -> dict[str, LoadedQuarter]:
    with ThreadPoolExecutor(_PARALLEL_READS, thread_name_prefix="lake") as pool:
        contents = list(pool.map(lake.read, [table_name(LOAD, quarter) for quarter in quarters]))
    held = (
        _understood(quarter, content)
        for quarter, content in zip(quarters, contents, strict=True)
        if content is not None
    )
    return {quarter.quarter: quarter for quarter in held if quarter is not None}


def _understood(quarter: str, marker: bytes) -> LoadedQuarter | None:
    """What a marker says; one that cannot be read marks nothing, and the quarter is loaded again."""
    try:
        rows = pq.read_table(BytesIO(marker), schema=LOAD_SCHEMA)
    except (pa.ArrowInvalid, OSError) as error:
        log.warning(
            "the lake's %s cannot be read, so %s counts as not loaded: %s",
            table_name(LOAD, quarter),
            quarter,
            str(error).splitlines()[0],
        )
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


def new_scratch(scratch: Path) -> Path:
    """Make a scratch folder one laid out like the lake, for the files of a quarter."""
    for table in LAKE_TABLES:
        (scratch / table).mkdir(parents=True)
    return scratch


def commit(written: Path, lake: Lake, quarter: str) -> None:
    """Move a quarter's files from a scratch folder into the lake, the marker last."""
    names = _names(quarter)
    lake.replace({name: written / name for name in names}, marker=table_name(LOAD, quarter))
