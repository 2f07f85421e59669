"""Which values are columns of counts, and how others are refused."""

import numpy as np
import pandas as pd
import pytest

from signals.statistics import score
from signals.statistics.array_checks import boolean_column, check_same_length, float_column


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([1, 2, -1, -5], r"^b must hold numbers of 0 or more; found -1.0 at position 2$"),
        ([1, 2.5, 3, 4], r"^b must hold whole counts; found 2.5 at position 1$"),
        ([1, 2, 3, np.nan], r"^b must hold finite numbers; found nan at position 3$"),
        ([1, None, 3, 4], r"^b must hold finite numbers; found nan at position 1$"),
        ([np.inf, 2, 3, 4], r"^b must hold finite numbers; found inf at position 0$"),
        (pd.Series([1, pd.NA, 3, 4], dtype="Int64"), r"^b must hold finite numbers; found nan at position 1$"),
        ([1, "many", 3, 4], r"^b must hold numbers; found 'many' at position 1$"),
        (["1", "2", "3", "4"], r"^b must hold numbers; found '1' at position 0$"),
        (np.ma.masked_array([1, 2, 3, 4], mask=[0, 0, 1, 0]), r"^b must hold finite numbers; found nan at position 2$"),
        ([1, 2, 3], r"^b has length 3, a has length 4: .* position without a partner is 3$"),
        ([[1, 2, 3, 4]], r"^b must be one-dimensional; found an array of shape \(1, 4\)$"),
        (pd.to_datetime(["2020-01-01"] * 4), r"^b must hold numbers"),
    ],
)
def test_a_bad_column_is_named_with_its_first_offending_position(bad, message):
    good = [1, 2, 3, 4]
    with pytest.raises(ValueError, match=message):
        score(good, bad, good, good)


@pytest.mark.parametrize("name", ["a", "b", "c", "d"])
def test_each_argument_is_checked_under_its_own_name(name):
    counts = {"a": [1, 1], "b": [1, 1], "c": [1, 1], "d": [1, 1]}
    counts[name] = [1, -1]
    with pytest.raises(ValueError, match=f"^{name} must hold"):
        score(**counts)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([0.5, -0.1], "^expected must hold numbers of 0 or more; found -0.1 at position 1$"),
        ([np.nan, 1.0], "^expected must hold finite numbers; found nan at position 0$"),
        ([1.0, np.inf], "^expected must hold finite numbers; found inf at position 1$"),
        ([1.0], "^expected has length 1, a has length 2"),
    ],
)
def test_a_bad_expected_is_refused(bad, message):
    with pytest.raises(ValueError, match=message):
        score([1, 2], [3, 4], [5, 6], [7, 8], expected=bad)


@pytest.mark.parametrize(
    "dtype", [np.int8, np.uint8, np.int32, np.int64, np.uint64, np.float32, np.float64, object, "Int64"]
)
def test_any_numeric_type_of_whole_numbers_is_taken(dtype):
    column = pd.Series([3, 4], dtype=dtype)
    assert score(column, column, column, column)["ror"].tolist() == [1.0, 1.0]


def test_a_scalar_is_a_column_of_one_table():
    assert score(3, 3, 3, 3)["prr"].tolist() == [1.0]


def test_columns_of_no_tables_give_no_rows():
    scores = score([], [], [], [])
    assert len(scores) == 0
    assert scores.dtypes.eq("float64").all()


def test_missing_values_of_any_kind_become_nan():
    column = float_column("ic_lower", pd.Series([1.0, None, pd.NA, np.nan], dtype=object))
    np.testing.assert_array_equal(column, [1.0, np.nan, np.nan, np.nan])


def test_arrays_of_one_size_and_different_shapes_are_refused():
    with pytest.raises(
        ValueError, match=r"^expected has length 6, n has length 6: all columns must have one length and"
    ):
        check_same_length(n=np.ones((2, 3)), expected=np.ones(6))


@pytest.mark.parametrize("values", [[True, False], [1, 0], [1.0, 0.0], pd.Series([True, False])])
def test_truths_are_booleans_or_0_and_1(values):
    assert boolean_column("is_positive", values).tolist() == [True, False]
