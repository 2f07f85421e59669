"""Evaluation of a smooth function of (n, expected) for millions of pairs by interpolation.

For one n, every score of the posterior is a smooth function of ln expected, and almost all pairs share a few hundred
small n. So the plane of (n, ln expected) is divided into cells of one n and a short interval of ln expected; in a cell
with many pairs, a polynomial through Chebyshev points replaces the function, provided that the two agree at points
between the nodes. Pairs of other cells are tried with shorter intervals, and the rest is evaluated pair by pair.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from signals.statistics.array_checks import FloatArray, IntArray
from signals.statistics.row_blocks import map_blocks

ExactFunction = Callable[[FloatArray, FloatArray], FloatArray]

INTERVALS = (1 / 8, 1 / 64)  # of ln expected
# Pairs with a larger ln expected (in absolute value), or with more cases, are not interpolated.
LARGEST_LOG_EXPECTED, LARGEST_N = 25.0, 2047
FEWEST_PAIRS_OF_CELL = 16  # half as many again as a polynomial costs to build
FEWEST_PAIRS = 2_000
TOLERANCE = 1e-9  # at the points of comparison; elsewhere the error stays below 1e-8 (tests)

_DEGREE = 7
_NODES = np.cos((np.arange(_DEGREE + 1) + 0.5) * np.pi / (_DEGREE + 1))
_BETWEEN = np.array([-1.0, 0.3123, 0.6864])  # an end, where errors are largest, and two asymmetric points
_PLACES = np.concatenate([_NODES, _BETWEEN])
_TO_COEFFICIENTS = np.linalg.inv(np.vander(_NODES, increasing=True)).T
_AT_BETWEEN = np.vander(_BETWEEN, _DEGREE + 1, increasing=True).T


@dataclass(frozen=True)
class Polynomials:
    """What replaces a function in some of the cells of one interval of ln expected."""

    interval: float
    cell: IntArray
    """Numbers of cells, ascending, shape (cells,)."""
    coefficients: FloatArray
    """One row a cell and one column a power, from 0; shape (cells, 8)."""


Fitted: TypeAlias = Mapping[int, Sequence[Polynomials]]
"""By the place of a function among those evaluated, its polynomials of each interval, the longest first."""


def fit(exacts: Sequence[ExactFunction], n: FloatArray, expected: FloatArray) -> Fitted:
    """The polynomials with which `evaluate` gives a pair of a set the same value in every part of the set.

    Parameters
    ----------
    exacts
        Functions of n and expected that are smooth in ln expected.
    n, expected
        Counts of all pairs of the set, in any order, shape (pairs,).

    Returns
    -------
    dict of int to list of Polynomials
        Empty where pairs are few.
    """
    if n.size < FEWEST_PAIRS:
        return {}
    cells = _Cells.of(n, expected, INTERVALS[0])
    return {place: _fit_intervals(exact, cells, n, expected) for place, exact in enumerate(exacts)}


def evaluate(
    exacts: Sequence[ExactFunction], n: FloatArray, expected: FloatArray, fitted: Fitted | None = None
) -> list[FloatArray]:
    """Values of each function for every pair, within 1e-8, mostly at the cost of one polynomial a pair.

    Parameters
    ----------
    exacts
        Functions of n and expected that are smooth in ln expected.
    n, expected
        Counts of the pairs, shape (pairs,).
    fitted
        What `fit` gave for these functions and the whole set that the pairs belong to; by default they are the set.
        Within 1e-8, values depend on the set.

    Returns
    -------
    list of ndarrays of shape (pairs,)
        One a function.
    """
    fitted = fit(exacts, n, expected) if fitted is None else fitted
    cells = _Cells.of(n, expected, INTERVALS[0]) if fitted else None
    return [_evaluate(exact, fitted.get(place, ()), cells, n, expected) for place, exact in enumerate(exacts)]


def _fit_intervals(exact: ExactFunction, cells: "_Cells", n: FloatArray, expected: FloatArray) -> list[Polynomials]:
    """Polynomials over ever shorter intervals, for the pairs that those before left, while there are many."""
    levels = [_fit_polynomials(exact, cells)]
    for interval in INTERVALS[1:]:
        left = np.flatnonzero(cells.polynomial_of_pair(levels[-1].cell) == 0)
        if left.size < FEWEST_PAIRS:
            break
        n, expected = n[left], expected[left]
        cells = _Cells.of(n, expected, interval)
        levels.append(_fit_polynomials(exact, cells))
    return levels


def _evaluate(
    exact: ExactFunction, levels: Sequence[Polynomials], cells: "_Cells | None", n: FloatArray, expected: FloatArray
) -> FloatArray:
    """Values of all pairs: by the first polynomial that a pair has, and where it has none pair by pair."""
    result, rows = np.empty(n.size), np.arange(n.size)
    for polynomials in levels:
        if cells is None or cells.interval != polynomials.interval:
            cells = _Cells.of(n[rows], expected[rows], polynomials.interval)
        result[rows], left = _by_polynomials(polynomials, cells)
        rows, cells = rows[left], None

    def fill(block: slice) -> None:
        result[rows[block]] = exact(n[rows[block]], expected[rows[block]])

    map_blocks(fill, rows.size)
    return result


@dataclass(frozen=True)
class _Cells:
    """The cell of every pair, and its place in it from -1 to 1.

    Cells are numbered n x (intervals of one n) + interval; the last one is for pairs out of range.
    """

    interval: float
    cell: IntArray
    place: FloatArray

    @classmethod
    def of(cls, n: FloatArray, expected: FloatArray, interval: float) -> Self:
        cells_per_n = _cells_per_n(interval)
        outside = (LARGEST_N + 1) * cells_per_n
        cell, place = np.empty(n.size, dtype=np.int64), np.empty(n.size)

        def locate(block: slice) -> None:
            with np.errstate(divide="ignore"):
                scaled = (np.log(expected[block]) + LARGEST_LOG_EXPECTED) / interval
            whole = np.floor(scaled)
            is_in_range = (n[block] <= LARGEST_N) & (whole >= 0) & (whole < cells_per_n)
            cell[block] = np.where(is_in_range, n[block] * cells_per_n + whole, outside)
            place[block] = np.where(is_in_range, 2 * (scaled - whole) - 1, 0.0)

        with np.errstate(invalid="ignore"):
            map_blocks(locate, n.size)
        return cls(interval, cell, place)

    def with_many_pairs(self) -> IntArray:
        """The cells that hold enough pairs for a polynomial, ascending."""
        pair_count = np.bincount(self.cell, minlength=self._outside + 1)
        return np.flatnonzero(pair_count[:-1] >= FEWEST_PAIRS_OF_CELL)

    def polynomial_of_pair(self, cells: IntArray) -> NDArray[np.int32]:
        """The place from 1 of every pair's cell among the given ones; 0 where it is none of them."""
        of_cell = np.zeros(self._outside + 1, dtype=np.int32)
        of_cell[cells] = np.arange(1, cells.size + 1)
        return of_cell[self.cell]

    @property
    def _outside(self) -> int:
        return (LARGEST_N + 1) * _cells_per_n(self.interval)

    def pairs_at_places(self, cells: IntArray) -> tuple[FloatArray, FloatArray]:
        """n and expected at the nodes of the given cells and between them, cell by cell."""
        n, whole = np.divmod(cells, _cells_per_n(self.interval))
        log_expected = self.interval * (whole[:, np.newaxis] + (_PLACES + 1) / 2) - LARGEST_LOG_EXPECTED
        return np.repeat(n.astype(np.float64), _PLACES.size), np.exp(log_expected).ravel()


