"""How often a drug protects animals of a model family, compared with how often any drug does."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import linalg, special

from signals.statistics.array_checks import FloatArray, columns_of, expectation_column, refuse_first

# Studies that the prior Beta(10 r, 10 (1 - r)) weighs as much as; r is the base rate of the model family.
PRIOR_STRENGTH = 10.0
_NODES = 31  # of the quadrature over an uncertain base rate
_HALVINGS = 30  # of the interval in which a quantile is looked for


@dataclass(frozen=True)
class Posterior:
    """Posterior of the share of protective studies: mean, equal-tailed bounds and P(share < base rate)."""

    mean: FloatArray
    lower: FloatArray
    upper: FloatArray
    probability_below_base_rate: FloatArray


def posterior(
    protective: ArrayLike,
    total: ArrayLike,
    base_rate: ArrayLike,
    base_rate_studies: ArrayLike | None = None,
    confidence_level: float = 0.95,
) -> Posterior:
    """Beta-binomial posterior of the share of protective studies of a drug, averaged over an uncertain base rate.

    Parameters
    ----------
    protective, total
        Summed weights of the protective studies and of all; a weight is at most 1, so that a discounted study moves
        the prior less than a whole one.
    base_rate
        Share of protective studies of all drugs in the model family, NaN where unknown.
    base_rate_studies
        Studies behind the base rate: it is uncertain as Beta(0.5 + r N, 0.5 + (1 - r) N). None: it is known exactly.
    confidence_level
        Of the equal-tailed interval, between 0 and 1.

    Returns
    -------
    Posterior
        NaN where the base rate is NaN, or exactly 0 or 1, which no data could move.

    References
    ----------
    Gelman et al. (2013). Bayesian Data Analysis, 3rd ed., sections 2.4 (beta prior, binomial data) and 5.3 (the prior's
    own uncertainty). Golub, Welsch (1969). Math Comput 23:221-230. The
    strength of ten studies is our choice (docs/methods.md).

    Examples
    --------
    >>> posterior(0, 3, 0.916).probability_below_base_rate.round(3)
    array([0.981])
    >>> posterior(0, 3, 0.73, 11).probability_below_base_rate.round(3)
    array([0.842])
    """
    positive, n, rate = columns_of(expectation_column, protective=protective, total=total, base_rate=base_rate)
    refuse_first("protective", positive, positive > n + 1e-9, "must not exceed total (protective <= total)")
    rate = np.where((rate > 0) & (rate < 1), rate, np.nan)
    if base_rate_studies is None:
        rates, prior = rate[:, None], np.ones((len(rate), 1))
    else:
        rate, studies = columns_of(expectation_column, base_rate=rate, base_rate_studies=base_rate_studies)
        rates, prior = _base_rates(rate, studies)
    alpha = PRIOR_STRENGTH * rates + positive[:, None]
    beta = PRIOR_STRENGTH * (1 - rates) + np.maximum(n - positive, 0.0)[:, None]
    fit = special.betaln(alpha, beta) - special.betaln(PRIOR_STRENGTH * rates, PRIOR_STRENGTH * (1 - rates))
    weight = prior * np.exp(
        fit - fit.max(axis=1, keepdims=True)
    )  # of each base rate, given the studies (beta-binomial)
    weight /= weight.sum(axis=1, keepdims=True)
    tail = (1 - confidence_level) / 2
    return Posterior(
        mean=(weight * alpha / (alpha + beta)).sum(axis=1),
        lower=_quantile(tail, weight, alpha, beta),
        upper=_quantile(1 - tail, weight, alpha, beta),
        probability_below_base_rate=(weight * special.betainc(alpha, beta, rates)).sum(axis=1),
    )


def _base_rates(rate: FloatArray, studies: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights of a Gauss-Jacobi quadrature over each base rate; NaN for one that is not known."""
    distinct, row = np.unique(np.column_stack([rate, studies]), axis=0, return_inverse=True)
    nodes, weights = np.full((2, len(distinct), _NODES), np.nan)
    for place, (r, n) in enumerate(distinct):
        if np.isfinite(r) and np.isfinite(n):
            nodes[place], weights[place] = _gauss_jacobi(0.5 + r * n, 0.5 + (1 - r) * n)
    return nodes[row.ravel()], weights[row.ravel()]


def _gauss_jacobi(alpha: float, beta: float) -> tuple[FloatArray, FloatArray]:
    """Nodes and weights, which add up to 1, for the density of Beta(alpha, beta), by the method of Golub and Welsch.

    scipy.special.roots_jacobi overflows above about a thousand studies, since its weights add up to 2^(alpha + beta).
    """
    p, q, k = beta - 1, alpha - 1, np.arange(1.0, _NODES)
    s = 2 * k + p + q
    diagonal = np.append((q - p) / (p + q + 2), (q**2 - p**2) / (s * (s + 2)))
    product = 4 * k * (k + p) * (k + q) / (s**2 * (s + 1))
    product *= np.where(k == 1, 1.0, (k + p + q) / np.where(k == 1, 1.0, s - 1))  # for k = 1 the two factors cancel
    x, vectors = linalg.eigh_tridiagonal(diagonal, np.sqrt(product))
    return (1 + x) / 2, vectors[0] ** 2


def _quantile(probability: float, weight: FloatArray, alpha: FloatArray, beta: FloatArray) -> FloatArray:
    """Quantile of each row's mixture of beta distributions, by halving."""
    lower, upper = np.zeros(len(alpha)), np.ones(len(alpha))
    for _ in range(_HALVINGS):
        middle = (lower + upper) / 2
        is_below = (weight * special.betainc(alpha, beta, middle[:, None])).sum(axis=1) < probability
        lower, upper = np.where(is_below, middle, lower), np.where(is_below, upper, middle)
    return np.where(np.isnan(alpha).any(axis=1), np.nan, (lower + upper) / 2)
