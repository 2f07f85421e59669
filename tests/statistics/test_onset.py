"""Weibull shape of onset times."""

import numpy as np
import pytest

from signals.statistics.onset import weibull_shape


@pytest.mark.parametrize(("shape", "scale"), [(0.7, 90.0), (1.6, 400.0)])
def test_the_shape_that_was_drawn_lies_in_its_interval(shape: float, scale: float) -> None:
    days = np.floor(scale * np.random.default_rng(5).weibull(shape, 3_000))
    found = weibull_shape(days)
    assert found is not None
    assert found.shape_lower < found.shape < found.shape_upper
    # Whole days cost the shape about a fiftieth.
    assert found.shape == pytest.approx(shape, rel=0.06)
    assert found.scale_days == pytest.approx(scale, rel=0.06)


def test_the_interval_holds_the_truth_about_as_often_as_it_says() -> None:
    rng = np.random.default_rng(6)
    fits = [weibull_shape(np.round(1_000 * rng.weibull(1.0, 40))) for _ in range(15)]
    held = [fit is not None and fit.shape_lower <= 1 <= fit.shape_upper for fit in fits]
    assert sum(held) >= 12  # 15 intervals of 95% hold fewer in 1 of 2,000 runs


def test_fewer_than_twenty_onsets_have_no_shape() -> None:
    assert weibull_shape(np.arange(1, 20)) is None
    assert weibull_shape(np.arange(1, 21)) is not None


def test_onsets_of_one_day_have_no_shape() -> None:
    assert weibull_shape([3] * 30) is None


def test_an_onset_on_the_first_day_counts() -> None:
    found = weibull_shape([0] * 10 + list(range(1, 40)))
    assert found is not None and 0 < found.shape < 2


def test_a_negative_onset_is_refused() -> None:
    with pytest.raises(ValueError, match="days must hold numbers of 0 or more"):
        weibull_shape([-1] * 30)
