"""The tables of a build that Python makes: scored counts, and duplicates grouped across rules.

Counts leave DuckDB as arrays, go through the pure functions of signals.statistics, and come back as tables with the
same keys; NaN becomes NULL on the way in.
"""

import duckdb
import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from signals.build.graph import Model
from signals.statistics import score
from signals.statistics.criteria import is_evans, is_ic, is_ror

BATCH_ROWS = 1_000_000


def scored(counts: pd.DataFrame) -> pd.DataFrame:
    """Statistics and criteria beside the cells ``a, b, c, d`` of one frame, row by row."""
    statistics = score(counts["a"], counts["b"], counts["c"], counts["d"])
    return statistics.assign(
        is_evans=is_evans(counts["a"], statistics["prr"], statistics["chi_square_yates"]),
        is_ror=is_ror(counts["a"], statistics["ror_lower"]),
        is_ic=is_ic(statistics["ic_lower"]),
    )


def score_pairs(connection: duckdb.DuckDBPyConnection) -> None:
    """Make totals.pair_score: every ingredient x term pair of totals.pair, a million at a time."""
    reader = connection.cursor()
    batches = reader.execute("SELECT ingredient_id, event_id, a, b, c, d FROM totals.pair").to_arrow_reader(BATCH_ROWS)
    assert batches is not None  # a SELECT has columns
    keys = ["ingredient_id", "event_id"]
    created = False
    for batch in batches:
        counts = batch.to_pandas()
        pair_scores = pd.concat([counts[keys], scored(counts)], axis="columns")  # noqa: F841 - DuckDB reads it by name
        if created:
            connection.execute("INSERT INTO totals.pair_score BY NAME FROM pair_scores")
        else:
            connection.execute("CREATE TABLE totals.pair_score AS FROM pair_scores")
            created = True


def group_duplicates(connection: duckdb.DuckDBPyConnection) -> None:
    """Make duplicates.duplicate_group: links that share a case are one group, whichever rule found them."""
    links = connection.execute(
        "SELECT caseid, group_key, rule FROM duplicates.link ORDER BY caseid, rule, group_key"
    ).df()
    caseids, case_position = np.unique(links["caseid"].to_numpy(dtype=np.int64), return_inverse=True)
    groups, group_position = np.unique(links["group_key"].to_numpy(dtype=str), return_inverse=True)
    size = len(caseids) + len(groups)
    edges = coo_array(
        (np.ones(len(links), dtype=np.int8), (case_position, len(caseids) + group_position)), shape=(size, size)
    )
    _, component = connected_components(edges, directed=False)
    grouped = links.assign(group_number=component[case_position].astype(np.int64))  # noqa: F841 - DuckDB reads it by name
    connection.execute(
        """
        CREATE TABLE duplicates.duplicate_group AS
        WITH rules AS (
            SELECT group_number, string_agg(DISTINCT rule, ', ' ORDER BY rule) AS rules
            FROM grouped
            GROUP BY group_number
        )
        SELECT DISTINCT CAST(grouped.caseid AS BIGINT) AS caseid, grouped.group_number, rules.rules
        FROM grouped INNER JOIN rules USING (group_number)
        """
    )


def python_models() -> list[Model]:
    """The tables above as nodes of the build's graph."""
    return [
        Model("totals.pair_score", frozenset({"totals.pair"}), make=score_pairs),
        Model("duplicates.duplicate_group", frozenset({"duplicates.link"}), make=group_duplicates),
    ]
