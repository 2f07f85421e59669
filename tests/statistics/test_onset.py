"""Weibull shape of onset times that are seen only if they came before the data end."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import weibull_min

from signals.statistics.onset import WeibullShape, weibull_shape


def _seen(rng: np.random.Generator, shape: float, scale: float, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Onsets of whole days of which only those within their windows of 100 to 1,500 days are known."""
    window = rng.integers(100, 1_500, 20 * size)
    days = np.floor(scale * rng.weibull(shape, 20 * size))
    is_seen = days <= window
    return days[is_seen][:size], window[is_seen][:size]


def _fitted(days: np.ndarray, seen_days: np.ndarray) -> WeibullShape:
    found = weibull_shape(days, seen_days)
    assert found is not None
    return found


@pytest.mark.parametrize(("shape", "scale"), [(0.7, 300.0), (1.0, 300.0), (1.6, 400.0)])
def test_the_shape_that_was_drawn_lies_in_its_interval(shape: float, scale: float) -> None:
    found = _fitted(*_seen(np.random.default_rng(5), shape, scale, 3_000))
    assert found.shape_lower < shape < found.shape_upper
    assert found.shape == pytest.approx(shape, rel=0.06)
    assert found.scale_days == pytest.approx(scale, rel=0.2)


def test_few_truncated_onsets_give_the_true_shape_in_the_middle_where_the_plain_likelihood_reads_too_much() -> None:
    # Leroy 2014 and docs/methods.md: the plain likelihood reads 0.7 as 0.8 to 0.9.
    rng = np.random.default_rng(14)
    draws = [_seen(rng, 0.7, 300.0, 60) for _ in range(100)]
    fits = [_fitted(*draw) for draw in draws]
    plain = [weibull_min.fit(np.maximum(days, 0.5), floc=0)[0] for days, _ in draws[:30]]
    assert np.median([fit.shape for fit in fits]) == pytest.approx(0.7, abs=0.03)
    assert np.median(plain) > 0.76
    held = sum(fit.shape_lower <= 0.7 <= fit.shape_upper for fit in fits)
    assert held >= 88  # 100 intervals of 95% hold fewer in 1 of 700 runs


@settings(max_examples=10)
@given(st.integers(0, 1_000), st.sampled_from([0.6, 1.0, 1.8]))
def test_no_other_shape_and_scale_is_more_likely(seed: int, shape: float) -> None:
    days, window = _seen(np.random.default_rng(seed), shape, 300.0, 80)
    x, t = np.where(days == 0, 0.5, days), window + 0.5

    def minus_log_likelihood(point: np.ndarray) -> float:
        k, scale = np.exp(point)
        return -float(np.sum(weibull_min.logpdf(x, k, scale=scale) - weibull_min.logcdf(t, k, scale=scale)))

    found = _fitted(days, window)
    start = np.log([found.shape, found.scale_days if np.isfinite(found.scale_days) else 1e6])
    best = minimize(minus_log_likelihood, start, method="Nelder-Mead", options={"xatol": 1e-7, "fatol": 1e-9})
    assert best.fun >= minus_log_likelihood(start) - 1e-5
    bounds = [
        minimize(
            lambda scale, k=k: minus_log_likelihood(np.array([np.log(k), scale[0]])), start[1:], method="Nelder-Mead"
        ).fun
        for k in (found.shape_lower, found.shape_upper)
    ]
    assert bounds == pytest.approx([minus_log_likelihood(start) + 1.9207] * 2, abs=2e-3)  # half of 3.8415


def test_windows_far_longer_than_any_onset_give_the_plain_maximum() -> None:
    days = np.round(90 * np.random.default_rng(8).weibull(0.8, 200)) + 1
    shape, _, scale = weibull_min.fit(days, floc=0)
    found = _fitted(days, np.full(200, 1e6))
    assert (found.shape, found.scale_days) == pytest.approx((shape, scale), rel=1e-3)


def test_onsets_that_do_not_slow_down_have_a_shape_and_no_finite_scale() -> None:
    window = np.full(400, 1_000)
    days = np.floor(1_000 * np.linspace(0.001, 0.999, 400) ** (1 / 0.8))  # a power law within the window
    found = _fitted(days, window)
    assert found.shape_lower < 0.8 < found.shape_upper
    assert np.isinf(found.scale_days) or found.scale_days > 2_000


def test_fewer_than_twenty_onsets_have_no_shape() -> None:
    assert weibull_shape(np.arange(1, 20), np.full(19, 500)) is None
    assert weibull_shape(np.arange(1, 21), np.full(20, 500)) is not None


def test_onsets_of_one_day_have_no_shape() -> None:
    assert weibull_shape([3] * 30, [500] * 30) is None


def test_an_onset_on_the_first_day_counts() -> None:
    days = [0] * 10 + list(range(1, 40))
    assert 0 < _fitted(np.array(days), np.full(49, 900)).shape < 2


def test_an_onset_after_its_window_is_refused() -> None:
    with pytest.raises(ValueError, match=r"seen_days must not be below days; found 2\.0 at position 20"):
        weibull_shape(np.arange(1, 22), [500] * 20 + [2])


def test_a_negative_onset_is_refused() -> None:
    with pytest.raises(ValueError, match="days must hold numbers of 0 or more"):
        weibull_shape([-1] * 30, [500] * 30)
