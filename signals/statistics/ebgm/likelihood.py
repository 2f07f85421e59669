"""The marginal likelihood of a table of counts under a mixture of two gamma priors, and its gradient.

A cell with prior Gamma(alpha, beta) and Poisson mean ratio x expected has a negative binomial count. It is
written here by its mean ratio m = alpha / beta and its size alpha, so that alpha -> infinity at a fixed m (a
point mass at m, a Poisson count) is an ordinary limit without cancellation.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import special

from signals.statistics.ebgm.prior import Floats, Parameters

ROWS_AT_ONCE = 1 << 16  # keeps the temporary arrays of millions of cells within the processor's cache
STIRLING_FROM = 64.0  # from this shape on the series below is exact to the last digits


@dataclass(frozen=True)
class Cells:
    """Cells of the ingredient x event grid, ordered; `weight` says how many cells a row stands for."""

    n: Floats
    expected: Floats
    weight: Floats

    @classmethod
    def grouped(cls, n: Floats, expected: Floats, weight: Floats, tolerance: float = 0.0) -> Self:
        """Rows with equal n and equal expected count as one, or with expected counts within `tolerance`
        (relative).

        A group's expected count is its weighted mean. Cells with expected = 0 hold no information and are
        left out.
        """
        is_informative = (expected > 0) & (weight > 0)
        n, expected, weight = n[is_informative], expected[is_informative], weight[is_informative]
        bucket = np.floor(np.log(expected) / tolerance) if tolerance else expected
        order = np.lexsort((bucket, n))
        n, bucket, expected, weight = n[order], bucket[order], expected[order], weight[order]
        is_first = np.ones(n.size, dtype=bool)
        is_first[1:] = (n[1:] != n[:-1]) | (bucket[1:] != bucket[:-1])
        first = np.flatnonzero(is_first)
        if not first.size:
            return cls(n, expected, weight)
        group_weight = np.add.reduceat(weight, first)
        mean = np.add.reduceat(weight * expected, first) / group_weight if tolerance else expected[first]
        return cls(n[first], mean, group_weight)


def stirling_remainder(shape: Floats) -> Floats:
    """ln Gamma(shape) - ((shape - 1/2) ln shape - shape + ln(2 pi) / 2)."""
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / 1680 / shape**2) / shape**2) / shape**2) / shape
    direct = special.gammaln(shape) - special.xlogy(shape - 0.5, shape) + shape - 0.5 * np.log(2 * np.pi)
    return np.where(shape >= STIRLING_FROM, series, direct)


def log_rising(alpha: float, n: Floats) -> Floats:
    """ln of alpha (alpha + 1) ... (alpha + n - 1) / alpha^n, which tends to 0 for large alpha."""
    if alpha < STIRLING_FROM:
        return special.gammaln(alpha + n) - special.gammaln(alpha) - n * np.log(alpha)
    size = np.full_like(n, alpha)
    growth = (alpha + n - 0.5) * np.log1p(n / alpha) - n
    return growth + stirling_remainder(alpha + n) - stirling_remainder(size)


def digamma_difference(alpha: float, n: Floats) -> Floats:
    """digamma(alpha + n) - digamma(alpha) with full relative accuracy, however large alpha is."""
    if alpha < STIRLING_FROM:
        return special.digamma(alpha + n) - special.digamma(alpha)

    def beyond_logarithm(x: Floats) -> Floats:
        return -(1 / 2 + (1 / 12 - (1 / 120 - 1 / 252 / x**2) / x**2) / x) / x

    return np.log1p(n / alpha) + beyond_logarithm(alpha + n) - beyond_logarithm(np.full_like(n, alpha))


def unconstrained(parameters: Parameters) -> Floats:
    """(alpha1, beta1, alpha2, beta2, p) as (ln mean1, ln alpha1, ln mean2, ln alpha2, logit p)."""
    alpha1, beta1, alpha2, beta2, p = parameters
    return np.array(
        [np.log(alpha1 / beta1), np.log(alpha1), np.log(alpha2 / beta2), np.log(alpha2), special.logit(p)]
    )


def constrained(point: Floats) -> Parameters:
    """The inverse of `unconstrained`."""
    log_mean1, log_alpha1, log_mean2, log_alpha2, logit_p = (float(value) for value in point)
    return (
        float(np.exp(log_alpha1)),
        float(np.exp(log_alpha1 - log_mean1)),
        float(np.exp(log_alpha2)),
        float(np.exp(log_alpha2 - log_mean2)),
        float(special.expit(logit_p)),
    )


class NegativeLogLikelihood:
    """-log L of a table of cells and its gradient, at a point of the unconstrained scale.

    -log L = - sum over cells of weight x ln(p f(n; alpha1, beta1, E) + (1 - p) f(n; alpha2, beta2, E)), with
    f the negative binomial of DuMouchel (1999), equation 5, the factor 1 / n! included.
    """

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.distinct_n, self.position = np.unique(cells.n, return_inverse=True)
        constant = special.xlogy(cells.n, cells.expected) - special.gammaln(cells.n + 1)
        self.constant = float(cells.weight @ constant)
        # Terms of the size of n ln n cancel in each cell.
        self.rounding = float(np.finfo(np.float64).eps * (cells.weight @ special.xlogy(cells.n, cells.n + 1)))

    def __call__(self, point: Floats) -> tuple[float, Floats]:
        tables = [self._component_tables(*point[:2]), self._component_tables(*point[2:4])]
        value, gradient = -self.constant, np.zeros(5)
        for first in range(0, self.cells.n.size, ROWS_AT_ONCE):
            rows = slice(first, first + ROWS_AT_ONCE)
            log1, slopes1 = self._component(rows, point[:2], tables[0])
            log2, slopes2 = self._component(rows, point[2:4], tables[1])
            log_odds = point[4] + log1 - log2
            weight, share1 = self.cells.weight[rows], special.expit(log_odds)
            log_mixture = log2 + np.logaddexp(0, log_odds) - np.logaddexp(0, point[4])
            value -= float(weight @ log_mixture)
            weight1, weight2 = weight * share1, weight * (1 - share1)
            gradient[:2] -= slopes1 @ weight1
            gradient[2:4] -= slopes2 @ weight2
            gradient[4] -= weight @ (share1 - special.expit(point[4]))
        return value, gradient

    def curvature(self, point: Floats, step: float = 1e-5) -> Floats:
        """Matrix of second derivatives, by central differences of the gradient."""
        shifts = step * np.eye(point.size)
        columns = [(self(point + shift)[1] - self(point - shift)[1]) / (2 * step) for shift in shifts]
        matrix = np.array(columns)
        return (matrix + matrix.T) / 2

    def _component_tables(self, log_mean: float, log_alpha: float) -> tuple[Floats, Floats]:
        alpha = float(np.exp(log_alpha))
        return log_rising(alpha, self.distinct_n) + self.distinct_n * log_mean, digamma_difference(
            alpha, self.distinct_n
        )

    def _component(self, rows: slice, point: Floats, tables: tuple[Floats, Floats]) -> tuple[Floats, Floats]:
        """ln f without its constant, and its slopes along ln mean and ln alpha."""
        alpha, mean = np.exp(point[1]), np.exp(point[0])
        n, position = self.cells.n[rows], self.position[rows]
        poisson_mean = mean * self.cells.expected[rows]
        spread = poisson_mean / alpha
        log_spread = np.log1p(spread)
        along_mean = (n - poisson_mean) / (1 + spread)
        along_alpha = alpha * (tables[1][position] - log_spread) - along_mean
        return tables[0][position] - (n + alpha) * log_spread, np.stack([along_mean, along_alpha])
