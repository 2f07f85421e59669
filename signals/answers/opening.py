"""What opens an answer, and the whole tables that its JSON has beside its blocks."""

import tomllib
from functools import cache
from pathlib import Path
from shlex import quote
from typing import Any

import duckdb

from signals.database import open_read_only
from signals.present.numbers import data_span, day
from signals.present.output import one_line
from signals.present.terminal import synthetic_warning
from signals.present.topic import Topic
from signals.published import Record, last_run, records, watchlists


def opening(connection: duckdb.DuckDBPyConnection, topic: Topic | None = None) -> list[str]:
    """What the published file rests on, SYNTHETIC or not; of several topics, which is shown and how to see the others.

    Parameters
    ----------
    topic
        The one that is shown; nothing is said of topics without it, nor where the file holds one.
    """
    run = last_run(connection)
    lines = [
        *synthetic_warning(run["is_synthetic"]),
        one_line(f"{data_span(run['quarters'])}, published {day(run['published_at'])}."),
    ]
    if topic and (others := [name for name in watchlists(connection) if name != topic.watchlist]):
        commands = [f"  {one_line(f'nibwatch watch --watchlist {quote(name)}')}" for name in others]
        lines.append("\n".join([one_line(f"Topic {topic.watchlist}: {topic.topic_title}. Others:"), *commands]))
    return lines


def whole_tables(published: Path, answer: str, **values: Any) -> dict[str, list[Record]]:
    """The rows of the tables that tables.toml names for an answer, by table."""
    with open_read_only(published) as connection:
        return {
            table: records(connection, f"FROM {table} WHERE {rows}", **values)
            for table, rows in _declared()[answer].items()
        }


@cache
def _declared() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))
