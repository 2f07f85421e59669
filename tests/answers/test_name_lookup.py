"""What a user means by a drug or an event: any letter case, brands and codes, and what comes near a misspelt name."""

from collections.abc import Iterator

import duckdb
import pytest

from signals.answers.name_lookup import find_event, find_ingredient, find_watched
from signals.errors import RequestError


@pytest.fixture(scope="module")
def reports() -> Iterator[duckdb.DuckDBPyConnection]:
    """The tables that names are looked up in, with five drugs, three terms and a group."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA faers; CREATE SCHEMA signals")
        connection.execute(
            """
            CREATE TABLE faers.ingredient AS SELECT * FROM (VALUES
                ('imatinib', 30, TRUE, TRUE), ('imatinb unclear', 1, FALSE, FALSE), ('acetaminophen', 90, TRUE, FALSE)
                , ('trimethoprim', 9, TRUE, FALSE), ('sulfamethoxazole', 9, TRUE, FALSE), ('masitinib', 2, TRUE, TRUE)
            ) AS row(ingredient, case_count, is_matched, is_watched)
            """
        )
        connection.execute(
            """
            CREATE TABLE faers.case_drug AS SELECT * FROM (VALUES
                (1, 1, 'PARACETAMOL', 'acetaminophen', 'prod_ai'), (2, 1, 'Paracetamol', 'acetaminophen', 'prod_ai')
                , (3, 1, 'BACTRIM', 'trimethoprim', 'prod_ai'), (3, 1, 'BACTRIM', 'sulfamethoxazole', 'prod_ai')
            ) AS row(caseid, drug_seq, drugname, ingredient, match_rule)
            """
        )
        connection.execute(
            """
            CREATE TABLE faers.event AS SELECT * FROM (VALUES
                ('Optic neuritis', 20), ('Demyelination', 7), ('Nausea', 400)
            ) AS row(event_pt, case_count)
            """
        )
        connection.execute(
            """
            CREATE TABLE signals.watch AS SELECT *, 'group' AS event_kind FROM (VALUES
                ('imatinib', 'cns_onset', 'mine'), ('masitinib', 'cns_onset', 'mine'), ('BCR-ABL', 'cns_onset', 'mine')
            ) AS row(drug, event, watchlist)
            """
        )
        connection.execute("CREATE TABLE signals.watch_topic AS SELECT 'mine' AS watchlist")
        yield connection


@pytest.mark.parametrize(
    ("text", "ingredient"),
    [
        ("imatinib", "imatinib"),
        (" IMATINIB ", "imatinib"),
        ("Glivec", "imatinib"),  # a brand that no report of this world names
        ("sti-571", "imatinib"),
        ("STI 571", "imatinib"),
        ("paracetamol", "acetaminophen"),
    ],
)
def test_a_drug_is_found_by_any_of_its_names(reports: duckdb.DuckDBPyConnection, text: str, ingredient: str) -> None:
    assert find_ingredient(reports, text) == ingredient


@pytest.mark.parametrize("text", ["imatinb", "imatiinb", "Imatnib", "glivek", "GLEEVAC", "imatinib 400"])
def test_a_misspelt_name_or_brand_asks_for_the_drug_that_comes_near(
    reports: duckdb.DuckDBPyConnection, text: str
) -> None:
    with pytest.raises(RequestError, match=r"Did you mean imatinib( or masitinib)?\?"):
        find_ingredient(reports, text)
    with pytest.raises(RequestError, match="Did you mean imatinib"):
        find_watched(reports, text)


@pytest.mark.parametrize("text", ["xyzzy", "", "'; DROP TABLE faers.event; --", "\x1b[2J"])
def test_a_name_that_nothing_comes_near_is_only_said_to_be_unknown(
    reports: duckdb.DuckDBPyConnection, text: str
) -> None:
    with pytest.raises(RequestError, match=r"No drug is called .* among the 6 in the published file\.$"):
        find_ingredient(reports, text)
    with pytest.raises(RequestError, match=r"No event is called .* among the 3 in the published file\.$"):
        find_event(reports, text)


def test_a_brand_of_a_drug_that_nobody_reported_is_not_offered(reports: duckdb.DuckDBPyConnection) -> None:
    # abemaciclib, which no report of this world names
    with pytest.raises(RequestError, match=r"'Verzenio' among the 6 in the published file\.$"):
        find_ingredient(reports, "Verzenio")


def test_a_brand_of_several_ingredients_is_not_guessed(reports: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(RequestError, match="sulfamethoxazole, trimethoprim"):
        find_ingredient(reports, "Bactrim")


def test_a_name_two_letters_from_a_brand_in_eight_is_not_taken_for_it(reports: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(RequestError, match=r"published file\.$"):
        find_watched(reports, "imetinab")  # imatinib with two other letters


@pytest.mark.parametrize(
    ("text", "pointer"),
    [
        ("cns_onset", r"cns_onset is a watched event: `nibwatch watch` has its rows"),
        ("Optic neurits", r"event such as Optic neuritis ask `nibwatch pair DRUG EVENT`"),
    ],
)
def test_an_event_in_place_of_a_watched_drug_is_pointed_to(
    reports: duckdb.DuckDBPyConnection, text: str, pointer: str
) -> None:
    with pytest.raises(RequestError, match=pointer):
        find_watched(reports, text)


def test_a_class_of_drugs_can_be_watched_and_is_no_drug_of_a_pair(reports: duckdb.DuckDBPyConnection) -> None:
    assert find_watched(reports, "bcr-abl").drug == "BCR-ABL"
    with pytest.raises(RequestError, match="is a class of drugs"):
        find_ingredient(reports, "bcr-abl")


def test_a_drug_that_is_not_watched_is_said_to_be_a_pair(reports: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(RequestError, match="acetaminophen is not on the watchlist"):
        find_watched(reports, "paracetamol")


def test_an_event_is_found_in_any_letter_case_and_a_group_is_named_as_one(reports: duckdb.DuckDBPyConnection) -> None:
    assert find_event(reports, "OPTIC neuritis ") == "Optic neuritis"
    with pytest.raises(RequestError, match="cns_onset is a group of terms"):
        find_event(reports, "cns_onset")


@pytest.mark.parametrize("text", ["optic neurits", "Optc neuritis", "neuritis"])
def test_a_misspelt_event_asks_for_the_term_that_comes_near(reports: duckdb.DuckDBPyConnection, text: str) -> None:
    with pytest.raises(RequestError, match=r"Did you mean Optic neuritis\?"):
        find_event(reports, text)


def test_a_misspelt_group_of_events_is_named(reports: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(RequestError, match=r"Groups of terms.*did you mean cns_onset\?"):
        find_event(reports, "cns_onst")
