"""Scores of pairs under a fitted prior: EBGM, its quantiles, the probability of a raised ratio."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from signals.statistics.contingency import check_number
from signals.statistics.ebgm import grid, posterior
from signals.statistics.ebgm.prior import Floats, Prior, checked_counts


@dataclass(frozen=True)
class Scores:
    """EBGM with EB05 and EB95, one value a pair."""

    geometric_mean: Floats
    lower: Floats
    upper: Floats


def score(prior: Prior, n: ArrayLike, expected: ArrayLike) -> Scores:
    """EBGM, EB05 and EB95 together, in less time than one by one; otherwise as `geometric_mean` and
    `quantile`.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> scores = score(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2])
    >>> scores.lower.round(4), scores.upper.round(4)
    (array([ 0.    ,  0.4297, 16.7415]), array([ 0.8924,  4.0953, 30.5931]))
    """
    lower, mean, upper = _columns(
        [
            lambda n, expected: posterior.log_quantile(prior, n, expected, posterior.LOWER_PROBABILITY),
            lambda n, expected: posterior.log_geometric_mean(prior, n, expected),
            lambda n, expected: posterior.log_quantile(prior, n, expected, posterior.UPPER_PROBABILITY),
        ],
        n,
        expected,
    )
    return Scores(geometric_mean=_ratio(mean), lower=_ratio(lower), upper=_ratio(upper))


def geometric_mean(prior: Prior, n: ArrayLike, expected: ArrayLike) -> Floats:
    """EBGM: the geometric mean of a pair's posterior ratio of observed to expected count.

    `n` (whole cases, 0 included) and `expected` have one shape, which the result has too. Defined for every
    pair; a pair with expected = 0 (and so n = 0) gets the prior's own, and a value below 1e-304 comes out as
    0 (a pair without reports, under a prior with a component near a ratio of 0). Relative accuracy 1e-8.
    Raises ValueError, naming the argument and the first offending position, for negative, fractional or
    missing values and for shapes that differ.

    References
    ----------
    DuMouchel (1999). Am Stat 53:177-190.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> geometric_mean(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2]).round(4)
    array([ 0.0686,  1.25  , 22.8472])
    """
    (log_mean,) = _columns([lambda n, expected: posterior.log_geometric_mean(prior, n, expected)], n, expected)
    return _ratio(log_mean)


def quantile(prior: Prior, n: ArrayLike, expected: ArrayLike, probability: float) -> Floats:
    """The ratio below which a pair's posterior holds `probability`: EB05 for 0.05, EB95 for 0.95.

    Arguments, edge cases and errors as for `geometric_mean`; relative accuracy 1e-7, against the 1e-6 we
    promise.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> quantile(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2], probability=0.05).round(4)
    array([ 0.    ,  0.4297, 16.7415])
    """
    check_number("probability", probability, 0, 1)
    log_quantile = _columns([lambda n, expected: posterior.log_quantile(prior, n, expected, probability)], n, expected)[
        0
    ]
    return _ratio(log_quantile)


def posterior_probability_above(prior: Prior, n: ArrayLike, expected: ArrayLike, ratio: float) -> Floats:
    """The posterior probability that a pair's ratio of observed to expected count is above `ratio`.

    Ask for 1.5 or 2 rather than 1: under a prior with a spike near 1 the probability of any excess says
    little. Arguments, edge cases and errors as for `geometric_mean`; absolute accuracy 1e-8.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> posterior_probability_above(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2], ratio=2.0).round(4)
    array([0.0023, 0.249 , 1.    ])
    """
    check_number("ratio", ratio, 0, np.inf)
    (probability,) = _columns([lambda n, expected: posterior.probability_above(prior, n, expected, ratio)], n, expected)
    return np.clip(probability, 0, 1)


def _columns(exacts: list[Callable[[Floats, Floats], Floats]], n: ArrayLike, expected: ArrayLike) -> list[Floats]:
    counts, expectations = checked_counts(n, expected)
    columns = grid.evaluate(exacts, counts.ravel(), expectations.ravel())
    return [column.reshape(counts.shape) for column in columns]


def _ratio(log_ratio: Floats) -> Floats:
    return np.where(log_ratio <= posterior.UNDERFLOW, 0.0, np.exp(log_ratio))
