"""Omega: is an event reported with two drugs together more often than their separate excesses lead one to expect?"""

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import FloatArray, columns_of, count_column
from signals.statistics.contingency import divide
from signals.statistics.estimate import Estimate
from signals.statistics.information_component import information_component

COUNT_NAMES = ("n111", "n110", "n101", "n100", "n011", "n010", "n001", "n000")


def omega(
    n111: npt.ArrayLike, n110: npt.ArrayLike, n101: npt.ArrayLike, n100: npt.ArrayLike,
    n011: npt.ArrayLike, n010: npt.ArrayLike, n001: npt.ArrayLike, n000: npt.ArrayLike,
) -> Estimate:  # fmt: skip
    """Shrunk observed-to-expected ratio of an event on two drugs, Omega = log2((n111 + 0.5) / (E111 + 0.5)).

    The interval is exact: log2 of the 2.5% and 97.5% points of Gamma(n111 + 0.5, rate E111 + 0.5), E111 as in
    `expected_together`. A lower bound above 0 is the paper's criterion.

    Parameters
    ----------
    n111, n110, n101, n100, n011, n010, n001, n000
        Counts of cases; the digits say whether a case names the first drug, the second drug and the event (n101: the
        first drug and the event without the second drug).

    Returns
    -------
    Estimate
        On the log2 scale. NaN where no case names neither drug, only the first or only the second; 0 with the interval
        of no data where no case names both.

    References
    ----------
    Noren, Sundberg, Bate, Edwards (2008). Stat Med 27:3057-3070.

    Examples
    --------
    >>> estimate = omega(n111=20, n110=80, n101=50, n100=950, n011=30, n010=970, n001=100, n000=9900)
    >>> estimate.value.round(4), estimate.lower.round(4), estimate.upper.round(4)
    (array([1.4812]), array([0.7798]), array([2.0439]))
    """
    counts = _count_columns(n111, n110, n101, n100, n011, n010, n001, n000)
    return information_component(counts[0], _expected(*counts))


def expected_together(
    n111: npt.ArrayLike, n110: npt.ArrayLike, n101: npt.ArrayLike, n100: npt.ArrayLike,
    n011: npt.ArrayLike, n010: npt.ArrayLike, n001: npt.ArrayLike, n000: npt.ArrayLike,
) -> FloatArray:  # fmt: skip
    """E111, the cases of the event expected with both drugs if their excess odds of the event add up.

    With odds o00 of the event on neither drug, o10 and o01 on one of them, the odds on both are max(o00, o10) +
    max(o00, o01) - o00: a drug on which the event is rarer than on neither lowers nothing.

    Parameters
    ----------
    n111, n110, n101, n100, n011, n010, n001, n000
        Counts of cases as in `omega`; n111 enters only through n111 + n110.

    Returns
    -------
    ndarray of shape (n,)
        NaN where no case names neither drug, only the first or only the second.

    References
    ----------
    Noren, Sundberg, Bate, Edwards (2008). Stat Med 27:3057-3070.

    Examples
    --------
    >>> expected_together(0, 100, 50, 950, 30, 970, 100, 9900).round(4)
    array([6.8432])
    """
    return _expected(*_count_columns(n111, n110, n101, n100, n011, n010, n001, n000))


def _count_columns(*counts: npt.ArrayLike) -> list[FloatArray]:
    return columns_of(count_column, **dict(zip(COUNT_NAMES, counts, strict=True)))


def _expected(
    n111: FloatArray, n110: FloatArray, n101: FloatArray, n100: FloatArray,
    n011: FloatArray, n010: FloatArray, n001: FloatArray, n000: FloatArray,
) -> FloatArray:  # fmt: skip
    odds_none = _odds(n001, n000)
    excess_first = _excess_odds(_odds(n101, n100), odds_none)
    excess_second = _excess_odds(_odds(n011, n010), odds_none)
    odds_both = odds_none + excess_first + excess_second
    # Odds to share; where no case is free of the event, the odds are infinite and the share is 1.
    share = np.where(np.isposinf(odds_both), 1.0, divide(odds_both, 1 + odds_both))
    return share * (n111 + n110)


def _odds(with_event: FloatArray, without_event: FloatArray) -> FloatArray:
    odds = divide(with_event, without_event)
    return np.where((without_event == 0) & (with_event > 0), np.inf, odds)


def _excess_odds(odds: FloatArray, background: FloatArray) -> FloatArray:
    # Infinite odds have no excess over infinite odds; NaN, a group without cases, stays NaN.
    is_above = odds > background
    excess = np.subtract(odds, background, out=np.zeros_like(odds), where=is_above)
    return np.where(np.isnan(odds) | np.isnan(background), np.nan, excess)
