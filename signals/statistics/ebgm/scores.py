"""Scores of pairs under a fitted prior: EBGM, its quantiles, and the probability of a raised ratio."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import ArrayLike

from signals.statistics.array_checks import FloatArray
from signals.statistics.ebgm import grid, posterior
from signals.statistics.ebgm.grid import Fitted
from signals.statistics.ebgm.prior import Prior, checked_counts
from signals.statistics.number import check_number


@dataclass(frozen=True)
class Scores:
    """EBGM with its 5th and 95th percentiles (EB05, EB95), one value a pair.

    `lower_least` and `lower_most` are the smallest and the largest EB05 of the prior and its rivals, `above` the
    posterior probabilities of a ratio above each of those asked for.
    """

    geometric_mean: FloatArray
    lower: FloatArray
    upper: FloatArray
    lower_least: FloatArray
    lower_most: FloatArray
    above: tuple[FloatArray, ...] = ()


def score(
    prior: Prior, n: ArrayLike, expected: ArrayLike, above: Sequence[float] = (), polynomials: Fitted | None = None
) -> Scores:
    """EBGM, EB05 and EB95 together, faster than one by one, and EB05 under the prior's rivals.

    Parameters
    ----------
    prior, n, expected
        As in `geometric_mean`.
    above
        Ratios whose posterior probability is wanted, as `posterior_probability_above` gives it.
    polynomials
        What `fit_polynomials` gave for this prior, these ratios and the whole set of pairs that these are a part of, so
        that a pair has the same digits in every part; by default the pairs are the whole.

    Returns
    -------
    Scores
        Columns of the shape of `n`, as `geometric_mean` and `quantile` give them.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> scores = score(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2])
    >>> scores.lower.round(4), scores.upper.round(4)
    (array([ 0.    ,  0.4297, 16.7415]), array([ 0.8924,  4.0953, 30.5931]))
    """
    means, uppers, *columns = _evaluate(_functions(prior, above), n, expected, polynomials)
    lowers = [_ratio(column) for column in columns[: len(columns) - len(above)]]
    return Scores(
        _ratio(means),
        lowers[0],
        _ratio(uppers),
        np.minimum.reduce(lowers),
        np.maximum.reduce(lowers),
        tuple(np.clip(column, 0, 1) for column in columns[len(lowers) :]),
    )


def fit_polynomials(prior: Prior, n: ArrayLike, expected: ArrayLike, above: Sequence[float] = ()) -> Fitted:
    """The polynomials that `score` evaluates for the parts of a set of pairs.

    Parameters
    ----------
    prior, above
        As in `score`.
    n, expected
        Counts of all pairs of the set, in any order.

    Returns
    -------
    dict of int to list of Polynomials
        For each function that is evaluated, by its place, those of each interval; empty where the pairs are few.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> fit_polynomials(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2])
    {}
    """
    counts, expectations = checked_counts(n, expected)
    return grid.fit(_functions(prior, above), counts.ravel(), expectations.ravel())


def _functions(prior: Prior, above: Sequence[float]) -> list[grid.ExactFunction]:
    """What is evaluated: EBGM, EB95, EB05 of the prior and of each rival, a probability for each ratio."""
    lower = [
        partial(posterior.log_quantile, each, probability=posterior.LOWER_PROBABILITY)
        for each in (prior, *(Prior(*parameters) for parameters in prior.rivals))
    ]
    return [
        partial(posterior.log_geometric_mean, prior),
        partial(posterior.log_quantile, prior, probability=posterior.UPPER_PROBABILITY),
        *lower,
        *(partial(posterior.probability_above, prior, ratio=ratio) for ratio in above),
    ]


def geometric_mean(prior: Prior, n: ArrayLike, expected: ArrayLike) -> FloatArray:
    """EBGM: the geometric mean of a pair's posterior ratio of observed to expected count.

    Parameters
    ----------
    prior
        From `fit_prior`.
    n, expected
        Observed and expected counts of one shape; expected = 0 only where n = 0.

    Returns
    -------
    ndarray of the same shape
        Never NaN; relative accuracy 1e-8. The prior's own geometric mean where expected = 0, and 0 below 1e-304 (a pair
        without cases, under a prior with a component near a ratio of 0).

    Raises
    ------
    ValueError
        A value is negative, fractional (n) or missing, or shapes differ.

    References
    ----------
    DuMouchel (1999). Am Stat 53:177-190.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> geometric_mean(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2]).round(4)
    array([ 0.0686,  1.25  , 22.8472])
    """
    (log_mean,) = _evaluate([partial(posterior.log_geometric_mean, prior)], n, expected)
    return _ratio(log_mean)


def quantile(prior: Prior, n: ArrayLike, expected: ArrayLike, probability: float) -> FloatArray:
    """Quantile of a pair's posterior ratio: EB05 for a `probability` of 0.05, EB95 for 0.95.

    Parameters
    ----------
    prior, n, expected
        As in `geometric_mean`.
    probability
        Between 0 and 1.

    Returns
    -------
    ndarray of the same shape
        Edge cases as in `geometric_mean`; relative accuracy 1e-7 (1e-6 is guaranteed).

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> quantile(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2], probability=0.05).round(4)
    array([ 0.    ,  0.4297, 16.7415])
    """
    check_number("probability", probability, 0, 1)
    (log_quantile,) = _evaluate([partial(posterior.log_quantile, prior, probability=probability)], n, expected)
    return _ratio(log_quantile)


def posterior_probability_above(prior: Prior, n: ArrayLike, expected: ArrayLike, ratio: float) -> FloatArray:
    """Posterior probability that a pair's ratio of observed to expected count is above `ratio`.

    Use 1.5 or 2 rather than 1: under a prior with a spike near 1, the probability of any excess says little.

    Parameters
    ----------
    prior, n, expected
        As in `geometric_mean`.
    ratio
        Above 0.

    Returns
    -------
    ndarray of the same shape
        From 0 to 1, never NaN; absolute accuracy 1e-8.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> posterior_probability_above(prior, n=[0, 3, 30], expected=[1.2, 1.2, 1.2], ratio=2.0).round(4)
    array([0.0023, 0.249 , 1.    ])
    """
    check_number("ratio", ratio, 0, np.inf)
    (probability,) = _evaluate([partial(posterior.probability_above, prior, ratio=ratio)], n, expected)
    return np.clip(probability, 0, 1)


def _evaluate(
    functions: list[grid.ExactFunction], n: ArrayLike, expected: ArrayLike, polynomials: Fitted | None = None
) -> list[FloatArray]:
    counts, expectations = checked_counts(n, expected)
    columns = grid.evaluate(functions, counts.ravel(), expectations.ravel(), polynomials)
    return [column.reshape(counts.shape) for column in columns]


def _ratio(log_ratio: FloatArray) -> FloatArray:
    return np.where(log_ratio <= posterior.UNDERFLOW, 0.0, np.exp(log_ratio))
