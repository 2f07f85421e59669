"""The quarters of the lake: one Parquet file a table and quarter, committed whole.

A quarter is in the lake when its marker `load/<quarter>.parquet` is there, was written by this version of the
loader, and every table that it lists has its file. The marker is removed before the first file is replaced and written
after the last, so a process killed anywhere leaves the old quarter or none, never a mixture.
"""

import json
import logging
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from signals.lake.lake import Lake

log = logging.getLogger("nibwatch.lake")

LOADER_VERSION = 3
"""To be raised by one whenever a zip would give other rows than before; older quarters are then loaded again."""

LOAD = "load"
REJECTED_LINE = "rejected_line"
_TABLES = b"tables"
"""The key of the marker's Parquet metadata that lists the tables of the quarter."""
_MARKER = re.compile(rf"{LOAD}/(\d{{4}}Q[1-4])\.parquet")
_PARALLEL_READS = 8


def _schema(columns: str, **types: str) -> pa.Schema:
    type_of = {name: pa.type_for_alias(alias) for alias, names in types.items() for name in names.split()}
    return pa.schema([(name, type_of.get(name, pa.string())) for name in columns.split()])


_SCHEMAS = tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))
LOAD_SCHEMA, REJECTED_LINE_SCHEMA = _schema(**_SCHEMAS[LOAD]), _schema(**_SCHEMAS[REJECTED_LINE])


@dataclass(frozen=True)
class LoadedQuarter:
    """A quarter that the lake holds whole."""

    quarter: str
    zip_name: str
    zip_sha256: str
    loader_version: int
    is_synthetic: bool
    row_count: int
    tables: tuple[str, ...] = ()
    """The tables of which it has a file, the marker's included."""

    @property
    def files(self) -> list[str]:
        return [table_name(table, self.quarter) for table in self.tables]


def row_count(quarters: Iterable[LoadedQuarter]) -> int:
    """The rows of all tables of these quarters."""
    return sum(quarter.row_count for quarter in quarters)


def table_name(lake_table: str, quarter: str) -> str:
    """The name of the file of a table and quarter in the lake."""
    return f"{lake_table}/{quarter}.parquet"


def loaded_quarters(lake: Lake) -> dict[str, LoadedQuarter]:
    """The quarters that this version of the loader has loaded completely, in order."""
    marked = _read_markers(lake, marked_quarters(lake))
    tables = {table for quarter in marked for table in quarter.tables}
    names_in_lake = {name for table in tables for name in lake.names(table)}
    return {quarter.quarter: quarter for quarter in marked if names_in_lake.issuperset(quarter.files)}


def marked_quarters(lake: Lake) -> list[str]:
    """The quarters that have a marker, whatever it says, in order."""
    return sorted(match[1] for name in lake.names(LOAD) if (match := _MARKER.fullmatch(name)))


def remove_quarter(lake: Lake, quarter: str) -> None:
    """Remove a quarter's marker, and with it the quarter; its other files are replaced when it is loaded again."""
    lake.remove([table_name(LOAD, quarter)])


def loaded_quarter(lake: Lake, quarter: str) -> LoadedQuarter | None:
    """The loaded quarter; None where it is missing, half replaced, or loaded by an older version of the loader."""
    return next((marked for marked in _read_markers(lake, [quarter]) if lake.has(marked.files)), None)


def is_current(lake: Lake, quarter: str, zip_sha256: str) -> bool:
    """Whether the quarter in the lake is from this zip, so that loading it again would change nothing.

    Parameters
    ----------
    zip_sha256
        In hex.
    """
    loaded = loaded_quarter(lake, quarter)
    return loaded is not None and loaded.zip_sha256 == zip_sha256


def commit(written: Path, lake: Lake, quarter: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Move a quarter's files from a scratch folder into the lake, and mark it as loaded.

    Parameters
    ----------
    written
        A folder of ``Lake.scratch`` with a folder for each table, and in it `<quarter>.parquet`.
    rows
        Rows of ``LOAD_SCHEMA``, one for each file that was read.
    """
    marker = table_name(LOAD, quarter)
    (written / marker).parent.mkdir(exist_ok=True)
    tables = [*sorted(path.parent.name for path in written.glob(f"*/{quarter}.parquet")), LOAD]
    schema = LOAD_SCHEMA.with_metadata({_TABLES: json.dumps(tables)})
    pq.write_table(pa.Table.from_pylist(rows, schema=schema), written / marker, compression="zstd")
    lake.replace({name: written / name for name in (table_name(table, quarter) for table in tables)}, marker)


def _read_markers(lake: Lake, quarters: Sequence[str]) -> list[LoadedQuarter]:
    with ThreadPoolExecutor(_PARALLEL_READS, thread_name_prefix="lake") as pool:
        contents = list(pool.map(lake.read, [table_name(LOAD, quarter) for quarter in quarters]))
    markers = [(quarter, content) for quarter, content in zip(quarters, contents, strict=True) if content is not None]
    return [marked for quarter, content in markers if (marked := _parse_marker(quarter, content))]


def _parse_marker(quarter: str, marker: bytes) -> LoadedQuarter | None:
    """What a marker says; one that cannot be read marks nothing, and the quarter is loaded again."""
    try:
        file = pq.ParquetFile(BytesIO(marker))
        rows = file.read().select(LOAD_SCHEMA.names).cast(LOAD_SCHEMA)
        tables = json.loads((file.schema_arrow.metadata or {})[_TABLES])
        if any(rows[column].null_count for column in ("loader_version", "zip_sha256", "rows_loaded")):
            raise ValueError("it lacks values that the loader writes")
    except (pa.ArrowException, ValueError, KeyError, OSError) as error:
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
        tables=tuple(tables),
    )
