"""False discovery rate over a family of pairs, cells without any case included."""

import numpy as np
import numpy.typing as npt
from scipy.special import digamma

from signals.statistics.contingency import FloatArray, check_same_length, count_column, float_column


def q_values(p: npt.ArrayLike, weight: npt.ArrayLike | None = None, family_size: float | None = None) -> FloatArray:
    """Benjamini-Hochberg q-values: the least false discovery rate at which each p-value is rejected.

    The rule of statsmodels' `multipletests(method="fdr_bh")`. A row stands for `weight` equal cells (default
    1), so that the hundreds of millions of pairs with a = 0 come in as distinct p-values with their numbers.
    `family_size` is the number of cells tested, when some are not listed: these count as p = 1, which leaves
    every q-value below 0.5 as it is, because an upper mid-p of a cell with a = 0 is at least 0.5. A NaN
    p-value is no member of the family and gets NaN.

    Raises ValueError for p outside 0 to 1, for weights that are no counts, and for a `family_size` smaller
    than the cells listed.

    References
    ----------
    Benjamini, Hochberg (1995). J R Stat Soc B 57:289-300.

    Example
    -------
    >>> q_values([0.01, 0.04, 0.03, np.nan])
    array([0.03, 0.04, 0.04,  nan])
    >>> q_values([0.01, 0.9], weight=[1, 9])
    array([0.1, 0.9])
    >>> q_values([0.01], family_size=10)
    array([0.1])
    """
    column, cells, size = _family(p, weight, family_size)
    return _step_up(column, cells, size)


def q_values_by(p: npt.ArrayLike, weight: npt.ArrayLike | None = None, family_size: float | None = None) -> FloatArray:
    """Benjamini-Yekutieli q-values, which hold under any dependence between the tests.

    Benjamini-Hochberg's times 1 + 1/2 + ... + 1/m for a family of m cells; arguments, NaN and errors as in
    `q_values`; the rule of statsmodels' `multipletests(method="fdr_by")`.

    References
    ----------
    Benjamini, Yekutieli (2001). Ann Stat 29:1165-1188.

    Example
    -------
    >>> q_values_by([0.01, 0.04, 0.03]).round(4)
    array([0.055 , 0.0733, 0.0733])
    """
    column, cells, size = _family(p, weight, family_size)
    harmonic_sum = digamma(size + 1) + np.euler_gamma
    return _step_up(column, cells, size * harmonic_sum)


def _family(
    p: npt.ArrayLike, weight: npt.ArrayLike | None, family_size: float | None
) -> tuple[FloatArray, FloatArray, float]:
    column = float_column("p", p)
    is_outside = (column < 0) | (column > 1)
    if is_outside.any():
        position = int(np.argmax(is_outside))
        raise ValueError(f"p must lie between 0 and 1; found {column[position]} at position {position}")
    cells = np.ones_like(column) if weight is None else count_column("weight", weight)
    check_same_length("weight", cells, "p", column)
    listed = float(cells[~np.isnan(column)].sum())
    if family_size is not None and not (listed <= family_size < np.inf and family_size == int(family_size)):
        raise ValueError(
            f"family_size must be a number of cells, at least the {listed:.0f} listed in p; found {family_size}"
        )
    return column, cells, listed if family_size is None else float(family_size)


def _step_up(p: FloatArray, cells: FloatArray, size: float) -> FloatArray:
    # NaN sorts last and is cut off, so that it takes no rank.
    order = np.argsort(p, kind="stable")[: int(np.count_nonzero(~np.isnan(p)))]
    rank = np.cumsum(cells[order])
    # A row of weight 0 ahead of all others has no rank; it takes the q-value of the row after it.
    q = np.divide(p[order] * size, rank, out=np.full(len(order), np.inf), where=rank > 0)
    result = np.full_like(p, np.nan)
    result[order] = np.minimum(np.minimum.accumulate(q[::-1])[::-1], 1)
    return result
