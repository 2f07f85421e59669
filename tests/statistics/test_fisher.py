"""Fisher's exact test, upwards: R's values, exact fractions, and what must hold."""

from fractions import Fraction
from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.fisher import midp_greater


@pytest.fixture(scope="module")
def golden(shared) -> pd.DataFrame:
    return pd.read_csv(shared / "golden" / "two_by_two.csv")


def test_golden_tables_agree_with_r(golden):
    # R's own sums are off by up to 1.4e-10: for a = 1, b = 3, c = 0, d = 1000000 the p-value is 4 / 1000004 =
    # 3.99998400006400e-06, ours (half of it) to 15 digits, R's 3.9999839998e-06. Below 1e-308 R's values are 0.
    ours = midp_greater(golden["a"], golden["b"], golden["c"], golden["d"])
    np.testing.assert_allclose(ours, golden["R_midp_ge"], rtol=2e-10, atol=1e-300)


def test_where_r_is_off_ours_is_the_exact_fraction():
    assert midp_greater([1], [3], [0], [1_000_000])[0] == pytest.approx(2 / 1_000_004, rel=1e-14)


def _exact_midp(a, b, c, d) -> Fraction:
    drug, event, total = a + b, a + c, a + b + c + d
    weight = [comb(drug, x) * comb(total - drug, event - x) for x in range(min(drug, event) + 1)]
    return Fraction(2 * sum(weight[a + 1 :]) + weight[a], 2 * comb(total, event))


count = st.integers(min_value=0, max_value=300)


@given(st.tuples(count, count, count, count).filter(any))
def test_midp_is_the_exact_sum_of_hypergeometric_terms(cells):
    exact = _exact_midp(*cells)
    assert midp_greater(*cells)[0] == pytest.approx(float(exact), rel=1e-11)


def test_midp_of_an_absence_is_one_less_half_its_probability():
    # P(X = 0) = C(96, 4) / C(100, 4)
    assert midp_greater([0], [4], [4], [92])[0] == pytest.approx(1 - comb(96, 4) / comb(100, 4) / 2, rel=1e-13)


def test_a_table_with_an_empty_margin_has_midp_one_half():
    np.testing.assert_allclose(midp_greater([0, 0], [0, 5], [5, 0], [100, 0]), [0.5, 0.5], rtol=1e-14)


def test_a_table_without_cases_has_none():
    assert np.isnan(midp_greater([0], [0], [0], [0])).all()


full = st.integers(min_value=0, max_value=30_000)


@given(st.tuples(full, full, full, full).filter(any))
def test_upper_and_lower_midp_add_up_to_one(cells):
    a, b, c, d = cells
    # The lower tail is the upper one with the event's columns swapped.
    assert midp_greater(a, b, c, d)[0] + midp_greater(b, a, d, c)[0] == pytest.approx(1, abs=1e-9)


def test_a_column_equals_its_rows_one_by_one():
    generator = np.random.default_rng(3)
    columns = generator.integers(0, 500, size=(4, 200))
    single = [midp_greater(*row)[0] for row in columns.T]
    np.testing.assert_array_equal(midp_greater(*columns), single)


def test_bad_counts_are_refused_like_everywhere():
    with pytest.raises(ValueError, match=r"^c must hold whole counts; found 0.5 at position 0$"):
        midp_greater([1], [1], [0.5], [1])
