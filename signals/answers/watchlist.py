"""`nibwatch watch`: the watchlist's table over all drugs, and which of its pairs are disproportionate."""

from pathlib import Path

import duckdb

from signals.answers.evidence import matrix_text
from signals.answers.tables import tables
from signals.database import open_read_only
from signals.present.blocks import Cell, Column, Table
from signals.present.numbers import count, data_span, day, plural, statistic, times
from signals.present.output import one_line, plain_lines
from signals.present.query import Row, ask
from signals.present.strict_json import json_text
from signals.present.terminal import synthetic_warning
from signals.present.text import aligned, wrapped
from signals.present.topic import read_topic
from signals.published import last_run, query, records

_COLUMNS = (
    Column("drug", width=16),
    Column("event", width=26),
    Column("cases", is_number=True),
    Column("expected", is_number=True),
    Column("times expected", width=17),
    Column("verdict", width=16),
    Column("", is_below=True),
)


def watchlist_text(published: Path) -> str:
    """Watched drugs x event groups: the compared analysis and the first one, the most disproportionate first."""
    with open_read_only(published) as connection:
        ((without_case, rows),) = connection.execute(
            "SELECT count_if(primary_a = 0), count(*) FROM signals.watch_summary"
        ).fetchall()
        rest = f"{without_case} of {rows} watched drug x event group rows have no case (a = 0)."
        listed = [_pairs(connection), *tables(connection, "criteria")]
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


def _pairs(connection: duckdb.DuckDBPyConnection) -> str:
    """Each pair with a case in lines of at most 98 characters: below it all reports, what it holds in, its cautions."""
    rows = ask(connection, "watchlist", query("answers/watchlist")).rows
    if not rows:
        return "No watched drug has a case of a watched event, so there is no table to show."
    topic = read_topic(connection)
    title = (
        f"Event groups {topic.comparison_words} (analysis {topic.comparison}); below each, {topic.first_analysis_words}"
        f" (analysis {topic.first_analysis}), and what to know of it, the worst first:"
    )
    return f"{wrapped(title)}\n\n{plain_lines(aligned(Table(_COLUMNS, tuple(map(_cells, rows)))))}"


def _cells(row: Row) -> tuple[Cell, ...]:
    ratio, first = (
        times(getattr(row, f"{side}_ic"), getattr(row, f"{side}_ic_lower"), getattr(row, f"{side}_ic_upper"))
        for side in ("comparison", "primary")
    )
    below = [
        f"all: {plural(row.primary_a, 'case')}, {first}, {row.primary_verdict or 'not made'}",
        f"holds in {row.holds_count} of {row.analysis_count}",
    ]
    below += [f"caution: {row.caution}"] if row.caution else []
    below += [f"caution on all: {row.first_caution}"] if row.first_caution and not row.caution else []
    counted = (count(row.comparison_a), statistic(row.comparison_expected), ratio, row.comparison_verdict or "not made")
    return tuple(map(Cell, (row.drug, row.event_title, *counted, "; ".join(below))))
