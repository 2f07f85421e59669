"""Text for a terminal: what opens an answer, short cells, and aligned columns."""

from collections.abc import Iterable, Sequence

from signals.present.output import plain

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
