"""A build's databases in memory, with the text macros and the reference tables, and a few drug rows to name."""

from collections.abc import Callable, Iterator

import duckdb
import pandas as pd
import pytest

from signals.build.graph import SQL_FOLDER
from signals.vocabulary.reference import register_reference

DRUG_MODELS = (
    "drug_name",
    "kinase_mention",
    "substance",
    "named_ingredient",
    "named_set",
    "borrowed_ingredient",
    "kinase_spelling",
    "drug_ingredient",
)
Pairs = list[tuple[str | None, str | None]]
Named = dict[tuple[str | None, str | None], dict[str, str]]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """DuckDB with the attached databases of a build."""
    with duckdb.connect(config={"threads": 1}) as opened:
        for name in ("staging", "names", "reference", "watchlist"):
            opened.execute(f"ATTACH ':memory:' AS {name}")
        for schema in ("faers", "signals", "evidence", "meta"):
            opened.execute(f"CREATE SCHEMA {schema}")
        opened.execute((SQL_FOLDER / "macros" / "text.sql").read_text())
        register_reference(opened)
        yield opened


@pytest.fixture
def name_drugs(connection: duckdb.DuckDBPyConnection) -> Callable[[Pairs], Named]:
    """Ingredients and rules of (drugname, prod_ai) pairs, all of them named together as one build would."""

    def named(pairs: Pairs) -> Named:
        drugs = pd.DataFrame(pairs, columns=["drugname", "prod_ai"], dtype="string")
        connection.register("drugs", drugs).execute(
            "CREATE OR REPLACE TABLE names.reported_drug AS SELECT drugname, prod_ai, count(*) AS record_count FROM drugs GROUP BY ALL"
        )
        for model in DRUG_MODELS:
            select = (SQL_FOLDER / "names" / f"{model}.sql").read_text()
            connection.execute(f"CREATE OR REPLACE TABLE names.{model} AS {select}")
        result: Named = {pair: {} for pair in pairs}
        rows = connection.execute(
            "SELECT drugname, prod_ai, ingredient, match_rule FROM names.drug_ingredient"
        ).fetchall()
        for drugname, prod_ai, ingredient, rule in rows:
            assert ingredient not in result[drugname, prod_ai], "one row per pair and ingredient"
            result[drugname, prod_ai][ingredient] = rule
        return result

    return named
