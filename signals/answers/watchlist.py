"""`nibwatch watch`: the watchlist's table over all drugs, and which of its pairs are disproportionate."""

from pathlib import Path
from shlex import quote

import duckdb

from signals.database import open_read_only
from signals.present.numbers import data_span, day
from signals.present.output import one_line
from signals.present.published_file import PublishedFile
from signals.present.query import Row
from signals.present.strict_json import json_text
from signals.present.terminal import synthetic_warning
from signals.present.text import section_text
from signals.published import last_run, records, watchlist_named, watchlists


def watchlist_text(published: Path, watchlist: str | None = None) -> str:
    """Watched drugs x event groups: the compared analysis and the first one, the most disproportionate first.

    Parameters
    ----------
    watchlist
        One that the file holds, the main one by default; ``RequestError`` where it does not hold it.
    """
    with open_read_only(published) as connection:
        file = PublishedFile.of(connection, watchlist=watchlist)
        about = [*opening(connection), *which_topic(connection, file.topic)]
        return "\n\n".join([*about, *map(section_text, file.sections("watch"))])


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
