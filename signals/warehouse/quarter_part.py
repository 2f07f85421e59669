"""One quarter's part of a stage: its SELECTs over its own files and what was decided for all, each to one Parquet file.

A part is told everything it needs by name, so that a thread, a process and a machine elsewhere make it in the same way.
A file appears under its final name when it is whole; a part that is made twice, or dies, leaves no half file, and what
is there already is not made again.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from signals.errors import DiskFullError, OutsideError, is_disk_full
from signals.faers.lake_files import LakeFiles, lake_files
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
    lake: str
    """Where the lake lies; files are named as in it."""
    inputs: Mapping[str, str]
    """The file of every table that is read: the lake's, the quarter's own of earlier stages, and what was decided."""
    outputs: Mapping[str, str]
    """The file of every table that is made."""
    is_lasting: bool
    """Whether its files stay for later builds."""
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
        return lake_files(self.lake).has(list(self.outputs.values()))


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
    with TemporaryDirectory(prefix="nibwatch-part-") as folder, _connection(part, Path(folder)) as connection:
        for place, model in enumerate(part.models):
            started = time.perf_counter()
            if model.is_view:
                connection.execute(f"CREATE VIEW {model.name} AS\n{model.sql}")
                continue
            _write(connection, model, part)
            if any(model.name in later.reads for later in part.models[place + 1 :]):
                _show(connection, {model.name: part.outputs[model.name]}, part, Path(folder))
            table_seconds[model.name] = time.perf_counter() - started
    return table_seconds


def _connection(part: Part, folder: Path) -> duckdb.DuckDBPyConnection:
    """A private connection in which every input is a view over its file."""
    connection = duckdb.connect(config={**part.resources.config, "temp_directory": str(folder / "spill")})
    names = {*part.inputs, *(model.name for model in part.models)}
    for schema in sorted({name.split(".")[0] for name in names}):
        connection.execute(f"ATTACH ':memory:' AS {schema}")
    register_macros(connection)
    connection.execute("SET VARIABLE quarter = $quarter", {"quarter": part.quarter})
    _show(connection, part.inputs, part, folder)
    return connection


def _write(connection: duckdb.DuckDBPyConnection, model: Model, part: Part) -> None:
    lake, name = lake_files(part.lake), part.outputs[model.name]
    if not lake.has([name]):
        write_table(connection, model.sql or "", lake, name, is_lasting=part.is_lasting)


def write_table(
    connection: duckdb.DuckDBPyConnection, select: str, lake: LakeFiles, name: str, *, is_lasting: bool
) -> None:
    """Write the rows of a SELECT as one Parquet file of the lake, which is there whole or not at all."""
    with lake.writing(name, is_lasting=is_lasting) as path:
        connection.execute(f"COPY (\n{select}\n) TO {quoted(path)} (FORMAT parquet, COMPRESSION lz4_raw)")


def _show(connection: duckdb.DuckDBPyConnection, files: Mapping[str, str], part: Part, folder: Path) -> None:
    """Make each table a view of its file; a row's place in the lake's file is what it is known by."""
    paths = lake_files(part.lake).here(list(files.values()), folder / "lake")
    for table, path in zip(files, paths, strict=True):
        numbered = ", file_row_number = TRUE" if table == "lake.demo" else ""
        connection.execute(f"CREATE VIEW {table} AS FROM read_parquet({quoted(path)}{numbered})")
