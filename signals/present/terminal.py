"""The renderer for a terminal: numbers, aligned columns, and tables declared as queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from signals.present.numbers import DASH, value_text
from signals.present.output import plain
from signals.published import bound

SYNTHETIC_LINE = "SYNTHETIC data: invented reports, no real person or drug is described."


def synthetic_warning(is_synthetic: bool) -> list[str]:
    """The line that opens every answer from SYNTHETIC data; nothing where the data are real."""
    return [SYNTHETIC_LINE] if is_synthetic else []


def shorten(text: str, longest: int) -> str:
    """The text, or its beginning with three dots, in at most ``longest`` characters."""
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."


def columns(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Rows under a header, each column as wide as its widest cell.

    Parameters
    ----------
    right
        Positions of the columns that are aligned to the right.
    """
    table = [[plain(cell) for cell in row] for row in (header, *rows)]
    widths = [max(map(len, cells)) for cells in zip(*table, strict=True)]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if position in right else cell.ljust(width)
            for position, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in table
    )


@dataclass(frozen=True)
class QueryTable:
    """A table of a query's rows under a title; the query's column names are the header.

    Parameters
    ----------
    title
        The line above, if any; what stands in braces is replaced by the value of that name.
    sql
        A SELECT; a tuple of three numbers is an estimate with its interval, of "times expected" an IC with its.
    nothing
        What is said where the query has no row; without it the table is left out.
    right
        Headers of the columns that are aligned to the right.
    missing
        What stands for NULL.
    longest
        The most characters of a cell.
    """

    title: str
    sql: str
    nothing: str | None = None
    right: Sequence[str] = ()
    missing: str = DASH
    longest: int = 10_000

    def text(self, connection: duckdb.DuckDBPyConnection, **values: Any) -> list[str]:
        """The table as one text, or nothing."""
        result = connection.execute(self.sql, bound(self.sql, values))
        header = [str(column[0]) for column in result.description or []]
        cells = [
            [self._cell(name, value) for name, value in zip(header, row, strict=True)] for row in result.fetchall()
        ]
        if not cells and self.nothing is None:
            return []
        right = [position for position, name in enumerate(header) if name in self.right]
        body = columns(header, cells, right) if cells else self.nothing
        title = self.title.format(
            **{name: plain(value) if isinstance(value, str) else value for name, value in values.items()}
        )
        return ["\n".join(filter(None, (title, body)))]

    def _cell(self, name: str, value: Any) -> str:
        text = self.missing if value is None else value_text(value, name)
        return shorten(text, self.longest)


def texts(tables: Iterable[QueryTable], connection: duckdb.DuckDBPyConnection, **values: Any) -> list[str]:
    """The texts of several tables with the same parameters."""
    return [text for table in tables for text in table.text(connection, **values)]
