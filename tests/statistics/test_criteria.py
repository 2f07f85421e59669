"""Named criteria: their edges, and that nothing undefined ever passes."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.criteria import is_ebgm, is_evans, is_ic, is_ror

undefined = st.sampled_from([np.nan, np.inf, -np.inf, None, pd.NA, float("nan")])
anything = undefined | st.floats(allow_nan=True, allow_infinity=True)


@pytest.mark.parametrize(
    ("a", "prr", "chi_square_yates", "holds"),
    [(3, 2.0, 4.0, True), (2, 2.0, 4.0, False), (3, 1.999, 4.0, False), (3, 2.0, 3.999, False)],
)
def test_evans_needs_all_three_and_takes_the_edges(a, prr, chi_square_yates, holds):
    assert is_evans([a], [prr], [chi_square_yates]).tolist() == [holds]


def test_ror_criterion_needs_a_bound_above_1_and_three_cases():
    assert is_ror([3, 3, 2], [1.001, 1.0, 9.0]).tolist() == [True, False, False]


def test_ic_criterion_needs_a_bound_above_0():
    assert is_ic([0.001, 0.0, -1.0]).tolist() == [True, False, False]


def test_ebgm_criterion_takes_its_edge():
    assert is_ebgm([2.0, 1.999]).tolist() == [True, False]


@given(undefined, anything, anything)
def test_no_criterion_is_ever_true_for_anything_undefined(missing, other, another):
    def column(value):
        return np.array([value], dtype=object)

    results = [
        is_evans(column(missing), column(other), column(another)),
        is_evans(column(other), column(missing), column(another)),
        is_evans(column(other), column(another), column(missing)),
        is_ror(column(missing), column(other)),
        is_ror(column(other), column(missing)),
        is_ic(column(missing)),
        is_ebgm(column(missing)),
    ]
    assert not any(result.any() for result in results)
    assert all(result.dtype == np.bool_ for result in results)


@pytest.mark.parametrize("dtype", ["Float64", "float64", object])
def test_pandas_columns_with_missing_values_are_taken(dtype):
    column = pd.Series([1.0, None, 3.0], dtype=dtype)
    assert is_ic(column).tolist() == [True, False, True]
