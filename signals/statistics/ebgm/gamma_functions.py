"""The gamma function and its derivatives at large arguments, without cancellation."""

import numpy as np
from scipy import special

from signals.statistics.array_checks import FloatArray

STIRLING_FROM = 64.0  # the shape from which the series below is exact to the last digits


def stirling_remainder(shape: FloatArray) -> FloatArray:
    """ln Gamma(shape) - ((shape - 1/2) ln shape - shape + ln(2 pi) / 2).

    Parameters
    ----------
    shape
        Numbers above 0.

    Returns
    -------
    ndarray of the same shape
        At most 1 / (12 `shape`).
    """
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / shape**2) / shape**2) / shape**2) / shape
    direct = special.gammaln(shape) - special.xlogy(shape - 0.5, shape) + shape - 0.5 * np.log(2 * np.pi)
    return np.where(shape >= STIRLING_FROM, series, direct)


def log_rising(alpha: float, n: FloatArray) -> FloatArray:
    """ln of alpha (alpha + 1) ... (alpha + n - 1) / alpha^n.

    Parameters
    ----------
    alpha
        Above 0.
    n
        Counts.

    Returns
    -------
    ndarray of the shape of `n`
        0 where n is 0 or 1; tends to 0 for large alpha.
    """
    if alpha < STIRLING_FROM:
        return special.gammaln(alpha + n) - special.gammaln(alpha) - n * np.log(alpha)
    size = np.full_like(n, alpha)
    growth = (alpha + n - 0.5) * np.log1p(n / alpha) - n
    return growth + stirling_remainder(alpha + n) - stirling_remainder(size)


def digamma_difference(alpha: float, n: FloatArray) -> FloatArray:
    """digamma(alpha + n) - digamma(alpha).

    Parameters
    ----------
    alpha, n
        As in `log_rising`.

    Returns
    -------
    ndarray of the shape of `n`
        0 or more, with full relative accuracy however large alpha is.
    """
    if alpha < STIRLING_FROM:
        return special.digamma(alpha + n) - special.digamma(alpha)

    def beyond_logarithm(x: FloatArray) -> FloatArray:
        return -(1 / 2 + (1 / 12 - (1 / 120 - 1 / 252 / x**2) / x**2) / x) / x

    return np.log1p(n / alpha) + beyond_logarithm(alpha + n) - beyond_logarithm(np.full_like(n, alpha))


def trigamma_difference(alpha: float, n: FloatArray) -> FloatArray:
    """trigamma(alpha + n) - trigamma(alpha).

    Parameters
    ----------
    alpha, n
        As in `log_rising`.

    Returns
    -------
    ndarray of the shape of `n`
        0 or less, with full relative accuracy however large alpha is.
    """
    if alpha < STIRLING_FROM:
        return special.zeta(2.0, alpha + n) - special.zeta(2.0, alpha)
    total = alpha + n
    # 1/x + 1/(2 x^2) + 1/(6 x^3) - 1/(30 x^5), each term's difference written as a product with n.
    ratio = n / (alpha * total)
    square = 1 / alpha**2 + 1 / total**2
    cube = square + 1 / (alpha * total)
    return -ratio * (1 + (1 / alpha + 1 / total) / 2 + cube / 6 - (cube * square - 1 / alpha**2 / total**2) / 30)
