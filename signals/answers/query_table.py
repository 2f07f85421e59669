"""The result of `nibwatch sql` as text for a terminal: a box where it fits, else a line a field."""

import contextlib
import io
import textwrap

import duckdb

from signals.answers.format_casts import with_casts
from signals.present.output import plain, plain_lines

SHOWN_ROWS = 200
_ANY_WIDTH = 100_000
_LINES_OF_ONE_ROW = 6
"""Lines of DuckDB's box around one row: edges, names, types, a rule, and the row."""


def table_text(connection: duckdb.DuckDBPyConnection, sql: str, width: int, *, is_rounded: bool) -> str:
    """The rows of a SELECT in at most ``width`` columns, nothing cut short.

    One row of several columns stands upright, a line a field, and so do rows that are too wide for a table.

    Parameters
    ----------
    is_rounded
        Whether columns with decimals are rounded for reading: two decimals, two digits below 0.1.
    """
    shown = with_casts(connection, sql, "table") if is_rounded else sql
    captured = io.StringIO()
    with contextlib.redirect_stdout(captured):
        connection.sql(shown).show(max_rows=SHOWN_ROWS, max_width=_ANY_WIDTH, max_col_width=_ANY_WIDTH)
    box = plain_lines(captured.getvalue())
    lines = box.splitlines()
    fits = max(map(len, lines), default=0) <= width
    if fits and len(list(filter(None, lines))) > _LINES_OF_ONE_ROW:
        return box
    names, rows = _first_rows(connection, with_casts(connection, shown, "csv"))
    if fits and (len(names) == 1 or len(rows) != 1):
        return box
    return _upright(names, rows, width)


def _first_rows(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], list[tuple[object, ...]]]:
    """The columns' names, and the rows that are shown and one more."""
    cursor = connection.execute(sql)
    return [str(column[0]) for column in cursor.description or []], cursor.fetchmany(SHOWN_ROWS + 1)


def _upright(names: list[str], rows: list[tuple[object, ...]], width: int) -> str:
    """A line a field; rows are numbered where there are several."""
    lines = []
    for number, row in enumerate(rows[:SHOWN_ROWS], start=1):
        lines += [f"row {number}"] if len(rows) > 1 else []
        for name, value in zip(names, row, strict=True):
            text = "NULL" if value is None else str(value)
            lines += textwrap.wrap(plain(f"{name}: {text}"), width, subsequent_indent="  ")
    count = f"more than {SHOWN_ROWS}" if len(rows) > SHOWN_ROWS else str(len(rows))
    return "\n".join([*lines, *([f"{count} rows"] if len(rows) != 1 else []), ""])
