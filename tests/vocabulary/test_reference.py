"""The committed reference tables: what they hold, and how a bad one is refused."""

import re
import shutil
from pathlib import Path

import duckdb
import pytest

from signals.errors import RequestError
from signals.vocabulary.drug_name import name_words
from signals.vocabulary.reference import REFERENCE_FOLDER, read_reference, register_reference
from tests.reference_tables import reference_tables


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of data/reference to spoil."""
    return Path(shutil.copytree(REFERENCE_FOLDER, tmp_path / "reference"))


def spoil(path: Path, old: str, new: str) -> None:
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_every_row_of_every_table_has_a_source() -> None:
    for table in reference_tables().values():
        assert table.num_rows and all(table["source"].to_pylist())


def test_there_are_164_kinase_inhibitors_116_of_them_watched_tyrosine_kinase_inhibitors() -> None:
    cohorts = reference_tables()["kinase_inhibitor"]["cohort"].to_pylist()
    assert (len(cohorts), sum(cohort.startswith("TKI") for cohort in cohorts)) == (164, 116)


def test_every_ingredient_has_itself_for_a_name_and_no_name_has_two_ingredients() -> None:
    tables = reference_tables()
    owners: dict[tuple[str, ...], set[str]] = {}
    for row in tables["kinase_name"].to_pylist():
        owners.setdefault(name_words(row["name"]), set()).add(row["ingredient"])
    assert all(len(ingredients) == 1 for ingredients in owners.values())
    assert all(owners[name_words(name)] == {name} for name in tables["kinase_inhibitor"]["ingredient"].to_pylist())


@pytest.mark.parametrize(
    "junk", ["CAPSULES", "HYDROBROMIDE", "BASE", "1066", "RAPA", "RPM", "L04AA10", "NILOTINIB DIHY"]
)
def test_junk_of_the_collection_is_no_name(junk: str) -> None:
    assert junk not in {name.upper() for name in reference_tables()["kinase_name"]["name"].to_pylist()}


@pytest.mark.parametrize(
    ("american", "british"),
    [("MESYLATE", "MESILATE"), ("TOSYLATE", "TOSILATE"), ("ESYLATE", "ESILATE"), ("SULFATE", "SULPHATE")],
)
def test_salts_stand_in_both_spellings(american: str, british: str) -> None:
    words = {name_words(row["name"]): row["ingredient"] for row in reference_tables()["kinase_name"].to_pylist()}
    salts = [name for name in words if american in name]
    assert salts
    for name in salts:
        assert words[tuple(british if word == american else word for word in name)] == words[name]


def test_what_is_known_only_from_memory_stays_marked() -> None:
    names = {row["name"]: row["source"] for row in reference_tables()["kinase_name"].to_pylist()}
    assert names["ROMVIMZA"] == names["LORVIQUA"] == "from memory, unverified"
    assert names["GLEEVEC"] != "from memory, unverified"


@pytest.mark.parametrize(
    ("written", "country"),
    [
        ("US", "US"), ("UNITED STATES", "US"), ("UNITED STATES OF AMERICA", "US"), ("NA", "NA"), ("KOREA, REPUBLIC OF", "KR"),
        ("GERMANY, FEDERAL REPUBLIC OF", "DE"), ("EU", "EU"), ("UK", "GB"), ("COUNTRY NOT SPECIFIED", None), ("XK", None),
        ("COTE D^IVOIRE", "CI"), ("YUGOSLAVIA", None),
    ],
)  # fmt: skip
def test_a_country_as_faers_writes_it_is_an_iso_code_or_nothing(written: str, country: str | None) -> None:
    countries = {row["name"]: row["country"] for row in reference_tables()["country"].to_pylist()}
    assert countries[written] == country


def test_countries_are_written_in_capitals_and_their_codes_have_two_letters() -> None:
    for row in reference_tables()["country"].to_pylist():
        assert row["name"] == row["name"].upper()
        assert row["country"] is None or re.fullmatch("[A-Z]{2}", row["country"])


def test_the_known_quarters_add_up_to_the_published_totals() -> None:
    # facts: neksa/openfda-faers; the DEMO total agrees with open-altio and pharmawatch
    table = reference_tables()["known_quarter"]
    totals = {name: sum(table[name].to_pylist()) for name in ("demo", "drug", "reac", "indi", "ther", "outc", "rpsr")}
    assert table.num_rows == 90
    assert totals == {
        "demo": 24_812_425, "drug": 100_511_911, "reac": 82_257_716, "indi": 63_213_861, "ther": 35_772_081,
        "outc": 19_191_409, "rpsr": 2_716_858,
    }  # fmt: skip


def test_register_makes_a_table_of_each_and_an_empty_dictionary() -> None:
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS reference")
        register_reference(connection)
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'reference'"
        ).fetchall()
        assert {name for (name,) in tables} == {*reference_tables(), "drug_dictionary"}
        assert connection.execute("SELECT count(*) FROM reference.drug_dictionary").fetchone() == (0,)
        assert connection.execute(
            "SELECT typeof(is_weighed), typeof(year) FROM reference.preclinical_study"
        ).fetchone() == ("BOOLEAN", "BIGINT")


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("salts.csv", "word,kind", "word,sort", r"salts\.csv, line 1: expected the columns word, kind"),
        ("salts.csv", "HYDROCHLORIDE,salt", "HYDROCHLORIDE,acid", r"salts\.csv, line 2, column kind: expected 'salt', 'ester', .* found 'acid'"),
        ("salts.csv", "DIHYDROCHLORIDE", "HYDROCHLORIDE", r"line 3, column word: 'HYDROCHLORIDE' stands already in line 2"),
        ("kinase_names.csv", "abemaciclib,ABEMACICLIB,", "nonsense,ABEMACICLIB,", r"line 2, column ingredient: expected an ingredient of kinase_inhibitors.csv, found 'nonsense'"),
        ("kinase_names.csv", "imatinib,GLIVEC,", "nilotinib,STI-571,", r"column name: 'STI571' names nilotinib already, .* found imatinib"),
        ("kinase_names.csv", ",VERZENIO,", ",1066,", r"line 5, column name: expected a name with a letter in it, .* found '1066'"),
        ("faers_quarters.csv", "7582957", "-7", r"line 2, column zip_bytes: expected a whole number from 0 up, found '-7'"),
        ("animal_base_rates.csv", "0.905", "90.5", r"line 2, column share_positive: expected a number from 0 to 1, found '90.5'"),
        ("preclinical_studies.csv", ",protective,", ",good,", r"line 2, column direction: expected 'protective', .* found 'good'"),
        ("preclinical_studies.csv", ",TRUE,", ",yes,", r"line 2, column is_weighed: expected TRUE or FALSE, found 'yes'"),
        ("countries.csv", "name,country,source\n", "name,country,source\nATLANTIS\n", r"line 2: expected 3 fields, found 1"),
        ("countries.csv", "name,country,source\n", "name,country,source\n,AT,x\n", r"line 2, column name: expected a text .* found nothing"),
    ],
)  # fmt: skip
def test_a_bad_cell_is_refused_with_file_line_column_and_reason(
    folder: Path, file: str, old: str, new: str, said: str
) -> None:
    spoil(folder / file, old, new)
    with pytest.raises(RequestError, match=said):
        read_reference(folder)


def test_a_missing_or_unreadable_file_is_refused(folder: Path) -> None:
    (folder / "salts.csv").write_bytes(b"word\xff")
    with pytest.raises(RequestError, match=r"salts\.csv, line 1: not UTF-8"):
        read_reference(folder)
    (folder / "salts.csv").unlink()
    with pytest.raises(RequestError, match=r"salts\.csv cannot be read"):
        read_reference(folder)


def test_a_table_is_read_anew_only_where_its_file_has_other_content(folder: Path) -> None:
    first = read_reference(folder)
    (folder / "countries.csv").write_bytes((folder / "countries.csv").read_bytes())
    spoil(folder / "human_verdicts.csv", "a doubling of the reporting is ruled out", "no doubling")
    second = read_reference(folder)
    assert second["country"] is first["country"]
    assert "no doubling" in second["human_verdict"]["words"].to_pylist()
