"""The renderer for a terminal: numbers, aligned columns, and tables declared as queries."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb

from signals.present.numbers import times
from signals.present.output import plain
from signals.published import bound

UNDEFINED = "-"
SYNTHETIC_LINE = "SYNTHETIC data: invented reports, no real person or drug is described."


def number(value: float | None, digits: int = 2) -> str:
    """A number with thousands separators and ``digits`` decimals; a dash for None, NaN and infinity."""
    return UNDEFINED if value is None or not math.isfinite(value) else f"{value:,.{digits}f}"


def interval(value: float | None, lower: float | None, upper: float | None, digits: int = 2) -> str:
    """An estimate with its interval, as in `1.50 (0.90 to 2.40)`; the estimate alone where it has no interval."""
    estimate, bounds = number(value, digits), (number(lower, digits), number(upper, digits))
    return estimate if UNDEFINED in (estimate, bounds[0]) else f"{estimate} ({bounds[0]} to {bounds[1]})"


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
    digits
        Decimals of a column, by header, where they are not two.
    missing
        What stands for NULL.
    longest
        The most characters of a cell.
    """

    title: str
    sql: str
    nothing: str | None = None
    right: Sequence[str] = ()
    digits: Mapping[str, int] = field(default_factory=dict)
    missing: str = UNDEFINED
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
        text = self.missing if value is None else value_text(value, name, self.digits.get(name, 2))
        return shorten(text, self.longest)


def texts(tables: Iterable[QueryTable], connection: duckdb.DuckDBPyConnection, **values: Any) -> list[str]:
    """The texts of several tables with the same parameters."""
    return [text for table in tables for text in table.text(connection, **values)]


def value_text(value: Any, name: str = "", digits: int = 2) -> str:
    """One value of a query for reading: a number with separators, a year without, a list with commas, TRUE as yes."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and name != "year":
        return f"{value:,}"
    if isinstance(value, float):
        return number(value, digits)
    if isinstance(value, tuple):
        estimate, lower, upper = value
        if "times expected" in name:
            return times(estimate, lower, upper)
        return interval(estimate, lower, upper, digits)
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return value.isoformat() if isinstance(value, date) else str(value)
