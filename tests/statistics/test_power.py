"""Exact power of the one-sided Poisson test."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from signals.statistics.power import critical_count, detectable_ratio, expected_needed


def test_expected_needed_is_the_12_364_of_the_design():
    assert expected_needed() == pytest.approx(12.364, abs=5e-4)


def _power_at_a_doubling(expected):
    return poisson.sf(critical_count(expected) - 1, 2 * expected)


def test_power_is_always_reached_from_expected_needed_on():
    expected = np.concatenate([expected_needed() + np.linspace(1e-9, 50, 100_001), np.geomspace(60, 1e6, 2_000)])
    assert (_power_at_a_doubling(expected) >= 0.8).all()


def test_power_falls_short_just_below_expected_needed():
    assert _power_at_a_doubling(np.array([expected_needed() - 1e-6])) < 0.8


def test_power_below_is_saw_toothed():
    # Reached at 9.5 with k = 17, lost again at 12.3 with k = 21.
    power = _power_at_a_doubling(np.linspace(3, expected_needed(), 10_001))
    assert (power > 0.8).any()
    assert (np.diff(power) < 0).any()


@given(st.floats(min_value=1e-9, max_value=1e6))
def test_critical_count_is_the_smallest_of_at_least_three_at_the_level(expected):
    count = critical_count(np.array([expected]))[0]
    assert count >= 3
    assert poisson.sf(count - 1, expected) <= 0.025
    assert count == 3 or poisson.sf(count - 2, expected) > 0.025


@given(st.floats(min_value=1e-6, max_value=1e5))
def test_power_at_the_detectable_ratio_is_80_percent(expected):
    ratio = detectable_ratio([expected])[0]
    count = critical_count(np.array([expected]))[0]
    assert poisson.sf(count - 1, expected * ratio) == pytest.approx(0.8, abs=1e-9)


def test_a_doubling_is_the_detectable_ratio_at_expected_needed():
    assert detectable_ratio([expected_needed()])[0] == pytest.approx(2.0, rel=1e-9)


@pytest.mark.parametrize("expected", [0.0, np.nan, None])
def test_no_ratio_is_detectable_without_a_positive_expected_count(expected):
    assert np.isnan(detectable_ratio(np.array([expected], dtype=object))).all()


@pytest.mark.parametrize("expected", [-1.0, np.inf])
def test_an_expected_count_that_cannot_be_is_refused(expected):
    with pytest.raises(ValueError, match=r"^expected must hold .*; found .* at position 1$"):
        detectable_ratio([1.0, expected])
