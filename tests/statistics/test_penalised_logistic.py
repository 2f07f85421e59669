"""Penalised logistic regression: against a general optimiser, on planted confounding, and what must always hold."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.sparse import csr_array
from scipy.special import expit, log_expit

from signals.statistics.adaptive_lasso import adaptive_lasso
from signals.statistics.penalised_logistic import LogisticFit, NotFittedError, fit_logistic


def drawn(
    seed: int, reports: int, shares: list[float], ratios: list[float], rate: float
) -> tuple[csr_array, np.ndarray]:
    """Reports with independent columns of these shares, whose log odds of the event add up."""
    rng = np.random.default_rng(seed)
    design = (rng.random((reports, len(shares))) < shares).astype(float)
    return csr_array(design), rng.random(reports) < expit(np.log(rate) + design @ np.log(ratios))


def test_it_is_the_maximum_that_a_general_optimiser_finds() -> None:
    design, is_event = drawn(1, 3_000, [0.3, 0.05, 0.002], [2.0, 0.5, 3.0], 0.05)
    offset = np.linspace(0.0, 1.0, 3_000)

    def cost(b: np.ndarray) -> float:
        eta = offset + b[0] + design @ b[1:]
        prior = b[1:] / 2 + log_expit(-b[1:])
        return -float((is_event * eta + log_expit(-eta)).sum() + prior.sum())

    found = fit_logistic(design, is_event, offset)
    wanted = minimize(cost, np.zeros(4), method="BFGS", options={"gtol": 1e-7})
    np.testing.assert_allclose([found.intercept, *found.coefficients], wanted.x, atol=1e-5)
    curvature = [
        [(cost(x + s + t) - cost(x + s - t) - cost(x - s + t) + cost(x - s - t)) / 4e-6 for t in 1e-3 * np.eye(4)]
        for x in [wanted.x]
        for s in 1e-3 * np.eye(4)
    ]
    np.testing.assert_allclose(found.standard_errors, np.sqrt(np.diag(np.linalg.inv(curvature)))[1:], rtol=1e-3)
    np.testing.assert_allclose(np.sqrt(np.diag(np.linalg.inv(found.information))), found.standard_errors, rtol=1e-9)


def test_a_drug_whose_cases_all_come_with_another_is_near_1_in_the_model_and_far_above_alone() -> None:
    # 60 of 2,000 reports of the drug name the event, all of them with natalizumab: 60 of 500; natalizumab alone 240 of 2,000.
    # The event elsewhere: 250 of 50,000; with the drug and without natalizumab: 8 of 1,500, as often.
    blocks = [(1, 1, 60, 500), (0, 1, 240, 2_000), (1, 0, 8, 1_500), (0, 0, 250, 50_000)]
    drug, other, is_event = (
        np.concatenate(parts)
        for parts in zip(
            *[
                (np.full(n, drug), np.full(n, other), np.arange(n) < events)
                for drug, other, events, n in blocks
            ],
            strict=True,
        )
    )  # fmt: skip
    crude = (68 / 1_932) / (490 / 51_510)
    fit = fit_logistic(csr_array(np.column_stack([drug, other]).astype(float)), is_event, np.zeros(len(drug)))
    ratio, margin = np.exp(fit.coefficients), np.exp(1.96 * fit.standard_errors)
    assert crude > 3.5
    assert ratio[0] == pytest.approx(1.0, abs=0.1) and ratio[0] / margin[0] < 1 < ratio[0] * margin[0]
    assert ratio[1] / margin[1] > 15
    kept = adaptive_lasso(fit.coefficients, fit.information, [True, True], observations=int(is_event.sum()))
    assert (kept != 0).tolist() == [False, True]


def test_a_sample_drawn_by_a_covariate_gives_the_odds_ratios_of_all_reports() -> None:
    design, is_event = drawn(3, 200_000, [0.02, 0.3, 0.1], [3.0, 2.0, 1.0], 0.005)
    every = fit_logistic(design, is_event, np.zeros(200_000))
    is_watched = design[:, [0]].toarray()[:, 0] > 0
    share = np.where(is_watched, 0.5, 0.03)
    kept = is_event | (np.random.default_rng(4).random(200_000) < share)
    sample = fit_logistic(design[kept], is_event[kept], -np.log(share[kept]))
    np.testing.assert_allclose(sample.coefficients, every.coefficients, atol=0.12)
    assert sample.intercept == pytest.approx(every.intercept, abs=0.1)
    without = fit_logistic(design[kept], is_event[kept], np.zeros(kept.sum()))
    assert abs(without.coefficients[0] - every.coefficients[0]) > 1


def test_intervals_hold_the_truth_also_where_a_drug_has_few_cases() -> None:
    # 4 cases of the event on average; over 150 worlds 95% +- 3.5%.
    held = []
    for seed in range(150):
        design, is_event = drawn(seed, 20_000, [0.005, 0.2], [4.0, 3.0], 0.01)
        fit = fit_logistic(design, is_event, np.zeros(20_000))
        held.append(abs(fit.coefficients[0] - np.log(4.0)) < 1.96 * fit.standard_errors[0])
    assert 0.915 <= np.mean(held) <= 0.985


def test_a_column_whose_reports_all_name_the_event_has_a_finite_ratio() -> None:
    fit = fit_logistic(csr_array([[1.0]] * 3 + [[0.0]] * 7), [1, 1, 1, 1, 0, 0, 0, 0, 0, 0], np.zeros(10))
    assert 10 < np.exp(fit.coefficients[0]) < 200


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 1_000))
def test_the_order_of_reports_and_columns_does_not_matter(seed: int) -> None:
    design, is_event = drawn(seed, 400, [0.2, 0.1, 0.4], [2.0, 1.0, 0.5], 0.2)
    rng = np.random.default_rng(seed)
    rows, columns = rng.permutation(400), rng.permutation(3)
    one = fit_logistic(design, is_event, np.zeros(400))
    other = fit_logistic(csr_array(design.toarray()[rows][:, columns]), is_event[rows], np.zeros(400))
    np.testing.assert_allclose(other.coefficients, one.coefficients[columns], atol=1e-6)


@pytest.mark.parametrize("is_event", [[0, 0], [1, 1]])
def test_reports_that_all_or_none_name_the_event_are_refused(is_event: list[int]) -> None:
    with pytest.raises(NotFittedError, match=r"of 2 reports name the event; some must, and some must not"):
        fit_logistic(csr_array([[1.0], [0.0]]), is_event, [0.0, 0.0])


def test_an_offset_that_is_not_finite_or_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^offset must hold finite numbers; found nan at position 1"):
        fit_logistic(csr_array([[1.0], [0.0]]), [1, 0], [0.0, np.nan])
    with pytest.raises(ValueError, match="need one length; found 2, 1, 2"):
        fit_logistic(csr_array([[1.0], [0.0]]), [1, 0], [0.0])


# Adaptive lasso


def _fit(coefficients: list[float], correlation: float = 0.0) -> LogisticFit:
    size = len(coefficients)
    covariance = 0.04 * ((1 - correlation) * np.eye(size) + correlation)
    return LogisticFit(0.0, np.array(coefficients), np.full(size, 0.2), np.linalg.inv(covariance))


def test_each_coefficient_is_moved_by_its_own_penalty_where_they_do_not_depend_on_each_other() -> None:
    # With I = 25, x = b - penalty / (25 b) where that has b's sign: one penalty explains all that remain.
    b = np.array([2.0, -1.5, 1.0, 0.05])
    x = adaptive_lasso(b, _fit(list(b)).information, [True] * 4, observations=500)
    penalties = (25 * b * (b - x))[x != 0]
    np.testing.assert_allclose(penalties, penalties[0], rtol=1e-6)
    assert x[3] == 0 and (np.sign(x[:3]) == np.sign(b[:3])).all() and (np.abs(x) < np.abs(b)).all()


def test_the_coefficients_meet_the_optimality_conditions_of_one_penalty() -> None:
    fit = _fit([1.2, -0.9, 0.4, 0.1, 0.02], correlation=0.3)
    x = adaptive_lasso(fit.coefficients, fit.information, [True] * 5, observations=300)
    slope = fit.information @ (fit.coefficients - x) * np.abs(fit.coefficients)  # the penalty where x is not 0
    assert np.ptp(np.abs(slope[x != 0])) < 1e-12 * np.abs(slope).max()
    assert (np.abs(slope[x == 0]) <= np.abs(slope[x != 0]).max() + 1e-6).all()


def test_columns_without_a_penalty_follow_and_have_no_number() -> None:
    three, two = _fit([1.5, 0.1, 3.0], correlation=0.5), _fit([1.5, 0.1], correlation=0.5)
    x = adaptive_lasso(three.coefficients, three.information, [True, True, False], observations=200)
    alone = adaptive_lasso(two.coefficients, two.information, [True, True], observations=200)
    np.testing.assert_allclose(x, [*alone, np.nan], atol=1e-6)
    assert x[0] != 0
    assert np.isnan(adaptive_lasso([1.0], np.eye(1), [False], observations=9)).all()


def test_it_finds_the_columns_that_matter_among_many_that_do_not() -> None:
    shares, ratios = [0.03] * 40, [4.0, 3.0, 2.5] + [1.0] * 37
    found = []
    for seed in range(5):
        design, is_event = drawn(seed, 30_000, shares, ratios, 0.02)
        fit = fit_logistic(design, is_event, np.zeros(30_000))
        found.append(adaptive_lasso(fit.coefficients, fit.information, [True] * 40, int(is_event.sum())) != 0)
    assert np.array(found)[:, :3].all()
    assert np.array(found)[:, 3:].mean() < 0.03
