"""Quarters: how they are written, how they sort, and ranges of them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.errors import RequestError
from signals.quarter import EVERY_QUARTER, Quarter, last_ended, parse_range, quarters_between

quarters = st.builds(Quarter, year=st.integers(2004, 2200), number=st.integers(1, 4))


@given(quarters)
def test_parse_undoes_str_in_any_case(quarter: Quarter) -> None:
    assert Quarter.parse(str(quarter)) == Quarter.parse(str(quarter).lower()) == quarter


@given(quarters, quarters)
def test_quarters_sort_by_time_and_as_their_names_do(one: Quarter, other: Quarter) -> None:
    assert (one < other) == (one.last_day < other.first_day) == (str(one) < str(other))


@given(quarters)
def test_next_begins_the_day_after_and_previous_undoes_it(quarter: Quarter) -> None:
    assert quarter.next().first_day == quarter.last_day + timedelta(days=1)
    assert quarter.next().previous() == quarter


@given(st.dates(min_value=date(2004, 4, 1)))
def test_last_ended_is_the_last_quarter_that_is_over(today: date) -> None:
    last = last_ended(today)
    assert last.last_day < today <= last.next().last_day


@given(quarters, quarters)
def test_a_range_holds_what_lies_between_its_ends_and_nothing_else(one: Quarter, other: Quarter) -> None:
    first, last = sorted((one, other))
    wanted = parse_range(f"{first}..{last}")
    assert wanted.between(Quarter(2004, 1), last.next()) == list(quarters_between(first, last))
    assert last.next() not in wanted


@pytest.mark.parametrize(
    "text", ["", "2023", "2023q5", "2023q0", "23q1", "2023-q1", "q1 2023", "2023q1x", "２０２３q1", "0000q1"]
)
def test_what_is_no_quarter_is_refused_by_name(text: str) -> None:
    with pytest.raises(RequestError, match="found"):
        Quarter.parse(text)


def test_several_ranges_may_be_given_with_commas() -> None:
    wanted = parse_range("2004Q1, 2023q1..2023q3 ,2022q4..2023q1")
    assert [str(quarter) for quarter in wanted.between(Quarter(2004, 1), Quarter(2030, 1))] == [
        "2004Q1",
        "2022Q4",
        "2023Q1",
        "2023Q2",
        "2023Q3",
    ]


@pytest.mark.parametrize("text", ["", " ", "..", "2023q1..", "..2023q1", "2023q1...2023q2", "2023q1,", "a..b"])
def test_a_range_without_both_ends_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="Expected"):
        parse_range(text)


def test_a_reversed_range_is_refused_with_the_right_way_round() -> None:
    with pytest.raises(RequestError, match=r"2024q4\.\.2023q1 ends before it begins; write 2023Q1\.\.2024Q4"):
        parse_range("2024q4..2023q1")


def test_every_quarter_of_the_calendar_is_in_the_whole_range() -> None:
    assert Quarter(1968, 1) in EVERY_QUARTER
    assert str(EVERY_QUARTER) == "any year"


def test_a_quarter_that_cannot_be_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="no such quarter"):
        Quarter(2023, 5)
