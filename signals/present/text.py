"""Paragraphs and tables as plain text that a mail client does not fold."""

import re
import textwrap
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate, repeat, zip_longest

from signals.present.block import Cell, Column, Section, Table
from signals.present.numbers import DASH
from signals.present.output import one_line, plain, plain_lines

TEXT_WIDTH = 98
WIDEST = 30
"""The most characters of a column that stands beside others."""
GAP = "  "


class CellWrapper(textwrap.TextWrapper):
    """Breaks a cell at blanks, and after the _ and / of names such as peripheral_demyelination."""

    wordsep_re = re.compile(r"(\s+|(?<=[_/])(?=[^\s_/]))")


def wrapped(text: str, indent: str = "") -> str:
    """A paragraph in lines of at most 98 characters."""
    return textwrap.fill(text, TEXT_WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def aligned(table: Table) -> str:
    """The table in lines of at most 98 characters, as narrow as its cells, long ones wrapped."""
    titles = [column.title for column in table.beside]
    texts = [[cell.text for _, cell in beside] for beside, _ in table.parted]
    longest = [max(map(len, cells)) for cells in zip(titles, *texts, strict=True)]
    widths = [min(most, column.width or most) for column, most in zip(table.beside, longest, strict=True)]
    lines = [*_row_lines(table.beside, titles, widths), GAP.join("-" * width for width in widths)]
    for row, (_, below) in zip(texts, table.parted, strict=True):
        lines += _row_lines(table.beside, row, widths)
        for column, cell in below:
            titled = f"{column.title}: {cell.text}" if column.title else cell.text
            lines += wrapped(titled, indent="    ").split("\n")
    return "\n".join(lines)


def table_text(table: Table, longest: int | None = None) -> str:
    """A table in lines of at most 98 characters: as its columns say how they are set, else as they fit.

    Of the latter the first `longest` rows are shown; at the end stands how many there are, where they are more. Under
    headings each row stands upright, its values whole.
    """
    if table.headings:
        return "\n\n".join(map(_upright, table.headings, table.rows, repeat(table.columns)))
    if any(column.width for column in table.columns):
        return aligned(table)
    more = f"\nShown are {longest} of {len(table.rows):,} rows." if longest and len(table.rows) > longest else ""
    return _fitted(replace(table, rows=table.rows[:longest])) + more


def _upright(heading: str, row: Sequence[Cell], columns: Sequence[Column]) -> str:
    """A row as a line a cell, without those that are empty."""
    width = max(len(column.title) for column in columns)
    cells = zip(columns, row, strict=True)
    return "\n".join(
        [one_line(heading)]
        + [f"  {column.title:{width}}  {plain(cell.text)}".rstrip() for column, cell in cells if cell.text]
    )


def _fitted(table: Table) -> str:
    """What does not fit beside follows below each row, without cells that have no value, before what is declared below.

    The last column beside takes the width that is left.
    """
    titles = [column.title for column in table.beside]
    texts = [[cell.text for _, cell in beside] for beside, _ in table.parted]
    widths = [min(max(map(len, cells)), WIDEST) for cells in zip(titles, *texts, strict=True)]
    ends = list(accumulate(width + len(GAP) for width in widths))
    fitting = bisect_right(ends, TEXT_WIDTH + len(GAP))
    columns = [replace(column, width=WIDEST) for column in table.beside[:fitting]]
    columns[-1] = replace(columns[-1], width=WIDEST + TEXT_WIDTH + len(GAP) - ends[fitting - 1])
    rest, declared = Column("", is_below=True), [column for column in table.columns if column.is_below]
    rows = []
    for row, text in zip(table.rows, texts, strict=True):
        below = "; ".join(
            f"{titles[place]} {text[place]}" for place in range(fitting, len(text)) if text[place] != DASH
        )
        cells = list(zip(table.columns, row, strict=True))
        beside = [cell for column, cell in cells if not column.is_below]
        rows.append((*beside[:fitting], Cell(below), *(cell for column, cell in cells if column.is_below)))
    return aligned(Table((*columns, rest, *declared), tuple(rows)))


def section_text(section: Section, longest: int | None = None) -> str:
    """A section as plain text: its title, its sentences, the caption of its table, and the table."""
    parts = [section.title.upper(), *(wrapped(paragraph) for paragraph in section.paragraphs)]
    if section.table:
        parts += [wrapped(section.table.caption), table_text(section.table, longest), wrapped(section.left_out)]
    return plain_lines("\n".join(filter(None, parts)))


def _row_lines(columns: Sequence[Column], texts: Sequence[str], widths: Sequence[int]) -> list[str]:
    """The lines of a row; one that a text from outside goes on in never begins like a line of its own."""
    wrappers = [CellWrapper(width, subsequent_indent="" if place else GAP) for place, width in enumerate(widths)]
    cells = [wrapper.wrap(text) for wrapper, text in zip(wrappers, texts, strict=True)]
    return [
        GAP.join(
            part.rjust(width) if column.is_number else part.ljust(width)
            for column, part, width in zip(columns, parts, widths, strict=True)
        ).rstrip()
        for parts in zip_longest(*cells, fillvalue="")
    ] or [""]
