"""Statistics, criteria and verdict of the watched pairs in every analysis: counts leave DuckDB, scores come back."""

import duckdb
import numpy as np
import pandas as pd

from signals.build.graph import Model
from signals.statistics import score
from signals.statistics.contingency import ContingencyTable
from signals.statistics.criteria import is_evans, is_ic, is_ror
from signals.statistics.power import detectable_ratio
from signals.statistics.stratified import mantel_haenszel
from signals.statistics.verdict import human_verdict

KEYS = ["drug", "drug_kind", "event", "event_kind"]
NOT_ADJUSTED = ["prr", "prr_lower", "prr_upper", "chi_square", "chi_square_yates"]
"""What has no stratified form here: undefined in the adjusted analysis."""


def score_watch(connection: duckdb.DuckDBPyConnection) -> None:
    """Make watch.score: what is computed from the cells of every watched pair and analysis."""
    counts = connection.execute(
        "SELECT drug, drug_kind, event, event_kind, analysis, a, b, c, d FROM watch.cells ORDER BY ALL"
    ).df()
    is_adjusted = counts["analysis"] == "adjusted"
    statistics = pd.concat(
        [plain(counts[~is_adjusted]), adjusted(counts[is_adjusted], _pooled(connection))]
    ).sort_index()
    watch_scores = pd.concat(  # noqa: F841 - DuckDB reads it by name
        [counts[[*KEYS, "analysis"]], statistics, judged(counts, statistics)], axis="columns"
    )
    connection.execute("CREATE TABLE watch.score AS FROM watch_scores")


def plain(counts: pd.DataFrame) -> pd.DataFrame:
    """All statistics of rows with cells ``a, b, c, d``."""
    return score(counts["a"], counts["b"], counts["c"], counts["d"])


def adjusted(counts: pd.DataFrame, pooled: pd.DataFrame) -> pd.DataFrame:
    """Statistics within strata: Mantel-Haenszel ROR, IC on the stratified expectation; no PRR and no chi-square.

    ``pooled`` has a row a pair with strata: keys, expected, ror and bounds. A pair without any has no stratum in which
    both drug and event occur: nothing is expected and the ratio is undefined. Without any case nothing is defined.
    """
    if counts.empty:
        return plain(counts)
    found = counts[KEYS].merge(pooled, on=KEYS, how="left").set_index(counts.index)
    statistics = score(
        counts["a"], counts["b"], counts["c"], counts["d"], found["expected"].astype("float64").fillna(0.0)
    )
    has_cases = counts[["a", "b", "c", "d"]].sum(axis="columns") > 0
    statistics["expected"] = statistics["expected"].where(has_cases)
    statistics[["ror", "ror_lower", "ror_upper"]] = found[["ror", "ror_lower", "ror_upper"]]
    statistics[NOT_ADJUSTED] = np.nan
    return statistics


def judged(counts: pd.DataFrame, statistics: pd.DataFrame) -> pd.DataFrame:
    """Criteria, verdict and detectable ratio beside cells and statistics."""
    bounds = (statistics[name] for name in ("expected", "ic_lower", "ic_upper", "ror_lower"))
    return pd.DataFrame(
        {
            "is_evans": is_evans(counts["a"], statistics["prr"], statistics["chi_square_yates"]),
            "is_ror": is_ror(counts["a"], statistics["ror_lower"]),
            "is_ic": is_ic(statistics["ic_lower"]),
            "human_verdict": human_verdict(counts["a"], counts["b"], counts["c"], *bounds),
            "detectable_ratio": detectable_ratio(statistics["expected"]),
        },
        index=counts.index,
    )


def _pooled(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """Expectation and Mantel-Haenszel ROR of every pair that has strata, one event at a time (memory)."""
    events = connection.execute("SELECT DISTINCT event, event_kind FROM watch.stratum ORDER BY ALL").fetchall()
    columns = [*KEYS, "expected", "ror", "ror_lower", "ror_upper"]
    frames = [_pooled_event(connection, event, event_kind) for event, event_kind in events]
    return pd.concat(frames)[columns] if frames else pd.DataFrame(columns=columns)


def _pooled_event(connection: duckdb.DuckDBPyConnection, event: str, event_kind: str) -> pd.DataFrame:
    strata = connection.execute(
        """
        SELECT drug, drug_kind, event, event_kind, a, b, c, d FROM watch.stratum
        WHERE event = $event AND event_kind = $event_kind ORDER BY ALL
        """,
        {"event": event, "event_kind": event_kind},
    ).df()
    cells = (strata["a"], strata["b"], strata["c"], strata["d"])
    pair = strata.groupby(KEYS, sort=False).ngroup()
    ratio = mantel_haenszel(pair.to_numpy(), *cells)
    expected = np.bincount(pair, weights=ContingencyTable.from_counts(*cells).expected)
    bounds = {"ror": ratio.ror, "ror_lower": ratio.ror_lower, "ror_upper": ratio.ror_upper}
    return strata[KEYS].drop_duplicates().assign(expected=expected, **bounds)


def watch_models() -> list[Model]:
    """The table above as a node of the build's graph."""
    return [Model("watch.score", frozenset({"watch.cells", "watch.stratum"}), make=score_watch)]
