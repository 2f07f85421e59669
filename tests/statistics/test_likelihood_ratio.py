"""Huang's likelihood ratio, and the permutation test of a drug's largest one."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import kstest

from signals.statistics.likelihood_ratio import _permutations, likelihood_ratio, max_lrt_test


def test_golden_tables_agree_with_pvlrt(shared):
    golden = pd.read_csv(shared / "golden" / "two_by_two.csv")
    ours = likelihood_ratio(golden["a"], golden["b"], golden["c"], golden["d"])
    # pvLRT 0.5.1 subtracts large terms; on the smallest ratios that leaves it 10 digits.
    np.testing.assert_allclose(ours, golden["lrt_pvLRT_rr"], rtol=1e-9)


def test_the_ratio_is_0_where_fewer_were_reported_than_expected():
    assert likelihood_ratio([0, 3], [20, 3], [15, 3], [965, 3]).tolist() == [0.0, 0.0]


def test_the_ratio_is_nan_without_cases():
    assert np.isnan(likelihood_ratio([0], [0], [0], [0])).all()


def _world(seed: int, planted: bool) -> dict:
    """200 cases a year for 3 years, 3 drugs, 12 events; drug 0 brings event 5 along where planted."""
    generator = np.random.default_rng(seed)
    has_drug = generator.random((600, 3)) < 0.15
    has_event = generator.random((600, 12)) < 0.1
    if planted:
        has_event[:, 5] |= has_drug[:, 0] & (generator.random(600) < 0.4)
    drug_case, drug = np.nonzero(has_drug)
    event_case, event = np.nonzero(has_event)
    return {
        "drug_case": drug_case,
        "drug": drug,
        "event_case": event_case,
        "event": event,
        "case_year": np.repeat([2019, 2020, 2021], 200),
    }


def test_a_planted_event_is_found():
    test = max_lrt_test(**_world(seed=1, planted=True), replicates=199)
    assert test.event[0] == 5
    assert test.p_value[0] == pytest.approx(1 / 200)  # no draw came near: the least p-value of 199 draws


def test_the_largest_ratio_is_the_largest_of_likelihood_ratio():
    world = _world(seed=1, planted=True)
    has_drug, has_event = np.zeros((600, 3), bool), np.zeros((600, 12), bool)
    has_drug[world["drug_case"], world["drug"]] = True
    has_event[world["event_case"], world["event"]] = True
    a = (has_drug[:, [0]] & has_event).sum(axis=0)
    b, c = has_drug[:, 0].sum() - a, has_event.sum(axis=0) - a
    test = max_lrt_test(**world, replicates=1)
    assert test.max_lrt[0] == pytest.approx(likelihood_ratio(a, b, c, 600 - a - b - c).max(), rel=1e-12)


@settings(max_examples=60)
@given(st.data())
def test_only_cells_that_cannot_be_the_largest_are_left_out(data):
    """Compared with all ratios of the same draws, which `_permutations` makes; cases name 0 to 9 events of 10."""
    case_count = data.draw(st.integers(2, 40))
    has = st.lists(st.booleans(), min_size=case_count, max_size=case_count)
    has_drug = np.array([data.draw(has) for _ in range(2)]).T
    has_event = np.array([data.draw(has) for _ in range(10)]).T
    year = np.array(data.draw(st.lists(st.integers(2020, 2021), min_size=case_count, max_size=case_count)))
    (drug_case, drug), (event_case, event) = np.nonzero(has_drug), np.nonzero(has_event)
    test = max_lrt_test(drug_case, drug, event_case, event, year, replicates=5, seed=1)
    named = np.flatnonzero(has_drug.any(axis=1))
    for drawn, cases in zip(test.drawn, _permutations(year, named, 5, seed=1), strict=True):
        a = has_drug[named].T.astype(int) @ has_event[cases].astype(int)
        b, c = has_drug.sum(axis=0)[:, None] - a, has_event.sum(axis=0) - a
        cells = (each.ravel() for each in (a, b, c, case_count - a - b - c))
        largest = likelihood_ratio(*cells).reshape(a.shape).max(axis=1)
        np.testing.assert_allclose(drawn, largest[: len(drawn)], rtol=1e-12)


def test_without_an_event_no_ratio_exceeds_the_expectation():
    test = max_lrt_test([0, 1], [0, 0], [], [], case_year=[2020, 2020, 2020], replicates=9)
    assert (test.event.tolist(), test.max_lrt.tolist(), test.p_value.tolist()) == ([-1], [0.0], [1.0])


def test_without_a_signal_p_values_are_uniform():
    p = np.concatenate([max_lrt_test(**_world(seed, planted=False), replicates=39).p_value for seed in range(60)])
    # p-values lie on 1/40, 2/40, ...; moved to the middles of these steps. Seeds are fixed, so this cannot flicker.
    assert kstest(p - 1 / 80, "uniform").pvalue > 0.01


def test_a_year_that_brings_drug_and_event_is_no_signal():
    # All cases of 2021 name drug 0 and event 0, none of 2020: within a year there is nothing to permute.
    cases = np.arange(50, 100)
    test = max_lrt_test(
        drug_case=cases, drug=np.zeros(50, int), event_case=cases, event=np.zeros(50, int),
        case_year=np.repeat([2020, 2021], 50), replicates=19,
    )  # fmt: skip
    assert test.max_lrt[0] > 30
    assert test.p_value[0] == 1


def test_the_same_seed_gives_the_same_answer_and_repeats_count_once():
    world = _world(seed=2, planted=True)
    twice = world | {name: np.tile(world[name], 2) for name in ("drug_case", "drug", "event_case", "event")}
    first, second = max_lrt_test(**world, replicates=19), max_lrt_test(**twice, replicates=19)
    np.testing.assert_array_equal(first.p_value, second.p_value)
    np.testing.assert_array_equal(first.max_lrt, second.max_lrt)


def test_a_drug_that_no_case_names_has_no_p_value():
    test = max_lrt_test([0, 1], [2, 2], [0, 2], [0, 1], [2020, 2020, 2020], replicates=9)
    assert np.isnan(test.p_value).tolist() == [True, True, False]
    assert test.event[:2].tolist() == [-1, -1]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"drug_case": [0, 3]}, "^drug_case must hold positions from 0 to 2; found 3 at position 1$"),
        ({"event": [0, -1]}, "^event must hold positions from 0; found -1 at position 1$"),
        ({"drug": [0]}, "^drug has length 1, drug_case has length 2"),
        ({"case_year": [2020.5, 2020, 2020]}, "^case_year must be a column of integers"),
        ({"replicates": 0}, "^replicates must be one whole number of at least 1; found 0$"),
    ],
)
def test_what_makes_no_sense_is_refused(change, message):
    sound = {"drug_case": [0, 1], "drug": [0, 0], "event_case": [0, 2], "event": [0, 1], "case_year": [2020] * 3}
    with pytest.raises(ValueError, match=message):
        max_lrt_test(**(sound | change))


def test_the_p_value_of_a_drug_s_largest_ratio_is_that_of_the_test_and_smaller_ratios_have_larger_ones():
    test = max_lrt_test(**_world(seed=3, planted=True), replicates=99)
    drug = np.arange(3)
    assert test.drawn.shape == (99, 3)
    np.testing.assert_array_equal(test.p_value_of(drug, test.max_lrt), test.p_value)
    half = test.p_value_of(drug, test.max_lrt / 2)
    assert (half >= test.p_value).all()
    assert test.p_value_of([0, 1], [0.0, np.nan]).tolist() == pytest.approx([1.0, np.nan], nan_ok=True)


def test_a_drug_code_without_draws_is_refused():
    test = max_lrt_test(**_world(seed=3, planted=True), replicates=9)
    with pytest.raises(ValueError, match=r"^drug must hold positions from 0 to 2; found 3 at position 0$"):
        test.p_value_of([3], [1.0])
    with pytest.raises(ValueError, match=r"^ratio has length 1, drug has length 2"):
        test.p_value_of([0, 1], [1.0])
