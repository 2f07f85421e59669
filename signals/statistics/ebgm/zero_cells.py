"""The cells of the ingredient x event grid without a report, grouped by expected count.

5,000 ingredients x 20,000 terms are 100 million cells, nearly all of them empty, and the prior needs every
one. What a cell says depends on its expected count alone, which depends on the totals of its row and column
alone, and totals repeat.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from signals.statistics.ebgm.prior import Floats

PRODUCTS_AT_ONCE = 1 << 21  # 16 MB of expected counts
Indices = NDArray[np.int64]


@dataclass(frozen=True)
class ZeroCells:
    """Expected counts, ascending, and how many cells without a report each stands for."""

    expected: Floats
    weight: Floats


def group_zero_cells(
    ingredient_totals: ArrayLike,
    event_totals: ArrayLike,
    case_count: ArrayLike,
    ingredient: ArrayLike,
    event: ArrayLike,
    tolerance: float = 1e-4,
) -> ZeroCells:
    """Group the cells that hold no report.

    Parameters
    ----------
    ingredient_totals, event_totals
        Cases of every ingredient and of every event of the grid. One column, or one column a stratum, the
        same strata in both.
    case_count
        N, or N of every stratum. The expected count of a cell is the sum over strata of row total x column
        total / N.
    ingredient, event
        The positions (from 0) of the pairs that hold a report, each pair once.
    tolerance
        Expected counts within this relative distance share a group, whose expected count is their mean: the
        error in -log L is of second order (tests show it under 1e-4 in -log L at the default). 0 groups
        equal expected counts only.

    The weights add up to (ingredients x events - pairs) exactly. Cells with expected = 0 form a group of
    their own, which `fit_prior` leaves out. Memory is bounded by the number of distinct totals and groups,
    not of cells. Raises ValueError for shapes that do not fit, totals that are negative or missing,
    positions out of range or given twice.

    Examples
    --------
    >>> zero = group_zero_cells([10, 10, 80], [1, 5], 100, ingredient=[2, 2], event=[0, 1])
    >>> zero.expected, zero.weight
    (array([0.1, 0.5]), array([2., 2.]))
    """
    rows = _Margin.of("ingredient_totals", ingredient_totals)
    columns = _Margin.of("event_totals", event_totals)
    cases = _checked_case_count(case_count, rows, columns)
    pair_row, pair_column = _checked_pairs(ingredient, event, rows, columns)
    groups = _Groups(tolerance)
    rows_at_once = max(1, PRODUCTS_AT_ONCE // columns.multiplicity.size)
    for first in range(0, rows.multiplicity.size, rows_at_once):
        block = slice(first, first + rows_at_once)
        weight = np.multiply.outer(rows.multiplicity[block], columns.multiplicity)
        is_here = (pair_row >= first) & (pair_row < first + rows_at_once)
        np.subtract.at(weight, (pair_row[is_here] - first, pair_column[is_here]), 1)
        groups.add(((rows.totals[block] / cases) @ columns.totals.T).ravel(), weight.ravel())
    return groups.result()


@dataclass(frozen=True)
class _Margin:
    """Distinct totals (a row each, a column a stratum), how often each occurs, and whose each position is."""

    totals: Floats
    multiplicity: Indices
    position: Indices

    @classmethod
    def of(cls, name: str, totals: ArrayLike) -> "_Margin":
        table = np.asarray(totals, dtype=np.float64)
        table = table[:, np.newaxis] if table.ndim == 1 else table
        if table.ndim != 2 or not table.size:
            raise ValueError(
                f"{name} must have one row a member and one column a stratum: found shape {np.shape(totals)}"
            )
        is_bad = ~(np.isfinite(table) & (table >= 0) & (table == np.floor(table))).all(axis=1)
        if is_bad.any():
            first = int(is_bad.argmax())
            raise ValueError(
                f"{name} must be whole numbers of cases, 0 or more: found {table[first]} at position {first}"
            )
        distinct, position, multiplicity = np.unique(table, axis=0, return_inverse=True, return_counts=True)
        return cls(distinct, multiplicity, position.ravel())


def _checked_case_count(case_count: ArrayLike, rows: _Margin, columns: _Margin) -> Floats:
    cases = np.atleast_1d(np.asarray(case_count, dtype=np.float64))
    strata = rows.totals.shape[1]
    if columns.totals.shape[1] != strata or cases.shape != (strata,):
        raise ValueError(
            f"ingredient_totals, event_totals and case_count must have the same strata: found {strata},"
            f" {columns.totals.shape[1]} and {cases.size}"
        )
    is_bad = ~(np.isfinite(cases) & (cases > 0) & (cases == np.floor(cases)))
    if is_bad.any():
        first = int(is_bad.argmax())
        raise ValueError(
            f"case_count must be a positive whole number of cases: found {cases[first]} at position {first}"
        )
    return cases


def _checked_pairs(ingredient: ArrayLike, event: ArrayLike, rows: _Margin, columns: _Margin) -> tuple[Indices, Indices]:
    """The distinct row and column total of every pair."""
    pairs = [_checked_positions("ingredient", ingredient, rows), _checked_positions("event", event, columns)]
    if pairs[0].shape != pairs[1].shape:
        raise ValueError(
            f"event must be as long as ingredient: found {pairs[1].size} beside {pairs[0].size}; the first position "
            f"without a partner is {min(pairs[0].size, pairs[1].size)}"
        )
    number = np.sort(pairs[0] * columns.position.size + pairs[1])
    if (number[1:] == number[:-1]).any():
        raise ValueError("ingredient and event must name each pair once: a pair was given twice")
    return rows.position[pairs[0]], columns.position[pairs[1]]


def _checked_positions(name: str, positions: ArrayLike, margin: _Margin) -> Indices:
    found = np.asarray(positions)
    found = found.astype(np.int64) if not found.size else found
    if found.ndim != 1 or found.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a column of whole positions: found shape {found.shape} of {found.dtype}")
    is_bad = (found < 0) | (found >= margin.position.size)
    if is_bad.any():
        first = int(is_bad.argmax())
        raise ValueError(
            f"{name} must lie from 0 to {margin.position.size - 1}: found {found[first]} at position {first}"
        )
    return found.astype(np.int64)


class _Groups:
    """Weights and weighted expected counts, added up by group."""

    def __init__(self, tolerance: float) -> None:
        if not 0 <= tolerance < 1:
            raise ValueError(f"tolerance must lie from 0 to below 1: found {tolerance}")
        self.tolerance = tolerance
        self.parts: list[tuple[Floats, Floats, Floats]] = []

    def add(self, expected: Floats, weight: Indices) -> None:
        expected, weights = expected[weight > 0], weight[weight > 0].astype(np.float64)
        if self.tolerance:
            is_zero = expected == 0
            nothing = np.array([weights[is_zero].sum()])
            self.parts.append((np.array([-np.inf]), nothing, np.zeros(1)))
            expected, weights = expected[~is_zero], weights[~is_zero]
            self.parts.append(_binned(np.log(expected) / self.tolerance, expected, weights))
        else:
            self.parts.append(_summed(expected, weights, weights * expected))
        if len(self.parts) > 16:
            self._merge()

    def result(self) -> ZeroCells:
        self._merge()
        key, weight, sum_of_expected = (column[self.parts[0][1] > 0] for column in self.parts[0])
        return ZeroCells(expected=sum_of_expected / weight if self.tolerance else key, weight=weight)

    def _merge(self) -> None:
        key, weight, sum_of_expected = (np.concatenate(column) for column in zip(*self.parts, strict=True))
        self.parts = [_summed(key, weight, sum_of_expected)]


def _summed(key: Floats, weight: Floats, sum_of_expected: Floats) -> tuple[Floats, Floats, Floats]:
    distinct, group = np.unique(key, return_inverse=True)
    return distinct, _totals(group, weight), _totals(group, sum_of_expected)


def _binned(position: Floats, expected: Floats, weight: Floats) -> tuple[Floats, Floats, Floats]:
    """As `_summed` by the whole part of `position`, without sorting."""
    if not position.size:
        return position, weight, expected
    key = np.floor(position).astype(np.int64)
    lowest = int(key.min())
    group_weight, sum_of_expected = _totals(key - lowest, weight), _totals(key - lowest, weight * expected)
    is_used = group_weight > 0
    used_key = np.flatnonzero(is_used).astype(np.float64) + lowest
    return used_key, group_weight[is_used], sum_of_expected[is_used]


def _totals(group: Indices, column: Floats) -> Floats:
    return np.asarray(np.bincount(group, column), dtype=np.float64)
