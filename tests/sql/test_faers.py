"""What FDA writes, as the staging contract has it: numbers, dates of two eras, ages, weights."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import duckdb
import pytest

from signals.database import register_macros
from tests.sql.select import rows_of

DEMO = (
    "lake.demo",
    """
    quarter VARCHAR, primaryid VARCHAR, caseid VARCHAR, caseversion VARCHAR, fda_dt VARCHAR, init_fda_dt VARCHAR
    , event_dt VARCHAR, age VARCHAR, age_cod VARCHAR, sex VARCHAR, wt VARCHAR, wt_cod VARCHAR, occp_cod VARCHAR
    , reporter_country VARCHAR, occr_country VARCHAR, mfr_num VARCHAR, mfr_sndr VARCHAR, lit_ref VARCHAR
    , rept_cod VARCHAR, file_row_number BIGINT
    """,
)
COUNTRY = ("reference.country", "name VARCHAR, country VARCHAR")


@pytest.fixture(scope="module")
def macros() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        register_macros(connection)
        yield connection


def report(**values: str) -> dict[str, Any]:
    countries = [{"name": "JAPAN", "country": "JP"}]
    (row,) = rows_of("staging.report", {DEMO: [{"quarter": "2023Q1", **values}], COUNTRY: countries})
    return row


def test_a_report_without_a_case_number_is_its_own_case() -> None:
    assert report(primaryid="4711")["caseid"] == -4711
    assert report(primaryid="4711", caseid="12")["caseid"] == 12


@pytest.mark.parametrize(("written", "version"), [("", 0), (" ", 0), ("3", 3), ("2.0", 2), ("x", 0)])
def test_a_blank_version_is_the_first_report(written: str, version: int) -> None:
    assert report(primaryid="1", caseversion=written)["caseversion"] == version


def test_a_value_outside_its_vocabulary_is_null() -> None:
    row = report(primaryid="1", sex="UNK", age="40", age_cod="XX", wt="70", wt_cod="", occr_country="NARNIA")
    assert [row[name] for name in ("sex", "age_years", "weight_kg", "country")] == [None] * 4
    row = report(primaryid="1", sex="f ", reporter_country="japan", mfr_sndr=" Acme ", lit_ref="Crohn^s\n disease")
    assert [row[name] for name in ("sex", "reporter_country", "sender", "literature_reference")] == [
        "F", "JP", "ACME", "Crohn's disease",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("digits", "quarter", "day", "precision"),
    [
        ("20230115", "2023Q1", date(2023, 1, 15), "day"),
        ("202301", "2023Q1", date(2023, 1, 1), "month"),
        ("2023", "2023Q1", date(2023, 1, 1), "year"),
        (" 20230331 ", "2023Q1", date(2023, 3, 31), "day"),
        ("20230401", "2023Q1", None, None),  # after the quarter's end
        ("20230230", "2023Q1", None, None),  # in no calendar
        ("18991231", "2023Q1", None, None),
        ("2023011", "2023Q1", None, None),
        ("", "2023Q1", None, None),
        # AERS, and FAERS from 2021Q3 on, pad a date known to the month or year.
        ("20120101", "2012Q3", date(2012, 1, 1), "year"),
        ("20120201", "2012Q3", date(2012, 2, 1), "month"),
        ("20120101", "2012Q4", date(2012, 1, 1), "day"),
        ("20210201", "2021Q2", date(2021, 2, 1), "day"),
        ("20210201", "2021Q3", date(2021, 2, 1), "month"),
    ],
)
def test_a_date_is_known_to_day_month_or_year_and_is_not_after_its_quarter(
    macros: duckdb.DuckDBPyConnection, digits: str, quarter: str, day: date | None, precision: str | None
) -> None:
    found = macros.execute("SELECT past_date($1, $2), past_date_precision($1, $2)", [digits, quarter]).fetchone()
    assert found == (day, precision)


@pytest.mark.parametrize(
    ("age", "unit", "years"),
    [("4", "DEC", 40.0), (" 40 ", " yr", 40.0), ("6", "MON", 0.5), ("123", "YR", 123.0), ("124", "YR", None), ("-1", "YR", None), ("40", None, None), ("forty", "YR", None)],
)  # fmt: skip
def test_an_age_is_in_years_and_one_that_nobody_reached_is_unknown(
    macros: duckdb.DuckDBPyConnection, age: str, unit: str | None, years: float | None
) -> None:
    assert macros.execute("SELECT age_in_years($1, $2)", [age, unit]).fetchone() == (years,)


@pytest.mark.parametrize(
    ("weight", "unit", "kilograms"),
    [("70", "KG", 70.0), ("100", "LBS", 45.359237), ("3500", "GMS", 3.5), ("0", "KG", None), ("651", "KG", None), ("70", None, None)],
)  # fmt: skip
def test_a_weight_is_in_kilograms_and_one_that_nobody_had_is_unknown(
    macros: duckdb.DuckDBPyConnection, weight: str, unit: str | None, kilograms: float | None
) -> None:
    assert macros.execute("SELECT weight_in_kg($1, $2)", [weight, unit]).fetchone() == (kilograms,)
