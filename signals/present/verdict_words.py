"""Verdicts on several drugs in words: which stand out, with or without a caution, and how many cannot be judged."""

from collections.abc import Callable, Sequence

from signals.present.numbers import count, have, listed
from signals.present.query import Row


def by_caution(rows: Sequence[Row]) -> tuple[list[Row], list[Row], list[Row]]:
    """The rows without a caution, those with one, and those with a hollow count."""
    return (
        [row for row in rows if not row.caution],
        [row for row in rows if row.caution and not row.is_hollow],
        [row for row in rows if row.is_hollow],
    )


def named_by_caution(rows: Sequence[Row], shown: Callable[[Row], str], separator: str = ", ") -> str:
    """The first of the rows of each kind, after a colon; nothing where there is no row.

    Parameters
    ----------
    shown
        How a row is named.
    separator
        What stands between rows of one kind.
    """
    kinds = zip(("", "with a caution ", "by a hollow count "), by_caution(rows), strict=True)
    named = [f"{words}{listed(list(map(shown, some)), separator)}" for words, some in kinds if some]
    return f": {', and '.join(named)}" if named else ""


def too_few_reports(drugs: int, unreported: int) -> str:
    """What follows the number of drugs with too few reports: of how many of them there is none, which is not few."""
    none = f", {count(unreported)} of which {have(unreported)} no report" if unreported else ""
    return f"{have(drugs)} too few reports to tell{none}"
