"""`nibwatch watch`: the watchlist's table over all drugs, and which of its pairs are disproportionate."""

from pathlib import Path

import duckdb

from signals.answers.evidence import matrix_text
from signals.answers.tables import tables
from signals.database import open_read_only
from signals.present.numbers import data_span, day
from signals.present.output import one_line
from signals.present.strict_json import json_text
from signals.present.terminal import synthetic_warning
from signals.published import last_run, query, records


def watchlist_text(published: Path) -> str:
    """Watched drugs x event groups: the first analysis beside the compared one, the most disproportionate first."""
    with open_read_only(published) as connection:
        ((without_case, rows),) = connection.execute(
            "SELECT count_if(primary_a = 0), count(*) FROM signals.watch_summary"
        ).fetchall()
        rest = f"{without_case} of {rows} watched drug x event group rows have no case (a = 0)."
        listed = tables(connection, "watchlist", "cautions", "criteria", **_compared(connection))
        parts = [*opening(connection), *listed, rest, *matrix_text(connection)]
    return "\n\n".join(parts)


def watchlist_json(published: Path) -> str:
    """A row for each watched drug x event group, and what is said over all drugs, as JSON."""
    with open_read_only(published) as connection:
        orders = {
            "signals.watch_summary": "ORDER BY drug_kind, drug, event",
            "evidence.class_difference": "ORDER BY ALL",
            "evidence.agreement_matrix": "ORDER BY ALL",
        }
        rows = {table: records(connection, f"FROM {table} {order}") for table, order in orders.items()}
        return json_text({"run": last_run(connection), **rows}, indent=1)


def opening(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Lines on what the published file rests on, SYNTHETIC or not."""
    run = last_run(connection)
    span = f"{data_span(run['quarters'])}, published {day(run['published_at'])}."
    return [*synthetic_warning(run["is_synthetic"]), one_line(span)]


def _compared(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The first analysis and the compared one in words, for the title."""
    (topic,) = records(connection, query("digest/topic"))
    return {"words": topic["comparison_words"], "comparison": topic["comparison"], "primary": topic["first_analysis"]}
