"""AUC, sensitivity, specificity and PPV: against scipy and by hand, and what their intervals must hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import mannwhitneyu

from signals.statistics.accuracy import auc, screening

controls = st.lists(
    st.tuples(st.floats(-5, 5).map(lambda x: round(x, 1)), st.booleans()), min_size=2, max_size=40
).filter(lambda rows: len({truth for _, truth in rows}) == 2)


@given(controls)
def test_auc_is_mann_and_whitney_s_u_over_the_number_of_comparisons(rows):
    values, truth = (np.array(column) for column in zip(*rows, strict=True))
    reference = mannwhitneyu(values[truth], values[~truth]).statistic / (truth.sum() * (~truth).sum())
    found = auc(values, truth, draws=50)
    assert found.value == pytest.approx(reference, abs=1e-12)
    assert 0 <= found.lower <= found.upper <= 1


@given(controls)
def test_a_statistic_turned_round_has_the_rest_of_the_area(rows):
    values, truth = (np.array(column) for column in zip(*rows, strict=True))
    assert auc(values, truth, draws=1).value + auc(-values, truth, draws=1).value == pytest.approx(1, abs=1e-12)


@given(controls, st.randoms())
def test_the_order_of_controls_changes_no_estimate(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    one, other = (auc(*zip(*table, strict=True), draws=1).value for table in (rows, shuffled))
    assert one == pytest.approx(other, abs=1e-12)


def test_infinities_rank_outside_all_numbers():
    assert auc([np.inf, 3.0, 2.0, -np.inf], [1, 1, 0, 0]).value == 1


def test_auc_needs_both_kinds_of_controls():
    assert np.isnan([auc([1, 2], [1, 1]).value, auc([1, 2], [0, 0]).lower, auc([], []).value]).all()


def test_a_screening_counts_what_it_did():
    # 3 of 4 positives flagged, 1 of 6 negatives: sensitivity 3/4, specificity 5/6, PPV 3/4.
    found = screening([1, 1, 1, 0, 1, 0, 0, 0, 0, 0], [1] * 4 + [0] * 6)
    assert (found.true_positive, found.false_negative, found.false_positive, found.true_negative) == (3, 1, 1, 5)
    assert (found.sensitivity.value, found.specificity.value, found.ppv.value) == (3 / 4, 5 / 6, 3 / 4)


def test_ppv_is_undefined_where_nothing_is_flagged():
    found = screening([0, 0, 0], [1, 0, 0])
    assert np.isnan(found.ppv.value) and found.sensitivity.value == 0 and found.specificity.value == 1


def test_bootstrap_intervals_are_those_of_the_binomial_for_many_controls():
    # 120 of 400: the standard error is sqrt(0.3 x 0.7 / 400) = 0.0229, so 95% lie within 0.0449 of 0.3.
    found = screening([1] * 120 + [0] * 280 + [0] * 10, [1] * 400 + [0] * 10).sensitivity
    assert found.lower == pytest.approx(0.3 - 0.0449, abs=0.008)
    assert found.upper == pytest.approx(0.3 + 0.0449, abs=0.008)


def test_the_seed_fixes_the_interval():
    values, truth = np.random.default_rng(1).random(60), np.arange(60) % 2
    assert auc(values, truth) == auc(values, truth)
    assert auc(values, truth, seed=1) != auc(values, truth, seed=2)


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        (auc, ([1, np.nan], [1, 0]), r"^score must not be missing; found nan at position 1$"),
        (auc, ([1, 2], [1, 2]), r"^is_positive must hold 0 and 1; found 2.0 at position 1$"),
        (auc, ([1, 2], [1]), r"^is_positive has length 1, score has length 2"),
        (screening, ([1, 0.5], [1, 0]), r"^is_flagged must hold 0 and 1; found 0.5 at position 1$"),
    ],
)
def test_input_that_makes_no_sense_is_refused_by_name_and_position(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(*arguments)
