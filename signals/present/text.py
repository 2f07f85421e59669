"""Paragraphs and tables as plain text that a mail client does not fold."""

import re
import textwrap

from signals.present.blocks import Table

TEXT_WIDTH = 98
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
                lines += wrapped(f"{column.title}: {text}", indent="    ").split("\n")
    return "\n".join(lines)


def _row_lines(table: Table, texts: list[str], widths: dict[int, int]) -> list[str]:
    cells = {index: CellWrapper(width).wrap(texts[index]) or [""] for index, width in widths.items()}
    lines = []
    for depth in range(max(map(len, cells.values()))):
        parts = []
        for index, width in widths.items():
            part = cells[index][depth] if depth < len(cells[index]) else ""
            parts.append(part.rjust(width) if table.columns[index].is_number else part.ljust(width))
        lines.append(GAP.join(parts).rstrip())
    return lines
