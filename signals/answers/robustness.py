"""How robust a watched drug's counts are: over time, pooled, unmasked, without single cases, calibrated."""

import duckdb

from signals.answers.tables import tables
from signals.present.output import one_line
from signals.present.terminal import number
from signals.published import Record, query, records

QUARTERS_SHOWN = 8


def robustness_text(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Texts on one watched drug, each with what it rests on; a check that has nothing to show says so."""
    return [
        *tables(connection, "first_quarters", drug=drug),
        *_trend(connection, drug),
        *_sequential(connection, drug),
        *tables(connection, "pooled", "onset", "subgroups", "masking", "fragility", "calibration", drug=drug),
    ]


def _trend(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    pair = connection.execute(query("answers/trend_pair"), {"drug": drug}).fetchone()
    event, analysis = pair or (None, None)
    about = f"{event}, {analysis}, " if pair else ""
    return tables(connection, "trend", drug=drug, event=event, analysis=analysis, shown=QUARTERS_SHOWN, about=about)


def _wait(row: Record) -> str:
    """How long a doubling would take, at the cases expected a quarter so far."""
    if row["doubling_power"] is None:
        return ""
    median = row["doubling_median_looks"]
    half = "never with probability 50%" if median is None else f"with probability 50% within {median:.0f} quarters"
    return f" A doubling would signal {half}; {row['doubling_power']:.0%} in all."


def _sequential(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    return [
        one_line(
            f"Sequential test ({row['event']}, {row['analysis']}; one look a quarter since "
            f"{row['first_look_quarter']}, each frozen): {row['state']}; looks: {row['look_count']}. "
            f"{row['a']:,} cases, {number(row['expected'])} expected; "
            f"log-likelihood ratio {number(row['log_likelihood_ratio'])}, "
            f"critical value {number(row['critical_value'])} for this drug's share of alpha ({row['alpha']:.2g}), "
            f"upper limit {row['upper_limit']:g} expected cases.{_wait(row)}"
        )
        for row in records(connection, "FROM signals.watch_sequential WHERE drug = $drug", drug=drug)
        if row["look_count"]
    ]
