"""The first lines of an answer: what the published file rests on, and which of its topics is shown."""

import duckdb

from signals.present.command_line import command
from signals.present.numbers import data_span, day
from signals.present.output import one_line
from signals.present.query import ask
from signals.present.share_held import share_held
from signals.present.terminal import synthetic_warning
from signals.present.text import wrapped
from signals.present.topic import Topic
from signals.published import last_run, query, watchlists
from signals.source_description import source_description

READ = "digest/lines_and_reports_read"


def first_lines(connection: duckdb.DuckDBPyConnection, topic: Topic | None = None) -> list[str]:
    """Say what the published file rests on, SYNTHETIC or not; of several topics, which is shown and how to see others.

    Parameters
    ----------
    topic
        The one that is shown. Without it, and where the file holds one topic only, no line names topics.
    """
    run = last_run(connection)
    read = ask(connection, READ, query(READ), report_table=source_description().report_table.upper())
    lines = [
        *synthetic_warning(run["is_synthetic"]),
        wrapped(f"{data_span(run['quarters'])}, published {day(run['published_at'])}{share_held(read.rows)}."),
    ]
    if topic and (others := [name for name in watchlists(connection) if name != topic.watchlist]):
        commands = [f"  {one_line(command('watch', '--watchlist', name))}" for name in others]
        heading = wrapped(one_line(f"Topic {topic.watchlist}: {topic.topic_title}. Others:"))
        lines.append("\n".join([heading, *commands]))
    return lines
