"""What a page is made of. Text is text here; the template escapes it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Cell:
    """What stands in a cell, what it is sorted by, and where it leads (from the report's own folder, or https)."""

    text: str
    sort_value: str
    href: str | None = None


@dataclass(frozen=True)
class Column:
    """A column's title; numbers are set flush right and sorted as numbers."""

    title: str
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """Rows under a caption that says what a row is."""

    caption: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Figure:
    """A chart as SVG, and in words what it shows; its data stand in the table of the same section."""

    svg: str
    text: str


@dataclass(frozen=True)
class Matrix:
    """Links in a grid: rows by columns, each cell a list of links."""

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[tuple[Cell, ...], ...]], ...]


@dataclass(frozen=True)
class Section:
    """A block under a heading: sentences, a chart, a table, and the commands whose answer it is."""

    title: str
    paragraphs: Sequence[str] = ()
    figure: Figure | None = None
    matrix: Matrix | None = None
    table: Table | None = None
    commands: Sequence[str] = ()
    html: str = ""
    """Safe HTML made from the project's own documents."""

    @property
    def anchor(self) -> str:
        """What a link within the page leads to."""
        return "-".join(re.findall(r"[a-z0-9]+", self.title.lower()))


@dataclass(frozen=True)
class Page:
    """A page: its file in the folder, its title, the first sentences and the sections."""

    path: str
    title: str
    lead: Sequence[str]
    sections: tuple[Section, ...]
    top: str = field(init=False, default="")
    """How to get from the page to the report's own folder."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "top", "../" * self.path.count("/"))
