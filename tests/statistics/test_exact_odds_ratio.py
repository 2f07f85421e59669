"""Exact conditional limits of the odds ratio: R's, scipy's, their definition, and what must hold."""

from fractions import Fraction
from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats.contingency import odds_ratio

from signals.statistics.exact_odds_ratio import exact_odds_ratio_limits

# R 4.2.2: for (x in tables) fisher.test(matrix(x, 2, byrow = TRUE))$conf.int
R_LIMITS = [
    ((3, 1, 1, 3), 0.211732915305503, 621.933750545417),
    ((2, 15, 10, 3), 0.00332576403385931, 0.363182271474897),
    ((0, 50, 20, 400), 0.0, 1.68420185495562),
    ((0, 200, 35, 180), 0.0, 0.102395270583392),
    ((25, 1101, 62, 571385), 125.603897225276, 341.487104398635),
    ((203, 29865, 305, 124836), 2.31672226333248, 3.33537842380905),
    ((5, 0, 5, 100), 13.1041805180919, np.inf),
    ((4, 90, 0, 200), 1.43021138658166, np.inf),
    ((28, 205, 9, 159), 1.06712834068824, 5.9710018432582),
    ((40, 700, 20, 300), 0.48008089975278, 1.57551264912503),
]
R_TOLERANCE = 1.3e-4  # R's uniroot stops at .Machine$double.eps^0.25, on the limit or, above 1, on its inverse


@pytest.mark.parametrize(("cells", "lower", "upper"), R_LIMITS)
def test_the_limits_are_those_of_r_s_fisher_test_within_its_tolerance(cells, lower, upper):
    ours = exact_odds_ratio_limits(*([cell] for cell in cells))
    for mine, of_r in zip(ours, (lower, upper), strict=True):
        if np.isinf(of_r):
            assert np.isnan(mine[0])
        elif of_r > 1:
            assert 1 / mine[0] == pytest.approx(1 / of_r, abs=R_TOLERANCE)
        else:
            assert mine[0] == pytest.approx(of_r, abs=R_TOLERANCE)


count = st.integers(min_value=0, max_value=60) | st.integers(min_value=0, max_value=1_000)
table = st.tuples(count, count, count, count).filter(
    lambda cells: all((cells[0] + cells[1], cells[2] + cells[3], cells[0] + cells[2], cells[1] + cells[3]))
)


@given(table)
@settings(max_examples=25)
def test_the_limits_are_scipy_s(cells):
    a, b, c, d = cells
    theirs = odds_ratio([[a, b], [c, d]]).confidence_interval(0.95)
    lower, upper = exact_odds_ratio_limits([a], [b], [c], [d])
    assert lower[0] == pytest.approx(theirs.low, rel=1e-8)
    assert (np.inf if np.isnan(upper[0]) else upper[0]) == pytest.approx(theirs.high, rel=1e-8)


small = st.integers(min_value=0, max_value=30)


def _upper_tail(a: int, b: int, c: int, d: int, ratio: float) -> float:
    """P(X >= a) given the margins, in exact integers and fractions."""
    power = Fraction(ratio)
    support = range(max(0, a - d), min(a + b, a + c) + 1)
    weight = {x: comb(a + b, x) * comb(c + d, a + c - x) * power ** (x - support[0]) for x in support}
    return float(sum(weight[x] for x in support if x >= a) / sum(weight.values()))


@given(st.tuples(small, small, small, small))
def test_at_each_limit_the_tail_holds_one_part_in_forty(cells):
    a, b, c, d = cells
    lower, upper = exact_odds_ratio_limits([a], [b], [c], [d])
    if lower[0] > 0:
        assert _upper_tail(a, b, c, d, lower[0]) == pytest.approx(0.025, rel=1e-9)
    if upper[0] > 0:
        assert _upper_tail(b, a, d, c, 1 / upper[0]) == pytest.approx(0.025, rel=1e-9)


@given(table)
def test_swapping_the_rows_inverts_and_swaps_the_limits(cells):
    a, b, c, d = cells
    lower, upper = exact_odds_ratio_limits([a], [b], [c], [d])
    swapped_lower, swapped_upper = exact_odds_ratio_limits([c], [d], [a], [b])
    if lower[0] > 0:
        assert swapped_upper[0] == pytest.approx(1 / lower[0], rel=1e-9)
    if upper[0] > 0:
        assert swapped_lower[0] == pytest.approx(1 / upper[0], rel=1e-9)


@given(table)
def test_the_sample_odds_ratio_lies_between_the_limits(cells):
    a, b, c, d = cells
    lower, upper = exact_odds_ratio_limits([a], [b], [c], [d])
    assert lower[0] * b * c <= a * d * (1 + 1e-12)
    assert np.isnan(upper[0]) or a * d <= upper[0] * b * c * (1 + 1e-12)


def test_a_zero_cell_leaves_one_limit_open_and_the_other_exact():
    # a = 0: P(X = 0) = 2.5%; with b, d without end that is (1 + upper s / (1 - s))^-c. No case with drug or event: nothing.
    lower, upper = exact_odds_ratio_limits([0], [10**8], [10], [10**8])
    assert lower[0] == 0
    assert upper[0] == pytest.approx(0.025 ** (-1 / 10) - 1, rel=1e-6)
    assert np.isnan(exact_odds_ratio_limits([0, 0, 5, 0], [0, 9, 0, 0], [5, 0, 0, 0], [9, 9, 9, 0])).all(axis=0).tolist() == [
        True, True, False, True,
    ]  # fmt: skip
    with_no_other = exact_odds_ratio_limits([7], [3], [0], [0])
    assert np.isnan(with_no_other).all()


def test_tables_of_twenty_million_cases_have_limits_close_to_woolf_s():
    # Woolf: ln ROR -+ 1.96 sqrt(1/a + 1/b + 1/c + 1/d), good at 100,000 cases.
    a, b, c, d = 100_000, 1_000_000, 150_000, 18_000_000
    lower, upper = exact_odds_ratio_limits([a], [b], [c], [d])
    half = 1.959964 * np.sqrt(1 / a + 1 / b + 1 / c + 1 / d)
    assert lower[0] == pytest.approx(a * d / b / c * np.exp(-half), rel=1e-4)
    assert upper[0] == pytest.approx(a * d / b / c * np.exp(half), rel=1e-4)


def test_a_wider_interval_holds_the_narrower_one():
    narrow, wide = (exact_odds_ratio_limits([28], [205], [9], [159], level) for level in (0.95, 0.99))
    assert wide[0] < narrow[0] < narrow[1] < wide[1]
