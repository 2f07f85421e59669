"""How the animals' verdict stands beside that on people, in every cell of the matrix."""

from collections.abc import Callable

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from tests.literature.animal_verdicts import agreement, animals
from tests.literature.evidence_tables import build, rows_of


def test_efficacy_and_harm_to_myelin_are_counted_apart(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "no effect")
    add_study("viral", "harmful")
    add_study("toxic", "harmful", "mixed", "protective")
    animals(connection)
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
        (("EAE", "protective", "protective"), "disproportionate", "animals could not have warned"),
        (("EAE", "protective", "protective"), "not disproportionate", "compatible"),
        (("EAE", "protective", "protective"), "too few reports", "not informative"),
        (("EAE", "protective", "protective"), "inconclusive", "not informative"),
        (("toxic", "harmful", "harmful"), "disproportionate", "concordant for harm"),
        (("toxic", "harmful", "harmful"), "not disproportionate", "discordant"),
        (("toxic", "harmful", "harmful"), "too few reports", "not informative"),
        (("EAE", "protective", "harmful"), "disproportionate", "not informative"),
        (("EAE", "protective"), "disproportionate", "not informative"),
        (("EAE",), "disproportionate", "no animal evidence"),
        (("EAE",), "too few reports", "no animal evidence"),
        (("EAE", "no effect", "no effect", "no effect"), "disproportionate", "compatible"),
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
    human: str, primary: str, note: str | None, connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    row = agreement(connection, human, primary)
    assert (row["human_verdict"], row["primary_verdict"]) == (human, primary)
    assert (None if row["remark"] is pd.NA or row["remark"] != row["remark"] else row["remark"]) == note


def test_the_base_rate_stands_beside_the_counts(connection: duckdb.DuckDBPyConnection) -> None:
    row = agreement(connection, "inconclusive", "inconclusive")
    # HERMES-MS: drugs that failed in MS 143 of 158 studies positive, drugs marketed for it 285 of 317
    assert row["base_rate"] == pytest.approx((143 + 285) / (158 + 317), abs=1e-12)
    assert row["base_rate_study_count"] == 158 + 317


