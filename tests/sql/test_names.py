"""What other rows say of a drug text, and in which spelling a term is shown."""

from collections.abc import Mapping, Sequence

import pytest

from tests.sql.select import rows_of

DRUG = ("names.drug_name", "name_id INTEGER, drug_text VARCHAR")
NAMED = ("names.named_ingredient", "name_id INTEGER, ingredient VARCHAR")
SPELLING = (
    "names.event_spelling",
    "event_id INTEGER, event_text VARCHAR, lower_pt VARCHAR, readable_pt VARCHAR, record_count BIGINT",
)


def borrowed(texts: Mapping[int, str | None], named: Mapping[int, Sequence[str]]) -> set[tuple[str, str]]:
    rows = rows_of(
        "names.borrowed_ingredient",
        {
            DRUG: [{"name_id": name_id, "drug_text": text} for name_id, text in texts.items()],
            NAMED: [
                {"name_id": name_id, "ingredient": ingredient}
                for name_id, ingredients in named.items()
                for ingredient in ingredients
            ],
        },
    )
    return {(row["drug_text"], row["ingredient"]) for row in rows}


def test_a_text_borrows_the_ingredients_on_which_all_its_rows_agree() -> None:
    texts = {1: "STALEVO", 2: "STALEVO", 3: "STALEVO", 4: None}
    both = ["carbidopa", "levodopa"]
    assert borrowed(texts, {1: both, 2: both[::-1], 4: ["imatinib"]}) == {("STALEVO", name) for name in both}


def test_a_text_whose_rows_disagree_borrows_nothing() -> None:
    assert borrowed({1: "MAVENCLAD", 2: "MAVENCLAD"}, {1: ["cladribine"], 2: ["cladribine", "imatinib"]}) == set()


@pytest.mark.parametrize("text", ["PLACEBO", "BLINDED", "BLIND THERAPY", "UNKNOWN DRUG", "STUDY DRUG", "TRIAL MEDICATION"])  # fmt: skip
def test_a_text_that_says_the_drug_was_not_named_lends_nothing(text: str) -> None:
    assert borrowed({1: text, 2: "BLINDEX"}, {1: ["imatinib"], 2: ["imatinib"]}) == {("BLINDEX", "imatinib")}


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
