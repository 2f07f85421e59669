"""Which cases the two rules call the same report, and which of them is kept (docs/decisions/0003-duplicates.md)."""

from datetime import date
from typing import Any

import pytest

from tests.sql.select import Row, rows_of

REPORT = (
    "latest.report",
    """
    caseid BIGINT, manufacturer_number VARCHAR, sender VARCHAR, sex VARCHAR, age_years DOUBLE, is_deleted BOOLEAN
    , quarter VARCHAR, fda_date DATE, init_fda_date DATE
    """,
)
VERSION = ("latest.version_key", "caseid BIGINT, primaryid BIGINT")
LIKENESS = ("duplicates.likeness", "caseid BIGINT, likeness VARCHAR, sender VARCHAR, has_padded_date BOOLEAN")
GROUP = ("duplicates.duplicate_group", "caseid BIGINT, group_number BIGINT, rules VARCHAR[]")


def report(caseid: int, **values: Any) -> Row:
    """A case that ACME reported under its number US-1."""
    return {"caseid": caseid, "manufacturer_number": "US-1", "sender": "ACME", "is_deleted": False} | values


def groups(model: str, given: dict[tuple[str, str], list[Row]]) -> list[set[int]]:
    """The cases of each group that a rule found."""
    by_key: dict[str, set[int]] = {}
    for row in rows_of(model, given):
        by_key.setdefault(row["group_key"], set()).add(row["caseid"])
    return sorted(by_key.values(), key=min)


def by_number(*reports: Row) -> list[set[int]]:
    return groups("duplicates.number_link", {REPORT: list(reports)})


def test_a_number_of_one_sender_is_one_report() -> None:
    assert by_number(report(1), report(2), report(3, sender="NORTHGATE"), report(4, manufacturer_number="US-2")) == [
        {1, 2}
    ]


@pytest.mark.parametrize("missing", [{"sender": None}, {"manufacturer_number": None}, {"is_deleted": True}])
def test_a_case_without_sender_or_number_or_deleted_is_linked_to_none(missing: Row) -> None:
    assert by_number(report(1), report(2, **missing)) == []


def test_number_and_sender_that_read_alike_together_are_two_groups() -> None:
    ours = [report(caseid, manufacturer_number="US-1|ACME", sender="X") for caseid in (1, 2)]
    theirs = [report(caseid, manufacturer_number="US-1", sender="ACME|X", sex="F") for caseid in (3, 4)]
    found = rows_of("duplicates.number_link", {REPORT: [*ours, *theirs[:1]]})
    assert [row["caseid"] for row in found] == [1, 2]


def test_where_a_number_has_both_sexes_each_is_a_group_and_unknown_sex_in_neither() -> None:
    assert by_number(
        *[report(caseid, sex="F") for caseid in (1, 2)],
        *[report(caseid, sex="M") for caseid in (3, 4)],
        *[report(caseid) for caseid in (5, 6)],
    ) == [{1, 2}, {3, 4}]


def test_where_a_number_has_one_sex_unknown_sex_goes_with_it() -> None:
    assert by_number(report(1, sex="F"), report(2, sex="F"), report(3)) == [{1, 2, 3}]


def test_ages_more_than_two_years_apart_are_two_groups_and_unknown_age_in_neither() -> None:
    ages = {1: 40.0, 2: 42.0, 3: 44.5, 4: 45.0, 5: None}
    assert by_number(*[report(caseid, age_years=age) for caseid, age in ages.items()]) == [{1, 2}, {3, 4}]


def test_where_no_ages_are_apart_unknown_age_goes_with_them() -> None:
    assert by_number(report(1, age_years=40.0), report(2, age_years=42.0), report(3)) == [{1, 2, 3}]


def test_ages_that_reach_over_two_years_by_small_steps_are_no_group() -> None:
    assert by_number(*[report(caseid, age_years=40.0 + 1.5 * caseid) for caseid in (1, 2, 3)]) == []


def by_report(*versions: tuple[int | None, int | None]) -> list[set[int]]:
    rows: list[Row] = [{"caseid": caseid, "primaryid": primaryid} for caseid, primaryid in versions]
    return groups("duplicates.shared_report", {VERSION: rows})


def test_one_report_under_several_case_numbers_is_one_report_in_any_version() -> None:
    versions = (7100001, 5900001), (7100002, 5900001), (7100002, 5900007), (7100003, 5900001), (7100004, 5900009)
    assert by_report(*versions, (7100001, 5900001)) == [{7100001, 7100002, 7100003}]


def test_a_report_without_a_case_number_is_the_case_that_has_its_number() -> None:
    assert by_report((-5900001, 5900001), (7100002, 5900001)) == [{-5900001, 7100002}]


def test_numbers_made_of_case_and_version_that_read_alike_are_two_reports() -> None:
    assert by_report((7000000, 700000012), (70000001, 700000012)) == []


def test_a_number_made_of_another_case_is_that_cases_report() -> None:
    assert by_report((10000001, 100000012), (10000009, 100000012)) == [{10000001, 10000009}]


