"""Omega for two drugs and one event, against Noren 2008's formulas as printed there."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import gamma

from signals.statistics.interaction import COUNT_NAMES, expected_together, omega

cell = st.integers(min_value=1, max_value=100_000)


def _as_printed(n111, n110, n101, n100, n011, n010, n001, n000) -> float:
    """E111 = g11 n11., with g11 from the reporting frequencies f00, f10 and f01 (Noren 2008, Stat Med 27:3057)."""
    f00, f10, f01 = n001 / (n001 + n000), n101 / (n101 + n100), n011 / (n011 + n010)
    odds00, odds10, odds01 = (f / (1 - f) for f in (f00, f10, f01))
    g11 = 1 - 1 / (max(odds00, odds10) + max(odds00, odds01) - odds00 + 1)
    return g11 * (n111 + n110)


@given(st.tuples(*[cell] * 8))
def test_expected_and_omega_follow_the_printed_formulas(counts):
    wanted = _as_printed(*counts)
    assert expected_together(*counts)[0] == pytest.approx(wanted, rel=1e-8)
    estimate = omega(*counts)
    assert estimate.value[0] == pytest.approx(np.log2((counts[0] + 0.5) / (wanted + 0.5)), abs=1e-8)
    posterior = gamma(counts[0] + 0.5, scale=1 / (wanted + 0.5))
    assert estimate.lower[0] == pytest.approx(np.log2(posterior.ppf(0.025)), abs=1e-7)
    assert estimate.upper[0] == pytest.approx(np.log2(posterior.ppf(0.975)), abs=1e-7)
    assert estimate.lower[0] <= estimate.value[0] <= estimate.upper[0]


@given(st.tuples(*[cell] * 8))
def test_the_order_of_the_two_drugs_does_not_matter(counts):
    n111, n110, n101, n100, n011, n010, n001, n000 = counts
    swapped = omega(n111, n110, n011, n010, n101, n100, n001, n000)
    assert swapped.value[0] == pytest.approx(omega(*counts).value[0], abs=1e-10)


def test_excess_odds_of_the_two_drugs_add_up():
    # Odds 0.01 on neither, 0.03 and 0.05 on one: 0.07 on both, a share of 0.07/1.07.
    assert expected_together(0, 107, 3, 100, 5, 100, 1, 100)[0] == pytest.approx(7.0)


def test_a_drug_on_which_the_event_is_rarer_lowers_nothing():
    assert expected_together(0, 101, 0, 100, 0, 100, 1, 100)[0] == pytest.approx(1.0)


def test_an_event_on_every_case_of_a_drug_is_expected_on_every_case_of_both():
    assert expected_together(4, 6, 5, 0, 5, 100, 1, 100)[0] == 10
    assert expected_together(4, 6, 5, 0, 5, 0, 1, 0)[0] == 10


@pytest.mark.parametrize("empty", [("n101", "n100"), ("n011", "n010"), ("n001", "n000")])
def test_omega_is_nan_when_a_group_to_compare_with_has_no_case(empty):
    counts = dict.fromkeys(COUNT_NAMES, 5) | dict.fromkeys(empty, 0)
    estimate = omega(**counts)
    assert np.isnan([estimate.value, estimate.lower, estimate.upper]).all()


def test_omega_is_0_without_a_case_that_names_both_drugs():
    estimate = omega(0, 0, 5, 100, 5, 100, 5, 1000)
    assert estimate.value[0] == 0
    assert estimate.lower[0] < -9


def test_a_bad_count_is_named():
    with pytest.raises(ValueError, match=r"^n010 must hold numbers of 0 or more; found -1.0 at position 0$"):
        omega(1, 1, 1, 1, 1, -1, 1, 1)


@pytest.mark.parametrize(
    ("both", "first", "second", "least", "most"),
    [(100, 1_000, 1_000, 0.012, 0.022), (100, 100, 100, 0.065, 0.08), (300, 50, 50, 0.22, 0.26)],
)
def test_without_an_interaction_omega_errs_as_often_as_the_size_of_the_groups_has_it(
    both: int, first: int, second: int, least: float, most: float
) -> None:
    # docs/methods.md, Omega: 1.7%, 7.3% and 24%. Odds that add up: shares of 0.4% on neither, 2% and 3% on one drug
    rng, tables = np.random.default_rng(20261129), 20_000
    odds = [share / (1 - share) for share in (0.02, 0.03, 0.004)]
    together = odds[0] + odds[1] - odds[2]
    groups = {
        "n11": (both, together / (1 + together)), "n10": (first, 0.02), "n01": (second, 0.03), "n00": (200_000, 0.004),
    }  # fmt: skip
    counts = {}
    for name, (size, share) in groups.items():
        counts[f"{name}1"] = rng.binomial(size, share, tables)
        counts[f"{name}0"] = size - counts[f"{name}1"]
    assert least <= np.mean(omega(**counts).lower > 0) <= most
