"""The stratified expectation of every pair: totals by stratum leave DuckDB as sparse matrices, a column comes back."""

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from signals.build.graph import Model
from signals.statistics.expectation import expected_within_strata


def expect(connection: duckdb.DuckDBPyConnection) -> None:
    """Make totals.pair_expected: each pair of totals.pair with the cases expected within strata."""
    case_count = connection.execute("SELECT case_count FROM totals.stratum ORDER BY stratum_id").fetchnumpy()
    pairs = connection.execute("SELECT ingredient_id, event_id FROM totals.pair ORDER BY ALL").fetchnumpy()
    pair_expected = pd.DataFrame(  # noqa: F841 - DuckDB reads it by name
        {
            **pairs,
            "expected_stratified": expected_within_strata(
                _totals(connection, "ingredient"),
                _totals(connection, "event"),
                np.asarray(case_count["case_count"], dtype=np.float64),
                np.asarray(pairs["ingredient_id"], dtype=np.int64),
                np.asarray(pairs["event_id"], dtype=np.int64),
            ),
        }
    )
    connection.execute("CREATE TABLE totals.pair_expected AS FROM pair_expected")


def _totals(connection: duckdb.DuckDBPyConnection, kind: str) -> csr_array:
    """Cases of every ingredient or event by stratum; row = its number, column = the stratum's place among all."""
    cells = connection.execute(
        f"""
        SELECT {kind}_id, place, total.case_count
        FROM totals.{kind}_stratum AS total
        INNER JOIN (
            SELECT stratum_id, row_number() OVER (ORDER BY stratum_id) - 1 AS place FROM totals.stratum
        ) USING (stratum_id)
        ORDER BY ALL
        """
    ).fetchnumpy()
    strata = connection.execute("SELECT count(*) FROM totals.stratum").fetchall()[0][0]
    rows = np.asarray(cells[f"{kind}_id"], dtype=np.int64)
    shape = (int(rows.max(initial=0)) + 1, strata)
    return csr_array((np.asarray(cells["case_count"], dtype=np.float64), (rows, cells["place"])), shape=shape)


def expectation_models() -> list[Model]:
    """The table above as a node of the build's graph."""
    reads = {"totals.pair", "totals.ingredient_stratum", "totals.event_stratum", "totals.stratum"}
    return [Model("totals.pair_expected", frozenset(reads), make=expect)]
