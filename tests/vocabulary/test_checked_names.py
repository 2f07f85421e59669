"""Names of suspect drugs in real reports whose ingredients were judged by hand (docs/methods.md, Drug names)."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKED = Path(__file__).with_name("checked_names.csv")
"""300 distinct names drawn at random within each rule from faers_70k on 2026-11-29, each judged by reading it."""
Named = dict[tuple[str | None, str | None], dict[str, str]]
NameDrugs = Callable[[list[tuple[str | None, str | None]]], Named]


@pytest.fixture(scope="module")
def checked() -> list[dict[str, str]]:
    with CHECKED.open(newline="") as file:
        return list(csv.DictReader(file))


def test_of_three_hundred_checked_names_at_least_97_percent_are_right(checked: list[dict[str, str]]) -> None:
    assert len(checked) == len({(row["drugname"], row["match_rule"]) for row in checked}) == 300
    assert sum(row["is_right"] == "TRUE" for row in checked) == 295


def test_checked_names_that_need_no_other_row_still_lead_to_their_ingredients(
    checked: list[dict[str, str]], name_drugs: NameDrugs
) -> None:
    alone = [row for row in checked if row["match_rule"] in ("kinase", "product") and row["is_right"] == "TRUE"]
    named = name_drugs([(row["drugname"], None) for row in alone])
    assert len(alone) > 200
    for row in alone:
        expected = dict.fromkeys(row["ingredients"].split("\\"), row["match_rule"])
        assert named[row["drugname"], None] == expected


SPELLINGS = {
    "GLEEVAC": "imatinib", "IMATANIB": "imatinib", "SUNITNIB": "sunitinib", "DASATINUB": "dasatinib", "DASATANIB 70 MG": "dasatinib",
    "TAB. SORAFINIB": "sorafenib", "AFFINITOR": "everolimus",
}  # fmt: skip


@pytest.mark.parametrize(("written", "ingredient"), SPELLINGS.items())
def test_a_kinase_inhibitor_one_edit_away_is_found(written: str, ingredient: str, name_drugs: NameDrugs) -> None:
    assert name_drugs([(written, None)])[written, None] == {ingredient: "spelling"}


@pytest.mark.parametrize(
    "written",
    [
        "ABATINIB",  # one edit from afatinib, two from others
        "MLEEVEC",  # the first letter is wrong
        "IMATANAB",  # two edits
        "SUNITNIB PLACEBO",
    ],
)
def test_what_may_be_another_drug_is_not_taken_for_a_kinase_inhibitor(written: str, name_drugs: NameDrugs) -> None:
    assert set(name_drugs([(written, None)])[written, None].values()) == {"text"}


@pytest.mark.parametrize(
    ("written", "ingredient"),
    [("LESTAURTINIB", "lestaurtinib"), ("CEP-701", "lestaurtinib"), ("TKI258", "dovitinib"), ("BLINDED: BRIVANIB ALANINATE", "brivanib"),
     ("PELITINIB", "pelitinib"), ("SU5416", "semaxanib")],
)  # fmt: skip
def test_an_inhibitor_of_trials_is_known_by_name_and_code(written: str, ingredient: str, name_drugs: NameDrugs) -> None:
    assert name_drugs([(written, None)])[written, None] == {ingredient: "kinase"}


def test_a_word_of_another_known_drug_is_no_misspelling(name_drugs: NameDrugs) -> None:
    named = name_drugs([("GLEEVAC", None), ("SOMETHING", "GLEEVAX SODIUM")])
    assert named["GLEEVAC", None] == {"gleevac": "text"}


def test_the_name_of_another_product_is_that_product_however_near_a_kinase_inhibitor(name_drugs: NameDrugs) -> None:
    # NEXAVIR is a liver extract (DailyMed), a letter from sorafenib's NEXAVAR
    assert name_drugs([("NEXAVIR", None), ("NEXAVOR", None)]) == {
        ("NEXAVIR", None): {"liver derivative complex": "product"},
        ("NEXAVOR", None): {"sorafenib": "spelling"},
    }


def test_a_word_beside_one_ten_times_as_frequent_is_no_misspelling(name_drugs: NameDrugs) -> None:
    """ICOTINIC, once in FDA's files of 2004 to 2018, is of nicotinic acid and not icotinib."""
    pairs: list[tuple[str | None, str | None]] = [("ICOTINIC ACID", None), *[("NICOTINIC ACID", None)] * 10]
    assert name_drugs(pairs)["ICOTINIC ACID", None] == {"icotinic acid": "text"}


def test_what_other_rows_say_goes_before_a_guessed_spelling(name_drugs: NameDrugs) -> None:
    named = name_drugs([("GLEEVAC", None), ("GLEEVAC", "ASPIRIN")])
    assert named["GLEEVAC", None] == {"aspirin": "borrowed"}
