"""A part of a stage: SELECTs over one quarter, or one slice of a table, each to one Parquet file.

The SELECT of a slice sees, of every input that has the slice's column, only the rows whose hash of that column falls to
the slice, and every other input whole. A part names everything it needs, so that a thread, a process and a machine
elsewhere make it in the same way. A file appears under its final name when it is whole; a part that is made twice, or
dies, leaves no half file, and a file that is there is not made again.
"""

import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import duckdb
from threadpoolctl import threadpool_limits

from signals.build.fingerprint import code_version
from signals.build.graph import Model
from signals.data_directory import lake_at
from signals.database import Resources, quoted, register_macros
from signals.errors import DiskFullError, OutsideError, is_disk_full
from signals.lake.lake import Lake
from signals.source_description import source_description
from signals.statistics.row_blocks import at_most_threads
from signals.temporary_folder import temporary_folder


@dataclass(frozen=True)
class Slice:
    """The rows whose hash of ``column``, modulo ``count``, is ``number``; NULL has a hash like any value."""

    column: str
    number: int
    count: int

    @property
    def condition(self) -> str:
        return f"hash({self.column}) % {self.count} = {self.number}"


@dataclass(frozen=True)
class Part:
    """What to make of one quarter in one stage, or as one slice of a table."""

    of: str
    """The quarter, or which slice of which table."""
    stage: int
    models: tuple[Model, ...]
    """In order: the tables, and the views of the quarter that they read."""
    lake: str
    """Where the lake is; files are named as in it."""
    inputs: Mapping[str, Sequence[str]]
    """The files of every table that is read."""
    outputs: Mapping[str, str]
    """The file of every table that is made."""
    is_lasting: bool
    """Whether its files stay for later builds."""
    resources: Resources
    made_by: str
    """The code that asks for the part: other code might make other rows."""
    slice: Slice | None = None
    """Which rows of the inputs that have its column are seen; else all."""

    @property
    def name(self) -> str:
        """For a log, and for Prefect's page."""
        return self.of if self.slice else f"{self.of} step {self.stage // 2 + 1}"

    @property
    def advice(self) -> str:
        """How to set aside a quarter that cannot be processed."""
        drop = f"`nibwatch ingest --drop {self.of.lower()}`"
        return "" if self.slice else f" Where its rows are at fault, {drop} sets the quarter aside."


@dataclass(frozen=True)
class PartTiming:
    """What making a part took: seconds, of the whole and of every table."""

    of: str
    stage: int
    seconds: float
    table_seconds: Mapping[str, float]


def this_code() -> str:
    """The code and DuckDB, which must be the same in the build and in every worker."""
    return f"nibwatch {code_version()} with DuckDB {duckdb.__version__}"


def make_part(part: Part) -> PartTiming:
    """Make what is not there yet of a part.

    Raises
    ------
    OutsideError
        Another version of the code is to make it, a file cannot be read or written, or memory does not suffice.
    DiskFullError
        The disk is full.
    """
    if part.made_by != this_code():
        raise OutsideError(
            f"{part.name} was asked for by {part.made_by}, and this worker runs {this_code()}: install the same "
            "version on every worker."
        )
    started = time.perf_counter()
    try:
        is_made = lake_at(part.lake).has(list(part.outputs.values()))
        table_seconds = {} if is_made else _make(part)
    except (duckdb.Error, OSError) as error:
        if is_disk_full(error):
            raise DiskFullError(
                f"The disk is full, so {part.of} could not be worked on; what was published before still stands. "
                "Free some space and run again."
            ) from error
        raise OutsideError(
            f"Working on {part.of} failed ({str(error).strip().splitlines()[0]}); what was published before still "
            "stands. Where it names a file of the lake that cannot be read, delete that file: what it held is loaded "
            f"or made anew.{part.advice} Else look at NIBWATCH_MEMORY_LIMIT. Then run again."
        ) from error
    return PartTiming(part.of, part.stage, time.perf_counter() - started, table_seconds)


def _make(part: Part) -> dict[str, float]:
    table_seconds: dict[str, float] = {}
    with temporary_folder("part") as folder, _connection(part, folder) as connection:
        for place, model in enumerate(part.models):
            started = time.perf_counter()
            if model.is_view:
                connection.execute(f"CREATE VIEW {model.name} AS\n{model.sql}")
                continue
            lake, name = lake_at(part.lake), part.outputs[model.name]
            if not lake.has([name]):
                _write(connection, model, lake, name, part)
            if any(model.name in later.reads for later in part.models[place + 1 :]):
                _create_views(connection, {model.name: [name]}, part, folder)
            table_seconds[model.name] = time.perf_counter() - started
    return table_seconds


