"""A watched drug looked at from every side, as text: over time, to onset, unmasked, one case fewer, calibrated."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from signals.answers.show import UNDEFINED, columns, interval, number

Row = Mapping[str, Any]
QUARTERS_SHOWN = 8
WHY_UNKNOWN = {
    "no_event_date_count": "no event date",
    "event_not_to_day_count": "event not to the day",
    "no_therapy_start_count": "no therapy start",
    "therapy_start_not_to_day_count": "start not to the day",
    "negative_count": "event before therapy",
}


def from_every_side(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Blocks of text on one watched drug, each with what it rests on; a check that has nothing to show says so."""
    return [
        _first_quarters(connection, drug),
        _trend(connection, drug),
        *_sequential(connection, drug),
        _onset(connection, drug),
        _masking(connection, drug),
        _fragility(connection, drug),
        _calibration(connection, drug),
    ]


def _rows(connection: duckdb.DuckDBPyConnection, query: str, drug: str) -> list[Row]:
    found = connection.execute(query, {"drug": drug})
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _block(
    title: str, nothing: str, header: Sequence[str], cells: Sequence[tuple[str, ...]], right: Sequence[int] = ()
) -> str:
    return f"{title}\n{columns(header, cells, right)}" if cells else f"{title}\n{nothing}"


def _first_quarters(connection: duckdb.DuckDBPyConnection, drug: str) -> str:
    rows = _rows(
        connection,
        """
        SELECT * FROM signals.watch_first WHERE drug = $drug AND first_case_quarter IS NOT NULL
        ORDER BY event_kind, event, analysis DESC
        """,
        drug,
    )
    cells = [
        (
            row["event"],
            row["analysis"],
            *(row[f"first_{name}_quarter"] or UNDEFINED for name in ("case", "evans", "ror", "ic", "signal")),
            "yes" if row["is_signal_now"] else "no",
        )
        for row in rows
    ]
    return _block(
        "First quarter of each criterion (rebuilt from the latest versions of cases; not what was knowable then):",
        "No case of a watched event.",
        ("event", "analysis", "first case", "Evans", "ROR", "IC", "disproportionate", "now"),
        cells,
    )


def _trend(connection: duckdb.DuckDBPyConnection, drug: str) -> str:
    rows = _rows(
        connection,
        """
        SELECT trend.* FROM signals.watch_trend AS trend
        INNER JOIN (SELECT DISTINCT event, analysis FROM signals.watch_sequential) AS compared USING (event, analysis)
        WHERE drug = $drug ORDER BY quarter
        """,
        drug,
    )
    cells = [
        (
            row["quarter"],
            f"{row['a']:,}",
            number(row["expected"]),
            interval(row["ror"], row["ror_lower"], row["ror_upper"]),
            interval(row["ic"], row["ic_lower"], row["ic_upper"]),
        )
        for row in rows[-QUARTERS_SHOWN:]
    ]
    what = f"{rows[-1]['event']}, {rows[-1]['analysis']}, " if rows else ""
    return _block(
        f"Over time: {what}all cases first received until the end of each quarter (rebuilt, as above):",
        "No case of the drug, or the watchlist asks for no sequential test.",
        ("until", "a", "expected", "ROR (95%)", "IC (95%)"),
        cells,
        right=(1, 2),
    )


