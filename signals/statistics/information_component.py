"""The information component (IC): observed to expected, shrunk towards 1, on a log2 scale."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaincinv

from signals.statistics.contingency import FloatArray, check_same_length, count_column, expectation_column
from signals.statistics.estimate import Estimate, check_confidence_level

SHRINKAGE = 0.5
"""Added to observed and expected, as if half a case had been seen where half was expected (Noren 2013)."""


def information_component(n: npt.ArrayLike, expected: npt.ArrayLike, confidence_level: float = 0.95) -> Estimate:
    """Information component, log2((n + 0.5) / (E + 0.5)), with its exact credibility interval.

    The bounds are log2 of the quantiles of Gamma(n + 0.5, rate E + 0.5), not the closed form of the same
    paper, which is off by -0.049 to +0.014 for n >= 1. `n` and `expected` are columns of one length, n of
    whole counts; NaN where `expected` is NaN, defined everywhere else, n = 0 and E = 0 included. Raises
    ValueError, naming the argument and the first offending position, for anything else.

    References
    ----------
    Noren, Hopstadius, Bate (2013). Stat Methods Med Res 22:57-69.

    Example
    -------
    >>> estimate = information_component(np.array([203.0]), np.array([98.41274668350418]))
    >>> estimate.value.round(4), estimate.lower.round(4), estimate.upper.round(4)
    (array([1.0408]), array([0.8354]), array([1.2323]))
    """
    check_confidence_level(confidence_level)
    cases, expectation = count_column("n", n), expectation_column("expected", expected)
    check_same_length("expected", expectation, "n", cases)
    tail = (1 - confidence_level) / 2
    log_rate = np.log2(expectation + SHRINKAGE)
    return Estimate(
        value=np.log2(cases + SHRINKAGE) - log_rate,
        lower=_log2_gamma_quantile(cases, tail) - log_rate,
        upper=_log2_gamma_quantile(cases, 1 - tail) - log_rate,
    )


def _log2_gamma_quantile(n: FloatArray, probability: float) -> FloatArray:
    # E only divides the quantile, so it is worked out once for each count that occurs: columns of millions of
    # pairs hold a few thousand different counts.
    position, distinct = pd.factorize(n)
    return np.log2(gammaincinv(distinct + SHRINKAGE, probability))[position]