def _write(connection: duckdb.DuckDBPyConnection, model: Model, lake: Lake, name: str, part: Part) -> None:
    """Write the rows of a model's SELECT, or of its function, which keeps to the part's threads."""
    if model.make is None:
        write_table(connection, str(model.sql), lake, name, is_lasting=part.is_lasting)
        return
    with threadpool_limits(1, "blas"), at_most_threads(part.resources.threads):
        model.make(connection, None, nullcontext())
    write_table(connection, f"FROM {model.name}", lake, name, is_lasting=part.is_lasting)
    connection.execute(f"DROP TABLE {model.name}")


MOST_IDLE = 8


class _IdleConnections:
    """The connections that wait for a next part, of any thread; the oldest is closed where there are too many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[tuple[Resources, duckdb.DuckDBPyConnection]] = []

    def take(self, resources: Resources) -> duckdb.DuckDBPyConnection | None:
        with self._lock:
            for place, (allowed, connection) in enumerate(self._waiting):
                if allowed == resources:
                    del self._waiting[place]
                    return connection
        return None

    def give_back(self, resources: Resources, connection: duckdb.DuckDBPyConnection) -> None:
        with self._lock:
            self._waiting.append((resources, connection))
            if len(self._waiting) > MOST_IDLE:
                self._waiting.pop(0)[1].close()


_idle = _IdleConnections()


@contextmanager
def _connection(part: Part, folder: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private connection in which every input is a view over its files.

    To start DuckDB and to bind the macros takes longer than a part of a small quarter, and the threads of a stage end
    with it, so a connection is used again, emptied, unless a part failed in it or spilled to its own folder.
    """
    connection, spill = _idle.take(part.resources) or _new_connection(part.resources), folder / "spill"
    names = {*part.inputs, *(model.name for model in part.models)}
    schemas = sorted({name.split(".")[0] for name in names})
    with ExitStack() as at_end:
        at_end.callback(connection.close)
        connection.execute(f"SET temp_directory = {quoted(spill)}")
        for schema in schemas:
            connection.execute(f"ATTACH ':memory:' AS {schema}")
        _create_views(connection, part.inputs, part, folder)
        if part.slice:
            _restrict_to_slice(connection, part, part.slice)
        else:
            connection.execute("SET VARIABLE quarter = $quarter", {"quarter": part.of})
        yield connection
        connection.execute("RESET VARIABLE quarter")
        for schema in schemas:
            connection.execute(f"DETACH {schema}")
        if not spill.exists():
            at_end.pop_all()
            _idle.give_back(part.resources, connection)


def _new_connection(resources: Resources) -> duckdb.DuckDBPyConnection:
    """A connection with the macros. It caches no file, since one of the same name may be another in a later part."""
    connection = duckdb.connect(config={**resources.config, "enable_external_file_cache": False})
    register_macros(connection)
    return connection


def write_table(connection: duckdb.DuckDBPyConnection, select: str, lake: Lake, name: str, *, is_lasting: bool) -> None:
    """Write the rows of a SELECT as one Parquet file of the lake, which is there whole or not at all.

    Parameters
    ----------
    name
        Of the file in the lake.
    is_lasting
        Whether the file is whole under its name after a power cut, too.
    """
    with lake.new_file(name, is_lasting=is_lasting) as path:
        connection.execute(f"COPY (\n{select}\n) TO {quoted(path)} (FORMAT parquet, COMPRESSION lz4_raw)")


def _create_views(
    connection: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[str]], part: Part, folder: Path
) -> None:
    """Make each table a view of its files; a row of the table of reports is identified by its number in the file."""
    names = [name for listed in files.values() for name in listed]
    paths = iter(lake_at(part.lake).local_paths(names, folder / "lake"))
    for table, listed in files.items():
        own = ", ".join(quoted(path) for path in islice(paths, len(listed)))
        numbered = ", file_row_number = TRUE" if table == f"lake.{source_description().report_table}" else ""
        connection.execute(f"CREATE VIEW {table} AS FROM read_parquet([{own}]{numbered})")


def _restrict_to_slice(connection: duckdb.DuckDBPyConnection, part: Part, piece: Slice) -> None:
    """Restrict every input that has the slice's column to the slice's rows.

    ``ValueError`` where none has it, or not all as the same type, whose hashes would differ: rows would be counted
    twice or lost.
    """
    described = {table: connection.execute(f"DESCRIBE {table}").fetchall() for table in part.inputs}
    types = {table: row[1] for table, rows in described.items() for row in rows if row[0] == piece.column}
    if len(set(types.values())) != 1:
        raise ValueError(
            f"{part.of} is made by {piece.column}, which must be a column of one type of what it reads "
            f"({', '.join(part.inputs)}), and is {types or 'in none of them'}"
        )
    for table in types:
        connection.execute(f"ALTER VIEW {table} RENAME TO {table.split('.')[1]}_of_all_slices")
        connection.execute(f"CREATE VIEW {table} AS FROM {table}_of_all_slices WHERE {piece.condition}")