def test_the_base_rate_of_toxic_models_pools_cuprizone_ethidium_bromide_and_lysolecithin(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("toxic", "protective")
    animals(connection)
    rows = rows_of(
        connection, "SELECT base_rate, base_rate_study_count FROM evidence.animal_family WHERE drug = 'imatinib'"
    )
    assert rows == [(pytest.approx((32 * 0.81 + 8 * 0.62 + 10 * 1.0) / 50, abs=1e-12), 50)]


def test_a_viral_study_of_repair_counts_for_harm_and_one_of_the_disease_for_efficacy(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("viral", "harmful", "harmful", question="harm")
    add_study("viral", "protective")
    assert animals(connection) == "harmful"
    rows = rows_of(
        connection,
        "SELECT question, model_family, study_count, label FROM evidence.animal_family WHERE drug = 'imatinib' ORDER BY question",
    )
    assert rows == [("efficacy", "viral", 1, "too few"), ("harm", "viral", 2, "harmful")]


def test_a_study_in_healthy_animals_is_not_discounted_for_its_regimen(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("repeat-dose", "harmful", regimen_kind="healthy animals")
    animals(connection)
    assert rows_of(connection, "SELECT regimen_weight, weight FROM evidence.study_weight") == [(1.0, 1.0)]


def test_every_watched_drug_and_group_has_one_row_even_where_nothing_was_counted(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    agreement(connection, "inconclusive", "inconclusive")
    rows = connection.execute("SELECT drug, event, human_verdict, agreement FROM evidence.agreement").fetchall()
    assert len(rows) == len({row[:2] for row in rows}) == 10
    assert ("JAK", "cns_onset", None, "no animal evidence") in rows


def test_the_matrix_has_a_name_and_a_sentence_for_every_cell(reference: dict[str, pa.Table]) -> None:
    labels = {
        "harmful",
        "mixed",
        "uninformative",
        "less protective than the base rate",
        "too few",
        "none found",
        "no relevant model",
    }
    verdicts = {"disproportionate", "not disproportionate", "inconclusive", "too few reports", "not counted"}
    cells = {(row["animal_verdict"], row["human_verdict"]): row for row in reference["agreement_matrix"].to_pylist()}
    assert set(cells) == {(label, verdict) for label in labels for verdict in verdicts}
    names = {
        "animals could not have warned", "discordant", "concordant for harm", "compatible", "not informative", "no animal evidence", "no relevant model",
    }  # fmt: skip
    assert {row["agreement"] for row in cells.values()} == names
    few = {row["agreement"] for row in cells.values() if row["human_verdict"] in ("too few reports", "inconclusive")}
    assert few == {"not informative", "no animal evidence", "no relevant model"}


def test_every_drug_stands_in_one_cell_of_the_matrix(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective")
    agreement(connection, "disproportionate", "disproportionate")
    build(connection, "evidence.agreement_matrix")
    totals = rows_of(
        connection,
        "SELECT event, sum(drug_count) FROM evidence.agreement_matrix WHERE drug_kind = 'ingredient' GROUP BY event ORDER BY event",
    )
    assert totals == [("cns_onset", 2), ("peripheral_demyelination", 2)]
    cell = rows_of(
        connection,
        "SELECT animal_verdict, human_verdict, drugs FROM evidence.agreement_matrix WHERE agreement = 'animals could not have warned' AND drug_count > 0",
    )
    assert cell[0] == ("uninformative", "disproportionate", ["imatinib"])


def test_the_question_of_harm_to_myelin_is_answered_by_itself(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective")
    row = agreement(connection, "disproportionate", "disproportionate")
    assert (row["agreement"], row["rests_on"]) == ("animals could not have warned", "efficacy")
    assert (row["myelin_verdict"], row["myelin_agreement"]) == ("none found", "no animal evidence")
    assert row["caveat"] == "EAE measures efficacy in an induced disease, not demyelination in the unexposed."


def test_certainty_begins_at_low_as_for_all_observational_evidence(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("toxic", "harmful", "harmful")
    best = agreement(connection, "disproportionate", "disproportionate")
    assert (best["certainty"], list(best["certainty_reasons"])) == ("low", [])


def test_induced_disease_studied_by_unblinded_groups_is_of_very_low_certainty(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective", randomised="not stated", blinded="not stated")
    row = agreement(connection, "too few reports", "too few reports")
    assert row["certainty"] == "very low"
    assert [reason.partition(":")[0] for reason in row["certainty_reasons"]] == [
        "risk of bias",
        "indirectness",
        "imprecision",
        "publication bias",
    ]


@pytest.mark.parametrize(
    ("with_interest", "reasons"),
    [(["0"], []), (["0", "1"], ["risk of bias: 2 of 3 studies have a party with an interest in their result (Maker)"])],
)
def test_studies_that_a_party_with_an_interest_made_are_a_risk_of_bias_where_they_are_most(
    with_interest: list[str], reasons: list[str], connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    for study in with_interest:
        connection.execute("INSERT INTO reference.study_interest VALUES (?, 'sponsor', 'Maker', 'a test')", [study])
    add_study("toxic", "harmful", "harmful", "harmful")
    row = agreement(connection, "disproportionate", "disproportionate")
    assert list(row["certainty_reasons"]) == reasons


def test_the_class_difference_is_not_worked_out_from_few_drugs(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective")
    agreement(connection, "disproportionate", "disproportionate")
    build(connection, "evidence.class_difference")
    rows = rows_of(connection, "SELECT event, difference, difference_lower, answer FROM evidence.class_difference")
    assert [row[:3] for row in rows] == [("cns_onset", None, None)]
    assert str(rows[0][3]).startswith("cannot be answered: 1 of 2 drugs have animal evidence")
    assert "1 without a warning, 0 with one" in str(rows[0][3])
