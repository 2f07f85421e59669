"""The blocks that mail and pages are made of. Their text is plain; the renderer escapes it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from signals.present.query import Row


@dataclass(frozen=True)
class Cell:
    """The text of a cell, where it leads, and what it is sorted by where that is not its text."""

    text: str
    href: str | None = None
    sort_value: str | None = None


@dataclass(frozen=True)
class Column:
    """A column: its title, how a row is written in it, where its cells lead, and how it is set.

    Numbers are set flush right and sorted as numbers, by `sort_value` where the text is not what a row is sorted by.
    `width` is the most characters that a column takes in plain text (0: as many as it needs). A cell of a column that
    is `below` follows under its row, behind the column's title.
    """

    title: str
    text: Callable[[Any], str] = str
    width: int = 0
    is_number: bool = False
    is_below: bool = False
    href: Callable[[Row], str | None] | None = None
    sort_value: Callable[[Row], str | None] | None = None

    def cell(self, row: Any) -> Cell:
        """The row as it is written in this column."""
        text = self.text(row)
        href = self.href(row) if self.href and text else None
        return Cell(text, href, self.sort_value(row) if self.sort_value else None)


Cells = tuple[tuple[Column, Cell], ...]


@dataclass(frozen=True)
class Table:
    """Rows under a caption that says what a row is.

    With `headings`, one a row, plain text shows each row upright, a line a cell that is not empty.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    headings: tuple[str, ...] = ()

    @property
    def beside(self) -> tuple[Column, ...]:
        """The columns that stand beside each other."""
        return tuple(column for column in self.columns if not column.is_below)

    @property
    def parted(self) -> tuple[tuple[Cells, Cells], ...]:
        """Each row in two: the cells beside each other, and those with a text that follow below."""
        titled = [tuple(zip(self.columns, row, strict=True)) for row in self.rows]
        return tuple(
            (
                tuple((column, cell) for column, cell in row if not column.is_below),
                tuple((column, cell) for column, cell in row if column.is_below and cell.text),
            )
            for row in titled
        )


@dataclass(frozen=True)
class Matrix:
    """Links in a grid: rows by columns, each cell a list of links."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]


@dataclass(frozen=True)
class Figure:
    """A chart: its content in words, the drawing as SVG (`signals.present.svg`), and its name."""

    text: str
    svg: str
    name: str


@dataclass(frozen=True)
class Section:
    """A block under a heading: sentences, a chart, a table, and the queries whose answer it is.

    Where a script runs, of the sections of one `choice` a page shows the one that is chosen. A long table is folded
    away unless `is_open`.

    A mail cites its queries by number, a page prints their commands, JSON has the rows that were `answered`, unrounded,
    under its `name`. `left_out` says what the table leaves out; `html`
    is safe HTML made from the project's own documents.
    """

    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    figure: Figure | None = None
    matrix: Matrix | None = None
    left_out: str = ""
    query_numbers: tuple[int, ...] = ()
    commands: tuple[str, ...] = ()
    html: str = ""
    choice: str = ""
    is_open: bool = False
    name: str = ""
    answered: tuple[Row, ...] = ()

    @property
    def anchor(self) -> str:
        """The id of the heading, for links within a page."""
        return "-".join(re.findall(r"[a-z0-9]+", self.title.lower()))


def table(columns: Iterable[Column], rows: Iterable[Any], caption: str = "") -> Table:
    """The rows as each column writes them."""
    described = tuple(columns)
    return Table(described, tuple(tuple(column.cell(row) for column in described) for row in rows), caption)
