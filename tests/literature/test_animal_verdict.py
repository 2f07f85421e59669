"""What the coded animal studies say of a watched drug."""

from collections.abc import Callable

import duckdb
import pytest

from tests.literature.animal_verdicts import animals
from tests.literature.evidence_tables import rows_of


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


def test_studies_of_one_sponsor_are_one_group_by_whatever_chain_of_laboratories(
    connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    for study, party in (("0", "Maker"), ("1", "Maker"), ("1", "Other"), ("2", "Other")):
        connection.execute("INSERT INTO reference.study_interest VALUES (?, 'sponsor', ?, 'a test')", [study, party])
    add_study("toxic", "harmful", "harmful", "harmful")
    assert animals(connection) == "too few"
    assert rows_of(connection, "SELECT DISTINCT independent_group FROM evidence.study") == [("0; 1; 2",)]
    connection.execute("DROP SCHEMA evidence CASCADE; CREATE SCHEMA evidence")
    add_study("toxic", "harmful")
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
