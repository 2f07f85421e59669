"""False discovery rate over a family of pairs that includes cells without a case."""

import numpy as np
import numpy.typing as npt
from scipy.special import digamma

from signals.statistics.array_checks import FloatArray, check_same_length, count_column, float_column, refuse_first


def q_values(p: npt.ArrayLike, weight: npt.ArrayLike | None = None, family_size: float | None = None) -> FloatArray:
    """Benjamini-Hochberg q-values: the least false discovery rate at which each p-value is rejected.

    The rule of statsmodels' `multipletests(method="fdr_bh")`.

    Parameters
    ----------
    p
        p-values from 0 to 1; one that is NaN is not in the family.
    weight
        Number of equal cells that each p-value stands for, so that hundreds of millions of cells with a = 0 can be
        given as distinct p-values.
    family_size
        Number of cells tested, where some are not listed: those count as p = 1. That changes no q-value below 0.5,
        because the upper mid-p of a cell with a = 0 is at least 0.5.

    Returns
    -------
    ndarray of shape (n,)
        NaN where p is NaN.

    References
    ----------
    Benjamini, Hochberg (1995). J R Stat Soc B 57:289-300.

    Examples
    --------
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
    """Benjamini-Yekutieli q-values, which are valid under any dependence between the tests.

    Those of Benjamini-Hochberg times 1 + 1/2 + ... + 1/m for a family of m cells: the rule of statsmodels'
    `multipletests(method="fdr_by")`.

    Parameters
    ----------
    p, weight, family_size
        As in `q_values`.

    Returns
    -------
    ndarray of shape (n,)
        At most 1; NaN where p is NaN.

    References
    ----------
    Benjamini, Yekutieli (2001). Ann Stat 29:1165-1188.

    Examples
    --------
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
    refuse_first("p", column, (column < 0) | (column > 1), "must lie between 0 and 1")
    cells = np.ones_like(column) if weight is None else count_column("weight", weight)
    check_same_length(p=column, weight=cells)
    listed = float(cells[~np.isnan(column)].sum())
    if family_size is not None and not (listed <= family_size < np.inf and family_size == int(family_size)):
        raise ValueError(
            f"family_size must be a number of cells, at least the {listed:.0f} listed in p; found {family_size}"
        )
    return column, cells, listed if family_size is None else float(family_size)


def _step_up(p: FloatArray, cells: FloatArray, size: float) -> FloatArray:
    # NaN sorts last and is cut off, so it takes no rank.
    order = np.argsort(p, kind="stable")[: int(np.count_nonzero(~np.isnan(p)))]
    rank = np.cumsum(cells[order])
    # A row of weight 0 before all others has no rank; it takes the q-value of the next row.
    q = np.divide(p[order] * size, rank, out=np.full(len(order), np.inf), where=rank > 0)
    result = np.full_like(p, np.nan)
    result[order] = np.minimum(np.minimum.accumulate(q[::-1])[::-1], 1)
    return result
