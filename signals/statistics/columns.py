"""Checks of arguments: columns of numbers and single numbers, refused with a ValueError that names what is wrong."""

from collections.abc import Callable
from decimal import Decimal
from numbers import Real
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
BoolArray = npt.NDArray[np.bool_]
IntArray = npt.NDArray[np.int64]


def float_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """One-dimensional float64 column; None, pandas.NA and masked values become NaN."""
    import pandas as pd  # takes a second, which reading a watchlist does not have

    column = values if isinstance(values, pd.Series) else pd.Series(_one_dimensional(name, values))
    if column.dtype.kind not in "biuf":
        is_number = column.map(_may_be_a_number).to_numpy(dtype=bool)
        if column.dtype.kind != "O" or not is_number.all():
            position = int(np.argmin(is_number)) if column.dtype.kind == "O" else 0
            raise ValueError(f"{name} must hold numbers; found {column.iloc[position]!r} at position {position}")
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def finite_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """Float column of finite values of 0 or more."""
    column = float_column(name, values)
    refuse_first(name, column, ~np.isfinite(column), "must hold finite numbers")
    refuse_first(name, column, column < 0, "must hold numbers of 0 or more")
    return column


def count_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """Float column of whole counts."""
    column = finite_column(name, values)
    refuse_first(name, column, column != np.floor(column), "must hold whole counts")
    return column


def expectation_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """Float column of expected counts, NaN where undefined."""
    column = float_column(name, values)
    refuse_first(name, column, np.isinf(column), "must hold finite numbers")
    refuse_first(name, column, column < 0, "must hold numbers of 0 or more")
    return column


def truth_column(name: str, values: npt.ArrayLike) -> BoolArray:
    """Boolean column, given as booleans or as 0 and 1."""
    column = float_column(name, values)
    refuse_first(name, column, ~np.isin(column, (0, 1)), "must hold 0 and 1")
    return column == 1


def integer_column(name: str, values: npt.ArrayLike) -> npt.NDArray[np.signedinteger]:
    """One-dimensional column of an integer type."""
    column = np.atleast_1d(np.asarray(values))
    column = column.astype(np.int64) if not column.size else column
    if column.ndim != 1 or column.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a column of integers; found an array of {column.dtype}, shape {column.shape}")
    return column


def position_column(name: str, values: npt.ArrayLike, size: int | None = None) -> npt.NDArray[np.signedinteger]:
    """Integer column of positions from 0, below `size` where it is given."""
    column = integer_column(name, values)
    upper = np.inf if size is None else size
    limits = "from 0" if size is None else f"from 0 to {size - 1}"
    refuse_first(name, column, (column < 0) | (column >= upper), f"must hold positions {limits}")
    return column


def columns_of(check: Callable[[str, npt.ArrayLike], npt.NDArray], **values: npt.ArrayLike) -> list[npt.NDArray]:
    """Columns of one length, each checked under its own name."""
    columns = {name: check(name, value) for name, value in values.items()}
    check_same_length(**columns)
    return list(columns.values())


def check_same_length(**columns: npt.NDArray) -> None:
    """Refuse the first column (or array) whose length or shape differs from that of the first of all."""
    (first_name, first), *others = columns.items()
    for name, column in others:
        if column.shape != first.shape:
            raise ValueError(
                f"{name} has length {column.size}, {first_name} has length {first.size}: all columns must have one "
                f"length and shape; the first position without a partner is {min(column.size, first.size)}"
            )


def observed_and_expected(name: str, observed: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Counts, under their own name, and finite expected counts of one length."""
    counts, expectations = count_column(name, observed), finite_column("expected", expected)
    check_same_length(**{name: counts, "expected": expectations})
    return counts, expectations


def refuse_first(name: str, column: npt.NDArray, is_bad: BoolArray, requirement: str) -> None:
    """Raise a ValueError that names the first bad value and its position, if there is one."""
    if is_bad.any():
        position = int(np.argmax(is_bad))
        raise ValueError(f"{name} {requirement}; found {column[position]} at position {position}")


def check_number(name: str, value: float, lower: float, upper: float) -> None:
    """Refuse what is not one number between the limits, both excluded."""
    if not (isinstance(value, Real) and lower < value < upper):
        raise ValueError(f"{name} must be one number above {lower:g} and below {upper:g}; found {value!r}")


def check_whole(name: str, value: int, least: int) -> None:
    """Refuse what is not one whole number of at least `least`."""
    if not (isinstance(value, Real) and least <= value < np.inf and value == int(value)):
        raise ValueError(f"{name} must be one whole number of at least {least}; found {value!r}")


def shape_of(name: str, values: npt.ArrayLike) -> tuple[int, ...]:
    """Shape of what can become an array; rows of different lengths are refused."""
    try:
        return np.shape(values)
    except ValueError as error:
        raise ValueError(f"{name} must be one column of numbers; found rows of different lengths") from error


def _may_be_a_number(value: Any) -> bool:
    from pandas import isna

    return isinstance(value, Real | Decimal | np.bool_) or bool(np.ndim(value) == 0 and isna(value))


def _one_dimensional(name: str, values: npt.ArrayLike) -> npt.NDArray:
    if isinstance(values, np.ma.MaskedArray):
        values = np.ma.filled(values.astype(np.float64), np.nan)
    shape_of(name, values)
    array = np.atleast_1d(np.asarray(values))
    if array.dtype.kind in "US" and not isinstance(values, np.ndarray):
        # One word turns a whole list into text; as objects, the error names the word instead of the first number.
        array = np.atleast_1d(np.asarray(values, dtype=object))
    if array.ndim != 1:
        raise ValueError(f"{name} must be one-dimensional; found an array of shape {array.shape}")
    return array
