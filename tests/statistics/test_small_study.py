"""Asymmetry of small studies and trim-and-fill, against metafor and what must always hold."""

from typing import Literal

import numpy as np
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.meta_analysis import hedges_g, meta_analysis, percent_reduction
from signals.statistics.small_study import asymmetry, trim_and_fill
from tests.statistics.hermes import hermes

# log relative risks of 13 trials of BCG against tuberculosis with their variances: Colditz 1994, JAMA 271:698-702
BCG = (
    [-0.8893113339, -1.5853886572, -1.3480731483, -1.4415511900, -0.2175473222, -0.7861155858, -1.6208982236,
     0.0119523335, -0.4694176487, -1.3713448035, -0.3393588283, 0.4459134006, -0.0173139482],
    [0.3255847650, 0.1945811214, 0.4153679654, 0.0200100319, 0.0512101722, 0.0069056185, 0.2230172476,
     0.0039615793, 0.0564342105, 0.0730247936, 0.0124122140, 0.5325058452, 0.0714046597],
)  # fmt: skip
# log odds ratios of lung cancer in 37 studies of environmental tobacco smoke: Hackshaw 1997, BMJ 315:980-988
TOBACCO = (
    [0.1655144, 0.3715636, 0.7030975, 0.1823216, -0.2876821, 0.7275486, 0.756122, -0.2231436, -0.2357223, 0.6981347,
     0.2070142, 0.1823216, 0.4187103, 0.0295588, 0.4382549, 0.0295588, 0.8501509, 0.5007753, 0.1739533, 0.4187103,
     0.7701082, 0.07696104, 0.9360934, 0.4824261, 0.05826891, -0.2357223, -0.3011051, 0.8197798, -0.03045921,
     0.4700036, 0.1739533, 0.5068176, 0.2311117, 0.09531018, 0.5068176, 0.14842, 0.10436],
    [0.01877689, 0.03304404, 0.5401959, 0.03126761, 0.07965565, 0.2273206, 0.08892156, 0.1926796, 0.3390163,
     0.0980662, 0.04555555, 0.23175, 0.07964292, 0.217395, 0.07695797, 0.07150176, 0.2925658, 0.03243751, 0.03627335,
     0.4838512, 0.1238162, 0.07108519, 0.3981954, 0.08962312, 0.03371989, 0.01612949, 0.1802335, 0.3171477,
     0.01254685, 0.1136963, 0.08933678, 0.1759856, 0.01002905, 0.08621436, 0.03987497, 0.03639976, 0.06641951],
)  # fmt: skip
studies = st.lists(st.tuples(st.floats(-5, 5), st.floats(0.01, 2)), min_size=3, max_size=20)

# metafor 3.8.1 with metadat 1.2.0, R 4.2.2: r <- rma(yi, vi, method = "DL"); regtest(yi, vi = vi, model = "lm");
# trimfill(r, side = "left"), "right" for missing = "high"; on HERMES-MS's g and percent reduction the same


@pytest.mark.parametrize(
    ("found", "t", "p", "limit"),
    [(BCG, -1.40128200, 0.188707, -0.19092864), (TOBACCO, 2.38241442, 0.0227642, 0.00503732)],
)
def test_the_asymmetry_is_that_of_metafor(found: tuple[list[float], ...], t: float, p: float, limit: float) -> None:
    known = asymmetry(*found)
    assert (known.t, known.p, known.limit) == pytest.approx(
        (t, p, limit), rel=2e-6, abs=5e-8
    )  # printed digits of data and result


@pytest.mark.parametrize(
    ("found", "missing", "count", "effect", "lower", "upper"),
    [
        (BCG, "low", 0, -0.71411722, -1.06444528, -0.36378916),
        (BCG, "high", 1, -0.65607321, -0.99605523, -0.31609119),
        (TOBACCO, "low", 7, 0.17392353, 0.07847034, 0.26937672),
        (TOBACCO, "high", 0, 0.21388894, 0.12153026, 0.30624761),
        (hedges_g(**hermes()), "high", 0, -1.84177859, -2.00281750, -1.68073968),
        (percent_reduction(**hermes()), "low", 33, 48.68124744, 44.70666542, 52.65582945),
        (hedges_g(**hermes("failed")), "high", 19, -1.42527353, -1.72800778, -1.12253928),
        (percent_reduction(**hermes("failed")), "low", 13, 52.57490547, 47.28518747, 57.86462347),
        (percent_reduction(**hermes("marketed")), "low", 21, 46.85004250, 41.54230497, 52.15778002),
    ],
)
def test_what_is_missing_and_the_filled_effect_are_those_of_metafor(
    found: tuple[list[float], ...],
    missing: Literal["low", "high"],
    count: int,
    effect: float,
    lower: float,
    upper: float,
) -> None:
    filled = trim_and_fill(*found, missing=missing)
    assert filled.missing_count == count
    assert (filled.effect, filled.lower, filled.upper) == pytest.approx((effect, lower, upper), abs=2e-8)


def test_the_asymmetry_is_the_slope_of_a_weighted_regression_on_the_standard_error() -> None:
    effect, variance = hedges_g(**hermes())
    fit = sm.WLS(effect, sm.add_constant(np.sqrt(variance)), weights=1 / variance).fit()
    assert asymmetry(effect, variance).t == pytest.approx(fit.tvalues[1], rel=1e-9)


@given(studies)
def test_the_other_side_is_the_mirror_image(found: list[tuple[float, float]]) -> None:
    effect, variance = np.array(sorted({round(y, 3): (round(y, 3), v) for y, v in found}.values())).T  # without ties
    low, high = trim_and_fill(effect, variance, missing="low"), trim_and_fill(-effect, variance, missing="high")
    assert low.missing_count == high.missing_count
    assert low.effect == pytest.approx(-high.effect, abs=1e-6, nan_ok=True)


@given(studies)
def test_what_is_filled_in_moves_the_effect_to_the_side_where_it_is_missing(found: list[tuple[float, float]]) -> None:
    effect, variance = np.array([(y, 0.1) for y, _ in found]).T  # of one size, so that no weight changes
    pooled, filled = meta_analysis(effect, variance), trim_and_fill(effect, variance, missing="low")
    assert np.isnan(filled.effect) or filled.effect <= pooled.effect + 1e-9


def test_no_studies_and_two_studies_have_no_asymmetry() -> None:
    assert np.isnan(asymmetry([], []).t) and np.isnan(asymmetry([1.0, 2.0], [0.1, 0.2]).t)
    assert np.isnan(trim_and_fill([], [], missing="low").effect)
