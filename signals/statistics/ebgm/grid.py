"""A smooth function of (n, expected) on millions of pairs, without working it out for each of them.

For one n every score of the posterior is a smooth function of ln expected, and almost all pairs share a few
hundred small n. So the plane of (n, ln expected) is cut into cells of one n and a short stretch of ln
expected; in a cell that holds many pairs a polynomial through Chebyshev points stands for the function. It
is used only where it agrees with the function at points between its nodes. Pairs of other cells go to
shorter stretches, and what is left is worked out pair by pair.
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from signals.statistics.ebgm.prior import Floats

ExactFunction = Callable[[Floats, Floats], Floats]
Indices = NDArray[np.int64]

STRETCHES = (1 / 8, 1 / 64)  # of ln expected
FARTHEST = 25.0  # ln expected beyond +- this is worked out pair by pair, and so are larger counts than this:
LARGEST_N = 2047
PAIRS_WORTH_A_POLYNOMIAL = 16  # half as many again as one costs to build
FEWEST_PAIRS = 2_000
TOLERANCE = 1e-9  # at the points of comparison; elsewhere the error stays below 1e-8 (tests)
ROWS_AT_ONCE = 1 << 15

_DEGREE = 7
_NODES = np.cos((np.arange(_DEGREE + 1) + 0.5) * np.pi / (_DEGREE + 1))
_BETWEEN = np.array([-1.0, 0.3123, 0.6864])  # an end, where errors are largest, and two that hide no kink by symmetry
_PLACES = np.concatenate([_NODES, _BETWEEN])
_TO_COEFFICIENTS = np.linalg.inv(np.vander(_NODES, increasing=True)).T
_AT_BETWEEN = np.vander(_BETWEEN, _DEGREE + 1, increasing=True).T


def evaluate(exacts: Sequence[ExactFunction], n: Floats, expected: Floats) -> list[Floats]:
    """`exact(n, expected)` of each function, within 1e-8, mostly at the cost of a polynomial a pair.

    `n` and `expected` are one-dimensional and as long as each other. Results depend on which pairs are asked
    for together only within that error.
    """
    if n.size < FEWEST_PAIRS:
        return [exact(n, expected) for exact in exacts]
    cells = _Cells.of(n, expected, STRETCHES[0])
    results = []
    for exact in exacts:
        result, rows = _by_polynomials(exact, cells)
        _work_out_rest(exact, n, expected, result, rows)
        results.append(result)
    return results


def _work_out_rest(exact: ExactFunction, n: Floats, expected: Floats, result: Floats, rows: Indices) -> None:
    """Fill the given rows of `result`: over shorter stretches where that is worth it, else pair by pair."""
    for stretch in STRETCHES[1:]:
        if rows.size < FEWEST_PAIRS:
            break
        result[rows], left = _by_polynomials(exact, _Cells.of(n[rows], expected[rows], stretch))
        rows = rows[left]

    def fill(block: slice) -> None:
        result[rows[block]] = exact(n[rows[block]], expected[rows[block]])

    _in_blocks(fill, rows.size)


def _in_blocks(fill: Callable[[slice], None], size: int) -> None:
    """Call `fill` on blocks of rows that fit a processor's cache, side by side on all processors."""
    blocks = [slice(first, first + ROWS_AT_ONCE) for first in range(0, size, ROWS_AT_ONCE)]
    if len(blocks) == 1:
        fill(blocks[0])
        return
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for _ in pool.map(fill, blocks):
            pass  # raises what a block raised


@dataclass(frozen=True)
class _Cells:
    """The cell of every pair, its place in it from -1 to 1, and how many pairs a cell holds.

    Cells are numbered n x cells_a_count + stretch; the last one is for pairs out of range.
    """

    stretch: float
    cell: Indices
    place: Floats
    pair_count: Indices

    @classmethod
    def of(cls, n: Floats, expected: Floats, stretch: float) -> Self:
        cells_a_count = _cells_a_count(stretch)
        outside = (LARGEST_N + 1) * cells_a_count
        cell, place = np.empty(n.size, dtype=np.int64), np.empty(n.size)

        def locate(block: slice) -> None:
            with np.errstate(divide="ignore"):
                scaled = (np.log(expected[block]) + FARTHEST) / stretch
            whole = np.floor(scaled)
            is_in_range = (n[block] <= LARGEST_N) & (whole >= 0) & (whole < cells_a_count)
            cell[block] = np.where(is_in_range, n[block] * cells_a_count + whole, outside)
            place[block] = np.where(is_in_range, 2 * (scaled - whole) - 1, 0.0)

        with np.errstate(invalid="ignore"):
            _in_blocks(locate, n.size)
        return cls(stretch, cell, place, np.bincount(cell, minlength=outside + 1))

    def pairs_at_places(self, cells: Indices) -> tuple[Floats, Floats]:
        """n and expected at the nodes of the given cells and between them, one row a cell."""
        n, whole = np.divmod(cells, _cells_a_count(self.stretch))
        log_expected = self.stretch * (whole[:, np.newaxis] + (_PLACES + 1) / 2) - FARTHEST
        return np.repeat(n.astype(np.float64), _PLACES.size), np.exp(log_expected).ravel()


def _cells_a_count(stretch: float) -> int:
    return round(2 * FARTHEST / stretch)


def _by_polynomials(exact: ExactFunction, cells: _Cells) -> tuple[Floats, Indices]:
    """The values of all pairs, and the rows of those whose cell has no polynomial."""
    polynomials = _fit_polynomials(exact, cells)
    value, is_known = np.empty(cells.cell.size), np.empty(cells.cell.size, dtype=bool)

    def fill(block: slice) -> None:
        value[block], is_known[block] = polynomials.values(cells.cell[block], cells.place[block])

    _in_blocks(fill, value.size)
    return value, np.flatnonzero(~is_known)


@dataclass(frozen=True)
class _Polynomials:
    """`of_cell` has the polynomial of each cell, 0 for none; `coefficients` has one row a power."""

    of_cell: NDArray[np.int32]
    coefficients: Floats

    def values(self, cell: Indices, place: Floats) -> tuple[Floats, NDArray[np.bool_]]:
        chosen = self.of_cell[cell]
        value = self.coefficients[-1][chosen]
        for coefficient in self.coefficients[-2::-1]:
            value *= place
            value += coefficient[chosen]
        return value, chosen > 0


def _fit_polynomials(exact: ExactFunction, cells: _Cells) -> _Polynomials:
    """A polynomial for every cell that holds enough pairs and in which it agrees with the function."""
    chosen = np.flatnonzero(cells.pair_count[:-1] >= PAIRS_WORTH_A_POLYNOMIAL)
    values = exact(*cells.pairs_at_places(chosen)).reshape(chosen.size, _PLACES.size)
    at_nodes, between = np.split(values, [_NODES.size], axis=1)
    coefficients = at_nodes @ _TO_COEFFICIENTS
    is_close = (np.abs(coefficients @ _AT_BETWEEN - between) <= TOLERANCE).all(axis=1)
    of_cell = np.zeros(cells.pair_count.size, dtype=np.int32)
    of_cell[chosen[is_close]] = np.arange(1, is_close.sum() + 1)
    nothing = np.full((1, _DEGREE + 1), np.nan)
    return _Polynomials(of_cell, np.concatenate([nothing, coefficients[is_close]]).T.copy())
