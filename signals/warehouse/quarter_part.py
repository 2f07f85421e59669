"""One quarter's part of a stage: its SELECTs over its own files and what was decided for all, each to one Parquet file.

A part is told everything it needs by name, so that a thread, a process and a machine elsewhere make it in the same way.
A file appears under its final name when it is whole; a part that is made twice, or dies, leaves no half file, and what
is there already is not made again.
"""

import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from signals.errors import DiskFullError, OutsideError, is_disk_full
from signals.warehouse.connection import Resources, quoted, register_macros
from signals.warehouse.fingerprint import code_version
from signals.warehouse.models import Model


@dataclass(frozen=True)
class Part:
    """What is to be made of one quarter in one stage."""

    quarter: str
    stage: int
    models: tuple[Model, ...]
    """In order: the views of a quarter that lead to the tables, and the tables."""
    inputs: Mapping[str, Path]
    """The file of every table that is read: the lake's, the quarter's own of earlier stages, and what was decided."""
    outputs: Mapping[str, Path]
    """The file of every table that is made."""
    resources: Resources
    made_by: str
    """The code that asks for the part: other code might make other rows."""

    @property
    def name(self) -> str:
        """For a log, and for Prefect's page."""
        return f"{self.quarter} step {self.stage // 2 + 1}"

    @property
    def is_made(self) -> bool:
        """Whether every file is there."""
        return all(path.is_file() for path in self.outputs.values())


@dataclass(frozen=True)
class Made:
    """What making a part took: seconds, of the whole and of every table."""

    quarter: str
    stage: int
    seconds: float
    table_seconds: Mapping[str, float]


def this_code() -> str:
    """What has to agree between who asks for a part and who makes it."""
    return f"nibwatch {code_version()} with DuckDB {duckdb.__version__}"


def make_part(part: Part) -> Made:
    """Make what is not there yet of a part.

    Raises ``OutsideError`` where another version of the code is to make it, a file cannot be read or written, or memory
    or the disk does not suffice.
    """
    if part.made_by != this_code():
        raise OutsideError(
            f"{part.name} was asked for by {part.made_by}, and this worker runs {this_code()}: install the same "
            "version on every worker."
        )
    started = time.perf_counter()
    try:
        table_seconds = {} if part.is_made else _make(part)
    except (duckdb.Error, OSError) as error:
        if is_disk_full(error):
            raise DiskFullError(
                f"The disk is full, so {part.quarter} could not be worked on; what was published before still stands. "
                "Free some space and run again."
            ) from error
        raise OutsideError(
            f"Working on {part.quarter} failed ({str(error).strip().splitlines()[0]}); what was published before still "
            "stands. Where it names a file of the lake that cannot be read, delete that file: what it held is loaded "
            "or made anew. Else look at NIBWATCH_MEMORY_LIMIT. Then run again."
        ) from error
    return Made(part.quarter, part.stage, time.perf_counter() - started, table_seconds)


def _make(part: Part) -> dict[str, float]:
    table_seconds: dict[str, float] = {}
    with TemporaryDirectory(prefix="nibwatch-part-") as spill, _connection(part, Path(spill)) as connection:
        for model in part.models:
            started = time.perf_counter()
            _make_model(connection, model, part)
            if not model.is_view:
                table_seconds[model.name] = time.perf_counter() - started
    return table_seconds


def _connection(part: Part, spill: Path) -> duckdb.DuckDBPyConnection:
    """A private connection in which every input is a view over its file."""
    connection = duckdb.connect(config={**part.resources.config, "temp_directory": str(spill)})
    names = {*part.inputs, *(model.name for model in part.models)}
    for schema in sorted({name.split(".")[0] for name in names}):
        connection.execute(f"ATTACH ':memory:' AS {schema}")
    register_macros(connection)
    connection.execute("SET VARIABLE quarter = $quarter", {"quarter": part.quarter})
    for name, path in part.inputs.items():
        _show(connection, name, path)
    return connection


def _make_model(connection: duckdb.DuckDBPyConnection, model: Model, part: Part) -> None:
    if model.is_view:
        connection.execute(f"CREATE VIEW {model.name} AS\n{model.sql}")
        return
    path = part.outputs[model.name]
    if not path.is_file():
        write_table(connection, model.sql or "", path)
    _show(connection, model.name, path)


def write_table(connection: duckdb.DuckDBPyConnection, select: str, path: Path) -> None:
    """Write the rows of a SELECT as one Parquet file, which is there whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f"{path.name}.{os.getpid()}-{os.urandom(4).hex()}.new")
    try:
        connection.execute(f"COPY (\n{select}\n) TO {quoted(new)} (FORMAT parquet, COMPRESSION lz4_raw)")
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _show(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Make a name a view of a file; a row's place in the lake's file is what it is known by."""
    numbered = ", file_row_number = TRUE" if name == "lake.demo" else ""
    connection.execute(f"CREATE VIEW {name} AS FROM read_parquet({quoted(path)}{numbered})")
