"""What a case says of a drug: its role, its dose, and when it was taken."""

from datetime import date
from typing import Any

import duckdb
import pytest

from signals.database import register_macros
from tests.sql.select import Row, rows_of

KEPT = ("latest.kept_report", "caseid BIGINT, primaryid BIGINT")
DOSE = ("route", "dose_text", "dose_amount", "dose_unit", "dose_form", "dose_frequency", "lot_number")
REPORT_DRUG = (
    "staging.report_drug",
    """
    primaryid BIGINT, caseid BIGINT, drug_seq BIGINT, role VARCHAR, drugname VARCHAR, prod_ai VARCHAR
    , dechallenge VARCHAR, rechallenge VARCHAR, route VARCHAR, dose_text VARCHAR, dose_amount DOUBLE
    , dose_unit VARCHAR, dose_form VARCHAR, dose_frequency VARCHAR, lot_number VARCHAR
    """,
)
REPEATED = ("latest.repeated_drug", "primaryid BIGINT, drug_seq BIGINT")
NAMED = (
    "names.drug_ingredient",
    "drugname VARCHAR, prod_ai VARCHAR, ingredient VARCHAR, match_rule VARCHAR, is_blinded BOOLEAN",
)
PERIOD = (
    "start_date DATE, start_date_precision VARCHAR, end_date DATE, end_date_precision VARCHAR, duration_days DOUBLE"
)
THERAPY = ("latest.therapy", f"caseid BIGINT, drug_seq BIGINT, {PERIOD}")
REPORT_THERAPY = ("staging.report_therapy", f"primaryid BIGINT, caseid BIGINT, drug_seq BIGINT, {PERIOD}")
LAKE_DRUG = (
    "lake.drug",
    """
    primaryid VARCHAR, caseid VARCHAR, drug_seq VARCHAR, role_cod VARCHAR, drugname VARCHAR, prod_ai VARCHAR
    , dechal VARCHAR, rechal VARCHAR, route VARCHAR, dose_vbm VARCHAR, dose_amt VARCHAR, dose_unit VARCHAR
    , dose_form VARCHAR, dose_freq VARCHAR, lot_num VARCHAR
    """,
)


def case_drug(*rows: Row) -> list[dict[str, Any]]:
    """The records of case 7, whose latest version is report 71, from rows of Gleevec."""
    written = [{"primaryid": 71, "caseid": 7, "drug_seq": 1, "role": "PS", "drugname": "GLEEVEC"} | row for row in rows]
    return rows_of(
        "latest.drug",
        {
            REPORT_DRUG: written,
            KEPT: [{"caseid": 7, "primaryid": 71}],
            REPEATED: [{"primaryid": 71, "drug_seq": 1}] if len(rows) > 1 else [],
            NAMED: [{"drugname": "GLEEVEC", "ingredient": "imatinib", "match_rule": "kinase"}],
            THERAPY: [],
        },
    )


def therapy(*rows: Row) -> dict[str, Any]:
    """The therapy of drug 1 of case 7."""
    written = [{"primaryid": 71, "caseid": 7, "drug_seq": 1} | row for row in rows]
    (found,) = rows_of("latest.therapy", {REPORT_THERAPY: written, KEPT: [{"caseid": 7, "primaryid": 71}]})
    return found


def test_of_a_drug_record_with_several_roles_the_most_suspect_one_stands() -> None:
    of_another_case = {"caseid": 8, "drug_seq": 2, "drugname": "OF ANOTHER CASE"}
    rows = case_drug(*({"role": role} for role in ("DN", "C", "SS", "I")), of_another_case)
    assert [(row["drug_seq"], row["role"], row["ingredient"]) for row in rows] == [(1, "SS", "imatinib")]


def test_a_dose_that_all_rows_of_a_record_give_alike_stands_and_one_in_which_they_differ_does_not() -> None:
    dose = {"route": "oral", "dose_amount": 400.0, "dose_unit": "MG", "dose_form": "tablet", "lot_number": "A1"}
    (row,) = case_drug(dose, dose | {"dose_amount": 600.0, "lot_number": None, "dose_frequency": "QD"})
    assert [row[name] for name in DOSE] == ["oral", None, None, "MG", "tablet", None, None]
    assert row["row_count"] == 2


def test_a_record_written_once_keeps_all_of_its_dose() -> None:
    dose = dict(zip(DOSE, ("oral", "400 mg daily", 400.0, "MG", "tablet", "QD", "A1"), strict=True))
    (row,) = case_drug(dose)
    assert {name: row[name] for name in DOSE} == dose
    assert row["row_count"] == 1


def test_what_is_written_of_a_dose_is_read_and_what_is_no_amount_is_unknown() -> None:
    written = {
        "route": " Oral ",
        "dose_vbm": "400 mg^s\n daily",
        "dose_unit": "mg",
        "dose_form": "Tablet ",
        "dose_freq": "/wk",
    }
    rows = rows_of(
        "staging.report_drug",
        {
            LAKE_DRUG: [
                written | {"dose_amt": amount, "lot_num": " A1"} for amount in ("0.5", "0", "-1", "nan", "inf", "one")
            ]
        },
    )
    assert [row["dose_amount"] for row in rows] == [0.5, None, None, None, None, None]
    assert [rows[0][name] for name in DOSE] == ["oral", "400 mg's daily", 0.5, "MG", "tablet", "/WK", "A1"]


@pytest.mark.parametrize(
    ("duration", "unit", "days"),
    [("2", "YR", 730.5), ("6", "MON", 182.625), ("3", "wk", 21.0), (" 5 ", "DAY", 5.0), ("5", "DY", 5.0),
     ("12", "HR", 0.5), ("36", "MIN", 0.025), ("0", "DAY", 0.0), ("-1", "DAY", None), ("124", "YR", None),
     ("5", None, None), ("some", "DAY", None)],
)  # fmt: skip
def test_a_duration_is_in_days_and_one_longer_than_a_life_is_unknown(
    duration: str, unit: str | None, days: float | None
) -> None:
    with duckdb.connect() as connection:
        register_macros(connection)
        found = connection.execute("SELECT duration_in_days($1, $2)", [duration, unit]).fetchone()
    assert found == (pytest.approx(days),)


def test_a_therapy_taken_twice_lasts_from_its_first_start_to_its_last_end() -> None:
    spring = {
        "start_date": date(2020, 3, 1), "start_date_precision": "day", "end_date": date(2020, 4, 1),
        "end_date_precision": "month", "duration_days": 30.0,
    }  # fmt: skip
    autumn = {
        "start_date": date(2020, 9, 1),
        "start_date_precision": "month",
        "end_date": date(2020, 12, 24),
        "end_date_precision": "day",
    }
    row = therapy(spring, autumn)
    assert (row["start_date"], row["start_date_precision"]) == (date(2020, 3, 1), "day")
    assert (row["end_date"], row["end_date_precision"], row["duration_days"]) == (date(2020, 12, 24), "day", 30.0)


def test_of_two_ends_on_one_day_the_one_that_is_known_best_stands() -> None:
    ends = [{"end_date": date(2020, 1, 1), "end_date_precision": precision} for precision in ("year", "day", "month")]
    assert therapy(*ends)["end_date_precision"] == "day"


def test_a_therapy_with_an_end_alone_is_kept_and_one_of_another_case_is_not() -> None:
    ended, elsewhere = {"end_date": date(2020, 1, 1)}, {"caseid": 8, "end_date": date(2022, 1, 1)}
    row = therapy(ended, elsewhere)
    assert (row["start_date"], row["start_date_precision"], row["end_date"]) == (None, None, date(2020, 1, 1))
