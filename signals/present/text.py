"""Paragraphs and tables as plain text that a mail client does not fold."""

import re
import textwrap
from collections.abc import Sequence
from dataclasses import replace
from itertools import repeat

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
    beside = [index for index, column in enumerate(table.columns) if not column.is_below]
    texts = [[cell.text for cell in row] for row in table.rows]
    titles = [column.title for column in table.columns]
    widths = {}
    for index in beside:
        longest = max(len(row[index]) for row in [titles, *texts])
        widths[index] = min(longest, table.columns[index].width or longest)
    lines = [*_row_lines(table, titles, widths), GAP.join("-" * width for width in widths.values())]
    for row in texts:
        lines += _row_lines(table, row, widths)
        for column, text in zip(table.columns, row, strict=True):
            if column.is_below and text:
                titled = f"{column.title}: {text}" if column.title else text
                lines += wrapped(titled, indent="    ").split("\n")
    return "\n".join(lines)


def table_text(table: Table, longest: int | None = None) -> str:
    """A table in lines of at most 98 characters: as its columns say how they are set, else as they fit.

    Of the latter the first `longest` rows are shown; at the end stands how many there are, where they are more. Under
    headings each row stands upright, its values whole.
    """
    if table.headings:
        return "\n\n".join(map(_upright, table.headings, table.rows, repeat(table.columns)))
    if any(column.width or column.is_below for column in table.columns):
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
    """What does not fit beside follows below each row, without cells that have no value.

    The last column beside takes the room that is left.
    """
    titles = [column.title for column in table.columns]
    texts = [[cell.text for cell in row] for row in table.rows]
    widths = [min(max(map(len, cells)), WIDEST) for cells in zip(titles, *texts, strict=True)]
    room, beside = TEXT_WIDTH + len(GAP), 0
    while beside < len(widths) and widths[beside] + len(GAP) <= room:
        room -= widths[beside] + len(GAP)
        beside += 1
    columns = [replace(column, width=WIDEST) for column in table.columns[:beside]]
    columns[-1] = replace(columns[-1], width=WIDEST + room)
    rest = Column("", is_below=True)
    rows = []
    for row, text in zip(table.rows, texts, strict=True):
        below = "; ".join(f"{titles[place]} {text[place]}" for place in range(beside, len(text)) if text[place] != DASH)
        rows.append((*row[:beside], Cell(below)))
    return aligned(Table((*columns, rest), tuple(rows)))


def section_text(section: Section, longest: int | None = None) -> str:
    """A section as plain text: its title, its sentences, the caption of its table, and the table."""
    parts = [section.title.upper(), *(wrapped(paragraph) for paragraph in section.paragraphs)]
    if section.table:
        parts += [wrapped(section.table.caption), table_text(section.table, longest)]
    return plain_lines("\n".join(filter(None, parts)))


def _row_lines(table: Table, texts: list[str], widths: dict[int, int]) -> list[str]:
    """The lines of a row; one that a text from outside goes on in never begins like a line of its own."""
    first = min(widths)
    cells = {
        index: CellWrapper(width, subsequent_indent=GAP if index == first else "").wrap(texts[index]) or [""]
        for index, width in widths.items()
    }
    lines = []
    for depth in range(max(map(len, cells.values()))):
        parts = []
        for index, width in widths.items():
            part = cells[index][depth] if depth < len(cells[index]) else ""
            parts.append(part.rjust(width) if table.columns[index].is_number else part.ljust(width))
        lines.append(GAP.join(parts).rstrip())
    return lines
