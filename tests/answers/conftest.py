"""A small published file for the commands that read it."""

from pathlib import Path

import duckdb
import pytest


@pytest.fixture(scope="session")
def one_table_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DuckDB file with one schema and table: two drugs, one of them named like a formula."""
    path = tmp_path_factory.mktemp("one-table") / "nibwatch.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE SCHEMA faers")
        connection.execute(
            """
            CREATE TABLE faers.suspect AS
            SELECT * FROM (VALUES
                (1, 'imatinib', DATE '2023-01-31', 1.5, [1, 2], TRUE), (2, '=1+1', NULL, 'NaN'::DOUBLE, NULL, FALSE)
            ) AS suspect(caseid, ingredient, fda_date, dose, numbers, is_counted)
            """
        )
        connection.execute("CREATE MACRO of_drug(name) AS TABLE FROM faers.suspect WHERE ingredient = name")
    return path
