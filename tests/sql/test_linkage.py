"""Which cases are compared for probable duplicates, and how far two cases agree (docs/decisions/0003-duplicates.md)."""

from datetime import date, timedelta
from typing import Any

import pytest

from signals.statistics.record_linkage import FIELDS
from tests.sql.select import Row, rows_of

DESCRIPTION = (
    "linkage.description",
    """
    caseid BIGINT, suspects INTEGER[], drugs INTEGER[], events INTEGER[], event_date DATE, start_date DATE
    , age_years DOUBLE, sex VARCHAR, weight_kg DOUBLE, country VARCHAR, receipt_year BIGINT, sender VARCHAR, number_stem VARCHAR
    """,
)
BLOCK = ("linkage.block", "caseid BIGINT, rule TINYINT, block_key UBIGINT")
PAIR = "caseid BIGINT, other_caseid BIGINT, rule TINYINT"
INGREDIENT = ("totals.ingredient", "ingredient_id INTEGER, case_count BIGINT")
EVENT = ("totals.event", "event_id INTEGER, case_count BIGINT")
DAY = date(2022, 5, 17)


def case(caseid: int, **values: Any) -> Row:
    """A case with everything known."""
    return {
        "caseid": caseid,
        "suspects": [1],
        "drugs": [1, 2],
        "events": [1, 2, 3],
        "event_date": DAY,
        "start_date": DAY - timedelta(days=90),
        "age_years": 54.0,
        "sex": "F",
        "weight_kg": 70.0,
        "country": "DE",
        "receipt_year": 2022,
        "sender": "ACME",
        "number_stem": f"20220{caseid}",
    } | values


def compared(one: Row, other: Row) -> list[dict[str, Any]]:
    """The comparison of two cases among 32: ingredient 1 is suspected in 100 of them, 2 in 8; each event is in one."""
    others = [case(caseid, suspects=[9], drugs=[9], events=[9]) for caseid in range(101, 101 + 30)]
    pair = {"caseid": one["caseid"], "other_caseid": other["caseid"], "rule": 1}
    return rows_of(
        "linkage.comparison",
        {
            DESCRIPTION: [one, other, *others],
            ("linkage.candidate", PAIR): [pair, pair | {"rule": 4}],
            ("linkage.chance_pair", PAIR): [],
            INGREDIENT: [{"ingredient_id": 1, "case_count": 100}, {"ingredient_id": 2, "case_count": 8}],
            EVENT: [{"event_id": number, "case_count": 1} for number in range(1, 6)],
        },
    )


def levels(**values: Any) -> dict[str, Any]:
    """What two cases agree on of which the second differs in these values."""
    (row,) = compared(case(1), case(2, **values))
    return row


def meaning(row: Row, name: str) -> str:
    (field,) = [field for field in FIELDS if field.name == name]
    return field.levels[row[name] - 1] if row[name] else "not known"


def test_two_cases_that_differ_in_their_numbers_alone() -> None:
    row = levels()
    assert {field.name: meaning(row, field.name) for field in FIELDS} == {
        # Three events of one case in 32 tell 5 bits each.
        "events": "the same, less than 20 bits",
        "drugs": "the same two or three",
        "event_date": "the same day",
        "age": "the same",
        "start_date": "the same day",
        "sex": "the same",
        "weight": "less than 0.6 kg apart",
        "country": "the same",
        "number": "different, of one sender",
    }
    assert row["rules"] == [1, 4]


