"""The posterior of the share of protective studies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.animal_posterior import PRIOR_STRENGTH, posterior

rates = st.floats(0.01, 0.99)
weights = st.floats(0, 50)


def test_no_study_leaves_the_prior() -> None:
    found = posterior(0, 0, 0.916)
    assert found.mean.tolist() == pytest.approx([0.916])
    # The density integrated by quadrature from 0 to 0.6921 is 0.025.
    assert found.lower[0] == pytest.approx(0.6921, abs=5e-4)
    assert found.lower[0] < found.mean[0] < found.upper[0] < 1


def test_three_null_results_make_a_rate_below_the_base_rate_probable() -> None:
    # The density of Beta(9.16, 0.84 + 3) integrated by quadrature from 0 to 0.916 is 0.981.
    assert posterior(0, 3, 0.916).probability_below_base_rate[0] == pytest.approx(0.981, abs=5e-4)


def test_a_family_without_a_base_rate_has_no_posterior() -> None:
    found = posterior([1, 1, 1], [2, 2, 2], [np.nan, 0.0, 1.0])
    assert np.isnan([found.mean, found.lower, found.upper, found.probability_below_base_rate]).all()


def test_more_protective_than_studied_is_refused() -> None:
    with pytest.raises(ValueError, match="protective <= total"):
        posterior(3, 2, 0.9)


@given(positive=weights, other=weights, rate=rates)
def test_the_mean_lies_between_prior_and_data_and_within_its_bounds(positive: float, other: float, rate: float) -> None:
    found = posterior(positive, positive + other, rate)
    expected = (PRIOR_STRENGTH * rate + positive) / (PRIOR_STRENGTH + positive + other)
    assert found.mean[0] == pytest.approx(expected)
    assert 0 <= found.lower[0] <= found.upper[0] <= 1
    assert 0 <= found.probability_below_base_rate[0] <= 1


@given(positive=weights, other=weights, rate=rates, more=st.floats(0.1, 5))
def test_another_null_result_never_makes_a_rate_below_less_probable(
    positive: float, other: float, rate: float, more: float
) -> None:
    before = posterior(positive, positive + other, rate).probability_below_base_rate[0]
    after = posterior(positive, positive + other + more, rate).probability_below_base_rate[0]
    assert after >= before - 1e-12


def test_an_uncertain_base_rate_is_averaged_over() -> None:
    # 4 million draws: rho ~ Beta(0.5 + 8.03, 0.5 + 2.97), theta ~ Beta(10 rho, 10 (1 - rho)), kept with probability
    # (1 - theta)^3 (three null results; 226,006 kept): P(theta < rho) 0.8432, mean 0.4552, quantiles 0.1491, 0.7720
    found = posterior([0], [3], [0.73], [11])
    assert found.probability_below_base_rate[0] == pytest.approx(0.8432, abs=3e-3)
    assert found.mean[0] == pytest.approx(0.4552, abs=3e-3)
    assert (found.lower[0], found.upper[0]) == (pytest.approx(0.1491, abs=4e-3), pytest.approx(0.7720, abs=3e-3))


@given(rate=rates, total=st.floats(0, 20))
def test_a_base_rate_of_very_many_studies_is_known_exactly(rate: float, total: float) -> None:
    exact, many = posterior([0], [total], [rate]), posterior([0], [total], [rate], [1e7])
    for name in ("mean", "lower", "upper", "probability_below_base_rate"):
        assert getattr(many, name)[0] == pytest.approx(getattr(exact, name)[0], abs=2e-3)


@pytest.mark.parametrize(("nulls", "rate", "studies"), [(3, 0.916, 406), (4, 0.818, 50)])
def test_a_base_rate_of_fewer_studies_makes_a_rate_below_it_less_certain(nulls: int, rate: float, studies: int) -> None:
    few, all_known = posterior([0], [nulls], [rate], [11]), posterior([0], [nulls], [rate], [studies])
    assert few.probability_below_base_rate[0] < all_known.probability_below_base_rate[0]
