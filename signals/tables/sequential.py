"""The ledger of the sequential test: one look a quarter, frozen, carried from publication to publication.

A look at a quarter is made by the first publication that holds it, from the first publication on; what a follow-up, a
deletion or a duplicate found later does to that quarter's cases changes no look.
"""

import duckdb
import pandas as pd

from signals.build.graph import Model
from signals.statistics.maxsprt import critical_value, log_likelihood_ratio

LEDGER = "history.sequential_look"
_COLUMNS = """
    run_id VARCHAR, watchlist VARCHAR, watchlist_sha256 VARCHAR, drug VARCHAR, event VARCHAR, analysis VARCHAR
    , quarter VARCHAR, look INTEGER, a BIGINT, expected DOUBLE, cumulative_a BIGINT, cumulative_expected DOUBLE
    , log_likelihood_ratio DOUBLE, critical_value DOUBLE, alpha DOUBLE, upper_limit DOUBLE, minimum_events INTEGER
    , is_within_limit BOOLEAN, is_signal BOOLEAN
"""
# A drug's first look is at the newest quarter held; after that, every quarter held that is not older is looked at once.
_NEW_QUARTERS = f"""
    WITH looked AS (
        SELECT drug, event, analysis, min(quarter) AS first_quarter, list(quarter) AS quarters
            , CAST(max(look) AS INTEGER) AS looks, CAST(sum(a) AS BIGINT) AS a, sum(expected ORDER BY look) AS expected
        FROM {LEDGER} WHERE watchlist = (SELECT name FROM watchlist.protocol)
        GROUP BY drug, event, analysis
    )

    SELECT quarter.drug, quarter.event, quarter.analysis, quarter.quarter, quarter.a, quarter.expected
        , coalesce(looked.looks, 0) + row_number() OVER so_far AS look
        , coalesce(looked.a, 0) + sum(quarter.a) OVER so_far AS cumulative_a
        , coalesce(looked.expected, 0) + sum(quarter.expected) OVER so_far AS cumulative_expected
        , test.alpha, test.upper_limit, test.minimum_events
    FROM watch.sequential_quarter AS quarter
    CROSS JOIN watchlist.sequential AS test
    LEFT JOIN looked
        ON quarter.drug = looked.drug AND quarter.event = looked.event AND quarter.analysis = looked.analysis
    WHERE quarter.quarter >= coalesce(looked.first_quarter, (SELECT max(quarter) FROM watch.sequential_quarter))
        AND NOT coalesce(list_contains(looked.quarters, quarter.quarter), FALSE)
    WINDOW so_far AS (PARTITION BY quarter.drug, quarter.event, quarter.analysis ORDER BY quarter.quarter)
    ORDER BY quarter.drug, quarter.event, quarter.analysis, quarter.quarter
"""


def keep_looks(connection: duckdb.DuckDBPyConnection) -> None:
    """Make history.sequential_look: the earlier file's looks as they stand, then those this publication adds."""
    connection.execute(f"CREATE TABLE {LEDGER} ({_COLUMNS})")
    if _previous_has_looks(connection):
        connection.execute(f"INSERT INTO {LEDGER} BY NAME FROM previous.{LEDGER}")
    looks = connection.execute(_NEW_QUARTERS).df()
    if looks.empty:
        return
    new_looks = judge(looks, _drug_count(connection))  # noqa: F841 - DuckDB reads it by name
    connection.execute(
        f"""
        INSERT INTO {LEDGER} BY NAME
        SELECT publication.run_id, publication.watchlist, publication.watchlist_sha256, new_looks.*
        FROM new_looks CROSS JOIN run.publication AS publication
        """
    )


def judge(looks: pd.DataFrame, drug_count: int) -> pd.DataFrame:
    """The looks with their log-likelihood ratio, critical value, and whether they signal; alpha is each drug's share.

    No test is made once more cases are expected than the upper limit allows.
    """
    share = float(looks["alpha"].iloc[0]) / drug_count
    upper_limit, minimum = float(looks["upper_limit"].iloc[0]), int(looks["minimum_events"].iloc[0])
    ratio = log_likelihood_ratio(looks["cumulative_a"], looks["cumulative_expected"])
    critical = critical_value(upper_limit, share, minimum)
    is_within = looks["cumulative_expected"].to_numpy() <= upper_limit
    has_enough = looks["cumulative_a"].to_numpy() >= minimum
    return looks.assign(
        alpha=share,
        log_likelihood_ratio=ratio,
        critical_value=critical,
        is_within_limit=is_within,
        is_signal=is_within & has_enough & (ratio >= critical),
    )


def _drug_count(connection: duckdb.DuckDBPyConnection) -> int:
    (row,) = connection.execute(
        "SELECT count(DISTINCT drug) FROM watchlist.drug WHERE drug_kind = 'ingredient'"
    ).fetchall()
    return int(row[0])


def _previous_has_looks(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether a file was published before, by a version of nibwatch that kept looks."""
    found = connection.execute(
        """
        SELECT 1 FROM duckdb_tables()
        WHERE database_name = 'previous' AND schema_name = 'history' AND table_name = 'sequential_look'
        """
    ).fetchall()
    return bool(found)


def sequential_models() -> list[Model]:
    """The ledger as a node of the build's graph."""
    reads = {
        "watch.sequential_quarter",
        "watchlist.sequential",
        "watchlist.protocol",
        "watchlist.drug",
        "run.publication",
    }
    return [Model(LEDGER, frozenset(reads), make=keep_looks)]
