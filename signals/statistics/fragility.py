"""How many cases carry a verdict."""

import numpy as np
import numpy.typing as npt

from signals.statistics.contingency import ContingencyTable, FloatArray
from signals.statistics.criteria import MINIMUM_CASES
from signals.statistics.scoring import score
from signals.statistics.verdict import DISPROPORTIONATE, human_verdict

BLOCK_ROWS = 500_000
"""Tables scored at a time."""


def cases_to_lose(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike) -> FloatArray:
    """Fewest of the a cases whose removal ends the verdict `disproportionate`; NaN where it does not hold.

    The smallest k for which the table (a - k, b, c, d) is no longer `disproportionate`: the k cases leave the
    database, so that expected and N fall with them. Every k is tried, as the verdict need not fall monotonically
    where d is small. At most a - 2, since fewer than three cases are never disproportionate. Cases of b and c carry
    the comparison, not the pair, and of d it would take very many more.

    Raises ValueError for bad counts, as `score` does.

    References
    ----------
    After the fragility index of trials: Walsh et al. (2014). J Clin Epidemiol 67:622-628.

    Example
    -------
    >>> cases_to_lose(a=[3, 25, 203, 1], b=[997, 1101, 29865, 10], c=[12, 62, 305, 900], d=[90000, 571385, 124836, 99])
    array([  1.,  23., 108.,  nan])
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    fewest = np.full(len(table.a), np.nan)
    rows = np.flatnonzero(_is_disproportionate(*table.cells))
    # Each k from 1 to a - 2; a - 2 always ends it.
    tries = (table.a[rows] - MINIMUM_CASES + 1).astype(np.int64)
    for block in np.split(rows, np.searchsorted(np.cumsum(tries), np.arange(BLOCK_ROWS, tries.sum(), BLOCK_ROWS))):
        fewest[block] = _fewest(*(cell[block] for cell in table.cells))
    return fewest


def _fewest(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> FloatArray:
    tries = (a - MINIMUM_CASES + 1).astype(np.int64)
    row = np.repeat(np.arange(len(a)), tries)
    first = np.cumsum(tries) - tries
    removed = np.arange(len(row)) - first[row] + 1.0
    has_ended = ~_is_disproportionate(a[row] - removed, b[row], c[row], d[row])
    return np.minimum.reduceat(np.where(has_ended, removed, np.inf), first) if len(a) else a


def _is_disproportionate(a: FloatArray, b: FloatArray, c: FloatArray, d: FloatArray) -> npt.NDArray[np.bool_]:
    scores = score(a, b, c, d)
    verdict = human_verdict(a, b, c, scores["expected"], scores["ic_lower"], scores["ic_upper"], scores["ror_lower"])
    return np.asarray(verdict == DISPROPORTIONATE, dtype=np.bool_)