def _cells_per_n(interval: float) -> int:
    return round(2 * LARGEST_LOG_EXPECTED / interval)


def _by_polynomials(polynomials: Polynomials, cells: _Cells) -> tuple[FloatArray, IntArray]:
    """Values of all pairs, and the rows of those whose cell has no polynomial."""
    polynomial_of_pair = cells.polynomial_of_pair(polynomials.cell)
    undefined = np.full((1, _DEGREE + 1), np.nan)
    coefficients = np.concatenate([undefined, polynomials.coefficients]).T.copy()
    value = np.empty(cells.cell.size)

    def fill(block: slice) -> None:
        polynomial = polynomial_of_pair[block]
        result = coefficients[-1][polynomial]
        for coefficient in coefficients[-2::-1]:
            result *= cells.place[block]
            result += coefficient[polynomial]
        value[block] = result

    map_blocks(fill, value.size)
    return value, np.flatnonzero(polynomial_of_pair == 0)


def _fit_polynomials(exact: ExactFunction, cells: _Cells) -> Polynomials:
    """The polynomials of the cells that hold enough pairs, where they agree with the function."""
    chosen = cells.with_many_pairs()
    values = exact(*cells.pairs_at_places(chosen)).reshape(chosen.size, _PLACES.size)
    at_nodes, between = np.split(values, [_NODES.size], axis=1)
    coefficients = at_nodes @ _TO_COEFFICIENTS
    is_close = (np.abs(coefficients @ _AT_BETWEEN - between) <= TOLERANCE).all(axis=1)
    return Polynomials(cells.interval, chosen[is_close], coefficients[is_close])
