"""Spellings that are known lead to their ingredient, counted over the records of a SYNTHETIC world of both eras."""

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from signals.build.graph import SQL_FOLDER
from signals.demo import World
from signals.lake.folder_lake import FolderLake
from signals.sources.faers.intake import load_if_new
from signals.sources.faers.zip_name import quarter_of_zip
from tests.vocabulary.conftest import DRUG_MODELS

LEAST_SHARE = 0.98
FDA_NAMES = {"paracetamol": "acetaminophen", "ethinylestradiol": "ethinyl estradiol", "alendronic acid": "alendronate"}
"""What the world calls by its INN and FDA by a name of its own (prod_ai), as nibwatch does."""


@pytest.fixture(scope="module")
def shares(
    demo_world: World, tmp_path_factory: pytest.TempPathFactory, connection: duckdb.DuckDBPyConnection
) -> pd.DataFrame:
    """For each era and kind of drug: records with a known spelling, and the share whose ingredients came out right."""
    home = tmp_path_factory.mktemp("spellings")
    for path in demo_world.zips:
        load_if_new(
            path,
            quarter=str(quarter_of_zip(path.name)),
            zip_sha256=path.name,
            lake=FolderLake(home / "lake"),
            threads=1,
        )
    connection.execute(
        "CREATE OR REPLACE TABLE staging.report_drug AS SELECT DISTINCT quarter, primaryid::BIGINT AS primaryid, "
        "drug_seq::BIGINT AS drug_seq, drugname, prod_ai FROM read_parquet($files)",
        {"files": [str(path) for path in (home / "lake" / "drug").glob("*.parquet")]},
    )
    connection.execute(
        "CREATE OR REPLACE TABLE names.reported_drug AS "
        "SELECT drugname, prod_ai, count(*) AS record_count FROM staging.report_drug GROUP BY ALL"
    )
    for model in DRUG_MODELS:
        select = (SQL_FOLDER / "names" / f"{model}.sql").read_text()
        connection.execute(f"CREATE OR REPLACE TABLE names.{model} AS {select}")
    return _shares(connection, list(demo_world.truths))


def _shares(connection: duckdb.DuckDBPyConnection, truths: list[Path]) -> pd.DataFrame:
    return connection.execute(
        """
        WITH meant AS (
            SELECT quarter, primaryid, drug_seq, bool_or(is_kinase_inhibitor) AS is_kinase_inhibitor
                , list_sort(list_distinct(list(coalesce(map($names, $fda_names)[ingredient], ingredient)))) AS ingredients
            FROM (SELECT * REPLACE (unnest(string_split(ingredient, chr(92))) AS ingredient) FROM read_parquet($truths))
            GROUP BY ALL
            HAVING bool_and(is_known_spelling)
        )
        , named AS (
            SELECT quarter, primaryid, drug_seq, list_sort(list(DISTINCT ingredient)) AS ingredients
            FROM staging.report_drug AS drug
            INNER JOIN names.drug_ingredient AS named
                ON drug.drugname IS NOT DISTINCT FROM named.drugname AND drug.prod_ai IS NOT DISTINCT FROM named.prod_ai
            WHERE named.match_rule != 'text'
            GROUP BY ALL
        )
        SELECT CASE WHEN quarter <= '2012Q3' THEN 'AERS' ELSE 'FAERS' END AS era, is_kinase_inhibitor
            , count(*) AS records, avg(coalesce(meant.ingredients = named.ingredients, FALSE)::INT) AS share
        FROM meant LEFT JOIN named USING (quarter, primaryid, drug_seq)
        GROUP BY ALL
        """,
        {"truths": [str(path) for path in truths], "names": list(FDA_NAMES), "fda_names": list(FDA_NAMES.values())},
    ).df()


@pytest.mark.parametrize("era", ["AERS", "FAERS"])
def test_known_spellings_map_at_98_percent_of_records(shares: pd.DataFrame, era: str) -> None:
    rows = shares[shares["era"] == era]
    assert rows["records"].sum() > 1_000
    assert (rows["records"] * rows["share"]).sum() / rows["records"].sum() >= LEAST_SHARE


@pytest.mark.parametrize("era", ["AERS", "FAERS"])
def test_known_spellings_of_kinase_inhibitors_map_at_98_percent_of_records(shares: pd.DataFrame, era: str) -> None:
    (share,) = shares[(shares["era"] == era) & shares["is_kinase_inhibitor"]]["share"]
    assert share >= LEAST_SHARE
