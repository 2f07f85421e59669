"""The marginal likelihood of a table of counts under a mixture of two gamma priors, and its gradient.

A cell with prior Gamma(alpha, beta) and Poisson mean ratio x expected has a negative binomial count. It is
written here by its mean ratio m = alpha / beta and its size alpha, so that alpha -> infinity at a fixed m (a
point mass at m, a Poisson count) is an ordinary limit without cancellation.
"""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self, TypeVar

import numpy as np
from scipy import special

from signals.statistics.ebgm.prior import Floats, Parameters

Result = TypeVar("Result")

ROWS_AT_ONCE = 1 << 16  # keeps the temporary arrays of millions of cells within the processor's cache
BLOCKS_WORTH_THREADS = 8  # of that many rows
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


def trigamma_difference(alpha: float, n: Floats) -> Floats:
    """trigamma(alpha + n) - trigamma(alpha), which is negative, with full relative accuracy."""
    if alpha < STIRLING_FROM:
        return special.polygamma(1, alpha + n) - special.polygamma(1, alpha)
    total = alpha + n
    # 1/x + 1/(2 x^2) + 1/(6 x^3) - 1/(30 x^5), each term's difference written as a product with n.
    ratio = n / (alpha * total)
    square = 1 / alpha**2 + 1 / total**2
    cube = square + 1 / (alpha * total)
    return -ratio * (1 + (1 / alpha + 1 / total) / 2 + cube / 6 - (cube * square - 1 / alpha**2 / total**2) / 30)


def unconstrained(parameters: Parameters) -> Floats:
    """(alpha1, beta1, alpha2, beta2, p) as (ln mean1, ln alpha1, ln mean2, ln alpha2, logit p)."""
    alpha1, beta1, alpha2, beta2, p = parameters
    return np.array([np.log(alpha1 / beta1), np.log(alpha1), np.log(alpha2 / beta2), np.log(alpha2), special.logit(p)])


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


@dataclass(frozen=True)
class _Component:
    """ln f of rows of cells without its constant; its slopes along ln mean and ln alpha, and its second ones
    (along mean twice, along both, along alpha twice) where they were asked for."""

    log_density: Floats
    slopes: Floats
    bends: Floats


class NegativeLogLikelihood:
    """-log L of a table of cells, its gradient and its curvature, at a point of the unconstrained scale.

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
        """The value and its gradient."""
        parts = self._over_blocks(self._value_and_gradient, point)
        # Added up in order, so that the same table gives the same digits.
        value = sum((part[0] for part in parts), start=-self.constant)
        return value, sum((part[1] for part in parts), start=np.zeros(5))

    def curvature(self, point: Floats) -> Floats:
        """The matrix of second derivatives."""
        return sum(self._over_blocks(self._curvature, point), start=np.zeros((5, 5)))

    def _over_blocks(self, function: Callable[[slice, Floats, list[Floats]], Result], point: Floats) -> list[Result]:
        tables = [self._by_count(*point[:2]), self._by_count(*point[2:4])]

        def block(first: int) -> Result:
            return function(slice(first, first + ROWS_AT_ONCE), point, tables)

        blocks = range(0, self.cells.n.size, ROWS_AT_ONCE)
        if len(blocks) < BLOCKS_WORTH_THREADS:
            return [block(first) for first in blocks]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            return list(pool.map(block, blocks))

    def _value_and_gradient(self, rows: slice, point: Floats, tables: list[Floats]) -> tuple[float, Floats]:
        first, second, weight, share1 = self._mixed(rows, point, tables, with_bends=False)
        log_odds = point[4] + first.log_density - second.log_density
        log_mixture = second.log_density + np.logaddexp(0, log_odds) - np.logaddexp(0, point[4])
        slopes = [
            first.slopes @ (weight * share1),
            second.slopes @ (weight * (1 - share1)),
            np.array([weight @ (share1 - special.expit(point[4]))]),
        ]
        return -float(weight @ log_mixture), -np.concatenate(slopes)

    def _curvature(self, rows: slice, point: Floats, tables: list[Floats]) -> Floats:
        first, second, weight, share1 = self._mixed(rows, point, tables, with_bends=True)
        # ln of a mixture bends by its components' own bends, and by how the shares shift between them.
        shift = np.concatenate([first.slopes, -second.slopes, np.ones((1, share1.size))])
        matrix = (shift * (weight * share1 * (1 - share1))) @ shift.T
        for corner, bends in ((0, first.bends @ (weight * share1)), (2, second.bends @ (weight * (1 - share1)))):
            matrix[corner : corner + 2, corner : corner + 2] += [[bends[0], bends[1]], [bends[1], bends[2]]]
        p = special.expit(point[4])
        matrix[4, 4] -= p * (1 - p) * weight.sum()
        return -matrix

    def _mixed(
        self, rows: slice, point: Floats, tables: list[Floats], *, with_bends: bool
    ) -> tuple[_Component, _Component, Floats, Floats]:
        """Both components, the rows' weights, and the first component's share of each cell."""
        first = self._component(rows, point[:2], tables[0], with_bends=with_bends)
        second = self._component(rows, point[2:4], tables[1], with_bends=with_bends)
        share1 = special.expit(point[4] + first.log_density - second.log_density)
        return first, second, self.cells.weight[rows], share1

    def _by_count(self, log_mean: float, log_alpha: float) -> Floats:
        """What depends on n alone, a row each: ln rising factorial, digamma and trigamma differences."""
        alpha, n = float(np.exp(log_alpha)), self.distinct_n
        return np.stack(
            [log_rising(alpha, n) + n * log_mean, digamma_difference(alpha, n), trigamma_difference(alpha, n)]
        )

    def _component(self, rows: slice, point: Floats, table: Floats, *, with_bends: bool) -> _Component:
        alpha, mean = np.exp(point[1]), np.exp(point[0])
        n, position = self.cells.n[rows], self.position[rows]
        poisson_mean = mean * self.cells.expected[rows]
        spread = poisson_mean / alpha
        log_spread = np.log1p(spread)
        along_mean = (n - poisson_mean) / (1 + spread)
        growth = alpha * (table[1][position] - log_spread)
        bends = np.empty((0, n.size))
        if with_bends:
            along_both = along_mean * spread / (1 + spread)
            twice_mean = -(poisson_mean + n * spread) / (1 + spread) ** 2
            twice_alpha = growth + alpha * (alpha * table[2][position] + spread / (1 + spread)) - along_both
            bends = np.stack([twice_mean, along_both, twice_alpha])
        return _Component(
            table[0][position] - (n + alpha) * log_spread, np.stack([along_mean, growth - along_mean]), bends
        )
