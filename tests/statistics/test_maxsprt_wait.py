"""How long MaxSPRT takes to find a ratio: simulation, the error it keeps, and what must hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.statistics.maxsprt import critical_value, log_likelihood_ratio
from signals.statistics.maxsprt_wait import wait

LIMITS = {"upper_limit": 20.0, "minimum_events": 4}
VALUE = critical_value(20.0, 0.05 / 98, 4)


@pytest.mark.parametrize(("expected", "ratio"), [(0.3, 2.0), (0.3, 3.0), (2.0, 2.5)])
def test_the_median_look_and_the_power_are_those_of_simulated_histories(expected: float, ratio: float) -> None:
    histories, looks = 20_000, int(20.0 / expected + 1e-9)
    rng = np.random.default_rng(5)
    seen = np.cumsum(rng.poisson(ratio * expected, size=(histories, looks)), axis=1)
    reached = expected * np.arange(1, looks + 1)
    llr = log_likelihood_ratio(seen.ravel(), np.tile(reached, histories)).reshape(seen.shape)
    signals = (seen >= 4) & (llr >= VALUE)
    found = wait([expected], VALUE, ratio=ratio, **LIMITS)
    # Four standard errors of a share of 20,000; the median is a whole look, so that it may be one off.
    assert found.power[0] == pytest.approx(signals.any(axis=1).mean(), abs=4 * 0.5 / np.sqrt(histories))
    first = np.where(signals.any(axis=1), signals.argmax(axis=1) + 1, np.inf)
    assert abs(found.median_look[0] - np.median(first)) <= 1


def test_a_ratio_of_1_signals_no_more_often_than_alpha() -> None:
    assert (wait([0.3, 1.0, 5.0], VALUE, ratio=1.0, **LIMITS).power <= 0.05 / 98).all()


def test_the_waits_of_the_review_are_found() -> None:
    # ../shared/facts/statistics_review.md, by simulation: at 0.3 a quarter 50 to 54% power and 64 quarters at a doubling,
    # 20 at a ratio of 3.
    doubling, tripling = (wait([0.3], VALUE, ratio=ratio, **LIMITS) for ratio in (2.0, 3.0))
    assert 0.5 < doubling.power[0] < 0.54 and doubling.median_look[0] == pytest.approx(64, abs=1)
    assert tripling.median_look[0] == 20


def test_where_nothing_is_expected_nothing_signals() -> None:
    found = wait([0.0, 30.0], VALUE, **LIMITS)
    assert found.power.tolist() == [0.0, 0.0] and np.isnan(found.median_look).all()


@given(st.lists(st.floats(0.02, 5), min_size=1, max_size=5), st.floats(1, 4), st.floats(1.01, 2))
@settings(max_examples=20)
def test_a_larger_ratio_is_found_sooner_and_more_often(expected: list[float], ratio: float, factor: float) -> None:
    less, more = (wait(expected, VALUE, ratio=value, **LIMITS) for value in (ratio, ratio * factor))
    assert (more.power >= less.power - 1e-12).all()
    both = np.isfinite(less.median_look)
    assert (more.median_look[both] <= less.median_look[both]).all()
