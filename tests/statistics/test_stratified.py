"""Mantel-Haenszel and Breslow-Day over whole columns of pairs, against statsmodels' StratifiedTable."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from signals.statistics.ratios import ContingencyTable, ror
from signals.statistics.stratified import mantel_haenszel

cell = st.integers(min_value=1, max_value=5000)
stratum = st.tuples(cell, cell, cell, cell)
pairs = st.lists(st.lists(stratum, min_size=2, max_size=6), min_size=1, max_size=5)


def _columns(strata_of_pairs):
    pair = np.repeat(np.arange(len(strata_of_pairs)), [len(strata) for strata in strata_of_pairs])
    return pair, *np.array([row for strata in strata_of_pairs for row in strata]).T


def _reference(strata):
    return StratifiedTable([np.array(row, dtype=float).reshape(2, 2) for row in strata])


@given(pairs)
def test_pooled_ror_and_interval_agree_with_statsmodels(strata_of_pairs):
    pooled = mantel_haenszel(*_columns(strata_of_pairs))
    for position, strata in enumerate(strata_of_pairs):
        reference = _reference(strata)
        lower, upper = reference.oddsratio_pooled_confint()
        assert pooled.ror[position] == pytest.approx(reference.oddsratio_pooled, rel=1e-10)
        assert pooled.ror_lower[position] == pytest.approx(lower, rel=1e-10)
        assert pooled.ror_upper[position] == pytest.approx(upper, rel=1e-10)


@given(pairs)
def test_homogeneity_agrees_with_statsmodels_where_expected_cells_reach_five(strata_of_pairs):
    pooled = mantel_haenszel(*_columns(strata_of_pairs))
    for position, strata in enumerate(strata_of_pairs):
        # statsmodels' root of the quadratic cancels near a pooled ratio of 1, and is 0/0 at 1.
        if np.isnan(pooled.breslow_day[position]) or abs(pooled.ror[position] - 1) < 1e-4:
            continue
        reference = _reference(strata)
        for adjust, value, p in (
            (False, pooled.breslow_day, pooled.breslow_day_p),
            (True, pooled.tarone, pooled.tarone_p),
        ):
            expected = reference.test_equal_odds(adjust=adjust)
            assert value[position] == pytest.approx(expected.statistic, rel=1e-6, abs=1e-6)
            assert p[position] == pytest.approx(expected.pvalue, abs=1e-6)


sparse = st.tuples(*[st.integers(0, 3) | st.integers(0, 500)] * 4).filter(lambda cells: sum(cells) > 0)


@given(st.lists(sparse, min_size=1, max_size=6))
def test_strata_with_empty_cells_agree_with_statsmodels_wherever_it_has_a_number(strata):
    pooled = mantel_haenszel(*_columns([strata]))
    with np.errstate(all="ignore"):
        reference = _reference(strata)
        ratio, (lower, upper) = reference.oddsratio_pooled, reference.oddsratio_pooled_confint()
    if np.isfinite(ratio) and ratio > 0:
        np.testing.assert_allclose(
            [pooled.ror[0], pooled.ror_lower[0], pooled.ror_upper[0]], [ratio, lower, upper], rtol=1e-10
        )
    else:
        assert np.isnan([pooled.ror[0], pooled.ror_lower[0], pooled.ror_upper[0]]).all()


def test_homogeneity_is_there_for_ample_strata_and_nan_for_thin_ones():
    pooled = mantel_haenszel(
        pair=[0, 0, 1, 1], a=[20, 30, 4, 30], b=[80, 70, 8, 70], c=[40, 90, 9, 90], d=[360, 410, 40, 410]
    )
    assert np.isnan(pooled.breslow_day).tolist() == [False, True]
    assert np.isnan(pooled.tarone_p).tolist() == [False, True]


def test_homogeneity_of_one_stratum_is_undefined():
    pooled = mantel_haenszel(pair=[0], a=[20], b=[80], c=[40], d=[360])
    assert np.isnan([pooled.breslow_day, pooled.breslow_day_p, pooled.tarone, pooled.tarone_p]).all()


def test_strata_alike_to_the_last_digit_are_homogeneous():
    # Found by hypothesis: the corrected statistic fell below 0 by rounding.
    pooled = mantel_haenszel(pair=[0, 0, 0], a=[392] * 3, b=[30] * 3, c=[225] * 3, d=[220] * 3)
    assert pooled.tarone[0] >= 0
    assert pooled.tarone_p[0] == pytest.approx(1)


def test_a_common_odds_ratio_of_one_needs_no_case_of_its_own():
    pooled = mantel_haenszel(pair=[0, 0], a=[10, 20], b=[10, 20], c=[10, 40], d=[10, 40])
    assert pooled.ror.tolist() == [1.0]
    assert pooled.breslow_day[0] == pytest.approx(0, abs=1e-12)
    assert pooled.breslow_day_p[0] == pytest.approx(1)


@given(stratum, st.integers(min_value=1, max_value=9))
def test_strata_of_identical_composition_change_nothing(cells, copies):
    a, b, c, d = (np.full(copies, value) for value in cells)
    pooled = mantel_haenszel(np.zeros(copies, dtype=int), a, b, c, d)
    # A single table's Robins-Breslow-Greenland interval is Woolf's; copies are one table that many times as large.
    crude = ror(ContingencyTable.from_counts(*([value * copies] for value in cells)))
    np.testing.assert_allclose(pooled.ror, crude.value, rtol=1e-10)
    np.testing.assert_allclose(pooled.ror_lower, crude.lower, rtol=1e-10)
    np.testing.assert_allclose(pooled.ror_upper, crude.upper, rtol=1e-10)
    assert copies == 1 or np.isnan(pooled.breslow_day[0]) or pooled.breslow_day[0] == pytest.approx(0, abs=1e-6)


@given(pairs, st.randoms())
def test_the_order_of_strata_does_not_matter(strata_of_pairs, random):
    columns = np.array(_columns(strata_of_pairs))
    order = list(range(columns.shape[1]))
    random.shuffle(order)
    plain, shuffled = mantel_haenszel(*columns), mantel_haenszel(*columns[:, order])
    np.testing.assert_allclose(shuffled.ror, plain.ror, rtol=1e-12)
    np.testing.assert_allclose(shuffled.breslow_day, plain.breslow_day, rtol=1e-7, atol=1e-7)


def test_empty_cells_within_strata_do_not_hide_the_pooled_ror():
    strata = [(4, 0, 3, 50), (2, 30, 0, 40), (5, 20, 6, 60)]
    pooled = mantel_haenszel(*_columns([strata]))
    assert pooled.ror[0] == pytest.approx(_reference(strata).oddsratio_pooled, rel=1e-12)
    assert pooled.ror_lower[0] == pytest.approx(_reference(strata).oddsratio_pooled_confint()[0], rel=1e-12)


def test_a_ratio_of_zero_or_infinity_is_undefined():
    pooled = mantel_haenszel(pair=[0, 1], a=[0, 5], b=[5, 0], c=[5, 5], d=[5, 5])
    assert np.isnan([pooled.ror, pooled.ror_lower, pooled.ror_upper]).all()


def test_a_stratum_without_cases_says_nothing():
    with_empty = mantel_haenszel(pair=[3, 3, 3], a=[20, 0, 30], b=[80, 0, 70], c=[40, 0, 90], d=[360, 0, 410])
    without = mantel_haenszel(pair=[3, 3], a=[20, 30], b=[80, 70], c=[40, 90], d=[360, 410])
    assert with_empty.strata_count.tolist() == [2]
    assert with_empty.breslow_day_p.tolist() == without.breslow_day_p.tolist()


def test_a_pair_column_of_no_integers_is_refused():
    with pytest.raises(ValueError, match=r"^pair must be a column of integers"):
        mantel_haenszel([0.5], [1], [1], [1], [1])
