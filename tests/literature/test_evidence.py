"""What the coded animal studies say of a watched drug, and how it stands beside the reports of people."""

from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from signals.vocabulary.reference import read_reference
from signals.vocabulary.watchlist import load_watchlist, register_watchlist
from signals.warehouse.models import SQL_FOLDER

WATCHLIST = """
[class]
name = "kinase inhibitor"
ingredients = ["imatinib", "ruxolitinib"]
[groups.cns_onset]
terms = ["Demyelination"]
[groups.peripheral_demyelination]
terms = ["Guillain-Barre syndrome"]
"""
Studies = list[tuple[str, str, str]]


@pytest.fixture(scope="module")
def reference() -> dict[str, pa.Table]:
    """The reference tables, read once."""
    return read_reference()


@pytest.fixture
def connection(tmp_path: Path, reference: dict[str, pa.Table]) -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with reference and watchlist tables, and the coded studies emptied."""
    path = tmp_path / "small.toml"
    path.write_text(WATCHLIST)
    with duckdb.connect(config={"threads": 1}) as opened:
        for name in ("reference", "watchlist"):
            opened.execute(f"ATTACH ':memory:' AS {name}")
        for schema in ("signals", "evidence"):
            opened.execute(f"CREATE SCHEMA {schema}")
        for table in ("preclinical_study", "animal_base_rate"):
            rows = reference[table]  # noqa: F841 - DuckDB reads it by name
            opened.execute(f"CREATE TABLE reference.{table} AS FROM rows")
        register_watchlist(opened, load_watchlist(path))
        opened.execute("DELETE FROM reference.preclinical_study")
        yield opened


@pytest.fixture
def add_study(connection: duckdb.DuckDBPyConnection) -> Callable[..., None]:
    """Add coded studies: model family and direction, with what else matters to the verdict."""

    def add(
        family: str, *directions: str, ingredient: str | None = "imatinib", target: str = "BCR-ABL", publication: str = "",
        is_weighed: bool = True,
    ) -> None:  # fmt: skip
        question = {"EAE": "efficacy", "viral": "efficacy", "other": "neither"}.get(family, "myelin harm")
        for direction in directions:
            connection.execute(
                """
                INSERT INTO reference.preclinical_study BY NAME
                SELECT CAST(count(*) AS VARCHAR) AS study_id, 'x' AS compound, $ingredient AS ingredient, $target AS target_class
                    , $family AS model_family, $question AS question, $direction AS direction, $is_weighed AS is_weighed
                    , coalesce(nullif($publication, ''), CAST(count(*) AS VARCHAR)) AS pmid
                FROM reference.preclinical_study
                """,
                {"ingredient": ingredient, "target": target, "family": family, "question": question, "direction": direction,
                 "is_weighed": is_weighed, "publication": publication},
            )  # fmt: skip

    return add


def build(connection: duckdb.DuckDBPyConnection, *models: str) -> None:
    for model in models:
        connection.execute(
            f"CREATE TABLE evidence.{model} AS {(SQL_FOLDER / 'evidence' / f'{model}.sql').read_text()}"
        )


def animals(connection: duckdb.DuckDBPyConnection, drug: str = "imatinib") -> str:
    build(connection, "study", "animal_verdict")
    row = connection.execute(
        "SELECT animal_verdict FROM evidence.animal_verdict WHERE drug = $drug", {"drug": drug}
    ).fetchone()
    assert row
    return str(row[0])


def agreement(
    connection: duckdb.DuckDBPyConnection, human: str, primary: str, group: str = "cns_onset"
) -> dict[str, object]:
    """imatinib's row, with these verdicts on people in no_ms_context and in primary, and too few reports on others."""
    watch = pd.DataFrame(  # noqa: F841 - DuckDB reads it by name
        [
            (*drug, event, "group", analysis, 7, 2.5, verdict if drug[0] == "imatinib" else "too few reports")
            for drug in (
                ("imatinib", "ingredient"),
                ("ruxolitinib", "ingredient"),
                ("BCR-ABL", "target_class"),
            )
            for event in ("cns_onset", "peripheral_demyelination")
            for analysis, verdict in (("primary", primary), ("no_ms_context", human))
        ],
        columns=["drug", "drug_kind", "event", "event_kind", "analysis", "a", "expected", "human_verdict"],
    ).assign(ror=3.0, ror_lower=2.0, ror_upper=4.0, ic=1.0, ic_lower=0.5, ic_upper=1.5)
    connection.execute("CREATE TABLE signals.watch AS FROM watch")
    build(connection, "study", "animal_verdict", "agreement")
    rows = connection.execute("SELECT * FROM evidence.agreement").df()
    row = rows[(rows["drug"] == "imatinib") & (rows["event"] == group)]
    assert len(row) == 1
    return dict(row.iloc[0])


