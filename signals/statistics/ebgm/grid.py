"""Evaluation of a smooth function of (n, expected) for millions of pairs by interpolation.

For one n, every score of the posterior is a smooth function of ln expected, and almost all pairs share a few hundred
small n. So the plane of (n, ln expected) is divided into cells of one n and a short interval of ln expected; in a cell
with many pairs, a polynomial through Chebyshev points replaces the function, provided that the two agree at points
between the nodes. Pairs of other cells are tried with shorter intervals, and the rest is evaluated pair by pair.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from signals.statistics.columns import FloatArray, IntArray
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


def evaluate(exacts: Sequence[ExactFunction], n: FloatArray, expected: FloatArray) -> list[FloatArray]:
    """Values of each function for every pair, within 1e-8, mostly at the cost of one polynomial a pair.

    Within that error, the value of a pair depends on which other pairs are evaluated with it.

    Parameters
    ----------
    exacts
        Functions of n and expected that are smooth in ln expected.
    n, expected
        Counts of the pairs, shape (pairs,).

    Returns
    -------
    list of ndarrays of shape (pairs,)
        One a function.
    """
    if n.size < FEWEST_PAIRS:
        return [exact(n, expected) for exact in exacts]
    cells = _Cells.of(n, expected, INTERVALS[0])
    results = []
    for exact in exacts:
        result, rows = _by_polynomials(exact, cells)
        _evaluate_rest(exact, n, expected, result, rows)
        results.append(result)
    return results


def _evaluate_rest(
    exact: ExactFunction, n: FloatArray, expected: FloatArray, result: FloatArray, rows: IntArray
) -> None:
    """Fill the given rows of `result` by polynomials over shorter intervals, the last ones pair by pair."""
    for interval in INTERVALS[1:]:
        if rows.size < FEWEST_PAIRS:
            break
        result[rows], left = _by_polynomials(exact, _Cells.of(n[rows], expected[rows], interval))
        rows = rows[left]

    def fill(block: slice) -> None:
        result[rows[block]] = exact(n[rows[block]], expected[rows[block]])

    map_blocks(fill, rows.size)


@dataclass(frozen=True)
class _Cells:
    """The cell of every pair, its place in it from -1 to 1, and the number of pairs of every cell.

    Cells are numbered n x (intervals of one n) + interval; the last one is for pairs out of range.
    """

    interval: float
    cell: IntArray
    place: FloatArray
    pair_count: IntArray

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
        return cls(interval, cell, place, np.bincount(cell, minlength=outside + 1))

    def pairs_at_places(self, cells: IntArray) -> tuple[FloatArray, FloatArray]:
        """n and expected at the nodes of the given cells and between them, cell by cell."""
        n, whole = np.divmod(cells, _cells_per_n(self.interval))
        log_expected = self.interval * (whole[:, np.newaxis] + (_PLACES + 1) / 2) - LARGEST_LOG_EXPECTED
        return np.repeat(n.astype(np.float64), _PLACES.size), np.exp(log_expected).ravel()


def _cells_per_n(interval: float) -> int:
    return round(2 * LARGEST_LOG_EXPECTED / interval)


def _by_polynomials(exact: ExactFunction, cells: _Cells) -> tuple[FloatArray, IntArray]:
    """Values of all pairs, and the rows of those whose cell has no polynomial."""
    polynomial_of_cell, coefficients = _fit_polynomials(exact, cells)
    value = np.empty(cells.cell.size)

    def fill(block: slice) -> None:
        polynomial = polynomial_of_cell[cells.cell[block]]
        result = coefficients[-1][polynomial]
        for coefficient in coefficients[-2::-1]:
            result *= cells.place[block]
            result += coefficient[polynomial]
        value[block] = result

    map_blocks(fill, value.size)
    return value, np.flatnonzero(np.isnan(value))


def _fit_polynomials(exact: ExactFunction, cells: _Cells) -> tuple[NDArray[np.int32], FloatArray]:
    """The polynomial of every cell, 0 (which is NaN) for none, and the coefficients of all, one row a power.

    A cell has one if it holds enough pairs and the polynomial agrees with the function.
    """
    chosen = np.flatnonzero(cells.pair_count[:-1] >= FEWEST_PAIRS_OF_CELL)
    values = exact(*cells.pairs_at_places(chosen)).reshape(chosen.size, _PLACES.size)
    at_nodes, between = np.split(values, [_NODES.size], axis=1)
    coefficients = at_nodes @ _TO_COEFFICIENTS
    is_close = (np.abs(coefficients @ _AT_BETWEEN - between) <= TOLERANCE).all(axis=1)
    of_cell = np.zeros(cells.pair_count.size, dtype=np.int32)
    of_cell[chosen[is_close]] = np.arange(1, is_close.sum() + 1)
    undefined = np.full((1, _DEGREE + 1), np.nan)
    return of_cell, np.concatenate([undefined, coefficients[is_close]]).T.copy()
