"""PRR, ROR, IC, their criteria and verdict of every table of cells a, b, c, d."""

import duckdb
import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.build.table import Relation, table
from signals.statistics import score
from signals.statistics.contingency import ContingencyTable
from signals.statistics.criteria import PUBLISHED_THRESHOLDS, Thresholds, is_evans, is_ic, is_ror
from signals.statistics.exact_odds_ratio import exact_odds_ratio_limits
from signals.statistics.power import detectable_ratio
from signals.statistics.stratified import mantel_haenszel
from signals.statistics.verdict import human_verdict, is_disproportionate, is_disproportionate_within

KEYS = ["drug", "drug_kind", "event", "event_kind", "frame_id"]
CELLS = ["a", "b", "c", "d"]
CRITERIA = "FROM watchlist.criteria"
"""One row: what the watchlist's criteria compare with."""
NOT_ADJUSTED = ["prr", "prr_lower", "prr_upper", "chi_square", "chi_square_yates"]
"""Columns without a stratified form, which are undefined in an adjusted analysis."""


def score_counts(counts: pd.DataFrame, thresholds: Thresholds = PUBLISHED_THRESHOLDS) -> pd.DataFrame:
    """Statistics and criteria of the cells ``a, b, c, d``, row by row.

    Returns
    -------
    The columns of ``signals.statistics.score``, ``is_evans``, ``is_ror`` and ``is_ic``, with the index of ``counts``.
    """
    return with_criteria(counts, _statistics(counts), thresholds)


def with_criteria(counts: pd.DataFrame, statistics: pd.DataFrame, thresholds: Thresholds) -> pd.DataFrame:
    """The statistics of cells, and which criteria they fulfil.

    Parameters
    ----------
    counts
        At least the column ``a``.
    statistics
        What ``signals.statistics.score`` made of them.
    """
    return statistics.assign(
        is_evans=is_evans(counts["a"], statistics["prr"], statistics["chi_square_yates"], thresholds),
        is_ror=is_ror(counts["a"], statistics["ror_lower"], thresholds),
        is_ic=is_ic(statistics["ic_lower"], thresholds),
    )


def find_disproportionate(
    counts: pd.DataFrame, statistics: pd.DataFrame, thresholds: Thresholds = PUBLISHED_THRESHOLDS
) -> npt.NDArray[np.bool_]:
    """Which rows are disproportionate, in an analysis that compares with all other reports.

    Parameters
    ----------
    counts
        The cells ``a, b, c, d``.
    statistics
        What ``signals.statistics.score`` made of them.
    """
    bounds = statistics["ic_lower"], statistics["ror_lower"]
    return is_disproportionate(counts["a"], counts["b"], counts["c"], *bounds, thresholds)


def thresholds_of(criteria: pd.DataFrame) -> Thresholds:
    """The thresholds in the one row of watchlist.criteria."""
    own = {str(name): value for name, value in criteria.iloc[0].items()}
    return Thresholds(**{**own, "minimum_cases": int(own["minimum_cases"])})


def exact_limits(counts: pd.DataFrame) -> pd.DataFrame:
    """The exact conditional limits of the odds ratio.

    Returns
    -------
    ``ror_exact_lower`` and ``ror_exact_upper``, with the index of ``counts``.
    """
    lower, upper = exact_odds_ratio_limits(counts["a"], counts["b"], counts["c"], counts["d"])
    return pd.DataFrame({"ror_exact_lower": lower, "ror_exact_upper": upper}, index=counts.index)


def judge_counts(counts: pd.DataFrame, thresholds: Thresholds = PUBLISHED_THRESHOLDS) -> pd.DataFrame:
    """Statistics, criteria and verdict of cells that are compared with all other reports."""
    scores = pd.concat([score_counts(counts, thresholds), exact_limits(counts)], axis="columns")
    upper_limits = scores["ic_upper"], scores["ror_exact_upper"]
    stands_out = find_disproportionate(counts, scores, thresholds)
    return scores.assign(human_verdict=human_verdict(stands_out, scores["expected"], *upper_limits))


