"""How many cases a verdict rests on."""

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import BoolArray, FloatArray
from signals.statistics.contingency import ContingencyTable
from signals.statistics.criteria import PUBLISHED_THRESHOLDS, Thresholds
from signals.statistics.score_table import score
from signals.statistics.verdict import is_disproportionate

BLOCK_ROWS = 500_000  # tables scored at a time


def cases_to_lose(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
    d: npt.ArrayLike,
    *,
    thresholds: Thresholds = PUBLISHED_THRESHOLDS,
) -> FloatArray:
    """Fewest of the a cases whose removal ends the verdict `disproportionate`.

    The smallest k for which the table (a - k, b, c, d) is no longer `disproportionate`; the k cases leave the database,
    so that expected and N fall, too. Every k is tried, because the verdict need not be monotonic in k where d is small.

    Parameters
    ----------
    a, b, c, d
        Counts of the 2x2 tables.
    thresholds
        Of the verdict, where a watchlist sets its own.

    Returns
    -------
    ndarray of shape (n,)
        1 to a - 2 (fewer than three cases are never disproportionate); NaN where the verdict does not hold.

    References
    ----------
    After the fragility index of trials: Walsh et al. (2014). J Clin Epidemiol 67:622-628.

    Examples
    --------
    >>> cases_to_lose(a=[3, 25, 203, 1], b=[997, 1101, 29865, 10], c=[12, 62, 305, 900], d=[90000, 571385, 124836, 99])
    array([  1.,  23., 108.,  nan])
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    fewest = np.full(len(table.a), np.nan)
    rows = np.flatnonzero(_is_disproportionate(*table.cells, thresholds))
    last_table = np.cumsum(table.a[rows] - thresholds.minimum_cases + 1)
    for block in np.split(
        rows, np.searchsorted(last_table, np.arange(BLOCK_ROWS, last_table.max(initial=0), BLOCK_ROWS))
    ):
        fewest[block] = _fewest(*(cell[block] for cell in table.cells), thresholds=thresholds)
    return fewest


def _fewest(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, *, thresholds: Thresholds) -> FloatArray:
    # One for each k up to the last, which always ends it.
    table_count = (a - thresholds.minimum_cases + 1).astype(np.int64)
    row = np.repeat(np.arange(len(a)), table_count)
    first = np.cumsum(table_count) - table_count
    removed = np.arange(len(row)) - first[row] + 1.0
    has_ended = ~_is_disproportionate(a[row] - removed, b[row], c[row], d[row], thresholds)
    return np.minimum.reduceat(np.where(has_ended, removed, np.inf), first) if len(a) else a


def _is_disproportionate(
    a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray, thresholds: Thresholds
) -> BoolArray:
    scores = score(a, b, c, d)
    return is_disproportionate(a, b, c, scores["ic_lower"], scores["ror_lower"], thresholds)
