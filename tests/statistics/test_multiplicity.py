"""q-values: statsmodels' rule, weights, and families with unlisted cells."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.multitest import multipletests

from signals.statistics.fisher import midp_greater
from signals.statistics.multiplicity import q_values, q_values_by

p_values = st.lists(st.floats(min_value=0, max_value=1), min_size=1, max_size=40)
METHODS = [(q_values, "fdr_bh"), (q_values_by, "fdr_by")]


@pytest.mark.parametrize(("function", "method"), METHODS)
@given(p=p_values)
def test_q_values_agree_with_statsmodels(function, method, p):
    np.testing.assert_allclose(function(p), multipletests(p, method=method)[1], rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize(("function", "method"), METHODS)
@given(rows=st.lists(st.tuples(st.floats(min_value=0, max_value=1), st.integers(1, 9)), min_size=1, max_size=15))
def test_a_row_of_some_weight_equals_that_many_rows(function, method, rows):
    p, weight = map(np.array, zip(*rows, strict=True))
    written_out = multipletests(np.repeat(p, weight), method=method)[1]
    expected = written_out[np.cumsum(weight) - 1]
    np.testing.assert_allclose(function(p, weight=weight), expected, rtol=1e-12, atol=1e-300)


@pytest.mark.parametrize("function", [q_values, q_values_by])
def test_family_size_equals_listing_every_absent_cell_below_one_half(function):
    generator = np.random.default_rng(5)
    drug, event, total = generator.integers(5, 200, 400), generator.integers(5, 200, 400), 2000
    a = generator.poisson(drug * event / total * np.where(np.arange(400) < 10, 4, 1))
    a = np.minimum(a, np.minimum(drug, event))
    p = midp_greater(a, drug - a, event - a, total - drug - event + a)
    every, seen = function(p), a > 0
    only_seen = function(p[seen], family_size=len(p))
    assert (only_seen < 0.5).any()
    is_small = every[seen] < 0.5
    np.testing.assert_allclose(only_seen[is_small], every[seen][is_small], rtol=1e-12)
    assert (only_seen[~is_small] >= 0.5).all()


def test_a_missing_p_value_is_no_member_of_the_family():
    np.testing.assert_array_equal(q_values([0.01, np.nan, 0.5]), [0.02, np.nan, 0.5])


def test_a_family_of_hundreds_of_millions_is_a_matter_of_weights():
    assert q_values([1e-12, 0.9], weight=[1, 400_000_000])[0] == pytest.approx(4e-4 + 1e-12)


def test_no_p_values_give_no_q_values():
    assert len(q_values([])) == len(q_values_by([])) == 0


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"p": [0.5, 1.5]}, "^p must lie between 0 and 1; found 1.5 at position 1$"),
        ({"p": [0.5, -0.5]}, "^p must lie between 0 and 1; found -0.5 at position 1$"),
        ({"p": [0.5], "weight": [-1]}, "^weight must hold numbers of 0 or more"),
        ({"p": [0.5], "weight": [1, 1]}, "^weight has length 2, p has length 1"),
        (
            {"p": [0.5, 0.5], "family_size": 1},
            "^family_size must be a number of cells, at least the 2 listed in p; found 1$",
        ),
    ],
)
def test_what_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        q_values(**arguments)
