"""MaxSPRT for Poisson counts: published critical values, the error it keeps, its edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.maxsprt import critical_value, error_probability, log_likelihood_ratio, signal_moments

# Kulldorff et al. 2011, Sequential Analysis 30:58-78, Table 1 (one event suffices); Kulldorff, Silva 2017, REVSTAT
# 15:373-394 (minimum events). Both as printed to six digits, also by CV.Poisson of R's package Sequential (its example:
# CV.Poisson(SampleSize=10, alpha=0.05) is 3.467952).
PUBLISHED = [
    (1.0, 1, 2.853937), (2.0, 1, 3.046977), (5.0, 1, 3.297183), (10.0, 1, 3.467952), (20.0, 1, 3.628123),
    (100.0, 1, 3.952321), (1.0, 2, 2.366638), (1.0, 3, 1.774218), (2.0, 2, 2.689354), (2.0, 3, 2.349679),
    (2.0, 4, 2.000158),
]  # fmt: skip


@pytest.mark.parametrize(("upper_limit", "minimum_events", "published"), PUBLISHED)
def test_critical_values_are_the_published_ones(upper_limit: float, minimum_events: int, published: float) -> None:
    assert critical_value(upper_limit, 0.05, minimum_events) == pytest.approx(published, abs=6e-7)


def test_the_log_likelihood_ratio_is_that_of_two_poisson_counts() -> None:
    # ln of e^-12 12^12 / (e^-5 5^12): the factorials cancel
    assert log_likelihood_ratio([12], [5.0]) == pytest.approx(5 - 12 + 12 * np.log(12 / 5))
    assert log_likelihood_ratio([5, 0, 0], [5.0, 3.0, 0.0]).tolist() == [0.0, 0.0, 0.0]


def test_something_seen_where_nothing_is_expected_has_no_ratio() -> None:
    assert np.isnan(log_likelihood_ratio([2], [0.0])).all()


def continuous_and_quarterly(
    alpha: float, upper_limit: float, minimum_events: int, rng: np.random.Generator
) -> tuple[float, float]:
    """Shares of 40,000 null histories that signal: looked at after every event, and at 25 uneven looks."""
    value = critical_value(upper_limit, alpha, minimum_events)
    histories = 40_000
    arrival = np.cumsum(rng.exponential(size=(histories, int(upper_limit * 3 + 40))), axis=1)
    n = np.arange(1, arrival.shape[1] + 1)
    ratio = log_likelihood_ratio(np.broadcast_to(n, arrival.shape).ravel(), np.minimum(arrival, upper_limit).ravel())
    counts = (arrival <= upper_limit) & (n >= minimum_events) & (ratio.reshape(arrival.shape) >= value)
    looks = np.sort(rng.uniform(0, upper_limit, 25))
    seen = np.stack([(arrival <= look).sum(axis=1) for look in looks], axis=1)
    at_looks = log_likelihood_ratio(seen.ravel(), np.broadcast_to(looks, seen.shape).ravel()).reshape(seen.shape)
    quarterly = (seen >= minimum_events) & (at_looks >= value)
    return float(counts.any(axis=1).mean()), float(quarterly.any(axis=1).mean())


@pytest.mark.parametrize(("alpha", "upper_limit", "minimum_events"), [(0.05, 8.0, 4), (0.01, 15.0, 1)])
def test_the_error_is_kept_by_simulation(alpha: float, upper_limit: float, minimum_events: int) -> None:
    continuous, quarterly = continuous_and_quarterly(alpha, upper_limit, minimum_events, np.random.default_rng(7))
    # Four standard errors of a share of 40,000.
    assert continuous == pytest.approx(alpha, abs=4 * np.sqrt(alpha / 40_000))
    assert quarterly < alpha


def test_a_doubling_is_found_more_often_than_the_error_rate() -> None:
    rng = np.random.default_rng(11)
    value = critical_value(20.0, 0.05, 4)
    looks = np.cumsum(np.full(20, 1.0))
    seen = np.cumsum(rng.poisson(2.0, size=(5_000, 20)), axis=1)
    ratio = log_likelihood_ratio(seen.ravel(), np.tile(looks, 5_000)).reshape(seen.shape)
    assert ((seen >= 4) & (ratio >= value)).any(axis=1).mean() > 0.9


@given(value=st.floats(0.1, 12), upper_limit=st.floats(0.2, 40), minimum_events=st.integers(1, 6))
def test_moments_rise_and_the_error_is_a_probability_that_falls_with_the_value(
    value: float, upper_limit: float, minimum_events: int
) -> None:
    moments = signal_moments(value, upper_limit, minimum_events)
    assert np.all(np.diff(moments) > 0) and moments[-1] == upper_limit
    error = error_probability(value, upper_limit, minimum_events)
    assert 0 <= error <= 1
    assert error_probability(value + 0.5, upper_limit, minimum_events) <= error + 1e-12
    # An event reaches the value exactly at its moment.
    n = np.arange(minimum_events, minimum_events + len(moments) - 1)
    assert log_likelihood_ratio(n, moments[:-1]) == pytest.approx(np.full(len(n), value), rel=1e-6)


def test_sharing_alpha_over_drugs_asks_for_more() -> None:
    assert critical_value(20.0, 0.05 / 98, 4) > critical_value(20.0, 0.05, 4) + 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((0.5, 0.05, 4), "no critical value spends alpha = 0.05 by 0.5 expected events"),
        ((0.0, 0.05, 1), "upper_limit must lie above 0"),
        ((np.nan, 0.05, 1), "upper_limit must lie above 0"),
        ((5000.0, 0.05, 1), "at most 1000; found 5000"),
        ((10.0, 0.0, 1), "alpha must lie above 0"),
        ((10.0, 0.05, 0), "minimum_events must be one whole number of at least 1"),
        ((10.0, 0.05, 1.5), "minimum_events must be one whole number of at least 1; found 1.5"),
    ],
)
def test_a_test_that_cannot_be_is_refused(arguments: tuple[float, float, int], said: str) -> None:
    with pytest.raises(ValueError, match=said):
        critical_value(*arguments)


@pytest.mark.parametrize("value", [np.nan, np.inf, -1.0])
def test_a_value_that_no_ratio_has_is_refused(value: float) -> None:
    for function in (signal_moments, error_probability):
        with pytest.raises(ValueError, match=r"^value must be one number above 0"):
            function(value, 10.0, 4)
