"""Checks of columns of numbers, which refuse a column with a ValueError that names what is wrong."""

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
    """One-dimensional float64 column of any numbers.

    Parameters
    ----------
    name
        What the error calls the argument.
    values
        Numbers or booleans; None, pandas.NA and masked values become NaN.

    Returns
    -------
    ndarray of shape (n,)
        A scalar gives a column of length 1.

    Raises
    ------
    ValueError
        A value is no number, or there is more than one dimension.
    """
    import pandas as pd  # takes a second, which reading a watchlist does not have

    column = values if isinstance(values, pd.Series) else pd.Series(_one_dimensional(name, values))
    if column.dtype.kind not in "biuf":
        is_number = column.map(_may_be_a_number).to_numpy(dtype=bool)
        if column.dtype.kind != "O" or not is_number.all():
            position = int(np.argmin(is_number)) if column.dtype.kind == "O" else 0
            raise ValueError(f"{name} must hold numbers; found {column.iloc[position]!r} at position {position}")
    return column.to_numpy(dtype=np.float64, na_value=np.nan)


def finite_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """Float column of finite values of 0 or more.

    Parameters
    ----------
    name, values
        As in `float_column`.

    Returns
    -------
    ndarray of shape (n,)
        Never NaN.
    """
    column = float_column(name, values)
    refuse_first(name, column, ~np.isfinite(column), "must hold finite numbers")
    refuse_first(name, column, column < 0, "must hold numbers of 0 or more")
    return column


def count_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """Float column of whole counts.

    Parameters
    ----------
    name, values
        As in `float_column`.

    Returns
    -------
    ndarray of shape (n,)
        Never NaN.
    """
    column = finite_column(name, values)
    refuse_first(name, column, column != np.floor(column), "must hold whole counts")
    return column


def expectation_column(name: str, values: npt.ArrayLike) -> FloatArray:
    """Float column of expected counts.

    Parameters
    ----------
    name, values
        As in `float_column`.

    Returns
    -------
    ndarray of shape (n,)
        0 or more, NaN where the count is undefined.
    """
    column = float_column(name, values)
    refuse_first(name, column, np.isinf(column), "must hold finite numbers")
    refuse_first(name, column, column < 0, "must hold numbers of 0 or more")
    return column


def boolean_column(name: str, values: npt.ArrayLike) -> BoolArray:
    """Boolean column of what is booleans, or 0 and 1.

    Parameters
    ----------
    name, values
        As in `float_column`.

    Returns
    -------
    ndarray of shape (n,)
        True where the value is 1.
    """
    column = float_column(name, values)
    refuse_first(name, column, ~np.isin(column, (0, 1)), "must hold 0 and 1")
    return column == 1


def integer_column(name: str, values: npt.ArrayLike) -> npt.NDArray[np.signedinteger]:
    """One-dimensional column of an integer type.

    Parameters
    ----------
    name
        What the error calls the argument.
    values
        Integers; floats are refused even where they are whole.

    Returns
    -------
    ndarray of shape (n,)
        Of the integer type that `values` has.

    Raises
    ------
    ValueError
        The type is not an integer type, or there is more than one dimension.
    """
    column = np.atleast_1d(np.asarray(values))
    column = column.astype(np.int64) if not column.size else column
    if column.ndim != 1 or column.dtype.kind not in "iu":
        raise ValueError(f"{name} must be a column of integers; found an array of {column.dtype}, shape {column.shape}")
    return column


def position_column(name: str, values: npt.ArrayLike, size: int | None = None) -> npt.NDArray[np.signedinteger]:
    """Integer column of positions from 0.

    Parameters
    ----------
    name, values
        As in `integer_column`.
    size
        What the positions lie below; None: no limit.

    Returns
    -------
    ndarray of shape (n,)
        Of the integer type that `values` has.
    """
    column = integer_column(name, values)
    upper = np.inf if size is None else size
    limits = "from 0" if size is None else f"from 0 to {size - 1}"
    refuse_first(name, column, (column < 0) | (column >= upper), f"must hold positions {limits}")
    return column


def columns_of(check: Callable[[str, npt.ArrayLike], npt.NDArray], **values: npt.ArrayLike) -> list[npt.NDArray]:
    """Columns of one length, each checked under its own name.

    Parameters
    ----------
    check
        One of the checks of this module, such as `count_column`.
    **values
        The columns by name.

    Returns
    -------
    list of ndarrays of shape (n,)
        In the order of `values`.
    """
    columns = {name: check(name, value) for name, value in values.items()}
    check_same_length(**columns)
    return list(columns.values())


def check_same_length(**columns: npt.NDArray) -> None:
    """Refuse the first array whose shape differs from that of the first of all.

    Parameters
    ----------
    **columns
        The arrays by name.

    Raises
    ------
    ValueError
        Two shapes differ; the message names the first position without a partner.
    """
    (first_name, first), *others = columns.items()
    for name, column in others:
        if column.shape != first.shape:
            raise ValueError(
                f"{name} has length {column.size}, {first_name} has length {first.size}: all columns must have one "
                f"length and shape; the first position without a partner is {min(column.size, first.size)}"
            )


def observed_and_expected(name: str, observed: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Observed counts and finite expected counts of one length.

    Parameters
    ----------
    name
        What the error calls `observed`.
    observed
        Whole counts.
    expected
        Finite numbers of 0 or more.

    Returns
    -------
    observed, expected : ndarray of shape (n,)
        Never NaN.
    """
    counts, expectations = count_column(name, observed), finite_column("expected", expected)
    check_same_length(**{name: counts, "expected": expectations})
    return counts, expectations


def refuse_first(name: str, column: npt.NDArray, is_bad: BoolArray, requirement: str) -> None:
    """Raise an error that names the first bad value and its position, if there is one.

    Parameters
    ----------
    name
        What the error calls the column.
    column, is_bad
        The values, and which of them are refused; both of shape (n,).
    requirement
        What the error says of the column, such as "must be above 0".

    Raises
    ------
    ValueError
        Any of `is_bad` is true.
    """
    if is_bad.any():
        position = int(np.argmax(is_bad))
        raise ValueError(f"{name} {requirement}; found {column[position]} at position {position}")


def shape_of(name: str, values: npt.ArrayLike) -> tuple[int, ...]:
    """Shape of what can become an array.

    Parameters
    ----------
    name
        What the error calls the values.
    values
        A number, a list, nested lists or an array.

    Returns
    -------
    tuple of int
        Empty for a scalar.

    Raises
    ------
    ValueError
        Rows have different lengths.
    """
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
