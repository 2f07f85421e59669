"""Paragraphs and tables as plain text that neither a terminal nor a mail client folds."""

import re
import textwrap
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate, repeat, zip_longest

from signals.present.block import Cell, Column, Section, Table
from signals.present.command_line import as_typed
from signals.present.numbers import DASH
from signals.present.output import one_line, plain, plain_lines
from signals.present.terminal import TEXT_WIDTH, text_width

WIDEST = 30
"""The most characters of a column that stands beside others, where not all fit as they are."""
GAP = "  "


PARTS = re.compile(r"(?<=[_/])(?=[^_/])")


class CellWrapper(textwrap.TextWrapper):
    """Breaks a cell at blanks, and names that are longer than a line, as peripheral_demyelination, after _ and /."""

    def _split(self, text: str) -> list[str]:
        words = filter(None, re.split(r"(\s+)", text))
        return [part for word in words for part in (PARTS.split(word) if len(word) > self.width else [word])]


def wrapped(text: str, indent: str = "", width: int | None = None, hanging: str = "") -> str:
    """A paragraph in lines of at most `width` characters, by default those of ``text_width``.

    On a narrow terminal a longer word, such as a path, is left whole, to be copied. With a `hanging` indent no text
    from outside can begin a line.
    """
    width = width or text_width()
    return textwrap.fill(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent + hanging,
        break_on_hyphens=False,
        break_long_words=width >= TEXT_WIDTH,
    )


def aligned(table: Table, width: int | None = None) -> str:
    """The table in lines of at most `width` characters, by default those of ``text_width``, long cells wrapped.

    Columns that do not fit beside the others follow below each row, without cells that have no value.
    """
    width = width or text_width()
    titles = [column.title for column in table.beside]
    texts = [[cell.text for _, cell in beside] for beside, _ in table.parted]
    widths = _widths(table.beside, [titles, *texts], width)
    fitting = len(widths)
    lines = [*_row_lines(table.beside[:fitting], titles[:fitting], widths), GAP.join("-" * each for each in widths)]
    for row, (_, below) in zip(texts, table.parted, strict=True):
        lines += _row_lines(table.beside[:fitting], row[:fitting], widths)
        rest = zip(titles[fitting:], row[fitting:], strict=True)
        titled = [f"{title} {text}" for title, text in rest if text != DASH]
        under = ["; ".join(titled)] if titled else []
        under += [f"{column.title}: {cell.text}" if column.title else cell.text for column, cell in below]
        lines += [line for text in under for line in wrapped(text, "    ", width).split("\n")]
    return "\n".join(lines)


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[str]], width: int) -> list[int]:
    """The widths of the columns that fit beside each other: as wide as their cells, where need be narrower.

    A column that declares no width is never narrower than its longest word, the last one than the longest part of one.
    The last one gives way first.
    """
    cells = list(zip(*rows, strict=True))
    longest = [max(map(len, texts)) for texts in cells]
    widths = [min(most, column.width or most) for column, most in zip(columns, longest, strict=True)]
    words = [[word for text in texts for word in text.split()] for texts in cells]
    words[-1] = [part for word in words[-1] for part in PARTS.split(word)]
    least = [
        most if column.width else min(most, max(WIDEST, *map(len, of_column), 0))
        for column, most, of_column in zip(columns, widths, words, strict=True)
    ]
    for given in (widths, [*widths[:-1], least[-1]], least):
        ends = list(accumulate(each + len(GAP) for each in given))
        fitting = max(bisect_right(ends, width + len(GAP)), 1)
        if fitting == len(columns):
            break
    last, left = fitting - 1, width + len(GAP) - ends[fitting - 1]
    return [min(each, width) for each in (*given[:last], min(widths[last], given[last] + left))]


def table_text(table: Table, longest: int | None = None) -> str:
    """A table as ``aligned``; under headings each row stands upright, its values whole.

    Of one whose columns declare no widths the first `longest` rows are shown; at the end stands how many there are,
    where they are more.
    """
    if table.headings:
        return "\n\n".join(map(_upright, table.headings, table.rows, repeat(table.columns)))
    if any(column.width for column in table.columns):
        return aligned(table)
    more = f"\nShown are {longest} of {len(table.rows):,} rows." if longest and len(table.rows) > longest else ""
    return aligned(replace(table, rows=table.rows[:longest])) + more


def _upright(heading: str, row: Sequence[Cell], columns: Sequence[Column]) -> str:
    """A row as a line a cell, or more where it is long, without those that are empty."""
    width = max(len(column.title) for column in columns)
    lines = [wrapped(one_line(heading))]
    for column, cell in zip(columns, row, strict=True):
        if cell.text:
            lines += textwrap.wrap(
                f"  {column.title:{width}}  {plain(cell.text)}",
                text_width(),
                subsequent_indent=" " * (width + 4),
                break_on_hyphens=False,
                break_long_words=False,
            )
    return "\n".join(lines)


def columns(header: Sequence[str], rows: Iterable[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Rows of text from anywhere under a header, as ``aligned``.

    Parameters
    ----------
    right
        Positions of the columns that are aligned to the right.
    """
    titled = tuple(Column(title, is_number=place in right) for place, title in enumerate(map(plain, header)))
    return aligned(Table(titled, tuple(tuple(Cell(plain(text)) for text in row) for row in rows)))


def section_text(section: Section, longest: int | None = None) -> str:
    """A section as plain text: its title, its sentences, the caption of its table, and the table."""
    parts = [wrapped(section.title.upper()), *(wrapped(as_typed(paragraph)) for paragraph in section.paragraphs)]
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
