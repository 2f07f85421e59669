"""Empirical calibration: it finds the error that was put in, and does nothing where there is none."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm, poisson

from signals.statistics.calibration import (
    EmpiricalNull,
    NullRefusedError,
    calibrated_lower,
    calibrated_p,
    fit_null,
    log_likelihood,
)

NO_ERROR = EmpiricalNull(mean=0.0, sd=0.0, log_likelihood=0.0, control_count=30)


def controls(mean: float, sd: float, count: int, seed: int, usual: float = 8.0) -> tuple[np.ndarray, np.ndarray]:
    """Controls with a known systematic error, some of them without a case."""
    rng = np.random.default_rng(seed)
    expected = rng.gamma(1.0, usual, count)
    return rng.poisson(expected * np.exp(rng.normal(mean, sd, count))), expected


@pytest.mark.parametrize(("mean", "sd"), [(0.3, 0.4), (-0.5, 0.8), (0.0, 0.2)])
def test_the_error_that_was_put_in_is_found(mean: float, sd: float) -> None:
    a, expected = controls(mean, sd, count=4_000, seed=1)
    assert (a == 0).any()
    null = fit_null(a, expected)
    assert null.mean == pytest.approx(mean, abs=0.05)
    assert null.sd == pytest.approx(sd, abs=0.05)


def test_controls_without_a_case_pull_the_null_down() -> None:
    a, expected = np.array([4] * 30 + [0] * 10), np.full(40, 4.0)
    with_zeros, without = fit_null(a, expected), fit_null(a[:30], expected[:30])
    assert without.mean == pytest.approx(0.0) and with_zeros.mean < -0.2


def test_poisson_counts_alone_give_a_null_without_spread() -> None:
    # Everybody exactly as expected: less spread than Poisson, so that none can be systematic.
    null = fit_null([6] * 40, [5.0] * 40)
    assert null.sd == 0.0 and null.mean == pytest.approx(np.log(6 / 5))


@pytest.mark.parametrize(("a", "expected"), [(0, 3.0), (1, 0.02), (10, 4.0), (2_000, 1_500.0)])
@pytest.mark.parametrize(("mean", "sd"), [(0.3, 0.5), (0.0, 2.0), (0.2, 0.05)])
def test_the_integrated_likelihood_agrees_with_adaptive_quadrature(
    a: int, expected: float, mean: float, sd: float
) -> None:
    def joint(theta: float) -> float:
        return float(poisson.pmf(a, expected * np.exp(theta)) * norm.pdf(theta, mean, sd))

    points = [mean, np.log((a + 0.5) / expected)]
    exact = quad(joint, mean - 12 * sd, mean + 12 * sd, points=points, limit=500, epsabs=0)[0]
    found = log_likelihood(np.array([float(a)]), np.array([expected]), mean, sd)
    assert found[0] == pytest.approx(np.log(exact), abs=1e-5)


@given(st.integers(0, 3_000), st.floats(0.01, 3_000))
def test_without_systematic_error_the_p_value_is_the_ordinary_one(a: int, expected: float) -> None:
    ordinary = poisson.sf(a, expected) + poisson.pmf(a, expected) / 2
    assert calibrated_p([a], [expected], NO_ERROR)[0] == pytest.approx(ordinary, rel=1e-9, abs=1e-12)


def test_without_systematic_error_the_lower_bound_is_the_mid_p_one() -> None:
    bound = calibrated_lower([10], [4.0], NO_ERROR)[0]
    assert poisson.sf(10, 4 * bound) + poisson.pmf(10, 4 * bound) / 2 == pytest.approx(0.025)


@pytest.mark.parametrize(
    ("a", "expected", "sd"), [(1, 0.3, 1.5), (3, 0.5, 0.5), (10, 2.0, 0.33), (100, 60.0, 0.12), (5_000, 4_000.0, 0.3)]
)  # fmt: skip
def test_the_calibrated_p_value_agrees_with_adaptive_quadrature(a: int, expected: float, sd: float) -> None:
    def joint(theta: float) -> float:
        rate = expected * np.exp(theta)
        return float((poisson.sf(a, rate) + poisson.pmf(a, rate) / 2) * norm.pdf(theta, 0.1, sd))

    exact = quad(joint, 0.1 - 9 * sd, 0.1 + 9 * sd, points=[np.log(a / expected)], limit=2_000)[0]
    null = EmpiricalNull(mean=0.1, sd=sd, log_likelihood=0.0, control_count=30)
    assert calibrated_p([a], [expected], null)[0] == pytest.approx(exact, rel=2e-4)


def test_calibrated_p_values_of_true_nulls_are_uniform() -> None:
    a, expected = controls(0.3, 0.4, count=20_000, seed=2, usual=20.0)
    null = EmpiricalNull(mean=0.3, sd=0.4, log_likelihood=0.0, control_count=30)
    p = calibrated_p(a, expected, null)
    for level in (0.025, 0.05, 0.5):
        # Four standard errors, and what discreteness takes from a mid-p.
        assert (p < level).mean() == pytest.approx(level, abs=4 * np.sqrt(level / 20_000) + 0.1 * level)
    assert (calibrated_p(a, expected, NO_ERROR) < 0.025).mean() > 0.2  # what went wrong before


def test_the_lower_bound_exceeds_one_exactly_where_p_is_below_its_level() -> None:
    a, expected = controls(0.2, 0.3, count=500, seed=3)
    null = EmpiricalNull(mean=0.1, sd=0.3, log_likelihood=0.0, control_count=30)
    p, bound = calibrated_p(a, expected, null), calibrated_lower(a, expected, null)
    assert np.array_equal(bound > 1, p < 0.025)
    assert (bound[a == 0] == 0).all()


def test_an_error_that_is_common_to_all_is_taken_off_the_bound() -> None:
    shifted = EmpiricalNull(mean=np.log(2), sd=0.0, log_likelihood=0.0, control_count=30)
    assert calibrated_lower([30], [5.0], shifted)[0] == pytest.approx(calibrated_lower([30], [5.0], NO_ERROR)[0] / 2)


def test_where_nothing_is_expected_nothing_is_stated() -> None:
    assert np.isnan(calibrated_p([0, 2], [0.0, 0.0], NO_ERROR)).all()
    assert np.isnan(calibrated_lower([0, 2], [0.0, 0.0], NO_ERROR)).all()


@pytest.mark.parametrize(
    ("a", "expected", "said"),
    [
        ([5] * 29, [4.0] * 29, "29 negative controls with reports; 30 are needed"),
        ([5] * 29 + [0] * 9, [4.0] * 29 + [0.0] * 9, "29 negative controls with reports"),
        ([0] * 40, [4.0] * 40, "have 0 cases between them; 30 are needed"),
        ([0] * 39 + [400], [0.1] * 40, "differ too widely"),
    ],
)
def test_controls_that_say_too_little_give_no_null(a: list[int], expected: list[float], said: str) -> None:
    with pytest.raises(NullRefusedError, match=said):
        fit_null(a, expected)


def test_bad_counts_are_refused() -> None:
    with pytest.raises(ValueError, match=r"a must hold whole counts; found 1\.5 at position 1"):
        fit_null([1, 1.5], [1.0, 1.0])
    with pytest.raises(ValueError, match="expected has length 1"):
        calibrated_p([1, 2], [1.0], NO_ERROR)
