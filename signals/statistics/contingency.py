"""The 2x2 table of cases that every measure of disproportionality starts from.

|                | event | no event |
|----------------|-------|----------|
| drug           | a     | b        |
| any other drug | c     | d        |
"""

from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import FloatArray, columns_of, count_column


@dataclass(frozen=True)
class ContingencyTable:
    """One 2x2 table of cases a row, as four columns of shape (n,). Build it with `from_counts`, which checks them.

    Cells are float64: counts stay exact to 2**53, and products of margins (4e14 at 20 million cases, 1.6e29
    for all four) do not wrap round as they would in int32 and int64.

    Examples
    --------
    >>> table = ContingencyTable.from_counts(a=25, b=1101, c=62, d=571385)
    >>> table.total, table.expected.round(6)
    (array([572573.]), array([0.171091]))
    """

    a: FloatArray
    b: FloatArray
    c: FloatArray
    d: FloatArray

    @classmethod
    def from_counts(cls, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike) -> Self:
        """Tables from four columns of counts.

        Parameters
        ----------
        a, b, c, d
            Cases with drug and event, drug only, event only, and neither.

        Returns
        -------
        ContingencyTable
            One row for each position of the columns.

        Raises
        ------
        ValueError
            A count is negative, fractional, missing, infinite or no number, a column has another length than `a`, or
            is not one-dimensional.
        """
        return cls(*columns_of(count_column, a=a, b=b, c=c, d=d))

    @property
    def cells(self) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
        """a, b, c and d."""
        return self.a, self.b, self.c, self.d

    @property
    def drug_total(self) -> FloatArray:
        """Cases that name the drug, a + b."""
        return self.a + self.b

    @property
    def event_total(self) -> FloatArray:
        """Cases that name the event, a + c."""
        return self.a + self.c

    @property
    def total(self) -> FloatArray:
        """All cases, N."""
        return self.a + self.b + self.c + self.d

    @property
    def expected(self) -> FloatArray:
        """Cases expected in a if drug and event were reported independently, (a + b)(a + c) / N; NaN where N = 0."""
        return divide(self.drug_total * self.event_total, self.total)

    @property
    def excess(self) -> FloatArray:
        """a - expected, written (ad - bc) / N, which does not cancel when the two are close; NaN where N = 0."""
        return divide(self.a * self.d - self.b * self.c, self.total)


def divide(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> FloatArray:
    """Quotient that is NaN, never infinite, where it is undefined.

    Parameters
    ----------
    numerator, denominator
        Arrays whose shapes can be broadcast together.

    Returns
    -------
    ndarray
        Of the broadcast shape, (1,) for scalars. NaN where the denominator is 0 or the quotient overflows.

    Examples
    --------
    >>> divide([1.0, 0.0, 1.0], [2.0, 0.0, 0.0])
    array([0.5, nan, nan])
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        quotient = np.atleast_1d(np.true_divide(numerator, denominator))
    quotient[~np.isfinite(quotient)] = np.nan
    return quotient
