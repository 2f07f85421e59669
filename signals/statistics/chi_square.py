"""Pearson's chi-square of a 2x2 table, without and with Yates' correction."""

import numpy as np

from signals.statistics.array_checks import FloatArray
from signals.statistics.contingency import ContingencyTable, divide


def chi_square(table: ContingencyTable) -> FloatArray:
    """Pearson's chi-square on one degree of freedom, N (ad - bc)^2 over the product of the margins.

    Parameters
    ----------
    table
        2x2 tables of cases.

    Returns
    -------
    ndarray of shape (n,)
        NaN where a margin is 0.

    References
    ----------
    Pearson (1900). Philos Mag 50:157-175.

    Examples
    --------
    >>> chi_square(ContingencyTable.from_counts(a=203, b=29865, c=305, d=124836)).round(4)
    array([138.308])
    """
    return _chi_square_from(table, np.abs(table.excess))


def chi_square_yates(table: ContingencyTable) -> FloatArray:
    """Chi-square with Yates' correction, N max(|ad - bc| - N/2, 0)^2 over the product of the margins.

    Parameters
    ----------
    table
        2x2 tables of cases.

    Returns
    -------
    ndarray of shape (n,)
        0 where a lies within half a case of its expectation, NaN where a margin is 0.

    References
    ----------
    Yates (1934). J R Stat Soc Suppl 1:217-235; used by Evans, Waller, Davis (2001). Pharmacoepidemiol Drug Saf
    10:483-486.

    Examples
    --------
    >>> chi_square_yates(ContingencyTable.from_counts(a=203, b=29865, c=305, d=124836)).round(4)
    array([136.9887])
    >>> chi_square_yates(ContingencyTable.from_counts(a=3, b=3, c=3, d=3))
    array([0.])
    """
    # |a - E| - 1/2 is (|ad - bc| - N/2) / N.
    return _chi_square_from(table, np.maximum(np.abs(table.excess) - 0.5, 0))


def _chi_square_from(table: ContingencyTable, deviation: FloatArray) -> FloatArray:
    a, b, c, d = table.cells
    total = table.total
    # Each factor is of the size of a count, so nothing overflows: N^3 dev^2 / (r1 r2 c1 c2).
    row_share = divide(total, (a + b) * (c + d))
    column_share = divide(total, (a + c) * (b + d))
    return deviation**2 * row_share * column_share * total
