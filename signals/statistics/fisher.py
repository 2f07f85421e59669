"""Fisher's exact test of a 2x2 table, one-sided (upper tail), with the mid-p correction."""

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import FloatArray
from signals.statistics.contingency import ContingencyTable
from signals.statistics.row_blocks import map_blocks
from signals.statistics.stirling import deviance, log_factorial_rest

NEGLIGIBLE = 1e-17  # terms below this share of the sum of a tail do not change a float64


def midp_greater(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike) -> FloatArray:
    """One-sided upper mid-p of Fisher's exact test: P(X > a) + P(X = a) / 2, X hypergeometric given the margins.

    The probability of at least the observed number of cases if drug and event were reported independently, with the
    observed number itself at half its weight.

    Parameters
    ----------
    a, b, c, d
        Counts of the 2x2 tables.

    Returns
    -------
    ndarray of shape (n,)
        0.5 where a margin is 0 (only one table is possible), 1 - P(X = 0) / 2 where a = 0, NaN where N = 0, and 0 only
        below 1e-308.

    References
    ----------
    Fisher (1935). J R Stat Soc 98:39-82. Lancaster (1961). J Am Stat Assoc 56:223-234. Hirji, Tan, Elashoff (1991).
    Stat Med 10:1137-1153.

    Examples
    --------
    >>> midp_greater(a=[3, 25, 0], b=[1, 1101, 4], c=[1, 62, 4], d=[3, 571385, 92])
    array([1.28571429e-01, 3.25660853e-47, 5.76412983e-01])
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    result = np.empty(len(table.a))

    def fill(rows: slice) -> None:
        result[rows] = _upper_midp(ContingencyTable(*(cell[rows] for cell in table.cells)))

    map_blocks(fill, len(result))
    return result


def _log_table_probability(table: ContingencyTable) -> FloatArray:
    """ln P(X = a), X hypergeometric given the margins of the table; NaN where N = 0."""
    a, b, c, d = table.cells
    margins = (a + b, c + d, a + c, b + d)
    log_probability = sum(map(log_factorial_rest, margins)) - log_factorial_rest(table.total)
    for row_total, column_total, cell, excess in (
        (a + b, a + c, a, table.excess),
        (a + b, b + d, b, -table.excess),
        (c + d, a + c, c, -table.excess),
        (c + d, b + d, d, table.excess),
    ):
        expected = row_total * column_total / np.maximum(table.total, 1)
        log_probability = log_probability - log_factorial_rest(cell) - deviance(cell, expected, excess)
    return log_probability


def _upper_midp(table: ContingencyTable) -> FloatArray:
    probability = np.exp(_log_table_probability(table))
    # The shorter tail is summed: upwards from a where a is above its expectation, else downwards from a, which is
    # upwards from b in the table with its columns swapped.
    is_above = table.excess >= 0
    first, second = np.where(is_above, table.a, table.b), np.where(is_above, table.b, table.a)
    third, fourth = np.where(is_above, table.c, table.d), np.where(is_above, table.d, table.c)
    beyond = _sum_of_ratios(first, second, third, fourth)
    tail = probability * (0.5 + beyond)
    return np.clip(np.where(is_above, tail, 1 - tail), 0, 1)


def _sum_of_ratios(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    """P(X > a) / P(X = a)."""
    # P(X = a+j) / P(X = a+j-1) = (b-j+1)(c-j+1) / ((a+j)(d+j)) falls with j, so terms shrink ever faster; a row is
    # finished when its next term is negligible.
    total = np.zeros_like(a)
    rows = np.arange(len(a))
    term, step = np.ones_like(a), 0
    while len(rows):
        step += 1
        term = term * (b - step + 1) * (c - step + 1) / ((a + step) * (d + step))
        total[rows] += term
        is_open = term > NEGLIGIBLE * total[rows]
        if not is_open.all():
            rows, term = rows[is_open], term[is_open]
            a, b, c, d = a[is_open], b[is_open], c[is_open], d[is_open]
    return total
