"""The topic of a publication, in the words that digest, pages and terminal share."""

import duckdb

from signals.errors import RequestError
from signals.present.numbers import inside_a_sentence, name
from signals.present.query import Row, ask
from signals.published import query

GROUPS = "SELECT term_group, title FROM signals.watch_group ORDER BY place"


class Topic(Row):
    """The row of sql/digest/topic.sql; `titles`: those of the event groups by their names, in order."""

    @property
    def scope(self) -> str:
        """The analysis that the topic is judged in, in words, with its name in the watchlist."""
        return f"{name(self.comparison_words)} ({name(self.comparison)})"

    @property
    def event_title(self) -> str:
        """The event group that the topic is about, inside a sentence."""
        return self.title_of(self.event)

    def title_of(self, event: str) -> str:
        """An event group in words inside a sentence, with its name in the watchlist."""
        return f"{inside_a_sentence(name(self.titles[event]))} ({name(event)})"

    def heading_of(self, event: str) -> str:
        """The same at the beginning of one."""
        return f"{self.titles[event]} ({event})"


def read_topic(connection: duckdb.DuckDBPyConnection) -> Topic:
    """The topic of a published file.

    Raises
    ------
    RequestError
        Where its watchlist names nothing to report on.
    """
    rows = ask(connection, "topic", query("digest/topic")).rows
    if not rows:
        raise RequestError(
            "The published file's signals.watch_group and signals.watch_analysis name nothing to report on; check the"
            " [groups] and [[analyses]] of the watchlist and run `nibwatch detect`."
        )
    return Topic(**vars(rows[0]), titles=dict(connection.execute(GROUPS).fetchall()))
