"""One read-only query over the published file, shown or written in a format that others can open safely."""

from pathlib import Path

import duckdb

from signals.answers.formats import FORMATS, write_result
from signals.answers.statement import one_reading_statement
from signals.errors import RequestError
from signals.warehouse.connection import open_read_only
from signals.warehouse.pair_history import open_with_history


def answer(
    published: Path,
    sql: str,
    *,
    format: str = "table",
    out: Path | None = None,
    width: int = 120,
    with_history: bool = False,
) -> None:
    """Run one SELECT or EXPLAIN and write its result to ``out`` or to standard output.

    ``with_history`` adds the view pair_history: signals.pair of earlier publications.

    Raises ``RequestError`` for anything else than one reading statement, for DuckDB's own objections (its message is
    kept) and for an unknown format.
    """
    if format not in FORMATS:
        raise RequestError(f"--format is {format!r}; expected one of {', '.join(FORMATS)}.")
    opened = open_with_history(published) if with_history else open_read_only(published)
    with opened as connection:
        statement = one_reading_statement(connection, sql)
        try:
            write_result(connection, statement, format=format, out=out, width=width)
        except duckdb.Error as error:
            raise RequestError(f"DuckDB says: {error}") from error
