"""The evidence tables of a build that Python makes: posteriors and the difference over the whole class."""

import duckdb
import pandas as pd

from signals.build.graph import Model
from signals.statistics.animal_posterior import posterior
from signals.statistics.class_difference import answer, class_difference


def add_posteriors(connection: duckdb.DuckDBPyConnection) -> None:
    """Make evidence.animal_posterior: for each drug and model family, weighted and with every weight at 1."""
    families = connection.execute(
        """
        SELECT drug, drug_kind, model_family, protective_weight, total_weight, protective_count_unweighted
            , study_count_unweighted, base_rate
        FROM evidence.animal_family_weight ORDER BY drug_kind, drug, model_family
        """
    ).df()
    weighted = posterior(families["protective_weight"], families["total_weight"], families["base_rate"])
    plain = posterior(
        families["protective_count_unweighted"], families["study_count_unweighted"], families["base_rate"]
    )
    posteriors = families[["drug", "drug_kind", "model_family"]].assign(  # noqa: F841 - DuckDB reads it by name
        posterior_mean=weighted.mean,
        posterior_lower=weighted.lower,
        posterior_upper=weighted.upper,
        probability_below_base_rate=weighted.probability_below_base_rate,
        posterior_mean_unweighted=plain.mean,
        posterior_lower_unweighted=plain.lower,
        posterior_upper_unweighted=plain.upper,
        probability_below_unweighted=plain.probability_below_base_rate,
    )
    connection.execute(
        """
        CREATE TABLE evidence.animal_posterior (
            drug VARCHAR, drug_kind VARCHAR, model_family VARCHAR
            , posterior_mean DOUBLE, posterior_lower DOUBLE, posterior_upper DOUBLE, probability_below_base_rate DOUBLE
            , posterior_mean_unweighted DOUBLE, posterior_lower_unweighted DOUBLE, posterior_upper_unweighted DOUBLE
            , probability_below_unweighted DOUBLE
        )
        """
    )
    connection.execute("INSERT INTO evidence.animal_posterior BY NAME FROM posteriors")


def compare_class(connection: duckdb.DuckDBPyConnection) -> None:
    """Make evidence.class_difference: a row an event group that an animal model speaks to."""
    drugs = connection.execute(
        """
        SELECT agreement.event, agreement.animal_verdict, agreement.human_verdict
            , coalesce(class.drug, agreement.drug) AS target_class
        FROM evidence.agreement AS agreement
        LEFT JOIN watchlist.drug AS class
            ON class.drug_kind = 'target_class' AND agreement.drug = class.ingredient
        WHERE agreement.drug_kind = 'ingredient' AND agreement.agreement != 'no relevant model'
        ORDER BY agreement.event, agreement.drug
        """
    ).df()
    connection.execute(f"CREATE TABLE evidence.class_difference ({_DIFFERENCE_COLUMNS})")
    for event, group in drugs.groupby("event", sort=True):
        row = _difference(str(event), group)
        connection.execute(f"INSERT INTO evidence.class_difference VALUES ({', '.join('?' * len(row))})", row)


_DIFFERENCE_COLUMNS = (
    "event VARCHAR, drug_count INTEGER, animal_evidence_count INTEGER, protective_drug_count INTEGER, "
    "protective_not_disproportionate_count INTEGER, other_drug_count INTEGER, "
    "other_not_disproportionate_count INTEGER, difference DOUBLE, difference_lower DOUBLE, "
    "difference_upper DOUBLE, resample_count INTEGER, answer VARCHAR"
)


def _difference(event: str, drugs: pd.DataFrame) -> tuple[object, ...]:
    telling = drugs[
        drugs["animal_verdict"].isin(["uninformative", "harmful", "mixed", "less protective than the base rate"])
        & drugs["human_verdict"].isin(["disproportionate", "not disproportionate"])
    ]
    found = class_difference(
        telling["animal_verdict"] == "uninformative",
        telling["human_verdict"] == "not disproportionate",
        telling["target_class"],
    )
    with_evidence = int((drugs["animal_verdict"] != "none found").sum())
    return (
        event,
        len(drugs),
        with_evidence,
        found.protective_drugs,
        found.protective_not_disproportionate,
        found.other_drugs,
        found.other_not_disproportionate,
        found.difference,
        found.lower,
        found.upper,
        found.resamples,
        answer(found, drugs=len(drugs), with_animal_evidence=with_evidence),
    )


def evidence_models() -> list[Model]:
    """The tables above as nodes of the build's graph."""
    return [
        Model("evidence.animal_posterior", frozenset({"evidence.animal_family_weight"}), make=add_posteriors),
        Model("evidence.class_difference", frozenset({"evidence.agreement", "watchlist.drug"}), make=compare_class),
    ]
