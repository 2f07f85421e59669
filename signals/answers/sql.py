"""`nibwatch sql`: one read-only query over the published file, shown or written in a format that others open safely."""

import re
from pathlib import Path

import duckdb

from signals.answers.query_formats import FORMATS, write_result
from signals.answers.select_statement import one_reading_statement
from signals.build.pair_history import open_with_history
from signals.database import SPILL_SHARE, open_read_only
from signals.errors import RequestError
from signals.settings import settings
from signals.validation import did_you_mean

KEPT_SUFFIXES = (".duckdb", ".wal", ".toml")
"""Files of the data directory's own: the published file, the one before, and the settings."""


def run_query(
    published: Path,
    sql: str,
    *,
    format: str = "table",
    out: Path | None = None,
    width: int = 120,
    with_history: bool = False,
) -> None:
    """Run one SELECT or EXPLAIN and write its result.

    Parameters
    ----------
    format
        One of FORMATS.
    out
        The file to write; standard output where None.
    width
        Columns of the terminal, for a table.
    with_history
        Whether to add the view pair_history, signals.pair of earlier publications.

    Raises
    ------
    RequestError
        For anything else than one reading statement, for what DuckDB objects to (its message is kept), for an unknown
        format and for a file of the data directory.
    """
    if format not in FORMATS:
        raise RequestError(f"--format is {format!r}; expected one of {', '.join(FORMATS)}.")
    if out is not None:
        _refuse_kept_file(out.resolve(), published.resolve().parent)
    opened = open_with_history(published) if with_history else open_read_only(published)
    with opened as connection:
        statement = one_reading_statement(connection, sql)
        try:
            write_result(connection, statement, format=format, out=out, width=width)
        except duckdb.OutOfMemoryException as error:
            raise RequestError(
                f"The query needs more than NIBWATCH_MEMORY_LIMIT ({settings().reader_memory}) and {SPILL_SHARE:.0%} "
                f"of the free disk, to which it may spill; ask for less, or raise the limit. DuckDB says: {error}"
            ) from error
        except duckdb.Error as error:
            raise RequestError(f"DuckDB says: {error}{_near_table(connection, str(error))}") from error


def _near_table(connection: duckdb.DuckDBPyConnection, message: str) -> str:
    """A hint at the table that comes near one whose schema does not exist, of which DuckDB says no more."""
    missing = re.search(r'Table with name "([^"]+)" does not exist because schema', message)
    tables = "SELECT schema_name || '.' || table_name FROM duckdb_tables() ORDER BY ALL"
    names = [name for (name,) in connection.execute(tables).fetchall()] if missing else []
    return did_you_mean(missing[1], names) if missing else ""


def _refuse_kept_file(out: Path, data_dir: Path) -> None:
    """Refuse to write over what the data directory holds: a query changes nothing there."""
    is_kept = out.parent == data_dir and (out.name.startswith(".") or out.suffix in KEPT_SUFFIXES)
    if is_kept or (data_dir in out.parents and out.parent != data_dir):
        raise RequestError(f"{out} lies among what nibwatch keeps in {data_dir}; give another file with --out.")
