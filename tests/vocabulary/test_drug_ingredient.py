"""Which ingredient a drug text and a prod_ai stand for, and by which rule."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.reference_tables import reference_tables

Named = dict[tuple[str | None, str | None], dict[str, str]]
NameDrugs = Callable[[list[tuple[str | None, str | None]]], Named]
IMATINIB = {"imatinib": "kinase"}


@pytest.mark.parametrize(
    "drugname",
    [
        "GLEEVEC", "Glivec", "IMATINIB MESYLATE.", "imatinib mesilate", "STI571", "STI-571", "STI 571", "sti_571", "CGP57148B",
        "CGP-57148", "QTI571", "GLEEVEC 400 MG TABLETS", "Glivec (imatinib mesilate)", "imatinib400mg", '"GLIVEC"',
        "  glivec  ", "GLIVEC /01504501/", "Glivec\u00a0", "BLINDED IMATINIB", "IMATINIB^S", "imatínib", "TAB.IMATINIB",
    ],
)  # fmt: skip
def test_a_name_of_imatinib_is_imatinib_however_it_is_written(drugname: str, name_drugs: NameDrugs) -> None:
    assert name_drugs([(drugname, None)]) == {(drugname, None): IMATINIB}


@pytest.mark.parametrize(
    "drugname",
    [
        "NORIMATINIBA",
        "IMATINIBUM",
        "XGLIVEC",
        "ИIMATINIB",
        "PLACEBO (IMATINIB)",
        "imatinib placebo",
        "STI57",
        "571 STI",
    ],
)
def test_a_name_inside_another_word_or_of_a_placebo_is_not_the_drug(drugname: str, name_drugs: NameDrugs) -> None:
    assert name_drugs([(drugname, None)])[drugname, None] == {drugname.lower(): "text"}


@pytest.mark.parametrize(
    ("drugname", "prod_ai", "ingredient"),
    [
        ("PLACEBO (IMATINIB)", "IMATINIB", "placebo (imatinib)"),
        ("ASPIRIN OR PLACEBO", "ASPIRIN", "aspirin or placebo"),
        ("BLINDED Placebo for Tucatinib", "TUCATINIB", "blinded placebo for tucatinib"),
        ("IMATINIB VS. PLACEBO", "IMATINIB\\PLACEBO", "imatinib vs. placebo"),
        ("PLACEBO_1", "XL184", "placebo_1"),
        ("PLACEBO", "IMATINIB", "placebo"),
        ("GLEEVEC", "IMATINIB\\PLACEBO", "imatinib\\placebo"),
    ],
)
def test_a_row_that_speaks_of_a_placebo_is_not_the_drug_whatever_its_prod_ai_says(
    drugname: str, prod_ai: str, ingredient: str, name_drugs: NameDrugs
) -> None:
    named = name_drugs([(drugname, prod_ai), ("GLEEVEC", "IMATINIB"), ("ASPIRIN", "ASPIRIN")])
    assert named[drugname, prod_ai] == {ingredient: "text"}


def test_a_prod_ai_of_a_placebo_alone_stands(name_drugs: NameDrugs) -> None:
    assert name_drugs([("PLACEBO FOR XYZ", "PLACEBO")]) == {("PLACEBO FOR XYZ", "PLACEBO"): {"placebo": "prod_ai"}}


def test_a_short_code_counts_only_as_the_whole_text(name_drugs: NameDrugs) -> None:
    named = name_drugs(
        [("XL184", None), ("xl-184 60 mg tablets", None), ("LOT XL 184", None), ("VITAMIN C 366 MG", None)]
    )
    assert named["XL184", None] == named["xl-184 60 mg tablets", None] == {"cabozantinib": "kinase"}
    assert named["LOT XL 184", None] == {"lot xl 184": "text"}
    assert named["VITAMIN C 366 MG", None] == {"vitamin c": "text"}


def test_two_kinase_inhibitors_in_one_text_are_both_there(name_drugs: NameDrugs) -> None:
    pair = ("DABRAFENIB + TRAMETINIB", None)
    assert name_drugs([pair])[pair] == {"dabrafenib": "kinase", "trametinib": "kinase"}


def test_the_longer_of_two_overlapping_names_stands(name_drugs: NameDrugs) -> None:
    named = name_drugs(
        [("D8-RUXOLITINIB", None), ("RUXOLITINIB", None), ("D8-RUXOLITINIB PHOSPHATE, RUXOLITINIB", None)]
    )
    assert named["D8-RUXOLITINIB", None] == {"deuruxolitinib": "kinase"}
    assert named["RUXOLITINIB", None] == {"ruxolitinib": "kinase"}


def test_the_parts_of_a_combination_keep_their_own_rules(name_drugs: NameDrugs) -> None:
    pair = ("KISQALI FEMARA CO-PACK", "LETROZOLE\\RIBOCICLIB SUCCINATE")
    assert name_drugs([pair])[pair] == {"ribociclib": "kinase", "letrozole": "prod_ai"}


def test_a_kinase_inhibitor_in_the_drug_name_goes_before_another_prod_ai(name_drugs: NameDrugs) -> None:
    pair = ("GLEEVEC", "ASPIRIN")
    assert name_drugs([pair])[pair] == IMATINIB


def test_a_kinase_inhibitor_in_prod_ai_is_found_whatever_the_text(name_drugs: NameDrugs) -> None:
    pair = ("VEENAT", "IMATINIB MESYLATE")
    assert name_drugs([pair])[pair] == IMATINIB


@pytest.mark.parametrize(
    ("text", "ingredient"),
    [
        ("ANLOTINIB HYDROCHLORIDE", "anlotinib"), ("FLUMATINIB", "flumatinib"), ("DONAFENIB TOSYLATE", "donafenib"),
        ("OLVEREMBATINIB", "olverembatinib"), ("REFAMETINIB", "refametinib"), ("BAY86-9766", "refametinib"),
        ("RDEA 119", "refametinib"), ("VARLITINIB TOSILATE", "varlitinib"), ("ARRY-334543", "varlitinib"),
        ("RALIMETINIB MESYLATE", "ralimetinib"), ("LY2228820", "ralimetinib"), ("BREPOCITINIB", "brepocitinib"),
        ("ZIDESAMTINIB", "zidesamtinib"),
    ],
)  # fmt: skip
def test_a_kinase_inhibitor_that_the_first_collection_lacked_is_found(
    text: str, ingredient: str, name_drugs: NameDrugs
) -> None:
    assert name_drugs([(text, None)])[text, None] == {ingredient: "kinase"}


@pytest.mark.parametrize(
    ("prod_ai", "ingredients"),
    [
        ("METOPROLOL SUCCINATE", {"metoprolol"}),
        ("TIOTROPIUM BROMIDE MONOHYDRATE", {"tiotropium"}),
        ("DEXAMETHASONE SODIUM PHOSPHATE.", {"dexamethasone"}),
        ("GEMCITABINE\\GEMCITABINE HYDROCHLORIDE", {"gemcitabine"}),
        ("ACETAMINOPHEN\\HYDROCODONE BITARTRATE", {"acetaminophen", "hydrocodone"}),
        ("SODIUM CHLORIDE", {"sodium chloride"}),
        ("POTASSIUM CHLORIDE", {"potassium chloride"}),
        ("FERROUS SULFATE", {"ferrous sulfate"}),
        ("MAGNESIUM SULFATE", {"magnesium sulfate"}),
        ("DIMETHYL FUMARATE", {"dimethyl fumarate"}),
        ("SODIUM PHOSPHATE, DIBASIC", {"sodium phosphate, dibasic"}),
        ("FOLIC ACID", {"folic acid"}),
        ("INFLIXIMAB-DYYB", {"infliximab"}),
        ("INTERFERON BETA-1A", {"interferon beta-1a"}),
        (".ALPHA.-TOCOPHEROL ACETATE, DL-", {".alpha.-tocopherol acetate, dl-"}),
    ],
)
def test_prod_ai_is_split_and_freed_of_salts_but_a_salt_alone_stays_whole(
    prod_ai: str, ingredients: set[str], name_drugs: NameDrugs
) -> None:
    pair = ("SOME DRUG", prod_ai)
    assert name_drugs([pair])[pair] == dict.fromkeys(ingredients, "prod_ai")


def test_a_row_without_prod_ai_borrows_what_other_rows_say_of_the_same_text(name_drugs: NameDrugs) -> None:
    named = name_drugs([
        ("Zocor 40 mg Tablets", None), ("ZOCOR.", "SIMVASTATIN"), ("BACTRIM", "SULFAMETHOXAZOLE\\TRIMETHOPRIM"),
        ("bactrim /00086101/", None), ("VEENAT", "IMATINIB"), ("veenat", None),
    ])  # fmt: skip
    assert named["Zocor 40 mg Tablets", None] == {"simvastatin": "borrowed"}
    assert named["bactrim /00086101/", None] == {"sulfamethoxazole": "borrowed", "trimethoprim": "borrowed"}
    assert named["veenat", None] == {"imatinib": "borrowed"}


def test_nothing_is_borrowed_where_other_rows_disagree(name_drugs: NameDrugs) -> None:
    named = name_drugs([("NALEVO", "NAPROXEN SODIUM"), ("Nalevo.", "DIPHENHYDRAMINE\\NAPROXEN"), ("nalevo", None)])
    assert named["nalevo", None] == {"nalevo": "text"}


@pytest.mark.parametrize("text", ["PLACEBO", "BLINDED", "UNKNOWN", "STUDY DRUG"])
def test_a_text_that_names_no_drug_gives_no_ingredient(text: str, name_drugs: NameDrugs) -> None:
    named = name_drugs([(text, "IMATINIB"), (text.lower(), None)])
    assert named[text.lower(), None] == {text.lower(): "text"}


def test_unspecified_ingredient_says_nothing_about_the_drug(name_drugs: NameDrugs) -> None:
    named = name_drugs([("COUGH SYRUP", "UNSPECIFIED INGREDIENT"), (None, "UNSPECIFIED INGREDIENT")])
    assert named["COUGH SYRUP", "UNSPECIFIED INGREDIENT"] == {"cough syrup": "text"}
    assert named[None, "UNSPECIFIED INGREDIENT"] == {"unspecified ingredient": "text"}


@pytest.mark.parametrize(
    ("drugname", "ingredient"),
    [
        ("'); DROP TABLE faers.cases; --", "drop table faers.cases"), ("100% Pure^s", "100% pure's"), ('A "B" C', 'a "b" c'),
        ("?", "?"), ("10 MG", "10 mg"), ("薬", "薬"), ("Crème  brûlée", "crème brûlée"), ("A\nB", "a b"),
    ],
)  # fmt: skip
def test_any_other_text_is_its_own_ingredient_and_nothing_more(
    drugname: str, ingredient: str, name_drugs: NameDrugs
) -> None:
    assert name_drugs([(drugname, None)])[drugname, None] == {ingredient: "text"}


def test_a_row_without_text_and_prod_ai_has_no_ingredient(name_drugs: NameDrugs) -> None:
    named = name_drugs([(None, None), ("  ", None), (None, "ASPIRIN"), ("ASPIRIN", None)])
    assert named == {
        (None, None): {},
        ("  ", None): {},
        (None, "ASPIRIN"): {"aspirin": "prod_ai"},
        ("ASPIRIN", None): {"aspirin": "product"},
    }


def test_every_name_of_the_reference_table_names_its_ingredient_alone(name_drugs: NameDrugs) -> None:
    names = reference_tables()["kinase_name"].to_pylist()
    named = name_drugs([(row["name"], None) for row in names])
    assert {row["name"]: named[row["name"], None] for row in names} == {
        row["name"]: {row["ingredient"]: "kinase"} for row in names
    }


def test_real_spellings_lead_to_their_ingredient(shared: Path, name_drugs: NameDrugs) -> None:
    with (shared / "reference" / "tki_spellings.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["ingredient"] and not row["kind"].startswith("WHO")]
    known = set(reference_tables()["kinase_inhibitor"]["ingredient"].to_pylist())
    wanted = {
        (row["verbatim"], row["prod_ai"] or None): row["ingredient"] for row in rows if row["ingredient"] in known
    }
    assert len(wanted) > 200
    named = name_drugs(list(wanted))
    assert named == {pair: {ingredient: "kinase"} for pair, ingredient in wanted.items()}


PHRASES = [row for row in reference_tables()["kinase_name"].to_pylist() if row["match"] == "phrase"]
DECORATIONS = st.sampled_from(
    ["", " 400 MG", "400mg", " TABLETS", ".", " (BLINDED)", ", film-coated tablet", " 50 mg/ml", " /01234501/"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.tuples(st.sampled_from(PHRASES), DECORATIONS, st.sampled_from("-_ /. "), st.booleans()),
        min_size=1,
        max_size=30,
    )
)
def test_a_known_name_decorated_is_still_found(
    drawn: list[tuple[dict[str, str], str, str, bool]], name_drugs: NameDrugs
) -> None:
    wanted = {}
    for row, decoration, joint, is_lower in drawn:
        # A dose right behind a code would be read as more of its digits.
        behind = decoration if row["name"][-1].isalpha() or not decoration[:1].isdigit() else " " + decoration
        drugname = re.sub("[ -]", lambda _, joint=joint: joint, row["name"]) + behind
        wanted[drugname.lower() if is_lower else drugname, None] = row["ingredient"]
    named = name_drugs(list(wanted))
    assert {pair: set(found) for pair, found in named.items()} == {pair: {name} for pair, name in wanted.items()}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    drawn=st.lists(
        st.tuples(st.sampled_from(PHRASES), st.text("ABCXYZÄЖ", max_size=2), st.text("ABCXYZÄЖ", max_size=2)),
        min_size=1,
        max_size=30,
    )
)
def test_a_name_embedded_in_two_letters_or_more_is_never_found(
    drawn: list[tuple[dict[str, str], str, str]], name_drugs: NameDrugs
) -> None:
    alphabetic = [
        (row["name"], before, after)
        for row, before, after in drawn
        if row["name"].isalpha() and len(before + after) > 1
    ]
    if alphabetic:
        drugnames = {(before + name + after, None): name for name, before, after in alphabetic}
        named = name_drugs(list(drugnames))
        assert {rule for found in named.values() for rule in found.values()} == {"text"}


def test_unmatched_drugs_are_listed_by_frequency(connection: duckdb.DuckDBPyConnection) -> None:
    rows = pd.DataFrame(
        [(1, "foo", "text"), (1, "foo", "text"), (2, "foo", "text"), (3, "bar", "text"), (4, "imatinib", "kinase")],
        columns=["caseid", "ingredient", "match_rule"],
    )
    connection.register("rows", rows).execute("CREATE OR REPLACE TABLE faers.case_drug AS FROM rows")
    select = (Path(__file__).parents[2] / "sql" / "meta" / "unmatched_drug.sql").read_text()
    assert connection.execute(select).fetchall() == [("foo", 3, 2), ("bar", 1, 1)]
