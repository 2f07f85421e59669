"""All connections to DuckDB: the one that a build works in, and read-only ones to the published file."""

import atexit
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb

from signals.declaration import macro_files, read_declaration
from signals.errors import OutsideError, RequestError
from signals.settings import settings
from signals.source_description import source_description
from signals.temporary_folder import temporary_folder

PUBLISHED_NAME = "nibwatch.duckdb"
STORAGE_VERSION = "v1.4.0"
LAKE_TABLES = (*source_description().tables, *source_description().other_tables, "load", "rejected_line")

SPILL_SHARE = 0.5
"""Share of the free disk that a reader may fill with spilled data."""

_reading: list[duckdb.DuckDBPyConnection] = []


@dataclass(frozen=True)
class Resources:
    """How much of the machine a build may use."""

    memory_limit: str = "1.8GB"
    threads: int = 2

    @property
    def config(self) -> dict[str, str | int]:
        """As settings of DuckDB."""
        return {"memory_limit": self.memory_limit, "threads": self.threads}

    def shared_by(self, workers: int) -> "Resources":
        """Each worker's share where several work side by side; a thread each at least."""
        size = re.fullmatch(r"([\d.]+)\s*(\w+)", self.memory_limit)
        assert size is not None, "the settings have checked it"
        return Resources(f"{float(size[1]) / workers:.3f}{size[2]}", max(1, self.threads // workers))


def build_resources(rows: int) -> Resources:
    """What a build of so many rows of the lake may use."""
    return Resources(settings().build_memory(rows), settings().threads)


@contextmanager
def build_connection(target: Path, scratch: Path, resources: Resources) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection whose main database is the new file ``target``; working tables go to databases under ``scratch``.

    A two-part name such as staging.report means the attached database staging, faers.cases the schema of the target.
    What the target holds is in its file once it is detached; what is still attached at the end may be lost.
    """
    with (
        temporary_folder("build", unless_set=scratch) as spill,
        duckdb.connect(config={**resources.config, "temp_directory": str(spill)}) as connection,
    ):
        schemas = read_declaration()
        files = {"published": target, **{name: scratch / name for name in schemas.names("scratch")}}
        for name, path in files.items():
            # A build that dies is made anew, so no log is written from which it could be restored.
            how = f"STORAGE_VERSION '{STORAGE_VERSION}', RECOVERY_MODE no_wal_writes"
            connection.execute(f"ATTACH {quoted(path)} AS {name} ({how})")
        for name in schemas.names("given"):
            connection.execute(f"ATTACH ':memory:' AS {name}")
        connection.execute("USE published")
        for schema in schemas.names("published"):
            connection.execute(f"CREATE SCHEMA {schema}")
        register_macros(connection)
        yield connection
        connection.execute("PRAGMA disable_checkpoint_on_shutdown")  # else working tables are written to be removed


def second_connection(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """Another connection to the databases of a build, with its macros, for work beside the first; to be closed."""
    second = connection.cursor()
    second.execute("USE published")
    register_macros(second)
    return second


def register_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """The macros that the SELECTs under sql/ use."""
    for macro_file in macro_files():
        connection.execute(macro_file.read_text())


def open_lake(connection: duckdb.DuckDBPyConnection, files: Mapping[str, Sequence[Path]]) -> None:
    """Make lake.<table> a view of its quarters' Parquet files."""
    for table, paths in files.items():
        listed = ", ".join(quoted(path) for path in paths)
        connection.execute(f"CREATE VIEW lake.{table} AS FROM read_parquet([{listed}])")


def published_file(data_dir: Path) -> Path:
    """The published file of a data directory; a ``RequestError`` where nothing has been published yet."""
    path = data_dir / PUBLISHED_NAME
    if not path.is_file():
        raise RequestError(
            f"Nothing is published yet: there is no {PUBLISHED_NAME} in {data_dir}; run `nibwatch run` or "
            "`nibwatch demo` first, or point --data-dir at where it was run."
        )
    return path


def connect_for_reading(path: Path) -> duckdb.DuckDBPyConnection:
    """A plain read-only connection; ``RequestError`` where it is no published file, ``OutsideError`` where held."""
    try:
        return duckdb.connect(str(path), read_only=True)
    except duckdb.Error as error:
        refuse_if_held(error, path)
        raise RequestError(
            f"{path} cannot be read as a DuckDB file of nibwatch ({_first_line(error)}); restore "
            f"{path.name}'s previous version kept beside it, or remove it and run `nibwatch detect` again."
        ) from error


@contextmanager
def open_read_only(path: Path, also_readable: Sequence[Path] = ()) -> Iterator[duckdb.DuckDBPyConnection]:
    """A read-only connection to a published file that reaches nothing else: no file, no network, no extension.

    It takes no more memory than the setting, and spills to at most SPILL_SHARE of the free disk.
    ``also_readable``: other files that a view may read, if no other reader of this process has the file
    open.
    """
    with connect_for_reading(path) as connection:
        _restrict(connection, also_readable)
        _reading.append(connection)
        try:
            yield connection
        finally:
            _reading.remove(connection)


def interrupt_readers() -> None:
    """End the queries that read-only connections of this process are running; callable from any thread."""
    for connection in tuple(_reading):
        with suppress(duckdb.ConnectionException):  # closed in between
            connection.interrupt()


def refuse_if_held(error: duckdb.Error, path: Path) -> None:
    """Raise ``OutsideError`` where a file could not be opened because another program has it open for writing."""
    if "Could not set lock on file" in str(error):
        holder = re.search(r"held in (.*?\(PID \d+\))", str(error))
        raise OutsideError(
            f"{path} is open for writing in {holder[1] if holder else 'another program'}, so nobody else can read it; "
            "close it there, or open it read-only, and try again."
        ) from error


def _restrict(connection: duckdb.DuckDBPyConnection, also_readable: Sequence[Path]) -> None:
    """Restrict a connection to its file; another one of this process may have done it for the same file."""
    if connection.execute("SELECT current_setting('lock_configuration')").fetchall() == [(True,)]:
        return
    folder = _spill_folder()
    connection.execute(f"SET temp_directory = {quoted(folder)}")
    connection.execute(f"SET max_temp_directory_size = '{int(SPILL_SHARE * shutil.disk_usage(folder).free)} bytes'")
    connection.execute(f"SET memory_limit = {quoted(settings().reader_memory)}")
    connection.execute(f"SET threads = {settings().threads}")
    connection.execute("SET python_enable_replacements = false")
    if also_readable:
        listed = ", ".join(quoted(file) for file in also_readable)
        connection.execute(f"SET allowed_paths = [{listed}]")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


@lru_cache(maxsize=1)
def _spill_folder() -> Path:
    """Where readers of this process spill what does not fit in memory: private, not beside the published file."""
    until_the_end = ExitStack()
    atexit.register(until_the_end.close)
    return until_the_end.enter_context(temporary_folder("spill"))


def quoted(text: str | Path) -> str:
    """A text as SQL writes it, for the few places where a value is not bound.

    ATTACH and SET take no bound parameter, and binding one makes DuckDB import pandas, which takes longer than the
    second that `nibwatch sql` has.
    """
    return "'" + str(text).replace("'", "''") + "'"


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0]
