"""How robust a watched drug's counts are: over time, unmasked, without its most influential cases, calibrated."""

import duckdb

from signals.present.terminal import QueryTable, number, texts
from signals.published import query, records

QUARTERS_SHOWN = 8

_FIRST_QUARTERS = QueryTable(
    "First quarter of each criterion (rebuilt from the latest versions of cases; not what was knowable then):",
    query("answers/first_quarters"),
    nothing="No case of a watched event.",
)
_ONSET = QueryTable(
    "Days from therapy start to event (right-truncated: what comes later than the data reach is not among them):",
    query("answers/onset"),
    nothing="No case of a watched event.",
    digits={"median (quartiles)": 0},
)
_MASKING = QueryTable(
    "Masking: without the reports of the drugs that mask the event in the comparator:",
    query("answers/masking"),
    nothing="No drug masks an event group that has a case.",
    right=("ROR",),
)
_FRAGILITY = QueryTable(
    "Fragility: the fewest cases that carry it, and what alone carries it (left out, it is not disproportionate):",
    query("answers/fragility"),
    nothing="Nothing is disproportionate.",
)
_CALIBRATION = QueryTable(
    "Calibrated by negative controls (the lower bound assumes that a real effect meets the same systematic error):",
    query("answers/calibration"),
    nothing="No event group.",
    right=("a", "expected", "p", "calibrated p", "calibrated lower"),
)
_TREND = QueryTable(
    "Over time: {about}all cases first received until the end of each quarter (rebuilt, as above):",
    query("answers/trend"),
    nothing="No case of the drug, or the watchlist asks for no sequential test.",
    right=("a", "expected"),
)


def robustness_text(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Texts on one watched drug, each with what it rests on; a check that has nothing to show says so."""
    return [
        *_FIRST_QUARTERS.text(connection, drug=drug),
        *_trend(connection, drug),
        *_sequential(connection, drug),
        *texts((_ONSET, _MASKING, _FRAGILITY, _CALIBRATION), connection, drug=drug),
    ]


def _trend(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    pair = connection.execute(query("answers/trend_pair"), {"drug": drug}).fetchone()
    about = f"{pair[0]}, {pair[1]}, " if pair else ""
    return _TREND.text(connection, drug=drug, shown=QUARTERS_SHOWN, about=about)


def _sequential(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    return [
        f"Sequential test ({row['event']}, {row['analysis']}; one look a quarter since {row['first_look_quarter']}, "
        f"each frozen): {row['state']}; looks: {row['look_count']}. {row['a']:,} cases, "
        f"{number(row['expected'])} expected; log-likelihood ratio {number(row['log_likelihood_ratio'])}, "
        f"critical value {number(row['critical_value'])} for this drug's share of alpha ({row['alpha']:.2g}), "
        f"upper limit {row['upper_limit']:g} expected cases."
        for row in records(connection, "FROM signals.watch_sequential WHERE drug = $drug", drug=drug)
        if row["look_count"]
    ]
