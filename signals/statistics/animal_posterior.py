"""How often a drug protects in a model family, seen against how often any drug does: a beta-binomial posterior."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

PRIOR_STRENGTH = 10.0
"""The prior Beta(10 r, 10 (1 - r)) weighs as much as ten studies; r is the model family's base rate."""

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Posterior:
    """Of the share of protective studies: mean, equal-tailed bounds, and the probability of a share below r."""

    mean: Floats
    lower: Floats
    upper: Floats
    probability_below_base_rate: Floats


def posterior(
    protective: ArrayLike, total: ArrayLike, base_rate: ArrayLike, confidence_level: float = 0.95
) -> Posterior:
    """Posterior of the share of protective results, given ``protective`` of ``total`` (weighted) studies.

    ``protective`` and ``total`` are sums of weights, each weight at most 1, so that a discounted study moves the
    prior less than a whole one. nan where the family has no base rate, or one of exactly 0 or 1, which no data
    could move.

    References
    ----------
    Gelman et al. (2013). Bayesian Data Analysis, 3rd ed., section 2.4 (beta prior, binomial data). The strength of
    ten studies is our choice (docs/methods.md).

    Examples
    --------
    >>> found = posterior(protective=0, total=3, base_rate=0.916)
    >>> found.probability_below_base_rate.round(3).tolist()
    [0.981]
    """
    positive, n, rate = (
        np.atleast_1d(np.asarray(values, dtype=np.float64)) for values in (protective, total, base_rate)
    )
    if np.any(positive < 0) or np.any(positive > n + 1e-9):
        raise ValueError("expected 0 <= protective <= total in every row")
    rate = np.where((rate > 0) & (rate < 1), rate, np.nan)
    alpha = PRIOR_STRENGTH * rate + positive
    beta = PRIOR_STRENGTH * (1 - rate) + np.maximum(n - positive, 0.0)
    tail = (1 - confidence_level) / 2
    return Posterior(
        mean=alpha / (alpha + beta),
        lower=stats.beta.ppf(tail, alpha, beta),
        upper=stats.beta.ppf(1 - tail, alpha, beta),
        probability_below_base_rate=stats.beta.cdf(rate, alpha, beta),
    )
