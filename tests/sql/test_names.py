"""What other rows say of a drug text, and in which spelling a term is shown."""

from collections.abc import Mapping, Sequence

import hypothesis
import pytest
from hypothesis import strategies as st

from tests.sql.select import Row, rows_of

DRUG = ("names.drug_name", "name_id INTEGER, drug_text VARCHAR, record_count BIGINT, is_placebo BOOLEAN DEFAULT FALSE")
NAMED = ("names.named_ingredient", "name_id INTEGER, ingredient VARCHAR")
SPELLING = (
    "names.event_spelling",
    "event_id INTEGER, event_text VARCHAR, lower_pt VARCHAR, readable_pt VARCHAR, record_count BIGINT",
)


Names = Sequence[tuple[str | None, int, Sequence[str]]]
"""For each distinct name: its cleaned text, its number of rows, and the ingredients that it names itself."""


def given(names: Names) -> dict[tuple[str, str], list[Row]]:
    return {
        DRUG: [
            {"name_id": place, "drug_text": text, "record_count": count} for place, (text, count, _) in enumerate(names)
        ],
        NAMED: [{"name_id": place, "ingredient": name} for place, (_, _, named) in enumerate(names) for name in named],
    }


def borrowed(*names: tuple[str | None, int, Sequence[str]]) -> set[tuple[str, str]]:
    sets = rows_of("names.named_set", given(names))
    return {(row["drug_text"], name) for row in sets if row["is_borrowed"] for name in row["ingredients"]}


def test_a_text_borrows_the_ingredients_on_which_all_its_rows_agree() -> None:
    both = ["carbidopa", "levodopa"]
    found = borrowed(("STALEVO", 5, both), ("STALEVO", 1, both[::-1]), ("STALEVO", 3, []), (None, 9, ["imatinib"]))
    assert found == {("STALEVO", name) for name in both}


@pytest.mark.parametrize(("count", "odd", "is_lent"), [(590, 1, True), (9, 1, True), (8, 1, False), (1, 1, False)])
def test_nine_of_ten_rows_are_a_majority_whatever_the_others_hold(count: int, odd: int, is_lent: bool) -> None:
    found = borrowed(("PAXIL", count, ["paroxetine"]), ("PAXIL", odd, ["piroxicam"]))
    assert found == ({("PAXIL", "paroxetine")} if is_lent else set())


def test_names_without_an_ingredient_are_no_part_of_the_majority() -> None:
    assert borrowed(("PAXIL", 1, ["paroxetine"]), ("PAXIL", 5000, [])) == {("PAXIL", "paroxetine")}


@pytest.mark.parametrize("text", ["PLACEBO", "BLINDED", "BLIND THERAPY", "UNKNOWN DRUG", "STUDY DRUG", "TRIAL MEDICATION"])  # fmt: skip
def test_a_text_that_says_the_drug_was_not_named_gives_no_ingredient(text: str) -> None:
    assert borrowed((text, 9, ["imatinib"]), ("BLINDEX", 1, ["imatinib"])) == {("BLINDEX", "imatinib")}


@hypothesis.settings(max_examples=10)  # of 20 texts each: starting a query takes longer than a text
@hypothesis.given(
    st.lists(
        st.tuples(
            st.sampled_from("ABCDEFGHIJKLMNOPQRST"), st.integers(1, 40), st.sets(st.sampled_from("xyz"), min_size=1)
        ),
        min_size=20,
        max_size=60,
    )
)
def test_a_text_never_borrows_two_sets_of_ingredients(names: list[tuple[str, int, set[str]]]) -> None:
    sets = rows_of("names.named_set", given([(text, count, sorted(named)) for text, count, named in names]))
    lenders = [row["drug_text"] for row in sets if row["is_borrowed"]]
    assert len(lenders) == len(set(lenders))


def test_conflicts_are_listed_with_what_was_taken_and_how_many_rows_wait_for_it() -> None:
    names: Names = [
        ("PAXIL", 19, ["paroxetine"]), ("PAXIL", 1, ["piroxicam"]), ("PAXIL", 590, []), ("ZOCOR", 5, ["simvastatin"]),
    ]  # fmt: skip
    sets = rows_of("names.named_set", given(names))
    of_sets = (
        "names.named_set",
        "drug_text VARCHAR, ingredients VARCHAR[], record_count BIGINT, text_record_count BIGINT, is_borrowed BOOLEAN",
    )
    rows = rows_of("meta.borrowed_conflict", {**given(names), of_sets: sets})
    assert [tuple(row.values()) for row in rows] == [
        ("PAXIL", "paroxetine", 19, 20, True, 590),
        ("PAXIL", "piroxicam", 1, 20, False, 590),
    ]


@pytest.mark.parametrize(
    ("spellings", "shown"),
    [
        ({"OPTIC NEURITIS": 900, "Optic neuritis": 2}, "Optic neuritis"),
        ({"optic neuritis": 900, "Optic neuritis": 2, "Optic Neuritis": 3}, "Optic Neuritis"),
        ({"Optic neuritis": 2, "Optic Neuritis": 2}, "Optic neuritis"),
        ({"OPTIC NEURITIS": 900, "optic neuritis": 5}, "Optic neuritis"),
    ],
    ids=["not all capitals", "with a capital, the commonest", "of equals the last by letters", "else sentence case"],
)
def test_a_term_is_shown_in_the_spelling(spellings: Mapping[str, int], shown: str) -> None:
    rows = [
        {"event_id": 1, "lower_pt": text.lower(), "readable_pt": text, "record_count": count}
        for text, count in spellings.items()
    ]
    assert [row["event_pt"] for row in rows_of("names.event_term", {SPELLING: rows})] == [shown]
