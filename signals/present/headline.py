"""The one line on a drug that digest, pages and terminal share: the ratio of the analysis the topic is judged in."""

from signals.present.numbers import name, plural, statistic, times
from signals.present.query import Row


def headline(row: Row, *, drug: str, event: str, scope: str) -> str:
    """How many times as often as expected, with its interval, the cases, the verdict and the worst caution.

    Parameters
    ----------
    row
        The answer of sql/pages/headline.sql.
    drug, event, scope
        What it is about, in words: the drug or class, the event group, and what the analysis leaves out.
    """
    about = f"{name(drug)}, {event}, {scope}"
    if row.reason is not None:
        return f"{about}: not made, {row.reason}."
    ratio = f"{times(row.ic, row.ic_lower, row.ic_upper)} times as often as expected"
    counted = f"{plural(row.a, 'case')}, {statistic(row.expected)} expected"
    caution = f"; {row.warning}" if row.warning else ""
    return f"{about}: {ratio} ({counted}), {row.human_verdict}{caution}."
