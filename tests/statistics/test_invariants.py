"""Invariants of every statistic: rows are independent, bounds enclose estimates, larger tables have narrower intervals."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from signals.statistics import ebgm, score
from signals.statistics.calibration import EmpiricalNull, calibrated_lower, calibrated_p
from signals.statistics.estimate import Estimate
from signals.statistics.exact_odds_ratio import exact_odds_ratio_limits
from signals.statistics.expectation import expected_within_strata
from signals.statistics.fisher import midp_greater
from signals.statistics.fragility import cases_to_lose
from signals.statistics.information_component import information_component
from signals.statistics.interaction import omega
from signals.statistics.likelihood_ratio import likelihood_ratio
from signals.statistics.maxsprt import log_likelihood_ratio
from signals.statistics.multiplicity import q_values, q_values_by
from signals.statistics.power import detectable_ratio
from signals.statistics.stratified import mantel_haenszel
from tests.statistics.verdicts import verdict_of

ONE_COMPONENT = ebgm.Prior(1.4, 1.1, 1.4, 1.1, 0.5)
PRIOR = ebgm.Prior(0.2, 0.1, 2.0, 4.0, 1 / 3)
NULL = EmpiricalNull(mean=0.2, sd=0.3, log_likelihood=0.0, control_count=40)
count = st.integers(0, 40) | st.integers(0, 20_000)
table = st.tuples(count, count, count, count)
full_table = st.tuples(*[st.integers(1, 5_000)] * 4)
tables = st.lists(table, min_size=1, max_size=8)


def shrunk(a: Any, b: Any, c: Any, d: Any) -> Any:
    scores = ebgm.score(PRIOR, a, expected_of(b, c))
    return np.stack([scores.lower, scores.geometric_mean, scores.upper])


def expected_of(b: Any, c: Any) -> Any:
    """Any number above 0 that goes with a row."""
    return (np.asarray(b) + 1) / (np.asarray(c) + 1)


def calibrated(a: Any, b: Any, c: Any, d: Any) -> Any:
    expected = expected_of(b, c)
    return np.stack([calibrated_p(a, expected, NULL), calibrated_lower(a, expected, NULL)])


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "score": lambda *cells: score(*cells).to_numpy().T,
    "ebgm.score": shrunk,
    "midp_greater": midp_greater,
    "likelihood_ratio": likelihood_ratio,
    "cases_to_lose": cases_to_lose,
    "calibrated_p and calibrated_lower": calibrated,
    "log_likelihood_ratio": lambda a, b, c, d: log_likelihood_ratio(a, expected_of(b, c)),
    "detectable_ratio": lambda a, b, c, d: detectable_ratio(expected_of(b, c)),
    "human_verdict": verdict_of,
    "exact_odds_ratio_limits": lambda *cells: np.stack(exact_odds_ratio_limits(*cells)),
    "omega": lambda a, b, c, d: np.stack(bounds_of(omega(a, b, c, d, b, c, d, a))),
    "mantel_haenszel": lambda a, b, c, d: mantel_haenszel(np.arange(len(a)), a, b, c, d).ror_lower,
}


def bounds_of(estimate: Estimate) -> tuple[Any, Any, Any]:
    return estimate.lower, estimate.value, estimate.upper


@pytest.mark.parametrize("name", FUNCTIONS)
@given(rows=tables, random=st.randoms())
@settings(max_examples=40)
def test_a_column_in_any_order_equals_its_rows_one_by_one(name: str, rows: list[tuple[int, ...]], random: Any) -> None:
    function = FUNCTIONS[name]
    single = [np.asarray(function(*(np.array([cell]) for cell in row)))[..., 0] for row in rows]
    order = list(range(len(rows)))
    random.shuffle(order)
    whole = np.asarray(function(*(np.array(cell) for cell in zip(*(rows[place] for place in order), strict=True))))
    for place, row in enumerate(order):
        if whole.dtype == object:
            assert whole[place] == single[row]
        else:
            np.testing.assert_allclose(whole[..., place], single[row], rtol=1e-9, atol=1e-300)


@given(rows=tables)
def test_bounds_enclose_every_estimate(rows: list[tuple[int, ...]]) -> None:
    a, b, c, d = (np.array(cell) for cell in zip(*rows, strict=True))
    scores = score(a, b, c, d)
    pooled = mantel_haenszel(np.zeros(len(a), dtype=int), a, b, c, d)
    estimates = [
        *((scores[f"{name}_lower"], scores[name], scores[f"{name}_upper"]) for name in ("prr", "ror", "ic")),
        bounds_of(information_component(a, expected_of(b, c))),
        bounds_of(omega(a, b, c, d, b, c, d, a)),
        (pooled.ror_lower, pooled.ror, pooled.ror_upper),
    ]
    for lower, value, upper in estimates:
        is_defined = np.isfinite(lower)
        assert (is_defined == np.isfinite(upper)).all()
        assert (lower[is_defined] <= value[is_defined]).all()
        assert (value[is_defined] <= upper[is_defined]).all()


@given(full_table)
def test_swapping_the_rows_inverts_the_pooled_ror(cells: tuple[int, ...]) -> None:
    a, b, c, d = ([cell, cell + 3] for cell in cells)
    plain, swapped = mantel_haenszel([1, 1], a, b, c, d), mantel_haenszel([1, 1], c, d, a, b)
    assert swapped.ror[0] == pytest.approx(1 / plain.ror[0], rel=1e-10)
    assert swapped.ror_lower[0] == pytest.approx(1 / plain.ror_upper[0], rel=1e-10)


@given(full_table, st.integers(2, 9))
def test_strata_of_identical_composition_change_nothing(cells: tuple[int, ...], strata: int) -> None:
    a, b, c, _ = cells
    whole = [np.array([strata * cell]) for cell in cells]
    expected = expected_within_strata(
        csr_array([[float(a + b)] * strata]),
        csr_array([[float(a + c)] * strata]),
        np.full(strata, float(sum(cells))),
        np.array([0]),
        np.array([0]),
    )
    plain, stratified = score(*whole), score(*whole, expected=expected)
    np.testing.assert_allclose(stratified.to_numpy(), plain.to_numpy(), rtol=1e-10, atol=1e-12)
    crude = ebgm.score(PRIOR, whole[0], plain["expected"])
    assert ebgm.score(PRIOR, whole[0], expected).lower == pytest.approx(crude.lower, rel=1e-9)
    pooled = mantel_haenszel(np.zeros(strata, dtype=int), *(np.full(strata, cell) for cell in cells))
    assert pooled.ror[0] == pytest.approx(plain["ror"][0], rel=1e-10)


@given(full_table, st.integers(2, 20))
def test_scaling_a_table_narrows_every_interval(cells: tuple[int, ...], factor: int) -> None:
    def widths(times: int) -> list[float]:
        a, b, c, d = (np.array([times * cell]) for cell in cells)
        pooled = mantel_haenszel([4, 4], *(np.repeat(cell, 2) for cell in (a, b, c, d)))
        posterior = ebgm.score(ONE_COMPONENT, a, score(a, b, c, d)["expected"])
        both = omega(a, b, c, d, b, c, d, a)
        return [
            float(np.log(pooled.ror_upper / pooled.ror_lower)[0]),
            float(np.log(posterior.upper / posterior.lower)[0]),
            float((both.upper - both.lower)[0]),
        ]

    assert all(large < small for small, large in zip(widths(1), widths(factor), strict=True))


@given(st.lists(st.floats(0, 1), min_size=1, max_size=20), st.randoms())
def test_the_order_of_a_family_does_not_matter(p: list[float], random: Any) -> None:
    order = list(range(len(p)))
    random.shuffle(order)
    for function in (q_values, q_values_by):
        np.testing.assert_allclose(function(np.array(p)[order]), function(p)[order], rtol=1e-12)