def with_keys(counts: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """The columns of the counts without their cells, and the scores."""
    return pd.concat([counts.drop(columns=CELLS), scores], axis="columns")


@table("watch.trend_score", counts="FROM watch.trend", criteria=CRITERIA)
def score_trend(counts: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Every watched pair by quarter, without the verdicts that need exact limits."""
    thresholds = thresholds_of(criteria)
    scores = score_counts(counts, thresholds)
    return with_keys(counts, scores.assign(is_disproportionate=find_disproportionate(counts, scores, thresholds)))


@table("watch.unmasked_score", counts="FROM watch.unmasked", criteria=CRITERIA)
@table("watch.left_out_score", counts="SELECT * EXCLUDE (a_left_out) FROM watch.left_out", criteria=CRITERIA)
@table("watch.control_score", counts="FROM watch.control", criteria=CRITERIA)
def score_cells(counts: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """The rows of a table of cells, by its own keys, each compared with all other reports."""
    return with_keys(counts, judge_counts(counts, thresholds_of(criteria)))


@table(
    "watch.score",
    counts="""
        SELECT drug, drug_kind, event, event_kind, analysis, frame_id, is_adjusted, a, b, c, d
            , has_restricted_comparator
        FROM watch.cells ORDER BY ALL
    """,
    strata="""
        SELECT drug, drug_kind, event, event_kind, frame_id, a, b, c, d FROM watch.stratum
        SEMI JOIN (SELECT frame_id FROM watch.analysis WHERE is_adjusted) AS adjusted USING (frame_id)
    """,
    criteria=CRITERIA,
)
def score_watch(counts: pd.DataFrame, strata: Relation, criteria: pd.DataFrame) -> pd.DataFrame:
    """Every watched pair and analysis; an adjusted analysis from its strata.

    Parameters
    ----------
    counts
        A row a drug, event and analysis, with its cells, whether it ``is_adjusted`` and ``has_restricted_comparator``.
    strata
        The cells of the pairs of adjusted analyses within each stratum.
    criteria
        The one row of watchlist.criteria.

    Returns
    -------
    The keys with the columns of ``score_counts``, the exact limits, ``human_verdict`` and ``detectable_ratio``.
    """
    thresholds = thresholds_of(criteria)
    is_adjusted = counts["is_adjusted"]
    plain = _statistics(counts[~is_adjusted])
    statistics = pd.concat([plain, adjust_for_strata(counts[is_adjusted], _pool_strata(strata))]).sort_index()
    statistics = pd.concat([statistics, exact_limits(counts)], axis="columns")
    counts = counts.drop(columns=["frame_id", "is_adjusted"])
    is_restricted = counts.pop("has_restricted_comparator").to_numpy(dtype=bool)
    # An adjusted analysis goes by Mantel and Haenszel's interval, the others by the exact limits of the whole table.
    odds_lower = statistics["ror_lower"].where(is_adjusted, statistics["ror_exact_lower"])
    within = is_disproportionate_within(counts["a"], odds_lower, thresholds)
    stands_out = np.where(is_restricted, within, find_disproportionate(counts, statistics, thresholds))
    # Mantel and Haenszel's ratio has no limit where a = 0; the exact one of the whole table stands in.
    odds_upper = statistics["ror_upper"].where(is_adjusted & (counts["a"] > 0), statistics["ror_exact_upper"])
    verdict = human_verdict(stands_out, statistics["expected"], statistics["ic_upper"], odds_upper)
    ratio = detectable_ratio(statistics["expected"])
    scores = with_criteria(counts, statistics, thresholds).assign(human_verdict=verdict, detectable_ratio=ratio)
    return with_keys(counts, scores)


def adjust_for_strata(counts: pd.DataFrame, pooled: pd.DataFrame) -> pd.DataFrame:
    """Statistics within strata: Mantel-Haenszel ROR, IC on the stratified expectation; no PRR and no chi-square.

    Parameters
    ----------
    pooled
        A row a pair with strata: keys, expected, ror and bounds. A pair without any has no stratum in which both drug
        and event occur: nothing is expected and the ratio is undefined. Without any case nothing is defined.
    """
    if counts.empty:
        return _statistics(counts)
    within = counts[KEYS].merge(pooled, on=KEYS, how="left").set_index(counts.index)
    statistics = score(counts["a"], counts["b"], counts["c"], counts["d"], within["expected"].fillna(0.0))
    has_cases = counts[CELLS].sum(axis="columns") > 0
    statistics["expected"] = statistics["expected"].where(has_cases)
    statistics[["ror", "ror_lower", "ror_upper"]] = within[["ror", "ror_lower", "ror_upper"]]
    statistics[NOT_ADJUSTED] = np.nan
    return statistics


def _statistics(counts: pd.DataFrame) -> pd.DataFrame:
    return score(*(counts[cell] for cell in CELLS))


def _pool_strata(strata: Relation) -> pd.DataFrame:
    """Expectation and Mantel-Haenszel ROR of every pair that has strata, one event at a time (memory)."""
    events = strata.project("event, event_kind").distinct().order("ALL").fetchall()
    numbers = ["expected", "ror", "ror_lower", "ror_upper"]
    frames = [_pool_event(strata, event, event_kind) for event, event_kind in events]
    if not frames:
        return pd.DataFrame(columns=[*KEYS, *numbers]).astype(dict.fromkeys(numbers, "float64"))
    return pd.concat(frames)[[*KEYS, *numbers]]


def _pool_event(strata: Relation, event: str, event_kind: str) -> pd.DataFrame:
    chosen = {"event": event, "event_kind": event_kind}
    for column, value in chosen.items():
        strata = strata.filter(duckdb.ColumnExpression(column) == duckdb.ConstantExpression(value))
    rows = strata.order("ALL").df()
    cells = [rows[cell] for cell in CELLS]
    pair = rows.groupby(KEYS, sort=False).ngroup()
    ratio = mantel_haenszel(pair.to_numpy(), *cells)
    expected = np.bincount(pair, weights=ContingencyTable.from_counts(*cells).expected)
    bounds = {"ror": ratio.ror, "ror_lower": ratio.ror_lower, "ror_upper": ratio.ror_upper}
    return rows[KEYS].drop_duplicates().assign(expected=expected, **bounds)
