"""The pieces that both parts of the mail are laid out from, and a table drawn as aligned plain text.

Each number becomes text once, here; the plain and the HTML part print the same pieces.
"""

import re
import textwrap
from dataclasses import dataclass, field

from markupsafe import Markup, escape

TEXT_WIDTH = 98
GAP = "  "


@dataclass(frozen=True)
class Column:
    """A column: its title, the most characters it may take in plain text, and where it stands there.

    A column that is `below` does not fit beside the others on a line of plain text: its cell follows under
    the row, behind its title.
    """

    title: str
    width: int = 0
    is_number: bool = False
    is_below: bool = False


@dataclass(frozen=True)
class Table:
    """Cells as text, one tuple a row; `pages` holds for each row the address of its drug's page, or nothing."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    pages: tuple[str, ...] = ()

    def page_of(self, row: int) -> str:
        """The address that the numbers of a row link to; empty where there is none."""
        return self.pages[row] if row < len(self.pages) else ""


@dataclass(frozen=True)
class Picture:
    """A chart as PNG. `alt` says what it shows; its numbers stand in the table beside it. width: CSS pixels."""

    name: str
    alt: str
    png: bytes
    width: int


@dataclass(frozen=True)
class Section:
    """A block of the digest, the queries that give its numbers, and what its table leaves out."""

    title: str
    paragraphs: tuple[str, ...] = ()
    table: Table | None = None
    left_out: str = ""
    query_numbers: tuple[int, ...] = ()
    picture: Picture | None = None


@dataclass(frozen=True)
class NumberedQuery:
    """A query as the last block of the digest lists it."""

    number: int
    title: str
    command: str


@dataclass(frozen=True)
class Page:
    """The whole digest: its first line, what changed in the protocol, the week's answer, the blocks, the queries.

    A quiet page has nothing but a first line, one sentence and where to look: `answer` holds the last two.
    """

    subject: str
    first_line: str
    answer: tuple[str, ...]
    protocol: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()
    caveats: str = ""
    queries: tuple[NumberedQuery, ...] = field(default=())
    is_quiet: bool = False

    @property
    def pictures(self) -> tuple[Picture, ...]:
        return tuple(section.picture for section in self.sections if section.picture)


class CellWrapper(textwrap.TextWrapper):
    """Breaks a cell at blanks, and after the _ and / of names such as peripheral_demyelination."""

    wordsep_re = re.compile(r"(\s+|[^\s_/]*[_/]+)")


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines that a mail client does not fold."""
    return textwrap.fill(text, TEXT_WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def cited(text: str) -> Markup:
    """A sentence as HTML, escaped, in which a reference such as [3] leads to the query of that number."""
    return Markup(re.sub(r"\[(\d+)\]", r'<a href="#query-\1">[\1]</a>', str(escape(text))))  # noqa: S704


def has_digit(text: str) -> bool:
    """Whether a cell holds a number, which then leads to where it comes from."""
    return any(letter.isdigit() for letter in text)


def aligned(table: Table) -> str:
    """The table in lines of at most 98 characters, as narrow as its cells, long ones wrapped."""
    beside = [index for index, column in enumerate(table.columns) if not column.is_below]
    widths = [_width(table, index) for index in beside]
    lines = _line_up(tuple(table.columns[index].title for index in beside), table, beside, widths)
    lines.append(GAP.join("-" * width for width in widths))
    for row in table.rows:
        lines += _line_up(tuple(row[index] for index in beside), table, beside, widths)
        for index, column in enumerate(table.columns):
            if column.is_below and row[index]:
                lines += wrapped(f"{column.title}: {row[index]}", indent="    ").split("\n")
    return "\n".join(lines)


def _width(table: Table, index: int) -> int:
    column = table.columns[index]
    longest = max([len(column.title), *(len(row[index]) for row in table.rows)])
    return min(longest, column.width or longest)


def _line_up(cells: tuple[str, ...], table: Table, beside: list[int], widths: list[int]) -> list[str]:
    wrapped_cells = [CellWrapper(width).wrap(cell) or [""] for cell, width in zip(cells, widths, strict=True)]
    lines = []
    for depth in range(max(len(cell) for cell in wrapped_cells)):
        parts = []
        for index, cell, width in zip(beside, wrapped_cells, widths, strict=True):
            part = cell[depth] if depth < len(cell) else ""
            parts.append(part.rjust(width) if table.columns[index].is_number else part.ljust(width))
        lines.append(GAP.join(parts).rstrip())
    return lines
