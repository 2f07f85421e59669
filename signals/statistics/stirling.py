"""Factorials and deviances without cancellation, for exact probabilities of large tables.

ln(20 million!) is 3e8, so sums of such logarithms leave 7 digits of a probability. Removing n ln n - n from every
factorial first leaves terms no larger than 10, a deviance, and 12 digits: Loader (2000), Fast and accurate computation
of binomial probabilities.
"""

import numpy as np
from scipy.special import gammaln, xlog1py, xlogy

from signals.statistics.array_checks import FloatArray

SERIES_FROM = 16.0  # The n from which five terms of Stirling's series are exact to 1e-14


def log_factorial_rest(n: FloatArray) -> FloatArray:
    """ln n! - (n ln n - n), by Stirling's series for large n.

    Parameters
    ----------
    n
        Numbers of 0 or more; NaN stays NaN.

    Returns
    -------
    ndarray of the same shape
        0 for n = 0; at most 10 below 5e7.

    Examples
    --------
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
    """Observed x ln(observed / expected) - observed + expected.

    Parameters
    ----------
    observed, expected
        Columns of one shape, 0 or more; NaN stays NaN.
    excess
        Observed - expected, which the caller knows without cancellation.

    Returns
    -------
    ndarray of the same shape
        0 or more; 0 where both are 0.

    Examples
    --------
    >>> deviance(np.array([2.0, 0.0]), np.array([1.0, 3.0]), np.array([1.0, -3.0])).round(6)
    array([0.386294, 3.      ])
    """
    relative = np.divide(excess, expected, out=np.zeros_like(expected), where=expected > 0)
    # Rounding may give slightly less than -1; observed is 0 there.
    return xlog1py(observed, np.maximum(relative, -1)) - excess
