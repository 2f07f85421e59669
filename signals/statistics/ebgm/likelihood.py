"""Marginal likelihood of a table of counts under a mixture of two gamma priors, with its gradient and curvature.

A cell with prior Gamma(alpha, beta) and Poisson mean ratio x expected has a negative binomial count, parametrised by
its mean ratio m = alpha / beta and its size alpha, so that alpha -> infinity at a fixed m (a point mass at m, a Poisson
count) is an ordinary limit without cancellation.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
from scipy import special

from signals.statistics.array_checks import FloatArray
from signals.statistics.ebgm.gamma_functions import digamma_difference, log_rising, trigamma_difference
from signals.statistics.ebgm.prior import Parameters
from signals.statistics.row_blocks import Result, map_blocks

BLOCK_ROWS = 1 << 16
FEWEST_BLOCKS_FOR_THREADS = 8
COARSE = 0.05  # relative distance at which expected counts are grouped on the way to an optimum, not for the optimum


@dataclass(frozen=True)
class Cells:
    """Cells of the ingredient x event grid, sorted; `weight` is the number of cells that a row stands for."""

    n: FloatArray
    expected: FloatArray
    weight: FloatArray

    @classmethod
    def grouped(cls, n: FloatArray, expected: FloatArray, weight: FloatArray, tolerance: float = 0.0) -> Self:
        """Cells grouped by equal n and by expected counts that are equal, or nearly so.

        Parameters
        ----------
        n, expected, weight
            Counts of each row and the number of cells that it stands for, shape (rows,).
        tolerance
            Relative distance within which expected counts share a group; 0: only where they are equal.

        Returns
        -------
        Cells
            The expected count of a group is its weighted mean. Cells with expected = 0 say nothing and are left out.
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

    def coarse(self) -> Self:
        """The same cells in far fewer rows, on which a step towards an optimum costs little."""
        return type(self).grouped(self.n, self.expected, self.weight, COARSE)


def unconstrained(parameters: Parameters) -> FloatArray:
    """Parameters of a prior as a point on a scale without bounds.

    Parameters
    ----------
    parameters
        (alpha1, beta1, alpha2, beta2, p).

    Returns
    -------
    ndarray of shape (5,)
        (ln mean1, ln alpha1, ln mean2, ln alpha2, logit p), a mean being alpha / beta.
    """
    alpha1, beta1, alpha2, beta2, p = parameters
    return np.array([np.log(alpha1 / beta1), np.log(alpha1), np.log(alpha2 / beta2), np.log(alpha2), special.logit(p)])


def constrained(point: FloatArray) -> Parameters:
    """Parameters of a prior from a point of the unconstrained scale: the inverse of `unconstrained`.

    Parameters
    ----------
    point
        (ln mean1, ln alpha1, ln mean2, ln alpha2, logit p).

    Returns
    -------
    tuple of float
        (alpha1, beta1, alpha2, beta2, p).
    """
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
    """ln f of rows of cells without its constant, with its first derivatives in ln mean and ln alpha (`slopes`) and, on
    request, its second ones (`bends`: in the mean twice, in both, in alpha twice).
    """

    log_density: FloatArray
    slopes: FloatArray
    bends: FloatArray


class _Mixed(NamedTuple):
    """Both components of a block of rows, the weights of the rows, and the first component's share of each cell."""

    first: _Component
    second: _Component
    weight: FloatArray
    share1: FloatArray


