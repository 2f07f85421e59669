"""The cells of the ingredient x event grid without a report, grouped by expected count.

5,000 ingredients x 20,000 terms are 100 million cells, nearly all of them empty, and the prior needs every one. A cell
enters the likelihood by its expected count alone, which depends on the totals of its row and column, and totals repeat.
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from signals.statistics.array_checks import (
    FloatArray,
    IntArray,
    check_same_length,
    count_column,
    position_column,
    refuse_first,
)
from signals.statistics.ebgm.prior import shaped

CELLS_OF_BLOCK = 1 << 21  # 16 MB of expected counts
PARTS_TO_MERGE = 16

Part = tuple[FloatArray, FloatArray, FloatArray]  # of each group: its key, its weight and its weighted sum of expected


@dataclass(frozen=True)
class ZeroCells:
    """Expected counts, ascending, and the number of cells without a report that each stands for."""

    expected: FloatArray
    weight: FloatArray


def group_zero_cells(
    ingredient_totals: ArrayLike,
    event_totals: ArrayLike,
    case_count: ArrayLike,
    ingredient: ArrayLike,
    event: ArrayLike,
    tolerance: float = 1e-4,
) -> ZeroCells:
    """Group the cells that hold no report by their expected count.

    Memory is bounded by the number of distinct totals and groups, not of cells.

    Parameters
    ----------
    ingredient_totals, event_totals
        Cases of every ingredient and of every event of the grid. One column, or one column a stratum, the same strata
        in both.
    case_count
        N, or N of every stratum, above 0. The expected count of a cell is the sum over strata of row total x column
        total / N.
    ingredient, event
        The positions (from 0) of the pairs that hold a report, each pair once.
    tolerance
        Relative distance within which expected counts share a group, whose expected count is their mean: the error in
        -log L is of second order (tests show it below 1e-4 at the default). 0 groups equal expected counts only.

    Returns
    -------
    ZeroCells
        The weights add up to (ingredients x events - pairs) exactly. Cells with expected = 0 form a group of their own,
        which `fit_prior` leaves out.

    Raises
    ------
    ValueError
        Shapes do not fit, a total is not a count, or a position is out of range or given twice.

    Examples
    --------
    >>> zero = group_zero_cells([10, 10, 80], [1, 5], 100, ingredient=[2, 2], event=[0, 1])
    >>> zero.expected, zero.weight
    (array([0.1, 0.5]), array([2., 2.]))
    """
    if not 0 <= tolerance < 1:
        raise ValueError(f"tolerance must lie from 0 to below 1: found {tolerance}")
    rows = _Margin.of("ingredient_totals", ingredient_totals)
    columns = _Margin.of("event_totals", event_totals)
    cases = _checked_case_count(case_count, rows, columns)
    pair_row, pair_column = _checked_pairs(ingredient, event, rows, columns)
    parts: list[Part] = []
    block_rows = max(1, CELLS_OF_BLOCK // columns.multiplicity.size)
    for first in range(0, rows.multiplicity.size, block_rows):
        block = slice(first, first + block_rows)
        weight = np.multiply.outer(rows.multiplicity[block], columns.multiplicity)
        in_block = (pair_row >= first) & (pair_row < first + block_rows)
        np.subtract.at(weight, (pair_row[in_block] - first, pair_column[in_block]), 1)
        expected = (rows.totals[block] / cases) @ columns.totals.T
        parts += _groups(expected[weight > 0], weight[weight > 0].astype(np.float64), tolerance)
        if len(parts) > PARTS_TO_MERGE:
            parts = [_merge_parts(parts)]
    key, weights, sum_of_expected = _merge_parts(parts)
    is_used = weights > 0
    expectations = sum_of_expected[is_used] / weights[is_used] if tolerance else key[is_used]
    return ZeroCells(expected=expectations, weight=weights[is_used])


@dataclass(frozen=True)
class _Margin:
    """Distinct totals (a row each, a column a stratum), how often each occurs, and which one each member has."""

    totals: FloatArray
    multiplicity: IntArray
    position: IntArray

    @classmethod
    def of(cls, name: str, totals: ArrayLike) -> Self:
        table = shaped(name, totals, count_column)
        table = table[:, np.newaxis] if table.ndim == 1 else table
        if table.ndim != 2 or not table.size:
            raise ValueError(
                f"{name} must have one row a member and one column a stratum: found shape {np.shape(totals)}"
            )
        distinct, position, multiplicity = np.unique(table, axis=0, return_inverse=True, return_counts=True)
        return cls(distinct, multiplicity, position.ravel())


def _checked_case_count(case_count: ArrayLike, rows: _Margin, columns: _Margin) -> FloatArray:
    cases = count_column("case_count", case_count)
    strata = rows.totals.shape[1]
    if columns.totals.shape[1] != strata or cases.size != strata:
        raise ValueError(
            f"ingredient_totals, event_totals and case_count must have the same strata: found {strata},"
            f" {columns.totals.shape[1]} and {cases.size}"
        )
    refuse_first("case_count", cases, cases == 0, "must be above 0")
    return cases


def _checked_pairs(
    ingredient: ArrayLike, event: ArrayLike, rows: _Margin, columns: _Margin
) -> tuple[IntArray, IntArray]:
    """The distinct row and column total of every pair."""
    row = position_column("ingredient", ingredient, rows.position.size)
    column = position_column("event", event, columns.position.size)
    check_same_length(ingredient=row, event=column)
    number = np.sort(row.astype(np.int64) * columns.position.size + column)
    if (number[1:] == number[:-1]).any():
        raise ValueError("ingredient and event must name each pair once: a pair was given twice")
    return rows.position[row], columns.position[column]


def _groups(expected: FloatArray, weight: FloatArray, tolerance: float) -> list[Part]:
    if not tolerance:
        return [_sum_cells(expected, weight, weight * expected)]
    is_zero = expected == 0
    zero = (np.array([-np.inf]), np.array([weight[is_zero].sum()]), np.zeros(1))
    expected, weight = expected[~is_zero], weight[~is_zero]
    return [zero, _bin_cells(np.log(expected) / tolerance, expected, weight)]


def _merge_parts(parts: list[Part]) -> Part:
    return _sum_cells(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _sum_cells(key: FloatArray, weight: FloatArray, sum_of_expected: FloatArray) -> Part:
    distinct, group = np.unique(key, return_inverse=True)
    return distinct, _totals(group, weight), _totals(group, sum_of_expected)


def _bin_cells(position: FloatArray, expected: FloatArray, weight: FloatArray) -> Part:
    """As `_sum_cells` by the whole part of `position`, without sorting."""
    if not position.size:
        return position, weight, expected
    key = np.floor(position).astype(np.int64)
    lowest = int(key.min())
    group_weight, sum_of_expected = _totals(key - lowest, weight), _totals(key - lowest, weight * expected)
    is_used = group_weight > 0
    used_key = np.flatnonzero(is_used).astype(np.float64) + lowest
    return used_key, group_weight[is_used], sum_of_expected[is_used]


def _totals(group: IntArray, column: FloatArray) -> FloatArray:
    return np.asarray(np.bincount(group, column), dtype=np.float64)
