"""What FDA calls the zip of a quarter."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.quarter import Quarter
from signals.sources.faers.zip_name import quarter_of_zip, zip_names

quarters = st.builds(Quarter, year=st.integers(2004, 2200), number=st.integers(1, 4))


@given(quarters)
def test_every_name_fda_may_give_a_zip_says_its_quarter(quarter: Quarter) -> None:
    for name in zip_names(quarter):
        assert quarter_of_zip(name) == quarter_of_zip(name.upper()) == quarter


def test_the_names_are_those_of_fdas_two_eras() -> None:
    # https://fis.fda.gov/content/Exports, as listed in faers_quarters.csv (neksa/openfda-faers)
    assert zip_names(Quarter(2012, 3)) == ("aers_ascii_2012q3.zip", "aers_ascii_2012Q3.zip")
    assert zip_names(Quarter(2012, 4)) == ("faers_ascii_2012q4.zip", "faers_ascii_2012Q4.zip")


@pytest.mark.parametrize("name", ["faers_ascii_2023q1 (1).zip", "faers_xml_2023q1.zip", "aers_ascii_2003q4.zip"])
def test_other_names_are_no_quarter(name: str) -> None:
    assert quarter_of_zip(name) is None


def test_either_prefix_is_taken_for_any_quarter() -> None:
    assert quarter_of_zip("faers_ascii_2004q1.zip") == Quarter(2004, 1)
    assert quarter_of_zip("AERS_ASCII_2023Q1.ZIP") == Quarter(2023, 1)