def test_a_drug_without_studies_has_none_found(connection: duckdb.DuckDBPyConnection) -> None:
    assert animals(connection) == "none found"


def test_studies_that_all_protect_are_uninformative(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective", "protective")
    assert animals(connection) == "uninformative"


def test_one_publication_is_too_few_however_many_studies_it_holds(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "harmful", publication="1")
    assert animals(connection) == "too few"


def test_culture_alone_is_too_few(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("culture", "protective", "protective")
    assert animals(connection) == "too few"


@pytest.mark.parametrize("other", ["harmful", "mixed", "no effect"])
def test_studies_that_do_not_all_protect_are_mixed(
    other: str, connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", other)
    assert animals(connection) == "mixed"


def test_two_groups_that_found_harm_to_myelin_make_it_harmful(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("toxic", "harmful", "harmful")
    add_study("EAE", "protective")
    assert animals(connection) == "harmful"


def test_a_worse_eae_is_no_harm_to_myelin(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "harmful", "harmful")
    assert animals(connection) == "mixed"


def test_one_family_with_a_protective_study_is_not_harmful(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("toxic", "harmful", "harmful", "protective")
    assert animals(connection) == "mixed"


def test_a_study_that_is_not_weighed_does_not_count(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "harmful", "harmful", is_weighed=False)
    assert animals(connection) == "none found"


def test_research_compounds_count_through_their_target_class_only(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective", ingredient=None, target="JAK")
    assert animals(connection) == "none found"
    verdicts = connection.execute(
        "SELECT drug, study_count FROM evidence.animal_verdict ORDER BY drug"
    ).fetchall()
    assert verdicts == [
        ("BCR-ABL", 0),
        ("JAK", 2),
        ("imatinib", 0),
        ("kinase inhibitor", 2),
        ("ruxolitinib", 0),
    ]


def test_efficacy_and_harm_to_myelin_are_counted_apart(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "no effect")
    add_study("viral", "harmful")
    add_study("toxic", "harmful", "mixed", "protective")
    build(connection, "study", "animal_verdict")
    row = connection.execute(
        """
        SELECT study_count, protective_count, harmful_count, mixed_count, null_count, efficacy_protective_count
            , efficacy_other_count, myelin_protective_count, myelin_harmful_count, myelin_other_count
        FROM evidence.animal_verdict WHERE drug = 'imatinib'
        """
    ).fetchone()
    assert row == (6, 2, 2, 1, 1, 1, 2, 1, 1, 1)


@pytest.mark.parametrize(
    ("found", "human", "expected"),
    [
        (("EAE", "protective", "protective"), "disproportionate", "discordant"),
        (("EAE", "protective", "protective"), "not disproportionate", "compatible"),
        (("EAE", "protective", "protective"), "too few reports", "not informative"),
        (("EAE", "protective", "protective"), "inconclusive", "not informative"),
        (("toxic", "harmful", "harmful"), "disproportionate", "concordant for harm"),
        (("toxic", "harmful", "harmful"), "not disproportionate", "discordant"),
        (("toxic", "harmful", "harmful"), "too few reports", "not informative"),
        (("EAE", "protective", "harmful"), "disproportionate", "not informative"),
        (("EAE", "protective"), "disproportionate", "not informative"),
        (("EAE",), "disproportionate", "no animal evidence"),
    ],
)
def test_agreement_has_a_name_for_each_cell_of_the_matrix(
    found: tuple[str, ...],
    human: str,
    expected: str,
    connection: duckdb.DuckDBPyConnection,
    add_study: Callable[..., None],
) -> None:
    add_study(*found)
    assert agreement(connection, human, human)["agreement"] == expected


def test_no_animal_model_speaks_to_peripheral_demyelination(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective")
    row = agreement(connection, "disproportionate", "disproportionate", group="peripheral_demyelination")
    assert row["agreement"] == "no relevant model"


@pytest.mark.parametrize(
    ("human", "primary", "note"),
    [
        ("disproportionate", "not disproportionate", "masked"),
        ("not disproportionate", "disproportionate", "confounded"),
        ("disproportionate", "disproportionate", None),
        ("inconclusive", "too few reports", None),
    ],
)
def test_a_difference_from_primary_is_named(
    human: str,
    primary: str,
    note: str | None,
    connection: duckdb.DuckDBPyConnection,
    add_study: Callable[..., None],
) -> None:
    row = agreement(connection, human, primary)
    assert (row["human_verdict"], row["primary_verdict"]) == (human, primary)
    assert (None if row["remark"] is pd.NA or row["remark"] != row["remark"] else row["remark"]) == note


def test_the_base_rate_stands_beside_the_counts(connection: duckdb.DuckDBPyConnection) -> None:
    row = agreement(connection, "inconclusive", "inconclusive")
    # HERMES-MS: drugs that failed in MS 143 of 158 studies positive, drugs marketed for it 284 of 316
    assert row["base_rate"] == pytest.approx((143 + 284) / (158 + 316), abs=1e-12)
    assert row["base_rate_study_count"] == 158 + 316


def test_every_watched_drug_and_group_has_one_row_even_where_nothing_was_counted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    agreement(connection, "inconclusive", "inconclusive")
    rows = connection.execute(
        "SELECT drug, event, human_verdict, agreement FROM evidence.agreement"
    ).fetchall()
    assert len(rows) == len({row[:2] for row in rows}) == 10
    assert ("JAK", "cns_onset", None, "no animal evidence") in rows


def test_the_coded_studies_name_the_users_five_starting_points() -> None:
    # Constantin 1998, Uemura 2008, Azizi 2014 (the animal ones of the five references of the question)
    rows = read_reference()["preclinical_study"].to_pylist()
    seen = {(row["first_author"], row["year"]) for row in rows}
    assert {("Constantin G", 1998), ("Uemura Y", 2008), ("Azizi G", 2014)} <= seen


def test_no_coded_study_rests_on_memory_or_on_nothing() -> None:
    rows = read_reference()["preclinical_study"].to_pylist()
    assert not [row for row in rows if row["seen_level"] in ("not-found", "from memory")]
    assert not [row for row in rows if "from memory" in (row["direction_remark"] or "")]
    assert all(row["is_weighed"] == (row["not_weighed_reason"] is None) for row in rows)


def test_every_study_counts_for_a_question_that_fits_its_model() -> None:
    questions = {
        "EAE": "efficacy",
        "viral": "efficacy",
        "toxic": "myelin harm",
        "culture": "myelin harm",
        "genetic": "myelin harm",
        "other": "neither",
    }
    rows = read_reference()["preclinical_study"].to_pylist()
    assert all(row["question"] == questions[row["model_family"]] for row in rows)
    assert not [row for row in rows if row["model_family"] == "other" and row["is_weighed"]]


def test_a_medicine_has_the_target_class_of_the_reference_table() -> None:
    tables = read_reference()
    targets = {row["ingredient"]: row["primary_target"] for row in tables["kinase_inhibitor"].to_pylist()}
    for row in tables["preclinical_study"].to_pylist():
        assert row["ingredient"] is None or row["target_class"] == targets[row["ingredient"]]
