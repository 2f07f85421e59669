"""Were there enough reports to detect anything? Exact power of the one-sided Poisson test.

The test rejects n reports if P(X >= n | E) <= 2.5% and n >= 3. With k the smallest such count, its power at a ratio R
is P(X >= k | E R). A Poisson tail is an incomplete gamma function: P(X >= k | mu) = gammainc(k, mu).
"""

from functools import cache

import numpy as np
import numpy.typing as npt
from scipy.special import gammaincinv, pdtr, pdtrik

from signals.statistics.array_checks import FloatArray, expectation_column
from signals.statistics.contingency import divide
from signals.statistics.criteria import MINIMUM_CASES

TEST_LEVEL = 0.025  # one-sided level: the upper half of a two-sided 95% interval
POWER = 0.8  # usual power of study planning: Cohen 1988, Statistical Power Analysis for the Behavioral Sciences, 2nd ed
RATIO_TO_SEE = 2.0  # a doubling, the PRR that Evans 2001 asks for
LARGEST_COUNT_SEARCHED = 1000  # well beyond the last drop of the power below 80%, at k = 21


def critical_count(expected: npt.ArrayLike) -> FloatArray:
    """Smallest count k of at least 3 with P(X >= k | expected) <= 2.5%.

    Parameters
    ----------
    expected
        Expected cases, 0 or more, NaN where undefined.

    Returns
    -------
    ndarray of shape (n,)
        Whole numbers; NaN where `expected` is NaN.

    Examples
    --------
    >>> critical_count([0.1, 0.7, 12.0, np.nan])
    array([ 3.,  4., 20., nan])
    """
    with np.errstate(invalid="ignore"):
        return np.maximum(_poisson_quantile(expectation_column("expected", expected)) + 1, MINIMUM_CASES)


def _poisson_quantile(mean: FloatArray) -> FloatArray:
    """Smallest n with P(X <= n) >= 1 - TEST_LEVEL, as scipy.stats has it; importing that doubles the start of a run."""
    count = np.ceil(pdtrik(1 - TEST_LEVEL, mean))
    below = np.maximum(count - 1, 0)
    return np.where(pdtr(below, mean) >= 1 - TEST_LEVEL, below, count)  # pdtrik is a root, a last digit off


def detectable_ratio(expected: npt.ArrayLike) -> FloatArray:
    """Reporting ratio that the test would have detected with 80% power, given `expected` cases.

    The exact R at which P(X >= k | expected x R) = 0.8, k as in `critical_count`.

    Parameters
    ----------
    expected
        Expected cases, 0 or more, NaN where undefined.

    Returns
    -------
    ndarray of shape (n,)
        NaN where `expected` is NaN or 0: no ratio is detectable where nothing is expected.

    References
    ----------
    Exact Poisson test: Garwood (1936). Biometrika 28:437-442.

    Examples
    --------
    >>> detectable_ratio([0.1, 1.0, 10.0, 100.0, 0.0]).round(3)
    array([42.79 ,  5.515,  2.144,  1.301,    nan])
    """
    column = expectation_column("expected", expected)
    return divide(gammaincinv(critical_count(column), POWER), column)


@cache
def expected_needed() -> float:
    """Expected count from which on the test always has 80% power to detect a doubling: 12.364.

    Power is saw-toothed: for a given k it rises with E, and drops at E_k, the largest E with P(X >= k | E) <= 2.5%,
    where k is replaced by k + 1. The result is where it crosses 80% after its last drop below.

    Examples
    --------
    >>> round(expected_needed(), 3)
    12.364
    """
    count = np.arange(MINIMUM_CASES, LARGEST_COUNT_SEARCHED)
    largest_expected = gammaincinv(count, TEST_LEVEL)
    reaches_power = gammaincinv(count + 1, POWER) / RATIO_TO_SEE
    falls_short = largest_expected < reaches_power
    return float(reaches_power[falls_short][-1])
