"""The watchlist's results as text: the whole table, or all there is on one drug."""

from pathlib import Path
from typing import Any

import duckdb

from signals.answers.evidence import beside_people, over_all_drugs
from signals.answers.names import find_watched
from signals.answers.robustness import from_every_side
from signals.answers.show import SYNTHETIC_LINE, columns, interval, number
from signals.database import open_read_only

PROFILE_VALUES = 6
"""How many answers a topic of the profile shows."""


def watchlist_text(published: Path) -> str:
    """Watched drugs x event groups: primary and no_ms_context side by side, the most disproportionate first."""
    with open_read_only(published) as connection:
        rows = connection.execute(
            """
            SELECT drug, event, primary_a, primary_expected, primary_ic, primary_ic_lower, primary_ic_upper
                , primary_verdict, no_ms_context_a, no_ms_context_expected, no_ms_context_ic, no_ms_context_ic_lower
                , no_ms_context_ic_upper, no_ms_context_verdict, holds_count, analysis_count
            FROM signals.watch_summary
            ORDER BY no_ms_context_ic_lower DESC NULLS LAST, primary_ic_lower DESC NULLS LAST, drug, event
            """
        ).fetchall()
        opening = _opening(connection)
        animals = over_all_drugs(connection)
    shown = [row for row in rows if row[2] > 0]
    header = ("drug", "event", "a", "expected", "times expected", "verdict", "a", "expected", "times expected")
    table = columns((*header, "verdict without MS", "holds in"), [_side_by_side(row) for row in shown], (2, 3, 6, 7))
    rest = f"{len(rows) - len(shown)} of {len(rows)} watched drug x event group rows have no case (a = 0)."
    how = "Event groups with all reports, then without reports in an MS context (analysis no_ms_context):"
    return "\n\n".join([*opening, how, table, rest, *animals])


def drug_text(published: Path, text: str) -> str:
    """All there is on one watched drug: people by analysis and event, their cases' profile, animals, and agreement."""
    with open_read_only(published) as connection:
        drug = find_watched(connection, text)
        parts = [
            *_opening(connection),
            *_sentences(connection, drug),
            *_analyses(connection, drug),
            *_terms(connection, drug),
            *from_every_side(connection, drug),
            *_profile(connection, drug),
            *beside_people(connection, drug),
        ]
    return "\n\n".join([*parts, f"The cases behind these counts: nibwatch watch {drug!r} --cases"])


def _opening(connection: duckdb.DuckDBPyConnection) -> list[str]:
    is_synthetic, quarters, published_at = connection.execute(
        "SELECT is_synthetic, quarters, published_at FROM meta.run ORDER BY published_at DESC LIMIT 1"
    ).fetchall()[0]
    basis = f"FAERS {quarters[0]} to {quarters[-1]} ({len(quarters)} quarters), published {published_at:%Y-%m-%d}."
    return [SYNTHETIC_LINE, basis] if is_synthetic else [basis]


def _sentences(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = connection.execute(
        """
        SELECT sentence FROM signals.watch_summary WHERE drug = $drug
        ORDER BY primary_a DESC, no_ms_context_ic_lower DESC NULLS LAST, event
        """,
        {"drug": drug},
    ).fetchall()
    return ["\n".join(f"- {row[0]}" for row in rows)]


def _analyses(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """A table an event group that has a case, its analyses in rows."""
    rows = connection.execute(
        """
        SELECT event, analysis, case_count, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper
            , human_verdict, reason, leaves_out
        FROM signals.watch WHERE drug = $drug AND event_kind = 'group'
        QUALIFY max(a) OVER (PARTITION BY event) > 0
        ORDER BY max(a) OVER (PARTITION BY event) DESC, event, analysis != 'primary', analysis
        """,
        {"drug": drug},
    ).fetchall()
    header = ("analysis", "N", "a", "expected", "ROR (95%)", "IC (95%)", "verdict")
    tables = [
        f"{event}, by analysis:\n"
        + columns(header, [_analysis_cells(row) for row in rows if row[0] == event], (1, 2, 3))
        for event in dict.fromkeys(row[0] for row in rows)
    ]
    if not tables:
        return ["No event group has a case."]
    legend = columns(("analysis", "leaves out"), list(dict.fromkeys((row[1], row[13]) for row in rows)))
    return [*tables, legend]


def _terms(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = connection.execute(
        """
        SELECT event, analysis, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
        FROM signals.watch
        WHERE drug = $drug AND event_kind = 'term' AND analysis IN ('primary', 'no_ms_context')
        QUALIFY max(a) OVER (PARTITION BY event) > 0
        ORDER BY max(a) OVER (PARTITION BY event) DESC, event, analysis DESC
        """,
        {"drug": drug},
    ).fetchall()
    header = ("term", "analysis", "a", "expected", "ROR (95%)", "IC (95%)", "verdict")
    cells = [
        (row[0], row[1], f"{row[2]:,}", number(row[3]), interval(*row[4:7]), interval(*row[7:10]), row[10])
        for row in rows
    ]
    return ["Single terms with a case:\n" + columns(header, cells, (2, 3))] if cells else []


def _profile(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """The profile of the event group that is reported most often with the drug."""
    rows = connection.execute(
        """
        WITH most AS (
            SELECT drug_kind, event FROM signals.watch_summary WHERE drug = $drug AND primary_a > 0
            ORDER BY primary_a DESC, event LIMIT 1
        )
        SELECT event, topic, value, case_count FROM signals.watch_profile SEMI JOIN most USING (drug_kind, event)
        WHERE drug = $drug ORDER BY topic, case_count DESC, value
        """,
        {"drug": drug},
    ).fetchall()
    if not rows:
        return []
    answers: dict[str, list[str]] = {}
    for _, topic, value, count in rows:
        answers.setdefault(topic, []).append(f"{value} {count:,}")
    cells = [(topic, _few(said)) for topic, said in answers.items()]
    return [f"Cases of {rows[0][0]} with {drug}:\n" + columns(("topic", "cases"), cells)]


def _few(said: list[str]) -> str:
    rest = len(said) - PROFILE_VALUES
    return ", ".join(said[:PROFILE_VALUES]) + (f", and {rest} more" if rest > 0 else "")


def _analysis_cells(row: tuple[Any, ...]) -> tuple[str, ...]:
    _, analysis, case_count, a, expected = row[:5]
    verdict = row[11] if row[12] is None else f"not made: {row[12]}"
    counts = (f"{case_count:,}", f"{a:,}", number(expected))
    return (analysis, *counts, interval(*row[5:8]), interval(*row[8:11]), verdict)


def _side_by_side(row: tuple[Any, ...]) -> tuple[str, ...]:
    drug, event = row[:2]
    sides = [(f"{a:,}", number(expected), _times(*ic), verdict) for a, expected, *ic, verdict in (row[2:8], row[8:14])]
    return (drug, event, *sides[0], *sides[1], f"{row[14]} of {row[15]}")


def _times(ic: float | None, ic_lower: float | None, ic_upper: float | None) -> str:
    """Reported to expected, shrunk: 2 to the power of IC."""
    value, lower, upper = (None if bound is None else 2.0**bound for bound in (ic, ic_lower, ic_upper))
    return interval(value, lower, upper, digits=1)
