"""Factorials and deviances without cancellation, for exact probabilities of large tables.

ln(20 million!) is 3e8, so adding and subtracting such logarithms leaves 7 digits of a probability. Taking out
n ln n - n from every factorial first, as Loader (2000), "Fast and accurate computation of binomial
probabilities", does, leaves terms no larger than 10 and a deviance, and 12 digits.
"""

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from signals.statistics.contingency import FloatArray

SERIES_FROM = 16.0
"""From here on five terms of Stirling's series are exact to 1e-14."""


def log_factorial_rest(n: FloatArray) -> FloatArray:
    """ln n! - (n ln n - n), by Stirling's series for large n; 0 for n = 0.

    Example
    -------
    >>> log_factorial_rest(np.array([0.0, 1.0, 20e6])).round(6)
    array([0.     , 1.     , 9.32456])
    """
    small = np.minimum(n, SERIES_FROM)
    direct = gammaln(small + 1) - xlogy(small, small) + small
    large = np.maximum(n, SERIES_FROM)
    square = large * large
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / large
    return np.where(n < SERIES_FROM, direct, 0.5 * np.log(2 * np.pi * large) + series)


def deviance(observed: FloatArray, expected: FloatArray, excess: FloatArray) -> FloatArray:
    """observed ln(observed / expected) - observed + expected, given excess = observed - expected.

    0 where both are 0; the excess is asked for because the caller knows it without cancellation.

    Example
    -------
    >>> deviance(np.array([2.0, 0.0]), np.array([1.0, 3.0]), np.array([1.0, -3.0])).round(6)
    array([0.386294, 3.      ])
    """
    relative = np.divide(excess, expected, out=np.zeros_like(expected), where=expected > 0)
    # Rounding may carry -1 a hair too far; observed is 0 there.
    return xlog1py(observed, np.maximum(relative, -1)) - excess
