"""What the coded animal studies say of a watched drug, and how it stands beside the reports of people."""

from collections.abc import Callable

import duckdb
import pandas as pd
import pyarrow as pa
import pytest

from tests.literature.tables import ANIMALS, build, count_people, rows_of


def animals(connection: duckdb.DuckDBPyConnection, drug: str = "imatinib") -> str:
    build(connection, *ANIMALS)
    rows = rows_of(connection, "SELECT animal_verdict FROM evidence.animal_verdict WHERE drug = $drug", drug=drug)
    return str(rows[0][0])


def agreement(
    connection: duckdb.DuckDBPyConnection, human: str, primary: str, group: str = "cns_onset"
) -> dict[str, object]:
    """imatinib's row, with these verdicts on people in no_ms_context and in primary, and too few reports on others."""
    count_people(connection, human, primary)
    build(connection, *ANIMALS, "evidence.certainty", "evidence.agreement")
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


def test_one_group_is_too_few_however_many_studies_it_did(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "harmful", independent_group="one")
    assert animals(connection) == "too few"


def test_a_group_that_nobody_saw_is_that_of_its_publication(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("toxic", "harmful", "harmful", independent_group="not seen", pmid="7")
    assert animals(connection) == "too few"
    connection.execute("DROP SCHEMA evidence CASCADE; CREATE SCHEMA evidence")
    add_study("toxic", "harmful", independent_group="not seen", pmid="8")
    assert animals(connection) == "harmful"


def test_culture_alone_is_too_few(connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]) -> None:
    add_study("culture", "protective", "protective")
    assert animals(connection) == "too few"


@pytest.mark.parametrize("other", ["harmful", "mixed"])
def test_studies_that_point_both_ways_are_mixed(
    other: str, connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", other)
    assert animals(connection) == "mixed"


def test_a_lone_null_result_among_protective_ones_is_what_the_base_rate_expects(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "no effect")
    assert animals(connection) == "uninformative"


def test_null_results_of_three_groups_are_less_protective_than_the_base_rate(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    # Beta(9.16, 0.84 + 3) has 0.981 below 0.916 (density by quadrature), 0.979 with the base rate's own uncertainty; with two
    # groups 0.921, which is not enough
    add_study("EAE", "no effect", "no effect")
    assert animals(connection) == "uninformative"
    connection.execute("DROP SCHEMA evidence CASCADE; CREATE SCHEMA evidence")
    add_study("EAE", "no effect")
    assert animals(connection) == "less protective than the base rate"


def test_null_results_of_three_unblinded_prophylactic_studies_count_in_full(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", *["no effect"] * 3, regimen_kind="prophylactic", randomised="not stated", blinded="not stated")
    assert animals(connection) == "less protective than the base rate"


def test_a_discounted_study_moves_the_posterior_less_and_full_weights_stand_beside_it(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", *["mixed"] * 3, randomised="not stated", blinded="not stated")
    assert animals(connection) == "mixed"
    row = rows_of(
        connection,
        """
        SELECT round(total_weight, 6), round(probability_below_base_rate, 3), label_unweighted
            , round(probability_below_unweighted, 3)
        FROM evidence.animal_family WHERE drug = 'imatinib'
        """,
    )
    # weight 0.5 each; beta(9.16, 0.84 + 1.5).cdf(0.916) = 0.856 and beta(9.16, 3.84).cdf(0.916) = 0.981 (density by quadrature)
    assert row == [
        (1.5, pytest.approx(0.856, abs=5e-3), "less protective than the base rate", pytest.approx(0.981, abs=5e-3))
    ]


def test_the_studies_of_one_group_weigh_no_more_than_one_study(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", "protective", "no effect", independent_group="busy")
    add_study("EAE", "protective")
    animals(connection)
    row = rows_of(
        connection,
        "SELECT study_count, group_count, protective_weight, total_weight FROM evidence.animal_family WHERE drug = 'imatinib'",
    )[0]
    assert row == (4, 2, pytest.approx(2 / 3 + 1), pytest.approx(2.0))


def test_a_retracted_study_weighs_nothing_and_is_still_counted_as_such(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("toxic", "harmful", "harmful")
    add_study("toxic", "protective", retraction="retracted")
    assert animals(connection) == "harmful"
    row = rows_of(
        connection,
        "SELECT study_count, retracted_count, label_unweighted FROM evidence.animal_family WHERE drug = 'imatinib'",
    )
    assert row == [(2, 1, "mixed")]


def test_a_retraction_that_pubmed_states_counts_for_the_coded_study(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("toxic", "harmful", "harmful", pmid=None, doi="10.1000/ABC")
    connection.execute(
        "INSERT INTO literature.publication (pmid, doi, retraction) VALUES ('7', '10.1000/abc', 'retracted')"
    )
    assert animals(connection) == "none found"


def test_a_family_without_a_base_rate_has_no_posterior(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("genetic", "harmful")
    animals(connection)
    rows = rows_of(connection, "SELECT base_rate, posterior_mean FROM evidence.animal_family WHERE drug = 'imatinib'")
    assert rows == [(None, None)]


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
    add_study("EAE", "protective", "protective", ingredient=None, target_class="JAK")
    assert animals(connection) == "none found"
    verdicts = connection.execute("SELECT drug, study_count FROM evidence.animal_verdict ORDER BY drug").fetchall()
    assert verdicts == [("BCR-ABL", 0), ("JAK", 2), ("imatinib", 0), ("kinase inhibitor", 2), ("ruxolitinib", 0)]


@pytest.mark.parametrize(("second", "verdict"), [("PLX5622", "mixed"), ("GW2580", "harmful")])
def test_one_compound_however_often_repeated_does_not_make_a_target_class_harmful(
    second: str, verdict: str, connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    for compound in ("PLX5622", second):
        add_study("toxic", "harmful", ingredient=None, compound=compound)
    assert animals(connection, "BCR-ABL") == verdict


@pytest.mark.parametrize(("others", "verdict"), [((), "mixed"), (("JAK",), "harmful")])
def test_one_harmful_target_class_does_not_make_the_whole_class_harmful(
    others: tuple[str, ...], verdict: str, connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    for target in ("BCR-ABL", *others):
        for compound in ("one", "two"):
            add_study("toxic", "harmful", ingredient=None, compound=compound, target_class=target)
    assert animals(connection, "kinase inhibitor") == verdict


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
    add_study("viral", "harmful", "harmful", question="myelin harm")
    add_study("viral", "protective")
    assert animals(connection) == "harmful"
    rows = rows_of(
        connection,
        "SELECT question, model_family, study_count, label FROM evidence.animal_family WHERE drug = 'imatinib' ORDER BY question",
    )
    assert rows == [("efficacy", "viral", 1, "too few"), ("myelin harm", "viral", 2, "harmful")]


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
