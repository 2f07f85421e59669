"""The 2x2 table of cases that every measure of disproportionality starts from.

|                | event | no event |
|----------------|-------|----------|
| drug           | a     | b        |
| any other drug | c     | d        |
"""

from dataclasses import dataclass
from decimal import Decimal
from numbers import Real
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class ContingencyTable:
    """One 2x2 table of cases a row, whole columns at once.

    Cells are float64: counts stay exact to 2**53, and products of margins (4e14 at 20 million cases, 1.6e29
    for all four) cannot wrap round as they would in int32 and int64. Build it with `from_counts`, which
    refuses what is not a count.

    Example
    -------
    >>> table = ContingencyTable.from_counts(a=25, b=1101, c=62, d=571385)
    >>> table.total
    array([572573.])
    >>> table.expected.round(6)
    array([0.171091])
    """

    a: FloatArray
    b: FloatArray
    c: FloatArray
    d: FloatArray

    @classmethod
    def from_counts(cls, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike) -> Self:
        """Check four columns of counts and put them side by side.

        Whole numbers of any numeric type are taken, pandas columns too; a scalar is a column of length 1.
        Raises ValueError, naming the argument and the first position (from 0) that is negative, fractional,
        missing, infinite or no number, or the argument that has another length than `a` or is not
        one-dimensional.
        """
        columns = {name: count_column(name, values) for name, values in zip("abcd", (a, b, c, d), strict=True)}
        for name in "bcd":
            check_same_length(name, columns[name], "a", columns["a"])
        return cls(**columns)

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
        """Cases expected in a if drug and event were reported independently, (a+b)(a+c)/N; NaN without
        cases."""
        return divide(self.drug_total * self.event_total, self.total)

    @property
    def excess(self) -> FloatArray:
        """a minus expected, as (ad - bc)/N, which does not cancel when the two are close; NaN without
        cases."""
        return divide(self.a * self.d - self.b * self.c, self.total)

    @property
    def has_empty_margin(self) -> BoolArray:
        """True where a row or a column of the table holds no case, so that nothing can be compared."""
        a, b, c, d = self.cells
        return (a + b == 0) | (c + d == 0) | (a + c == 0) | (b + d == 0)

    @property
    def has_empty_cell(self) -> BoolArray:
        """True where any of the four cells is 0."""
        return (self.a == 0) | (self.b == 0) | (self.c == 0) | (self.d == 0)


def divide(numerator: npt.ArrayLike, denominator: npt.ArrayLike) -> FloatArray:
    """Quotient, NaN (never infinity) where it is undefined.

    >>> divide([1.0, 0.0, 1.0], [2.0, 0.0, 0.0])
    array([0.5, nan, nan])
    """
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        quotient = np.atleast_1d(np.true_divide(numerator, denominator))
    quotient[~np.isfinite(quotient)] = np.nan
    return quotient


def count_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """One-dimensional float64 column of whole counts, or a ValueError that says where it is not one."""
    column = finite_column(name, values)
    _refuse_first(name, column, column != np.floor(column), "whole counts")
    return column


def finite_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """One-dimensional float64 column of finite values of 0 or more, or a ValueError that says where not."""
    column = float_column(name, values)
    _refuse_first(name, column, ~np.isfinite(column), "finite numbers")
    _refuse_first(name, column, column < 0, "numbers of 0 or more")
    return column


def expectation_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """One-dimensional float64 column of expected counts, NaN where undefined; a ValueError for what is none."""
    column = float_column(name, values)
    _refuse_first(name, column, np.isinf(column), "finite numbers")
    _refuse_first(name, column, column < 0, "numbers of 0 or more")
    return column


def float_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """One-dimensional float64 column; None and pandas.NA become NaN, a scalar a column of length 1.

    Raises ValueError where a value is no number or the array has more than one dimension.
    """
    column = values if isinstance(values, pd.Series) else pd.Series(_one_dimensional(name, values))
    if column.dtype.kind not in "biuf":
        is_number = column.map(_may_be_a_number).to_numpy(dtype=bool)
        if column.dtype.kind != "O" or not is_number.all():
            position = int(np.argmin(is_number)) if column.dtype.kind == "O" else 0
            raise ValueError(f"{name} must hold numbers; found {column.iloc[position]!r} at position {position}")
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def _may_be_a_number(value: Any) -> bool:
    return isinstance(value, Real | Decimal | np.bool_) or bool(np.ndim(value) == 0 and pd.isna(value))


def check_same_length(name: str, column: npt.NDArray, other_name: str, other: npt.NDArray) -> None:
    """Raise a ValueError naming both arguments unless the two columns have one length."""
    if len(column) != len(other):
        raise ValueError(
            f"{name} has length {len(column)}, {other_name} has length {len(other)}: all columns must "
            f"have one length; the first position without a partner is {min(len(column), len(other))}"
        )


def check_number(name: str, value: float, lower: float, upper: float) -> None:
    """Raise a ValueError unless `value` is one number between the limits, both excluded."""
    if not (isinstance(value, Real) and lower < value < upper):
        raise ValueError(f"{name} must be one number above {lower:g} and below {upper:g}; found {value!r}")


def check_whole(name: str, value: int, least: int) -> None:
    """Raise a ValueError unless `value` is one whole number of at least `least`."""
    if not (isinstance(value, Real) and least <= value < np.inf and value == int(value)):
        raise ValueError(f"{name} must be one whole number of at least {least}; found {value!r}")


def shape_of(name: str, values: npt.ArrayLike) -> tuple[int, ...]:
    """The shape of an array or of what can become one; a ValueError where it has rows of different lengths."""
    try:
        return np.shape(values)
    except ValueError as error:
        raise ValueError(f"{name} must be one column of numbers; found rows of different lengths") from error


def _one_dimensional(name: str, values: npt.ArrayLike) -> npt.NDArray:
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(np.float64), np.nan)
    shape_of(name, values)
    array = np.atleast_1d(np.asarray(values))
    if array.dtype.kind in "US" and not isinstance(values, np.ndarray):
        # One word in a list turns all of it into text; the word is to be pointed out, not its neighbours.
        array = np.atleast_1d(np.asarray(values, dtype=object))
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional; found an array of shape {array.shape}")
    return array


def _refuse_first(name: str, column: FloatArray, is_bad: BoolArray, wanted: str) -> None:
    if is_bad.any():
        position = int(np.argmax(is_bad))
        raise ValueError(f"{name} must hold {wanted}; found {column[position]} at position {position}")
