"""Random-effects meta-analysis, against statsmodels, published pooling and what must always hold."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.meta_analysis import combine_effects

from signals.statistics.meta_analysis import hedges_g, meta_analysis, percent_reduction
from tests.statistics.hermes import hermes

studies = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 2)), min_size=3, max_size=20)


@given(studies)
def test_the_pooled_effect_is_that_of_statsmodels(found: list[tuple[float, float]]) -> None:
    effect, variance = np.array(found).T
    expected = combine_effects(effect, variance, method_re="dl")
    pooled = meta_analysis(effect, variance)
    assert pooled.tau**2 == pytest.approx(max(expected.tau2, 0), abs=1e-9)
    if expected.tau2 > 0:
        assert pooled.effect == pytest.approx(expected.mean_effect_re, abs=1e-9)
        assert (pooled.lower, pooled.upper) == pytest.approx(expected.conf_int()[1], abs=1e-9)


@pytest.mark.parametrize(
    ("kind", "g", "percent"),
    # pooled outside the project: ../shared/facts/literature_review.md, Effect sizes
    [("", -1.84, 55), ("failed", -1.96, 59), ("marketed", -1.79, 53), ("prophylactic", -2.27, 60), ("therapeutic", -1.79, 51)],
)  # fmt: skip
def test_the_effects_of_hermes_are_those_pooled_before(kind: str, g: float, percent: float) -> None:
    assert meta_analysis(*hedges_g(**hermes(kind))).effect == pytest.approx(g, abs=0.005)
    assert meta_analysis(*percent_reduction(**hermes(kind))).effect == pytest.approx(percent, abs=0.5)


def test_animals_do_not_tell_drugs_that_failed_from_drugs_that_are_marketed() -> None:
    failed, marketed = (meta_analysis(*hedges_g(**hermes(kind))) for kind in ("failed", "marketed"))
    assert failed.lower < marketed.effect < failed.upper and marketed.lower < failed.effect < marketed.upper


@given(studies)
def test_one_more_study_is_less_certain_than_the_mean(found: list[tuple[float, float]]) -> None:
    pooled = meta_analysis(*np.array(found).T)
    assert pooled.prediction_lower <= pooled.lower <= pooled.effect <= pooled.upper <= pooled.prediction_upper


@given(studies, st.floats(-3, 3))
def test_what_is_added_to_every_effect_is_added_to_the_pooled_one(
    found: list[tuple[float, float]], shift: float
) -> None:
    effect, variance = np.array(found).T
    before, after = meta_analysis(effect, variance), meta_analysis(effect + shift, variance)
    assert after.effect == pytest.approx(before.effect + shift, abs=1e-6)
    assert after.tau == pytest.approx(before.tau, abs=1e-4)


def test_too_few_studies_have_no_prediction_and_none_have_no_effect() -> None:
    assert np.isnan(meta_analysis([1.0, 2.0], [0.1, 0.1]).prediction_lower)
    assert meta_analysis([], []).study_count == 0 and np.isnan(meta_analysis([], []).effect)


def test_a_variance_of_zero_is_refused() -> None:
    with pytest.raises(ValueError, match="variance must be above 0"):
        meta_analysis([1.0, 2.0], [0.1, 0.0])
