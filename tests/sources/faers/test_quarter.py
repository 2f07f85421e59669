"""Quarters: how they are written, how they sort, and what FDA calls their zips."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.errors import RequestError
from signals.quarter import (
    EVERY_QUARTER,
    FIRST_QUARTER,
    Quarter,
    parse_range,
    published_until,
    quarter_of_zip,
    quarters_between,
)

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
def test_published_until_is_the_last_quarter_that_is_over(today: date) -> None:
    last = published_until(today)
    assert last.last_day < today <= last.next().last_day


@given(quarters)
def test_every_name_fda_may_give_a_zip_says_its_quarter(quarter: Quarter) -> None:
    for name in quarter.zip_names:
        assert quarter_of_zip(name) == quarter_of_zip(name.upper()) == quarter


@given(quarters, quarters)
def test_a_range_holds_what_lies_between_its_ends_and_nothing_else(one: Quarter, other: Quarter) -> None:
    first, last = sorted((one, other))
    wanted = parse_range(f"{first}..{last}")
    assert wanted.between(FIRST_QUARTER, last.next()) == list(quarters_between(first, last))
    assert last.next() not in wanted


@pytest.mark.parametrize(
    "text", ["", "2023", "2023q5", "2023q0", "23q1", "2023-q1", "q1 2023", "2023q1x", "２０２３q1", "2003q4"]
)
def test_what_is_no_quarter_of_faers_is_refused_by_name(text: str) -> None:
    with pytest.raises(RequestError, match="found"):
        Quarter.parse(text)


def test_the_names_are_those_of_fdas_two_eras() -> None:
    # https://fis.fda.gov/content/Exports, as listed in faers_quarters.csv (neksa/openfda-faers)
    assert Quarter(2012, 3).zip_names == ("aers_ascii_2012q3.zip", "aers_ascii_2012Q3.zip")
    assert Quarter(2012, 4).zip_names == ("faers_ascii_2012q4.zip", "faers_ascii_2012Q4.zip")
    assert (Quarter(2012, 3).era, Quarter(2012, 4).era) == ("AERS", "FAERS")


@pytest.mark.parametrize("name", ["faers_ascii_2023q1 (1).zip", "faers_xml_2023q1.zip", "aers_ascii_2003q4.zip"])
def test_other_names_are_no_quarter(name: str) -> None:
    assert quarter_of_zip(name) is None


def test_either_prefix_is_taken_for_any_quarter() -> None:
    assert quarter_of_zip("faers_ascii_2004q1.zip") == Quarter(2004, 1)
    assert quarter_of_zip("AERS_ASCII_2023Q1.ZIP") == Quarter(2023, 1)


def test_several_ranges_may_be_given_with_commas() -> None:
    wanted = parse_range("2004Q1, 2023q1..2023q3 ,2022q4..2023q1")
    assert [str(quarter) for quarter in wanted.between(FIRST_QUARTER, Quarter(2030, 1))] == [
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


def test_every_quarter_begins_with_2004q1() -> None:
    assert FIRST_QUARTER in EVERY_QUARTER
    assert FIRST_QUARTER.previous() not in EVERY_QUARTER


def test_a_quarter_that_cannot_be_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="no such quarter"):
        Quarter(2023, 5)
