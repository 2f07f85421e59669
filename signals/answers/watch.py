"""The watchlist's results as text: the whole table, or all there is on one drug."""

from pathlib import Path
from typing import Any

import duckdb

from signals.answers.evidence import beside_people
from signals.answers.names import find_ingredient
from signals.answers.show import SYNTHETIC_LINE, columns, interval, number
from signals.errors import RequestError
from signals.warehouse.connection import open_read_only

COMPARISON = "no_ms_context"
HEADER = ("drug", "event", "analysis", "a", "expected", "ROR (95%)", "IC (95%)", "verdict")
RIGHT = (3, 4)


def watchlist_text(published: Path) -> str:
    """Watched drugs x event groups without an MS context, the most disproportionate first."""
    with open_read_only(published) as connection:
        rows = connection.execute(
            """
            SELECT drug, event, analysis, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
            FROM signals.watch
            WHERE analysis = $analysis AND event_kind = 'group'
            ORDER BY a = 0, ic_lower DESC, drug, event
            """,
            {"analysis": COMPARISON},
        ).fetchall()
        opening = _opening(connection)
    shown = [row for row in rows if row[3] > 0]
    table = columns(HEADER, [_cells(row) for row in shown], RIGHT)
    rest = f"{len(rows) - len(shown)} of {len(rows)} watched drug x event group rows have no case (a = 0)."
    return "\n\n".join(
        [*opening, "Event groups, reports in an MS context left out (analysis no_ms_context):", table, rest]
    )


def drug_text(published: Path, text: str) -> str:
    """All there is on one watched drug: people by analysis and event, animals, and how they agree."""
    with open_read_only(published) as connection:
        drug = find_ingredient(connection, text)
        rows = connection.execute(
            """
            SELECT drug, event, analysis, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, human_verdict
            FROM signals.watch
            WHERE drug = $drug AND (a > 0 OR event_kind = 'group')
            ORDER BY event_kind, event, analysis DESC
            """,
            {"drug": drug},
        ).fetchall()
        if not rows:
            raise RequestError(
                f"{drug} is not on the watchlist of the published file; `nibwatch pair {drug!r} EVENT` shows any pair."
            )
        opening, beside = _opening(connection), beside_people(connection, drug)
    people = columns(HEADER, [_cells(row) for row in rows], RIGHT)
    return "\n\n".join([*opening, f"Reports naming {drug} as a suspect:", people, *beside])


def _opening(connection: duckdb.DuckDBPyConnection) -> list[str]:
    is_synthetic, quarters, published_at = connection.execute(
        "SELECT is_synthetic, quarters, published_at FROM meta.run ORDER BY published_at DESC LIMIT 1"
    ).fetchall()[0]
    basis = f"FAERS {quarters[0]} to {quarters[-1]} ({len(quarters)} quarters), published {published_at:%Y-%m-%d}."
    return [SYNTHETIC_LINE, basis] if is_synthetic else [basis]


def _cells(row: tuple[Any, ...]) -> tuple[str, ...]:
    drug, event, analysis, a, expected, ror, ror_lower, ror_upper, ic, ic_lower, ic_upper, verdict = row
    return (
        drug,
        event,
        analysis,
        f"{a:,}",
        number(expected),
        interval(ror, ror_lower, ror_upper),
        interval(ic, ic_lower, ic_upper),
        verdict,
    )
