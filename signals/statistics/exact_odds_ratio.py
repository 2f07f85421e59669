"""Exact conditional limits of the odds ratio of a 2x2 table, from Fisher's noncentral hypergeometric distribution."""

import numpy as np
import numpy.typing as npt
from scipy.special import logit

from signals.statistics.array_checks import BoolArray, FloatArray
from signals.statistics.contingency import ContingencyTable
from signals.statistics.number import check_number
from signals.statistics.ratios import ror
from signals.statistics.row_blocks import map_blocks

BLOCK_ROWS = 1 << 12
FIRST_TERMS = 16  # terms of a tail summed at a time at first, twice as many each time
MOST_TERMS = 1 << 12
NEGLIGIBLE = 1e-17  # terms below this share of the sum of a tail do not change a float64
TOLERANCE = 1e-12  # of the logarithm of a limit
MOST_STEPS = 200
LONGEST_STEP = 2.0  # of the logarithm of a limit


def exact_odds_ratio_limits(
    a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike, confidence_level: float = 0.95
) -> tuple[FloatArray, FloatArray]:
    """Exact conditional confidence limits of the odds ratio, those of R's ``fisher.test``.

    Given the margins, the cases with drug and event follow Fisher's noncentral hypergeometric distribution, whose one
    parameter is the odds ratio. The lower limit is the odds ratio under which P(X >= a) = 2.5%, the upper one that
    under which P(X <= a) = 2.5%; so neither is on the wrong side of the truth in more than 2.5% of tables.

    Parameters
    ----------
    a, b, c, d
        Counts of the 2x2 tables.
    confidence_level
        Of the two-sided interval.

    Returns
    -------
    lower, upper : ndarray of shape (n,)
        The lower limit is 0 where a or d is 0. The upper one is NaN where b or c is 0: it is unbounded. Both are NaN
        where a margin is 0: then only one table is possible, which says nothing.

    References
    ----------
    Fisher (1935). J R Stat Soc 98:39-82. Cornfield (1956). Proc Third Berkeley Symp 4:135-148.

    Examples
    --------
    The convictions of R's help on ``fisher.test``, where R, to its tolerance of 1e-4, prints 0.0033258 and 0.3631823:

    >>> lower, upper = exact_odds_ratio_limits(a=[2], b=[15], c=[10], d=[3])
    >>> lower.round(8), upper.round(8)
    (array([0.00331716]), array([0.3631896]))
    """
    check_number("confidence_level", confidence_level, 0, 1)
    table = ContingencyTable.from_counts(a, b, c, d)
    a, b, c, d = table.cells
    probability = (1 - confidence_level) / 2
    # Columns swapped, the odds ratio is inverted, and its upper limit is one over the lower one.
    inverse = _lower_limit(ContingencyTable(b, a, d, c), probability)
    upper = np.divide(1.0, inverse, out=np.full_like(inverse, np.nan), where=inverse > 0)
    return _lower_limit(table, probability), upper


def _lower_limit(table: ContingencyTable, probability: float) -> FloatArray:
    """The odds ratio under which P(X >= a) is `probability`; 0 where a or d is 0, NaN where a margin is 0."""
    a, b, c, d = table.cells
    has_margins = (a + b > 0) & (c + d > 0) & (a + c > 0) & (b + d > 0)
    limit = np.where(has_margins, 0.0, np.nan)
    rows = np.flatnonzero((a > 0) & (d > 0))

    def fill(block: slice) -> None:
        chosen = rows[block]
        limit[chosen] = np.exp(_log_root(ContingencyTable(*(cell[chosen] for cell in table.cells)), probability))

    map_blocks(fill, len(rows), BLOCK_ROWS)
    return limit


def _log_root(table: ContingencyTable, probability: float) -> FloatArray:
    """Newton's method for ln odds ratio on logit P(X >= a), from Woolf's limit with half a case added to each cell."""
    filled = ContingencyTable(*(cell + 0.5 for cell in table.cells))
    root = np.log(ror(filled, 1 - 2 * probability).lower)
    cells, rows = np.stack(table.cells), np.arange(len(root))
    for _ in range(MOST_STEPS):
        value, slope = _logit_upper_tail(cells[:, rows], root[rows])
        step = np.clip((logit(probability) - value) / slope, -LONGEST_STEP, LONGEST_STEP)
        root[rows] += step
        rows = rows[~(np.abs(step) <= TOLERANCE * np.maximum(1, np.abs(root[rows])))]
        if not len(rows):
            return root
    raise ArithmeticError(f"no exact limit of the odds ratio of a, b, c, d = {cells[:, rows[0]].tolist()} was found")


def _logit_upper_tail(cells: npt.NDArray[np.float64], log_ratio: FloatArray) -> tuple[FloatArray, FloatArray]:
    """logit P(X >= a) at an odds ratio, and its derivative in ln odds ratio.

    With u_j = P(X = a + j) / P(X = a): logit = ln(sum of u_j, j >= 0) - ln(sum of u_j, j < 0); d u_j = j u_j.
    """
    a, b, c, d = cells
    above, above_moment = _tail(a, b, c, d, log_ratio)
    below, below_moment = _tail(b, a, d, c, -log_ratio)
    value = np.log1p(above) - np.log(below)
    return value, above_moment / (1 + above) + below_moment / below


def _tail(
    a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, log_ratio: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Sums over j >= 1 of u_j and of j u_j, u_j = P(X = a + j) / P(X = a) at an odds ratio."""
    # u_j / u_(j-1) = ratio (b-j+1)(c-j+1) / ((a+j)(d+j)) falls with j: after a negligible term all are negligible.
    total, moment = np.zeros_like(a), np.zeros_like(a)
    rows, last, first, width = np.arange(len(a)), np.ones_like(a), 0, FIRST_TERMS
    ratio = np.exp(log_ratio)
    while len(rows):
        j = np.arange(first + 1, first + width + 1, dtype=np.float64)
        up = np.maximum(b[rows, None] - j + 1, 0) * np.maximum(c[rows, None] - j + 1, 0)
        terms = up * ratio[rows, None] / ((a[rows, None] + j) * (d[rows, None] + j))
        terms[:, 0] *= last
        np.cumprod(terms, axis=1, out=terms)
        total[rows] += terms.sum(axis=1)
        moment[rows] += terms @ j
        is_open: BoolArray = terms[:, -1] > NEGLIGIBLE * total[rows]
        rows, last = rows[is_open], terms[is_open, -1]
        first, width = first + width, min(2 * width, MOST_TERMS)
    return total, moment