@pytest.mark.parametrize(
    ("value", "name", "expected"),
    [
        ({"events": [1]}, "events", "some shared"),
        ({"events": [1, 2]}, "events", "most shared, less than 12 bits"),
        ({"events": [1, 2, 3, 4]}, "events", "most shared, 12 bits or more"),
        ({"events": [4, 5]}, "events", "none shared"),
        ({"drugs": [1]}, "drugs", "most shared"),
        ({"drugs": [1, 3, 4]}, "drugs", "fewer than half shared"),
        ({"event_date": DAY + timedelta(days=14)}, "event_date", "up to 14 days apart"),
        ({"event_date": DAY - timedelta(days=15)}, "event_date", "more than 14 days apart"),
        ({"event_date": None}, "event_date", "not known"),
        ({"age_years": 55.0}, "age", "up to a year apart"),
        ({"age_years": 56.0}, "age", "more than a year apart"),
        ({"age_years": None}, "age", "not known"),
        ({"start_date": DAY}, "start_date", "different"),
        ({"start_date": None}, "start_date", "not known"),
        ({"sex": "M"}, "sex", "different"),
        ({"sex": None}, "sex", "not known"),
        ({"weight_kg": 70.7}, "weight", "0.6 kg or more apart"),
        ({"weight_kg": None}, "weight", "not known"),
        ({"country": "FR"}, "country", "different"),
        ({"country": None}, "country", "not known"),
        ({"sender": "NORTHGATE"}, "number", "different, of different senders"),
        ({"sender": None}, "number", "different, of different senders"),
        ({"sender": "NORTHGATE", "number_stem": "202201"}, "number", "the same digits"),
        ({"number_stem": None}, "number", "not known"),
    ],
)  # fmt: skip
def test_a_field_is_compared_in_words(value: dict[str, Any], name: str, expected: str) -> None:
    assert meaning(levels(**value), name) == expected


def test_cases_that_suspect_no_drug_in_common_are_not_compared() -> None:
    assert compared(case(1), case(2, suspects=[2])) == []


def test_rarity_is_that_of_the_rarest_drug_that_both_suspect() -> None:
    # 100 cases: 6.64 bits, rounded up; 8 cases: 3 bits.
    assert levels()["rarity"] == 7
    (row,) = compared(case(1, suspects=[1, 2]), case(2, suspects=[1, 2]))
    assert row["rarity"] == 3


def blocked(count: int) -> list[Row]:
    return [{"caseid": caseid, "rule": 1, "block_key": 7} for caseid in range(1, count + 1)]


def test_every_two_cases_of_a_block_are_candidates_and_a_block_of_more_than_ten_has_none() -> None:
    assert len(rows_of("linkage.candidate", {BLOCK: blocked(10)})) == 45
    assert rows_of("linkage.candidate", {BLOCK: blocked(11)}) == []
    assert rows_of("linkage.candidate", {BLOCK: blocked(1)}) == []


def test_one_key_of_two_rules_is_two_blocks() -> None:
    rows = [{"caseid": caseid, "rule": 1 + caseid % 2, "block_key": 7} for caseid in range(12)]
    pairs = rows_of("linkage.candidate", {BLOCK: rows})
    assert len(pairs) == 15 + 15
    assert all(pair["caseid"] % 2 == pair["other_caseid"] % 2 for pair in pairs)


def rules_of(row: Row) -> set[int]:
    return {found["rule"] for found in rows_of("linkage.block", {DESCRIPTION: [row]})}


def test_a_rule_whose_fields_are_not_known_blocks_nothing() -> None:
    assert rules_of(case(1, drugs=[1, 2, 3])) == set(range(1, 14))
    assert rules_of(case(1, drugs=[1, 2, 3], event_date=None)) == set(range(1, 14)) - {1, 3, 8}
    assert rules_of(case(1, drugs=[1, 2, 3], age_years=None)) == set(range(1, 14)) - {1, 2, 6, 7, 13}
    assert rules_of(case(1, number_stem=None)) == set(range(1, 14)) - {4, 10}


def test_pairs_by_chance_suspect_one_drug_that_twenty_cases_suspect() -> None:
    cases = [case(caseid, suspects=[1] if caseid <= 20 else [2]) for caseid in range(1, 40)]
    pairs = rows_of("linkage.chance_pair", {DESCRIPTION: cases})
    assert len(pairs) == 19
    assert all(row["caseid"] < row["other_caseid"] <= 20 for row in pairs)
