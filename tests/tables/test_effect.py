"""Effects in animals pooled, and whether their size tells drugs that failed from those that are marketed."""

import duckdb
import pandas as pd
import pytest

from signals.tables.effect import compare_fates, measure_effects, pool_effects
from tests.publications import make_tables
from tests.reference_tables import reference_tables


@pytest.fixture(scope="module")
def effects() -> pd.DataFrame:
    return measure_effects(reference_tables()["preclinical_effect"].to_pandas())


def test_drugs_that_failed_are_not_distinguished_from_those_that_are_marketed(effects: pd.DataFrame) -> None:
    found = compare_fates(effects).set_index("measure").loc["percent_reduction"]
    # pooled outside the project: ../shared/facts/literature_review.md, Effect sizes
    assert (round(found.failed_effect), round(found.marketed_effect)) == (59, 53)
    assert (found.failed_drug_count, found.marketed_drug_count) == (11, 16)
    assert found.concordance_lower < 0.5 < found.concordance_upper < 0.7
    assert found.answer == "animals do not discriminate"


def test_effects_that_separate_the_fates_are_said_to_discriminate(effects: pd.DataFrame) -> None:
    protected = effects["percent_reduction"].where(effects["fate"] == "failed", 200)
    found = compare_fates(effects.assign(percent_reduction=protected)).set_index("measure")["answer"]
    assert found["percent_reduction"] == "animals discriminate"


def test_two_drugs_are_too_few_to_tell(effects: pd.DataFrame) -> None:
    few = effects.groupby("fate").head(2).assign(drug=["a", "b", "c", "d"], percent_reduction=[1.0, 3.0, 2.0, 4.0])
    found = compare_fates(few).set_index("measure")["answer"]
    assert found["percent_reduction"] == "too few drugs to tell"


def test_one_fate_alone_cannot_be_compared(effects: pd.DataFrame) -> None:
    found = compare_fates(effects[effects["fate"] == "failed"])
    assert set(found["answer"].str.split(":").str[0]) == {"cannot be answered"}


def test_the_comparisons_that_are_missing_are_the_less_protective_ones(effects: pd.DataFrame) -> None:
    found = pool_effects(effects).query("grouping == 'all'").set_index("measure")
    # metafor 3.8.1, as in tests/statistics/test_small_study.py
    assert found.loc["percent_reduction", "missing_count"] == 33
    assert found.loc["percent_reduction", "filled_effect"] == pytest.approx(48.68124744, abs=1e-7)
    # R 4.2.2: summary(lm(g ~ sqrt(w), weights = 1 / w)) with w = 1 / n + 1 / m
    assert found.loc["hedges_g", "size_asymmetry_t"] == pytest.approx(-2.235803, abs=1e-6)


def test_effects_are_pooled_by_model_family_too(effects: pd.DataFrame) -> None:
    mixed = effects.assign(model_family=["toxic"] * 5 + ["EAE"] * (len(effects) - 5))
    found = pool_effects(mixed).query("measure == 'percent_reduction'").set_index(["grouping", "name"])["study_count"]
    assert found["model_family"].to_dict() == {"EAE": len(effects) - 5, "toxic": 5}


def test_the_tables_are_made_from_the_reference_table() -> None:
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS reference; CREATE SCHEMA evidence; ATTACH ':memory:' AS watchlist")
        connection.execute("CREATE TABLE watchlist.evidence AS SELECT 1 AS name")
        connection.from_arrow(reference_tables()["preclinical_effect"]).create("reference.preclinical_effect")
        make_tables(connection, "evidence.effect", "evidence.effect_summary", "evidence.fate_difference")
        found = connection.sql("SELECT answer FROM evidence.fate_difference ORDER BY measure").fetchall()
    assert found == [("animals do not discriminate",)] * 2
