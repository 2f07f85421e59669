"""The posterior of a pair's ratio: a mixture of Gamma(alpha1 + n, beta1 + E) and Gamma(alpha2 + n, beta2 +
E).

Exact formulas on whole columns; what depends on n alone is worked out once for each n that occurs. `grid.py`
calls them on the nodes of a grid where a column is long.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from scipy import special

from signals.statistics.ebgm.likelihood import log_rising, stirling_remainder
from signals.statistics.ebgm.prior import Floats, Prior

LOWER_PROBABILITY, UPPER_PROBABILITY = 0.05, 0.95  # EB05 and EB95
UNDERFLOW = -700.0  # natural logarithm; a ratio below it is returned as 0
NEGLIGIBLE_SHARE = 1e-13  # of a component; leaving it out moves no quantile by 1e-9
MOST_STEPS = 200
NEWTON_TOLERANCE = 1e-7  # in ln ratio; a step this short leaves an error of about its square
NEAR_ON_PROBIT_SCALE = 0.01  # farther out a step can be short only because the slope overflowed
BRACKET_TOLERANCE = 1e-10


@dataclass(frozen=True)
class Component:
    """One posterior gamma distribution a pair and its share of the mixture (DuMouchel's Q_n and 1 - Q_n)."""

    share: Floats
    shape: Floats
    rate: Floats
    log_peak: Floats  # ln of the density of ln ratio where it is largest, at ratio = shape / rate

    def rows(self, chosen: NDArray[np.bool_]) -> Self:
        return type(self)(self.share[chosen], self.shape[chosen], self.rate[chosen], self.log_peak[chosen])

    def below(self, ratio: Floats) -> Floats:
        return self.share * special.gammainc(self.shape, self.rate * ratio)

    def above(self, ratio: float) -> Floats:
        return self.share * special.gammaincc(self.shape, self.rate * ratio)

    def density(self, ratio: Floats) -> Floats:
        """Density of ln ratio; written around its peak, so that a shape of 1e12 loses no digits."""
        scaled = np.maximum(self.rate * ratio / self.shape, 1e-300)
        return self.share * np.exp(self.log_peak - self.shape * (scaled - 1 - np.log(scaled)))


class Posterior:
    """The posterior of a one-dimensional column of pairs."""

    def __init__(self, prior: Prior, n: Floats, expected: Floats) -> None:
        self.distinct_n, self.position = np.unique(n, return_inverse=True)
        self.expected = expected
        self.gammas = ((prior.alpha1, prior.beta1), (prior.alpha2, prior.beta2))
        marginals = [self._log_marginal(n, alpha, beta) for alpha, beta in self.gammas]
        log_odds = special.logit(prior.p) + marginals[0] - marginals[1]
        self.shares = (special.expit(log_odds), special.expit(-log_odds))

    def by_count(self, function: Callable[[Floats], Floats]) -> Floats:
        """A function of n alone, for every pair."""
        return function(self.distinct_n)[self.position]

    def by_shape(self, alpha: float, function: Callable[[Floats], Floats]) -> Floats:
        """A function of the shape alpha + n, for every pair."""
        return self.by_count(lambda n: function(alpha + n))

    def components(self) -> list[Component]:
        return [
            Component(
                share=share,
                shape=self.by_shape(alpha, np.positive),
                rate=beta + self.expected,
                log_peak=self.by_shape(alpha, _log_peak),
            )
            for share, (alpha, beta) in zip(self.shares, self.gammas, strict=True)
        ]

    def component_log_means(self) -> list[Floats]:
        """digamma(alpha + n) - ln(beta + E) of either component."""
        return [self.by_shape(alpha, special.digamma) - np.log(beta + self.expected) for alpha, beta in self.gammas]

    def component_log_quantiles(self, probability: float) -> list[Floats]:
        """ln of either component's quantile, not below the underflow."""

        def log_quantile(shape: Floats) -> Floats:
            return _log_gamma_quantile(shape, probability)

        quantiles = [self.by_shape(alpha, log_quantile) - np.log(beta + self.expected) for alpha, beta in self.gammas]
        return [np.maximum(quantile, UNDERFLOW) for quantile in quantiles]

    def _log_marginal(self, n: Floats, alpha: float, beta: float) -> Floats:
        """ln of the negative binomial probability of n, less the terms that both components share."""
        by_count = self.by_count(lambda count: log_rising(alpha, count) + count * np.log(alpha / beta))
        return by_count - (alpha + n) * np.log1p(self.expected / beta)


def log_geometric_mean(prior: Prior, n: Floats, expected: Floats) -> Floats:
    """E[ln ratio | n] = Q (digamma(alpha1 + n) - ln(beta1 + E)) + (1 - Q) (the same of component 2)."""
    posterior = Posterior(prior, n, expected)
    mean1, mean2 = posterior.component_log_means()
    return posterior.shares[0] * mean1 + posterior.shares[1] * mean2


def probability_above(prior: Prior, n: Floats, expected: Floats, ratio: float) -> Floats:
    """P(ratio > `ratio` | n)."""
    first, second = Posterior(prior, n, expected).components()
    return first.above(ratio) + second.above(ratio)


def log_quantile(prior: Prior, n: Floats, expected: Floats, probability: float) -> Floats:
    """ln of the posterior's quantile, to 1e-9; -700 where the quantile underflows.

    The quantile lies between those of the two components. From there Newton steps on ln ratio, on the probit
    scale on which the distribution function is nearly straight, all pairs at once; a step that leaves the
    bracket is replaced by its middle.
    """
    posterior = Posterior(prior, n, expected)
    ends1, ends2 = posterior.component_log_quantiles(probability)
    share1, share2 = posterior.shares
    result = np.where(share1 < share2, ends2, ends1)
    is_open = (np.minimum(share1, share2) > NEGLIGIBLE_SHARE) & (np.abs(ends1 - ends2) > BRACKET_TOLERANCE)
    ends1, ends2, share1, share2 = ends1[is_open], ends2[is_open], share1[is_open], share2[is_open]
    brackets = Brackets(np.minimum(ends1, ends2), np.maximum(ends1, ends2), share1 * ends1 + share2 * ends2)
    result[is_open] = _solve([component.rows(is_open) for component in posterior.components()], brackets, probability)
    return result


@dataclass(frozen=True)
class Brackets:
    """Where each pair's ln quantile lies, and the best guess so far."""

    lower: Floats
    upper: Floats
    guess: Floats

    def rows(self, chosen: NDArray[np.bool_]) -> Self:
        return type(self)(self.lower[chosen], self.upper[chosen], self.guess[chosen])


def _solve(components: list[Component], brackets: Brackets, probability: float) -> Floats:
    result = brackets.guess.copy()
    rows = np.arange(result.size)
    for _ in range(MOST_STEPS):
        if not rows.size:
            return result
        brackets, is_open = _narrowed(components, brackets, probability)
        result[rows] = brackets.guess
        rows, brackets = rows[is_open], brackets.rows(is_open)
        components = [component.rows(is_open) for component in components]
    raise ArithmeticError(f"{rows.size} posterior quantiles were not found in {MOST_STEPS} steps")


def _narrowed(
    components: list[Component], brackets: Brackets, probability: float
) -> tuple[Brackets, NDArray[np.bool_]]:
    """The brackets after one step, and which of them are not narrow enough yet."""
    point = brackets.guess
    ratio = np.exp(point)
    below = components[0].below(ratio) + components[1].below(ratio)
    density = components[0].density(ratio) + components[1].density(ratio)
    lower = np.where(below <= probability, point, brackets.lower)
    upper = np.where(below >= probability, point, brackets.upper)
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        probit = special.ndtri(below)  # infinite far out: then the middle of the bracket is taken
        slope = density * np.sqrt(2 * np.pi) * np.exp(probit**2 / 2)
        distance = special.ndtri(probability) - probit
        step = distance / slope
    is_inside = (point + step >= lower) & (point + step <= upper)
    guess = np.where(is_inside, point + step, (lower + upper) / 2)
    is_close = (np.abs(step) <= NEWTON_TOLERANCE) & (np.abs(distance) <= NEAR_ON_PROBIT_SCALE)
    is_found = is_close | (upper - lower <= BRACKET_TOLERANCE)
    return Brackets(lower, upper, guess), ~is_found


def _log_gamma_quantile(shape: Floats, probability: float) -> Floats:
    quantile = special.gammaincinv(shape, probability)
    # The distribution function of a small shape starts as x^shape / Gamma(shape + 1), whose root may
    # underflow.
    near_zero = (np.log(probability) + special.gammaln(shape + 1)) / shape
    return np.where(quantile > 1e-200, np.log(np.maximum(quantile, 1e-300)), near_zero)


def _log_peak(shape: Floats) -> Floats:
    return np.log(shape / (2 * np.pi)) / 2 - stirling_remainder(shape)
