"""The error to expect of another drug: wider than the fitted null by what the controls do not know."""

import numpy as np
import pytest

from signals.statistics.calibration import NullRefusedError, calibrated_p, fit_null, log_likelihood
from signals.statistics.null_uncertainty import leave_one_out_coverage, predicted_null


def controls(mean: float, sd: float, count: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Drugs without an effect and with a known systematic error, some of them without a case."""
    expected = np.exp(rng.normal(1.5, 1.2, count))
    return rng.poisson(expected * np.exp(rng.normal(mean, sd, count))), expected


@pytest.mark.parametrize(("mean", "sd", "seed"), [(0.1, 0.2, 1), (-0.4, 0.6, 2), (0.0, 0.0, 3)])
def test_mean_and_variance_are_those_of_a_fine_grid_of_nulls(mean: float, sd: float, seed: int) -> None:
    a, expected = controls(mean, sd, 36, np.random.default_rng(seed))
    means, sds = np.linspace(mean - 1.2, mean + 1.2, 41), np.linspace(0.0025, 1.2025, 241)
    total = np.array([[log_likelihood(a, expected, m, s).sum() for s in sds] for m in means])
    weight = np.exp(total - total.max()) / np.exp(total - total.max()).sum()
    fine_mean = (weight.sum(axis=1) * means).sum()
    fine_variance = (weight * sds**2).sum() + (weight.sum(axis=1) * (means - fine_mean) ** 2).sum()
    found = predicted_null(a, expected)
    assert found.mean == pytest.approx(fine_mean, abs=0.005)
    assert found.sd == pytest.approx(np.sqrt(fine_variance), rel=0.02)


def test_thirty_controls_no_longer_call_new_nulls_too_often() -> None:
    # docs/methods.md: 3.6% by the fitted null and 1.7% by the predicted one at 30 controls, mean 0.1 and sd 0.2.
    rng = np.random.default_rng(30)
    fitted, predicted = [], []
    for _ in range(25):
        own, new = controls(0.1, 0.2, 30, rng), controls(0.1, 0.2, 2_000, rng)
        fitted.append((calibrated_p(*new, fit_null(*own)) < 0.025).mean())
        predicted.append((calibrated_p(*new, predicted_null(*own)) < 0.025).mean())
    assert np.mean(predicted) < 0.025 < np.mean(fitted)
    assert np.mean(predicted) > 0.01


def test_many_controls_leave_nothing_to_add_to_the_fitted_null() -> None:
    own = controls(0.3, 0.4, 600, np.random.default_rng(6))
    fitted, predicted = fit_null(*own), predicted_null(*own)
    assert (predicted.mean, predicted.sd) == pytest.approx((fitted.mean, fitted.sd), rel=0.02)


def test_leave_one_out_coverage_is_near_the_nominal_one() -> None:
    a, expected = controls(0.2, 0.3, 200, np.random.default_rng(4))
    # Four standard errors of a share of 200.
    assert leave_one_out_coverage(a, expected) == pytest.approx(0.95, abs=4 * np.sqrt(0.95 * 0.05 / 200))


def test_leave_one_out_coverage_is_that_of_nulls_predicted_without_each_control() -> None:
    a, expected = controls(0.2, 0.6, 31, np.random.default_rng(11))
    a[0] = 40 * expected[0] + 20  # one control that the others do not predict
    rest = [np.arange(31) != one for one in range(31)]
    p = [calibrated_p(a[~kept], expected[~kept], predicted_null(a[kept], expected[kept]))[0] for kept in rest]
    assert leave_one_out_coverage(a, expected) == np.mean([0.025 < one < 0.975 for one in p]) < 1


def test_too_few_controls_predict_nothing() -> None:
    with pytest.raises(NullRefusedError, match="29 negative controls with reports; 30 are needed"):
        predicted_null([5] * 29, [4.0] * 29)