def test_rows_without_a_report_number_or_a_case_are_linked_to_none() -> None:
    assert by_report((1, None), (2, None), (None, 5900001), (7100001, 5900001)) == []


def alike_cases(count: int, *, padded: bool, senders: tuple[str, ...] = ("ACME",)) -> list[Row]:
    return [
        {"caseid": i, "likeness": "a", "sender": senders[i % len(senders)], "has_padded_date": padded}
        for i in range(count)
    ]


@pytest.mark.parametrize(
    ("cases", "linked"),
    [
        (alike_cases(1, padded=False), 0),
        (alike_cases(2, padded=False), 2),
        (alike_cases(8, padded=False), 8),
        (alike_cases(7, padded=True), 7),
        (alike_cases(8, padded=True), 0),
        (alike_cases(8, padded=True, senders=("ACME", "NORTHGATE")), 8),
    ],
)
def test_eight_cases_of_one_sender_on_a_date_that_may_be_padded_are_not_one_report(
    cases: list[Row], linked: int
) -> None:
    assert len(rows_of("duplicates.likeness_link", {LIKENESS: cases})) == linked


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"fda_date": date(2023, 1, 1)}, {"fda_date": date(2023, 1, 2)}),
        ({"fda_date": None, "quarter": "2023Q4"}, {"fda_date": date(2001, 1, 1)}),
        ({"quarter": "2023Q1"}, {"quarter": "2023Q2"}),
        ({}, {}),
    ],
    ids=["received last", "unknown date first", "later quarter", "higher case number"],
)
def test_the_copy_received_last_is_kept_with_the_earliest_receipt_of_the_group(one: Row, other: Row) -> None:
    receipts = {"quarter": "2023Q1", "fda_date": date(2023, 1, 1)}
    reports = [
        report(1, **{**receipts, "init_fda_date": date(2020, 5, 5), **one}),
        report(2, **{**receipts, "init_fda_date": date(2022, 5, 5), **other}),
    ]
    members = [{"caseid": caseid, "group_number": 1, "rules": ["aeolus"]} for caseid in (1, 2)]
    rows = rows_of("duplicates.duplicate", {REPORT: reports, GROUP: members})
    assert {(row["kept_caseid"], row["group_init_fda_date"]) for row in rows} == {(2, date(2020, 5, 5))}
    assert len(rows) == 2


def test_a_case_counts_when_it_is_no_duplicate_and_names_a_suspect_and_a_reaction() -> None:
    drugs = {1: "PS", 2: "SS", 3: "C", 4: "PS", 5: "PS"}
    rows = rows_of(
        "cases.cases",
        {
            ("latest.kept_report", "caseid BIGINT, primaryid BIGINT, quarter VARCHAR, report_row BIGINT, version_count BIGINT, is_split BOOLEAN, init_fda_date DATE"): [
                {"caseid": caseid, "report_row": caseid, "init_fda_date": date(2023, 1, caseid)} for caseid in drugs
            ],
            ("staging.report", "report_row BIGINT, caseversion INTEGER, fda_date DATE, event_date DATE, event_date_precision VARCHAR, age_years DOUBLE, sex VARCHAR, weight_kg DOUBLE, reporter_type VARCHAR, reporter_country VARCHAR, country VARCHAR, report_type VARCHAR, sender VARCHAR, manufacturer_number VARCHAR, literature_reference VARCHAR"): [
                {"report_row": caseid} for caseid in drugs
            ],
            ("duplicates.duplicate", "caseid BIGINT, kept_caseid BIGINT, rules VARCHAR, group_init_fda_date DATE"): [
                {"caseid": 1, "kept_caseid": 1, "rules": "aeolus", "group_init_fda_date": date(2020, 1, 1)},
                {"caseid": 5, "kept_caseid": 1, "rules": "aeolus", "group_init_fda_date": date(2020, 1, 1)},
            ],
            ("latest.drug", "caseid BIGINT, role VARCHAR, ingredient VARCHAR"): [
                {"caseid": caseid, "role": role, "ingredient": "imatinib"} for caseid, role in drugs.items()
            ],
            ("latest.event", "caseid BIGINT, event_id INTEGER"): [{"caseid": caseid, "event_id": 1} for caseid in (1, 2, 3, 5)],
            ("latest.outcome", "caseid BIGINT, outcome VARCHAR"): [{"caseid": 2, "outcome": "HO"}],
        },
    )  # fmt: skip
    found = {row["caseid"]: row for row in rows}
    assert [caseid for caseid in sorted(found) if found[caseid]["is_counted"]] == [1, 2]
    assert (found[1]["init_fda_date"], found[5]["init_fda_date"]) == (date(2020, 1, 1), date(2023, 1, 5))
    assert (found[5]["duplicate_of"], found[5]["duplicate_rule"], found[1]["duplicate_of"]) == (1, "aeolus", None)
    assert [caseid for caseid in sorted(found) if found[caseid]["is_serious"]] == [2]