class NegativeLogLikelihood:
    """-log L of a table of cells, its gradient and its curvature, at a point of the unconstrained scale.

    -log L = - sum over cells of weight x ln(p f(n; alpha1, beta1, E) + (1 - p) f(n; alpha2, beta2, E)), f the negative
    binomial of DuMouchel (1999), equation 5, with the factor 1 / n!.
    """

    def __init__(self, cells: Cells) -> None:
        self.cells = cells
        self.distinct_n, self.position = np.unique(cells.n, return_inverse=True)
        constant = special.xlogy(cells.n, cells.expected) - special.gammaln(cells.n + 1)
        self.constant = float(cells.weight @ constant)
        # Terms of the size of n ln n cancel in each cell.
        self.rounding = float(np.finfo(np.float64).eps * (cells.weight @ special.xlogy(cells.n, cells.n + 1)))

    def __call__(self, point: FloatArray) -> tuple[float, FloatArray]:
        """The value and its gradient."""
        parts = self._over_blocks(self._value_and_gradient, point, with_bends=False)
        return self._total(parts)

    def with_curvature(self, point: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """The value, its gradient and its curvature, for little more than the curvature alone.

        Parameters
        ----------
        point
            Of the unconstrained scale, shape (5,).

        Returns
        -------
        value : float
        gradient : ndarray of shape (5,)
        curvature : ndarray of shape (5, 5)
            Symmetric.
        """
        parts = self._over_blocks(
            lambda mixed, p: (self._value_and_gradient(mixed, p), self._curvature(mixed, p)), point, with_bends=True
        )
        curvature = sum((part[1] for part in parts), start=np.zeros((5, 5)))
        return *self._total([part[0] for part in parts]), curvature

    def curvature(self, point: FloatArray) -> FloatArray:
        """The matrix of second derivatives.

        Parameters
        ----------
        point
            Of the unconstrained scale, shape (5,).

        Returns
        -------
        ndarray of shape (5, 5)
            Symmetric.
        """
        return sum(self._over_blocks(self._curvature, point, with_bends=True), start=np.zeros((5, 5)))

    def _total(self, parts: Sequence[tuple[float, FloatArray]]) -> tuple[float, FloatArray]:
        """The sums of values and gradients, taken in order, so that the same table gives the same digits."""
        value = sum((part[0] for part in parts), start=-self.constant)
        return value, sum((part[1] for part in parts), start=np.zeros(5))

    def _over_blocks(
        self, function: Callable[[_Mixed, FloatArray], Result], point: FloatArray, *, with_bends: bool
    ) -> list[Result]:
        tables = [self._by_count(*point[first : first + 2], with_bends=with_bends) for first in (0, 2)]
        return map_blocks(
            lambda rows: function(self._mixed(rows, point, tables, with_bends=with_bends), point),
            self.cells.n.size,
            BLOCK_ROWS,
            FEWEST_BLOCKS_FOR_THREADS,
        )

    def _value_and_gradient(self, mixed: _Mixed, point: FloatArray) -> tuple[float, FloatArray]:
        first, second, weight, share1 = mixed
        log_odds = point[4] + first.log_density - second.log_density
        log_mixture = second.log_density + np.logaddexp(0, log_odds) - np.logaddexp(0, point[4])
        slopes = [
            first.slopes @ (weight * share1),
            second.slopes @ (weight * (1 - share1)),
            np.array([weight @ (share1 - special.expit(point[4]))]),
        ]
        return -float(weight @ log_mixture), -np.concatenate(slopes)

    def _curvature(self, mixed: _Mixed, point: FloatArray) -> FloatArray:
        first, second, weight, share1 = mixed
        # Second derivatives of ln of a mixture: those of its components, and the change of the shares between them.
        shift = np.concatenate([first.slopes, -second.slopes, np.ones((1, share1.size))])
        matrix = (shift * (weight * share1 * (1 - share1))) @ shift.T
        for corner, bends in ((0, first.bends @ (weight * share1)), (2, second.bends @ (weight * (1 - share1)))):
            matrix[corner : corner + 2, corner : corner + 2] += [[bends[0], bends[1]], [bends[1], bends[2]]]
        p = special.expit(point[4])
        matrix[4, 4] -= p * (1 - p) * weight.sum()
        return -matrix

    def _mixed(self, rows: slice, point: FloatArray, tables: list[FloatArray], *, with_bends: bool) -> _Mixed:
        first = self._component(rows, point[:2], tables[0], with_bends=with_bends)
        second = self._component(rows, point[2:4], tables[1], with_bends=with_bends)
        share1 = special.expit(point[4] + first.log_density - second.log_density)
        return _Mixed(first, second, self.cells.weight[rows], share1)

    def _by_count(self, log_mean: float, log_alpha: float, *, with_bends: bool) -> FloatArray:
        """Terms that depend on n alone, one a row: ln rising factorial, digamma and, for bends, trigamma difference."""
        alpha, n = float(np.exp(log_alpha)), self.distinct_n
        terms = [log_rising(alpha, n) + n * log_mean, digamma_difference(alpha, n)]
        return np.array([*terms, trigamma_difference(alpha, n)] if with_bends else terms)

    def _component(self, rows: slice, point: FloatArray, table: FloatArray, *, with_bends: bool) -> _Component:
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
            bends = np.array([twice_mean, along_both, twice_alpha])
        return _Component(
            table[0][position] - (n + alpha) * log_spread, np.array([along_mean, growth - along_mean]), bends
        )
