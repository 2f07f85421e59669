"""`nibwatch watch`: the watchlist's table over all drugs, and which of its pairs are disproportionate."""

from pathlib import Path
from shlex import quote

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
from signals.published import last_run, query, records, watchlist_named, watchlists

_COLUMNS = (
    Column("drug", width=16),
    Column("event", width=26),
    Column("cases", is_number=True),
    Column("expected", is_number=True),
    Column("times expected", width=17),
    Column("verdict", width=16),
    Column("", is_below=True),
)
ROWS = "SELECT count_if(primary_a = 0), count(*) FROM signals.watch_summary WHERE watchlist = $watchlist"


def watchlist_text(published: Path, watchlist: str | None = None) -> str:
    """Watched drugs x event groups: the compared analysis and the first one, the most disproportionate first.

    Parameters
    ----------
    watchlist
        One that the file holds, the main one by default; ``RequestError`` where it does not hold it.
    """
    with open_read_only(published) as connection:
        topic = read_topic(connection, watchlist)
        ((without_case, rows),) = connection.execute(ROWS, {"watchlist": topic.watchlist}).fetchall()
        rest = f"{without_case} of {rows} watched drug x event group rows have no case (a = 0)."
        listed = [_pairs(connection, topic), *tables(connection, "criteria", watchlist=topic.watchlist)]
        about = [*opening(connection), *which_topic(connection, topic)]
        parts = [*about, *listed, rest, *matrix_text(connection, topic.watchlist)]
    return "\n\n".join(parts)


def watchlist_json(published: Path, watchlist: str | None = None) -> str:
    """A row for each watched drug x event group of a watchlist, and what is said over all drugs, as JSON."""
    with open_read_only(published) as connection:
        named = watchlist_named(connection, watchlist)
        orders = {
            "signals.watch_summary": "ORDER BY drug_kind, drug, event",
            "evidence.class_difference": "ORDER BY ALL",
            "evidence.agreement_matrix": "ORDER BY ALL",
        }
        rows = {
            table: records(connection, f"FROM {table} WHERE watchlist = $watchlist {order}", watchlist=named)
            for table, order in orders.items()
        }
        return json_text({"run": last_run(connection), **rows}, indent=1)


def opening(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Lines on what the published file rests on, SYNTHETIC or not."""
    run = last_run(connection)
    span = f"{data_span(run['quarters'])}, published {day(run['published_at'])}."
    return [*synthetic_warning(run["is_synthetic"]), one_line(span)]


def which_topic(connection: duckdb.DuckDBPyConnection, topic: Row) -> list[str]:
    """Which topic is shown and how to see the others; nothing of a file that holds one."""
    others = [name for name in watchlists(connection) if name != topic.watchlist]
    if not others:
        return []
    commands = ", ".join(f"`nibwatch watch --watchlist {quote(name)}`" for name in others)
    return [one_line(f"Topic {topic.watchlist}: {topic.topic_title}. Others: {commands}.")]


def _pairs(connection: duckdb.DuckDBPyConnection, topic: Row) -> str:
    """Each pair with a case in lines of at most 98 characters: below it all reports, what it holds in, its cautions."""
    rows = ask(connection, "watchlist", query("answers/watchlist"), watchlist=topic.watchlist).rows
    if not rows:
        return "No watched drug has a case of a watched event, so there is no table to show."
    has_first = topic.comparison != topic.first_analysis
    first = f"{topic.first_analysis_words} (analysis {topic.first_analysis}), and " if has_first else ""
    title = (
        f"Event groups {topic.comparison_words} (analysis {topic.comparison}); below each, {first}what to know of it,"
        " the worst first:"
    )
    table = Table(_COLUMNS, tuple(_cells(row, has_first) for row in rows))
    return f"{wrapped(title)}\n\n{plain_lines(aligned(table))}"


def _cells(row: Row, has_first: bool) -> tuple[Cell, ...]:
    ratio, first = (
        times(getattr(row, f"{side}_ic"), getattr(row, f"{side}_ic_lower"), getattr(row, f"{side}_ic_upper"))
        for side in ("comparison", "primary")
    )
    all_reports = f"all: {plural(row.primary_a, 'case')}, {first}, {row.primary_verdict or 'not made'}"
    below = [*([all_reports] if has_first else []), f"holds in {row.holds_count} of {row.analysis_count}"]
    below += [f"caution: {row.caution}"] if row.caution else []
    below += [f"caution on all: {row.first_caution}"] if row.first_caution and not row.caution else []
    counted = (count(row.comparison_a), statistic(row.comparison_expected), ratio, row.comparison_verdict or "not made")
    return tuple(map(Cell, (row.drug, row.event_title, *counted, "; ".join(below))))