def _sequential(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    return [
        f"Sequential test ({row['event']}, {row['analysis']}; one look a quarter since {row['first_look_quarter']}, "
        f"each frozen): {row['state']}; looks: {row['look_count']}. {row['a']:,} cases, "
        f"{number(row['expected'])} expected; log-likelihood ratio {number(row['log_likelihood_ratio'])}, "
        f"critical value {number(row['critical_value'])} for this drug's share of alpha ({row['alpha']:.2g}), "
        f"upper limit {row['upper_limit']:g} expected cases."
        for row in _rows(connection, "SELECT * FROM signals.watch_sequential WHERE drug = $drug", drug)
        if row["look_count"]
    ]


def _onset(connection: duckdb.DuckDBPyConnection, drug: str) -> str:
    rows = _rows(connection, "SELECT * FROM signals.watch_onset WHERE drug = $drug ORDER BY event_kind, event", drug)
    cells = [
        (
            row["event"],
            f"{row['known_count']:,} of {row['a']:,}",
            interval(row["median_days"], row["lower_quartile_days"], row["upper_quartile_days"], digits=0),
            interval(row["weibull_shape"], row["weibull_shape_lower"], row["weibull_shape_upper"]),
            ", ".join(f"{row[name]} {why}" for name, why in WHY_UNKNOWN.items() if row[name]),
        )
        for row in rows
    ]
    return _block(
        "Days from therapy start to event (right-truncated: what comes later than the data reach is not among them):",
        "No case of a watched event.",
        ("event", "known", "median (quartiles)", "Weibull shape (95%)", "could not say"),
        cells,
    )


def _masking(connection: duckdb.DuckDBPyConnection, drug: str) -> str:
    rows = _rows(
        connection,
        """
        SELECT * FROM signals.watch_masking
        WHERE drug = $drug AND a > 0 AND len(masking_drugs) > 0 AND (event_kind = 'group' OR is_masked)
        ORDER BY event_kind, event, analysis DESC
        """,
        drug,
    )
    cells = [
        (
            row["event"],
            row["analysis"],
            number(row["ror"]),
            interval(row["ror_unmasked"], row["ror_lower_unmasked"], row["ror_upper_unmasked"]),
            "masked"
            if row["is_masked"]
            else "same verdict"
            if row["human_verdict"] == row["human_verdict_unmasked"]
            else f"{row['human_verdict']} -> {row['human_verdict_unmasked']}",
            ", ".join(row["masking_drugs"]),
        )
        for row in rows
    ]
    return _block(
        "Masking: without the reports of the drugs that mask the event in the comparator:",
        "No drug masks an event group that has a case.",
        ("event", "analysis", "ROR", "ROR without them (95%)", "verdict", "masking drugs"),
        cells,
        right=(2,),
    )


def _fragility(connection: duckdb.DuckDBPyConnection, drug: str) -> str:
    rows = _rows(
        connection,
        "SELECT * FROM signals.watch_fragility WHERE drug = $drug ORDER BY event_kind, event, analysis DESC",
        drug,
    )
    cells = [
        (
            row["event"],
            row["analysis"],
            f"{row['cases_to_lose']} of {row['a']}",
            "; ".join(
                f"{trait} {str(row[trait])[:50]} ({row[f'{trait}_case_count']} cases)" for trait in row["carried_by"]
            )
            or f"none (most influential: {row['most_influential']} {str(row[row['most_influential']])[:50]})",
            row["label"] or UNDEFINED,
        )
        for row in rows
    ]
    return _block(
        "Fragility: the fewest cases that carry it, and what alone carries it (left out, it is not disproportionate):",
        "Nothing is disproportionate.",
        ("event", "analysis", "cases to lose", "carried by", "label"),
        cells,
    )


def _calibration(connection: duckdb.DuckDBPyConnection, drug: str) -> str:
    rows = _rows(
        connection, "SELECT * FROM signals.watch_calibration WHERE drug = $drug ORDER BY event, analysis DESC", drug
    )
    cells = [
        (
            row["event"],
            row["analysis"],
            f"{row['a']:,}",
            number(row["expected"]),
            _p(row["p_value"]),
            _p(row["calibrated_p"]),
            number(row["calibrated_lower"]),
            row["reason"] or f"{row['control_count']} controls, coverage {row['leave_one_out_coverage']:.0%}",
        )
        for row in rows
    ]
    return _block(
        "Calibrated by negative controls (the lower bound assumes that a real effect meets the same systematic error):",
        "No event group.",
        ("event", "analysis", "a", "expected", "p", "calibrated p", "calibrated lower", "controls"),
        cells,
        right=(2, 3, 4, 5, 6),
    )


def _p(value: float | None) -> str:
    return UNDEFINED if value is None else "< 1e-10" if value < 1e-10 else f"{value:.2g}"
