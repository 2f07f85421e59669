"""Were there enough reports to see anything? Exact power of the one-sided Poisson test.

The test calls n reports too many when P(X >= n | E) <= 2.5%, and never fewer than three. With k the smallest
such count, its power at a ratio R is P(X >= k | E R). Sums of Poisson terms are incomplete gamma functions:
P(X >= k | mu) = gammainc(k, mu).
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv
from scipy.stats import poisson

from signals.statistics.contingency import FloatArray, divide, expectation_column
from signals.statistics.criteria import MINIMUM_CASES

TEST_LEVEL = 0.025
"""One-sided level: the upper half of a two-sided 95% interval."""

POWER = 0.8
"""The usual power of study planning: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 2nd
ed."""

RATIO_TO_SEE = 2.0
"""A doubling, the PRR that Evans 2001 asks for."""

LARGEST_COUNT_SEARCHED = 1000
"""Far past the last drop below 80%, which gives way to k = 21."""


def critical_count(expected: npt.ArrayLike) -> FloatArray:
    """Smallest count k of at least 3 with P(X >= k | expected) <= 2.5%; NaN where `expected` is NaN.

    Raises ValueError, naming the first offending position, where it is negative or infinite.

    Example
    -------
    >>> critical_count(np.array([0.1, 0.7, 12.0, np.nan]))
    array([ 3.,  4., 20., nan])
    """
    with np.errstate(invalid="ignore"):
        return np.maximum(poisson.isf(TEST_LEVEL, expectation_column("expected", expected)) + 1, MINIMUM_CASES)


def detectable_ratio(expected: npt.ArrayLike) -> FloatArray:
    """Ratio of reporting that the test would have found with 80% power, given `expected` cases.

    The R at which P(X >= k | expected x R) = 0.8, exact, k as in `critical_count`. NaN where `expected` is
    NaN or 0: nothing expected, no ratio detectable. ValueError where it is negative or infinite.

    References
    ----------
    Exact Poisson test: Garwood (1936). Biometrika 28:437-442.

    Example
    -------
    >>> detectable_ratio([0.1, 1.0, 10.0, 100.0, 0.0]).round(3)
    array([42.79 ,  5.515,  2.144,  1.301,    nan])
    """
    column = expectation_column("expected", expected)
    return divide(gammaincinv(critical_count(column), POWER), column)


@cache
def expected_needed() -> float:
    """Expected count from which on the test always has 80% power to see a doubling: 12.364.

    Power is saw-toothed. While k stays the same it grows with E; at E_k, the largest E with P(X >= k | E) <=
    2.5%, k gives way to k + 1 and it drops. The answer is the crossing that follows the last drop below 80%.

    Example
    -------
    >>> round(expected_needed(), 3)
    12.364
    """
    count = np.arange(MINIMUM_CASES, LARGEST_COUNT_SEARCHED)
    largest_expected = gammaincinv(count, TEST_LEVEL)
    reaches_power = gammaincinv(count + 1, POWER) / RATIO_TO_SEE
    falls_short = largest_expected < reaches_power
    return float(reaches_power[falls_short][-1])
