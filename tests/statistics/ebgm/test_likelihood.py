"""-log L of a table of cells: against DuMouchel's formula written out, and its gradient against differences."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import gammaln

from signals.statistics.ebgm.gamma_functions import digamma_difference, log_rising, trigamma_difference
from signals.statistics.ebgm.likelihood import Cells, NegativeLogLikelihood, constrained, unconstrained

log_shape = st.floats(min_value=-4, max_value=12)
log_mean = st.floats(min_value=-3, max_value=3)
share = st.floats(min_value=0.01, max_value=0.99)
prior = st.tuples(log_mean, log_shape, log_mean, log_shape, share)
rows = st.lists(
    st.tuples(st.integers(0, 3000), st.floats(min_value=1e-4, max_value=3000), st.integers(1, 50)),
    min_size=1,
    max_size=12,
)


def _point(parameters):
    log_mean1, log_alpha1, log_mean2, log_alpha2, p = parameters
    return np.array([log_mean1, log_alpha1, log_mean2, log_alpha2, np.log(p / (1 - p))])


def _likelihood(table):
    n, expected, weight = (np.array(column, dtype=float) for column in zip(*table, strict=True))
    return NegativeLogLikelihood(Cells.grouped(n, expected, weight))


@given(rows, prior)
def test_the_value_is_that_of_dumouchel_s_formula_written_out(table, parameters):
    point = _point(parameters)
    alpha1, beta1, alpha2, beta2, p = constrained(point)
    total = 0.0
    for n, expected, weight in table:
        # DuMouchel 1999, equation 5; lgamma loses 1e-16 of alpha ln alpha, hence shapes below e^12 here.
        terms = [
            np.log(part)
            + gammaln(alpha + n)
            - gammaln(alpha)
            - gammaln(n + 1)
            - alpha * np.log1p(expected / beta)
            - n * np.log1p(beta / expected)
            for part, alpha, beta in ((p, alpha1, beta1), (1 - p, alpha2, beta2))
        ]
        total -= weight * np.logaddexp(*terms)
    assert _likelihood(table)(point)[0] == pytest.approx(total, rel=1e-8, abs=1e-5)


@given(rows, prior)
def test_the_gradient_agrees_with_finite_differences(table, parameters):
    likelihood, point = _likelihood(table), _point(parameters)
    value, gradient = likelihood(point)
    step = 1e-5
    for axis in range(5):
        shift = np.eye(5)[axis] * step
        difference = (likelihood(point + shift)[0] - likelihood(point - shift)[0]) / (2 * step)
        # A central difference is off by rounding of the value / step, and by step^2 of the third derivative.
        scale = abs(value) * 1e-16 / step + 1e-5 * (1 + abs(gradient[axis]))
        assert gradient[axis] == pytest.approx(difference, abs=20 * scale)


@given(prior)
def test_parameters_survive_the_unconstrained_scale(parameters):
    there = constrained(_point(parameters))
    np.testing.assert_allclose(constrained(unconstrained(there)), there, rtol=1e-9)


@pytest.mark.parametrize("alpha", [1e-3, 0.5, 63.9, 64.1, 1e4, 1e9, 1e15])
def test_rising_factorials_and_their_slopes_lose_no_digits_however_large_the_shape(alpha):
    n = np.array([0.0, 1.0, 7.0, 500.0])
    rising = [sum(np.log1p(k / alpha) for k in range(int(count))) for count in n]
    slopes = [sum(1 / (alpha + k) for k in range(int(count))) for count in n]
    np.testing.assert_allclose(log_rising(alpha, n), rising, rtol=1e-9, atol=1e-13)
    bends = [-sum(1 / (alpha + k) ** 2 for k in range(int(count))) for count in n]
    np.testing.assert_allclose(digamma_difference(alpha, n), slopes, rtol=1e-9)
    np.testing.assert_allclose(trigamma_difference(alpha, n), bends, rtol=1e-9)


def test_a_component_without_spread_has_poisson_s_likelihood():
    n, expected = np.array([0.0, 3.0, 40.0]), np.array([0.7, 2.0, 30.0])
    likelihood = NegativeLogLikelihood(Cells.grouped(n, expected, np.ones(3)))
    point = np.array([np.log(1.3), 40.0, np.log(1.3), 40.0, 0.0])  # both a point mass at 1.3
    poisson = -np.sum(n * np.log(1.3 * expected) - 1.3 * expected - gammaln(n + 1))
    assert likelihood(point)[0] == pytest.approx(poisson, rel=1e-12)


def test_grouping_adds_weights_and_leaves_out_cells_that_say_nothing():
    cells = Cells.grouped(
        np.array([0.0, 2.0, 0.0, 0.0, 5.0]), np.array([1.5, 1.5, 1.5, 0.0, 2.0]), np.array([1.0, 1, 4, 9, 0])
    )
    assert cells.n.tolist() == [0, 2]
    assert cells.weight.tolist() == [5, 1]


@given(rows)
def test_grouping_with_a_tolerance_keeps_the_cells_and_their_expected_sum(table):
    n, expected, weight = (np.array(column, dtype=float) for column in zip(*table, strict=True))
    cells = Cells.grouped(n, expected, weight, tolerance=0.05)
    assert cells.weight.sum() == pytest.approx(weight.sum(), rel=1e-12)
    assert cells.weight @ cells.expected == pytest.approx(weight @ expected, rel=1e-12)
    assert cells.weight @ cells.n == pytest.approx(weight @ n, rel=1e-12)


@given(rows, prior)
def test_the_curvature_agrees_with_finite_differences_of_the_gradient(table, parameters):
    likelihood, point = _likelihood(table), _point(parameters)
    curvature, step = likelihood.curvature(point), 1e-5
    largest = np.abs(likelihood(point)[1]).max() + np.abs(curvature).max()
    for axis in range(5):
        shift = np.eye(5)[axis] * step
        difference = (likelihood(point + shift)[1] - likelihood(point - shift)[1]) / (2 * step)
        # Single huge cells bend so sharply that the difference itself is off by the third derivative.
        np.testing.assert_allclose(curvature[axis], difference, atol=1e-6 * (1 + largest), rtol=1e-3)
