"""Posterior of a pair's ratio: a mixture of Gamma(alpha1 + n, beta1 + E) and Gamma(alpha2 + n, beta2 + E).

Exact formulas on whole columns; terms that depend on n alone are computed once for each distinct n. For long columns,
`grid.py` calls these functions on the nodes of a grid.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import special

from signals.statistics.array_checks import BoolArray, FloatArray
from signals.statistics.ebgm.gamma_functions import log_rising, stirling_remainder
from signals.statistics.ebgm.prior import Prior

LOWER_PROBABILITY, UPPER_PROBABILITY = 0.05, 0.95  # EB05 and EB95
UNDERFLOW = -700.0  # natural logarithm; a ratio below it is returned as 0
NEGLIGIBLE_SHARE = 1e-13  # of a component; omitting it changes no quantile by 1e-9
MOST_STEPS = 200
NEWTON_TOLERANCE = 1e-7  # in ln ratio; a step this short leaves an error of about its square
NEAR_ON_PROBIT_SCALE = 0.01  # farther away, a step can be short only because the slope overflowed
BRACKET_TOLERANCE = 1e-10


@dataclass(frozen=True)
class Component:
    """One posterior gamma distribution a pair and its share of the mixture (DuMouchel's Q_n and 1 - Q_n)."""

    share: FloatArray
    shape: FloatArray
    rate: FloatArray
    log_peak: FloatArray  # ln of the density of ln ratio where it is largest, at ratio = shape / rate

    def rows(self, chosen: BoolArray) -> Self:
        """Some of the pairs.

        Parameters
        ----------
        chosen
            Which pairs, shape (pairs,).

        Returns
        -------
        Component
            Of the chosen pairs, in their order.
        """
        return type(self)(self.share[chosen], self.shape[chosen], self.rate[chosen], self.log_peak[chosen])

    def below(self, ratio: FloatArray) -> FloatArray:
        """Share of the mixture that lies in this component at or below a ratio.

        Parameters
        ----------
        ratio
            One a pair, shape (pairs,).

        Returns
        -------
        ndarray of shape (pairs,)
            From 0 to the component's share.
        """
        return self.share * special.gammainc(self.shape, self.rate * ratio)

    def above(self, ratio: float) -> FloatArray:
        """Share of the mixture that lies in this component above a ratio.

        Parameters
        ----------
        ratio
            One for all pairs.

        Returns
        -------
        ndarray of shape (pairs,)
            From 0 to the component's share.
        """
        return self.share * special.gammaincc(self.shape, self.rate * ratio)

    def density(self, ratio: FloatArray) -> FloatArray:
        """Density of ln ratio times the component's share.

        It is computed relative to its peak, so that a shape of 1e12 loses no digits.

        Parameters
        ----------
        ratio
            One a pair, shape (pairs,).

        Returns
        -------
        ndarray of shape (pairs,)
            Per unit of ln ratio.
        """
        scaled = np.maximum(self.rate * ratio / self.shape, 1e-300)
        return self.share * np.exp(self.log_peak - self.shape * (scaled - 1 - np.log(scaled)))


class Posterior:
    """Posterior of a one-dimensional column of pairs."""

    def __init__(self, prior: Prior, n: FloatArray, expected: FloatArray) -> None:
        self.distinct_n, self.position = np.unique(n, return_inverse=True)
        self.expected = expected
        self.gammas = ((prior.alpha1, prior.beta1), (prior.alpha2, prior.beta2))
        marginals = [self._log_marginal(n, alpha, beta) for alpha, beta in self.gammas]
        log_odds = special.logit(prior.p) + marginals[0] - marginals[1]
        self.shares = (special.expit(log_odds), special.expit(-log_odds))

    def by_count(self, function: Callable[[FloatArray], FloatArray]) -> FloatArray:
        """A function of n alone, for every pair.

        Parameters
        ----------
        function
            From the distinct n to one value each.

        Returns
        -------
        ndarray of shape (pairs,)
            Computed once for each distinct n.
        """
        return function(self.distinct_n)[self.position]

    def by_shape(self, alpha: float, function: Callable[[FloatArray], FloatArray]) -> FloatArray:
        """A function of the shape alpha + n, for every pair.

        Parameters
        ----------
        alpha
            Of one component of the prior.
        function
            From the distinct shapes to one value each.

        Returns
        -------
        ndarray of shape (pairs,)
            Computed once for each distinct n.
        """
        return self.by_count(lambda n: function(alpha + n))

    def components(self) -> list[Component]:
        """The two posterior gamma distributions of every pair."""
        return [
            Component(
                share=share,
                shape=self.by_shape(alpha, np.positive),
                rate=beta + self.expected,
                log_peak=self.by_shape(alpha, _log_peak),
            )
            for share, (alpha, beta) in zip(self.shares, self.gammas, strict=True)
        ]

    def component_log_means(self) -> list[FloatArray]:
        """digamma(alpha + n) - ln(beta + E) of each component."""
        return [self.by_shape(alpha, special.digamma) - np.log(beta + self.expected) for alpha, beta in self.gammas]

    def component_log_quantiles(self, probability: float) -> list[FloatArray]:
        """ln of each component's quantile.

        Parameters
        ----------
        probability
            Between 0 and 1.

        Returns
        -------
        list of two ndarrays of shape (pairs,)
            At least `UNDERFLOW`.
        """

        def log_quantile(shape: FloatArray) -> FloatArray:
            return _log_gamma_quantile(shape, probability)

        quantiles = [self.by_shape(alpha, log_quantile) - np.log(beta + self.expected) for alpha, beta in self.gammas]
        return [np.maximum(quantile, UNDERFLOW) for quantile in quantiles]

    def _log_marginal(self, n: FloatArray, alpha: float, beta: float) -> FloatArray:
        """ln of the negative binomial probability of n, without the terms common to both components."""
        by_count = self.by_count(lambda count: log_rising(alpha, count) + count * np.log(alpha / beta))
        return by_count - (alpha + n) * np.log1p(self.expected / beta)


def log_geometric_mean(prior: Prior, n: FloatArray, expected: FloatArray) -> FloatArray:
    """E[ln ratio | n] = Q (digamma(alpha1 + n) - ln(beta1 + E)) + (1 - Q) (the same of component 2).

    Parameters
    ----------
    prior
        From `fit_prior`.
    n, expected
        Counts of the pairs, shape (pairs,).

    Returns
    -------
    ndarray of shape (pairs,)
        Natural logarithms; never NaN.
    """
    posterior = Posterior(prior, n, expected)
    mean1, mean2 = posterior.component_log_means()
    return posterior.shares[0] * mean1 + posterior.shares[1] * mean2


def probability_above(prior: Prior, n: FloatArray, expected: FloatArray, ratio: float) -> FloatArray:
    """P(ratio > `ratio` | n).

    Parameters
    ----------
    prior, n, expected
        As in `log_geometric_mean`.
    ratio
        Above 0.

    Returns
    -------
    ndarray of shape (pairs,)
        From 0 to 1 but for rounding.
    """
    first, second = Posterior(prior, n, expected).components()
    return first.above(ratio) + second.above(ratio)


def log_quantile(prior: Prior, n: FloatArray, expected: FloatArray, probability: float) -> FloatArray:
    """ln of the posterior's quantile, to 1e-9.

    The quantile lies between those of the two components. All pairs at once are solved by Newton's method in ln ratio,
    on the probit scale, where the distribution function is nearly straight; a step that leaves the bracket is replaced
    by bisection.

    Parameters
    ----------
    prior, n, expected
        As in `log_geometric_mean`.
    probability
        Between 0 and 1.

    Returns
    -------
    ndarray of shape (pairs,)
        `UNDERFLOW` where the quantile underflows.
    """
    posterior = Posterior(prior, n, expected)
    ends1, ends2 = posterior.component_log_quantiles(probability)
    share1, share2 = posterior.shares
    result = np.where(share1 < share2, ends2, ends1)
    is_open = (np.minimum(share1, share2) > NEGLIGIBLE_SHARE) & (np.abs(ends1 - ends2) > BRACKET_TOLERANCE)
    ends1, ends2, share1, share2 = ends1[is_open], ends2[is_open], share1[is_open], share2[is_open]
    components = [component.rows(is_open) for component in posterior.components()]
    guess = share1 * ends1 + share2 * ends2
    result[is_open] = _solve(components, np.minimum(ends1, ends2), np.maximum(ends1, ends2), guess, probability)
    return result


def _solve(
    components: list[Component], lower: FloatArray, upper: FloatArray, guess: FloatArray, probability: float
) -> FloatArray:
    """ln quantiles between the bounds, from a first guess; pairs that have converged leave the iteration."""
    result = guess.copy()
    rows = np.arange(result.size)
    for _ in range(MOST_STEPS):
        if not rows.size:
            return result
        lower, upper, guess, is_open = _step(components, lower, upper, guess, probability)
        result[rows] = guess
        rows, lower, upper, guess = rows[is_open], lower[is_open], upper[is_open], guess[is_open]
        components = [component.rows(is_open) for component in components]
    raise ArithmeticError(f"{rows.size} posterior quantiles were not found in {MOST_STEPS} steps")


def _step(
    components: list[Component], lower: FloatArray, upper: FloatArray, point: FloatArray, probability: float
) -> tuple[FloatArray, FloatArray, FloatArray, BoolArray]:
    """Bounds and guesses after one step, and which of them have not converged."""
    ratio = np.exp(point)
    below = components[0].below(ratio) + components[1].below(ratio)
    density = components[0].density(ratio) + components[1].density(ratio)
    lower = np.where(below <= probability, point, lower)
    upper = np.where(below >= probability, point, upper)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        probit = special.ndtri(below)  # infinite in the far tails, where bisection takes over
        slope = density * np.sqrt(2 * np.pi) * np.exp(probit**2 / 2)
        distance = special.ndtri(probability) - probit
        step = distance / slope
    is_inside = (point + step >= lower) & (point + step <= upper)
    guess = np.where(is_inside, point + step, (lower + upper) / 2)
    is_close = (np.abs(step) <= NEWTON_TOLERANCE) & (np.abs(distance) <= NEAR_ON_PROBIT_SCALE)
    return lower, upper, guess, ~(is_close | (upper - lower <= BRACKET_TOLERANCE))


def _log_gamma_quantile(shape: FloatArray, probability: float) -> FloatArray:
    quantile = special.gammaincinv(shape, probability)
    # The distribution function of a small shape starts as x^shape / Gamma(shape + 1), whose root may underflow.
    near_zero = (np.log(probability) + special.gammaln(shape + 1)) / shape
    return np.where(quantile > 1e-200, np.log(np.maximum(quantile, 1e-300)), near_zero)


def _log_peak(shape: FloatArray) -> FloatArray:
    return np.log(shape / (2 * np.pi)) / 2 - stirling_remainder(shape)
