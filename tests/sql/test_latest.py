"""Which version of a case is its latest, and which cases are kept."""

from datetime import date
from typing import Any

import pytest

from tests.sql.select import Row, rows_of

VERSION = (
    "latest.version_key",
    """
    caseid BIGINT, primaryid BIGINT, quarter VARCHAR, report_row BIGINT, fda_date DATE
    , init_fda_date DATE, event_date DATE, age_years DOUBLE, sex VARCHAR, description_hash UBIGINT, sender VARCHAR
    , manufacturer_number VARCHAR, has_drug BOOLEAN DEFAULT TRUE, has_event BOOLEAN DEFAULT TRUE
    """,
)
DELETED = ("staging.deleted_report", "caseid BIGINT, quarter VARCHAR")
LATEST = (
    "latest.report",
    """
    caseid BIGINT, primaryid BIGINT, quarter VARCHAR, report_row BIGINT, version_count BIGINT, init_fda_date DATE
    , is_split BOOLEAN, description_hash UBIGINT, is_deleted BOOLEAN
    """,
)
JUNE, JULY = date(2023, 6, 1), date(2023, 7, 1)


def version(primaryid: int, **values: Any) -> Row:
    """A version of case 7, first sent in 2023Q2."""
    return {"caseid": 7, "primaryid": primaryid, "quarter": "2023Q2", "fda_date": JUNE} | values


def latest(*versions: Row, deleted: tuple[Row, ...] = ()) -> list[dict[str, Any]]:
    return rows_of("latest.report", {VERSION: versions, DELETED: deleted})


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        pytest.param({"primaryid": 72, "quarter": "2023Q3"}, {"fda_date": JULY}, id="the one received last"),
        pytest.param({"fda_date": None, "primaryid": 72}, {}, id="an unknown date never wins over a known one"),
        pytest.param({"quarter": "2023Q3"}, {"primaryid": 72}, id="of one date the highest report number"),
        pytest.param({}, {"quarter": "2023Q3"}, id="of one number and date the one in the later quarter"),
        pytest.param(
            {"quarter": "2023Q3", "has_drug": False, "has_event": False}, {}, id="of one number the one with rows"
        ),
        pytest.param(
            {"quarter": "2023Q3", "has_event": False}, {}, id="of one number the one with drugs and reactions"
        ),
        pytest.param(
            {"has_drug": False}, {"quarter": "2023Q3", "has_event": False}, id="the later of two that lack some"
        ),
        pytest.param({}, {"primaryid": 72, "has_drug": False}, id="a follow-up also where it names no drug"),
        pytest.param({}, {"event_date": JUNE}, id="of one number twice the row that knows its event's date"),
        pytest.param({"age_years": 40.0}, {"age_years": 41.0}, id="of one number twice the row with the higher age"),
        pytest.param({"report_row": 1}, {"report_row": 2}, id="of one number twice the row that comes later"),
    ],
)
def test_the_latest_version_of_a_case(earlier: Row, later: Row) -> None:
    rows = (version(**{"primaryid": 71, "sex": "F", **earlier}), version(**{"primaryid": 71, "sex": "M", **later}))
    for versions in (rows, rows[::-1]):
        (row,) = latest(*versions)
        assert (row["sex"], row["version_count"]) == ("M", 2)


@pytest.mark.parametrize(
    ("tables", "quarter", "is_split"),
    [
        ({"2023Q1": "DR", "2023Q2": "DR"}, "2023Q2", False),
        ({"2023Q1": "DR", "2023Q2": ""}, "2023Q1", False),
        ({"2023Q1": "D", "2023Q2": "R"}, "2023Q2", True),
        ({"2023Q1": "DR", "2023Q2": "D", "2023Q3": "R"}, "2023Q1", True),
        ({"2023Q1": "", "2023Q2": "D"}, "2023Q2", False),
        ({"2023Q1": "", "2023Q2": ""}, "2023Q2", False),
    ],
)
def test_a_case_whose_report_has_newer_drugs_or_reactions_in_another_quarter_is_marked(
    tables: dict[str, str], quarter: str, is_split: bool
) -> None:
    rows = (
        version(71, quarter=of, has_drug="D" in letters, has_event="R" in letters) for of, letters in tables.items()
    )
    (row,) = latest(*rows)
    assert (row["quarter"], row["is_split"]) == (quarter, is_split)


def test_a_case_was_first_received_on_the_earliest_date_of_any_of_its_versions() -> None:
    first = version(71, init_fda_date=date(2023, 1, 2), fda_date=JUNE)
    (row,) = latest(first, version(72, init_fda_date=date(2023, 5, 5), fda_date=JULY))
    assert (row["fda_date"], row["init_fda_date"]) == (JULY, date(2023, 1, 2))


def test_a_report_without_any_number_is_no_case() -> None:
    assert latest(version(71, caseid=None)) == []


@pytest.mark.parametrize(("listed", "is_back"), [("2023Q1", True), ("2023Q2", False), ("2023Q3", False)])
def test_a_case_on_any_list_is_deleted_and_back_where_a_later_quarter_sends_it_again(
    listed: str, is_back: bool
) -> None:
    (row,) = latest(version(71), deleted=({"caseid": 7, "quarter": listed},))
    assert (row["is_deleted"], row["is_back_after_deletion"]) == (True, is_back)


def test_a_version_says_whether_its_own_quarter_has_its_drugs_and_reactions() -> None:
    report = (
        "staging.report",
        """
        caseid BIGINT, primaryid BIGINT, quarter VARCHAR, report_row BIGINT, fda_date DATE, init_fda_date DATE
        , event_date DATE, event_date_text VARCHAR, age_text VARCHAR, age_years DOUBLE, sex VARCHAR, country VARCHAR
        , reporter_country VARCHAR, sender VARCHAR, manufacturer_number VARCHAR
        """,
    )
    given: dict[tuple[str, str], list[Row]] = {
        report: [{"primaryid": 71}, {"primaryid": 72}, {"primaryid": None}],
        ("staging.report_drug", "primaryid BIGINT"): [{"primaryid": 71}, {"primaryid": None}],
        ("staging.report_event", "primaryid BIGINT"): [{"primaryid": 72}],
    }
    rows = rows_of("latest.version_key", given)
    assert [(row["has_drug"], row["has_event"]) for row in rows] == [(True, False), (False, True), (False, False)]


def test_only_a_kept_case_makes_another_one_described_alike() -> None:
    hashes = {1: 5, 2: 5, 3: 6, 4: 6, 5: 7, 6: None, 7: None}
    rows = [
        {"caseid": caseid, "description_hash": found, "is_deleted": caseid == 4, "quarter": "2023Q1"}
        for caseid, found in hashes.items()
    ]
    kept = {row["caseid"]: row["is_described_alike"] for row in rows_of("latest.kept_report", {LATEST: rows})}
    assert kept == {1: True, 2: True, 3: False, 5: False, 6: False, 7: False}
