"""The layouts are FDA's: compared with the headers and first rows that FDA published."""

import csv
from pathlib import Path

import pytest

from signals.demo import layouts
from signals.demo.layouts import TABLES, file_layouts
from signals.quarter import Quarter
from signals.sources.faers.zip_name import zip_name as zip_name_of


@pytest.fixture(scope="module")
def published(shared: Path) -> list[dict[str, str]]:
    """Header and first data row of every table in six of FDA's quarters."""
    with (shared / "reference" / "faers_headers.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_headers_and_names_are_those_of_fdas_files(published: list[dict[str, str]]) -> None:
    for row in published:
        layout = file_layouts(Quarter.parse(row["quarter"]))[row["table"]]
        assert layout.header == row["header_raw"], row["quarter"]
        assert layout.member == row["internal_filename"]
        assert layout.byte_order_mark == (row["has_bom"] == "True")


def test_data_rows_have_as_many_fields_as_fdas_first_rows(published: list[dict[str, str]]) -> None:
    for row in published:
        layout = file_layouts(Quarter.parse(row["quarter"]))[row["table"]]
        fields = len(layout.columns) + layout.line_end.count("$")
        assert fields == int(row["first_row_fields"]), (row["quarter"], row["table"])


def test_every_published_table_was_compared(published: list[dict[str, str]]) -> None:
    assert {(row["quarter"], row["table"]) for row in published} == {
        (quarter, table) for quarter in ("2004Q1", "2012Q4", "2014Q3", "2024Q1", "2026Q1", "2026Q2") for table in TABLES
    }


def test_columns_that_came_later_are_there_from_their_quarter_on() -> None:
    # FDA's readme and faers-signal-pipeline, as facts/faers.md has them.
    for table, column, before, since in (
        ("DEMO", "reporter_country", "2005Q2", "2005Q3"),
        ("DEMO", "lit_ref", "2014Q2", "2014Q3"),
        ("DRUG", "prod_ai", "2014Q2", "2014Q3"),
        ("REAC", "drug_rec_act", "2014Q2", "2014Q3"),
    ):
        assert column not in file_layouts(Quarter.parse(before))[table].columns
        assert column in file_layouts(Quarter.parse(since))[table].columns


@pytest.mark.parametrize(
    ("quarter", "zip_name", "deleted_list"),
    [
        ("2012Q3", "aers_ascii_2012q3.zip", None),
        ("2012Q4", "faers_ascii_2012q4.zip", None),
        ("2018Q4", "faers_ascii_2018q4.zip", None),
        ("2019Q1", "faers_ascii_2019q1.zip", "deleted/ADR19Q1DeletedCases.txt"),
        ("2020Q3", "faers_ascii_2020q3.zip", "Deleted/ADR20Q3DeletedCases.txt"),
        ("2020Q4", "faers_ascii_2020q4.zip", "Deleted/20Q4DeletedCases.txt"),
        ("2022Q4", "faers_ascii_2022q4.zip", "Deleted/DELETE22Q4.txt"),
    ],
)
def test_zips_and_deleted_lists_are_named_as_fda_names_them(
    quarter: str, zip_name: str, deleted_list: str | None
) -> None:
    parsed = Quarter.parse(quarter)
    assert (zip_name_of(parsed), layouts.deleted_list(parsed)) == (zip_name, deleted_list)


def test_odd_names_and_line_ends_stand_in_their_quarters_only() -> None:
    assert file_layouts(Quarter.parse("2018Q1"))["DEMO"].member == "ascii/DEMO18Q1_new.txt"
    assert file_layouts(Quarter.parse("2018Q1"))["DRUG"].member == "ascii/DRUG18Q1.txt"
    assert file_layouts(Quarter.parse("2017Q4"))["DEMO"].line_end == "\n"
    assert file_layouts(Quarter.parse("2017Q3"))["DEMO"].line_end == "\r\n"


def test_aers_columns_get_the_names_of_today() -> None:
    layouts = file_layouts(Quarter.parse("2012Q3"))
    assert layouts["DEMO"].columns[:4] == ("primaryid", "caseid", "i_f_code", "caseversion")
    assert layouts["THER"].columns[:2] == ("primaryid", "dsg_drug_seq")
    assert layouts["INDI"].columns[:2] == ("primaryid", "indi_drug_seq")
