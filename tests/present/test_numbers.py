import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.present import numbers


@pytest.mark.parametrize(
    ("value", "written"),
    [(13.654, "13.65"), (0.0, "0.00"), (-0.0, "0.00"), (0.0123, "0.012"), (12345.6, "12,346"), (-8.64, "-8.64")],
)
def test_a_statistic_keeps_the_digits_that_matter(value: float, written: str) -> None:
    assert numbers.statistic(value) == written


@pytest.mark.parametrize("value", [None, math.nan, math.inf, -math.inf])
def test_an_undefined_statistic_is_a_dash(value: float | None) -> None:
    assert numbers.statistic(value) == "–"


def test_an_interval_without_estimate_says_why() -> None:
    assert numbers.interval(None, None, None, reason="b = 0") == "– (b = 0)"


def test_an_estimate_without_bounds_shows_a_dash_for_them() -> None:
    assert numbers.interval(1.5, None, None) == "1.50 (–)"


def test_neighbouring_quarters_are_drawn_together_across_the_year() -> None:
    held = ["2023Q1", "2004Q1", "2022Q4", "2022Q3", "2026Q2"]
    assert numbers.quarters(held) == "2004Q1, 2022Q3 to 2023Q1, 2026Q2"


def test_a_long_name_is_cut_where_it_shows() -> None:
    assert numbers.name("x" * 200) == "x" * 79 + "…"


@given(st.text(max_size=300))
def test_a_name_is_always_one_line_without_control_characters(text: str) -> None:
    shown = numbers.name(text)
    assert shown.isprintable()
    assert 1 <= len(shown) <= numbers.LONGEST_NAME
