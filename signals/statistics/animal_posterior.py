"""How often a drug protects animals of a model family, compared with how often any drug does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from signals.statistics.columns import FloatArray, columns_of, expectation_column, refuse_first

# Studies that the prior Beta(10 r, 10 (1 - r)) weighs as much as; r is the base rate of the model family.
PRIOR_STRENGTH = 10.0


@dataclass(frozen=True)
class Posterior:
    """Posterior of the share of protective studies: mean, equal-tailed bounds and P(share < base rate)."""

    mean: FloatArray
    lower: FloatArray
    upper: FloatArray
    probability_below_base_rate: FloatArray


def posterior(
    protective: ArrayLike, total: ArrayLike, base_rate: ArrayLike, confidence_level: float = 0.95
) -> Posterior:
    """Beta-binomial posterior of the share of protective studies of a drug.

    Parameters
    ----------
    protective, total
        Summed weights of the protective studies and of all; a weight is at most 1, so that a discounted study moves
        the prior less than a whole one.
    base_rate
        Share of protective studies of all drugs in the model family, NaN where unknown.

    Returns
    -------
    Posterior
        NaN where the base rate is NaN, or exactly 0 or 1, which no data could move.

    References
    ----------
    Gelman et al. (2013). Bayesian Data Analysis, 3rd ed., section 2.4 (beta prior, binomial data). The strength of
    ten studies is our choice (docs/methods.md).

    Examples
    --------
    >>> posterior(protective=0, total=3, base_rate=0.916).probability_below_base_rate.round(3)
    array([0.981])
    """
    positive, n, rate = columns_of(expectation_column, protective=protective, total=total, base_rate=base_rate)
    refuse_first("protective", positive, positive > n + 1e-9, "must not exceed total (protective <= total)")
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
