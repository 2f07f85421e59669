"""The topic of a publication, in the words that digest, pages and terminal share."""

from typing import Any

import duckdb

from signals.errors import RequestError
from signals.present.numbers import inside_a_sentence, name
from signals.present.query import Row, ask
from signals.published import query, records, watchlist_named, watchlist_option, watchlists
from signals.source_description import source_description
from signals.vocabulary.listed_names import problem_in_words

GROUPS = "SELECT term_group, title FROM signals.watch_group WHERE watchlist = $watchlist ORDER BY place"


class Topic(Row):
    """The row of sql/digest/topic.sql; `titles`: those of the event groups by their names, in order.

    `option`: what names the watchlist in a reading command.
    """

    @property
    def scope(self) -> str:
        """The analysis that the topic is judged in, in words, with its name in the watchlist."""
        return f"{name(self.comparison_words)} ({name(self.comparison)})"

    @property
    def event_title(self) -> str:
        """The event group that the topic is about, inside a sentence."""
        return self.title_of(self.event)

    @property
    def words(self) -> dict[str, Any]:
        """What the braces in the texts of blocks stand for."""
        first = f"{self.first_analysis_words} (analysis {self.first_analysis}), and "
        first_beside = "" if self.comparison == self.first_analysis else first
        more = {"scope": self.scope, "event_title": self.event_title, "publisher": source_description().publisher}
        return {**vars(self), "first_beside": first_beside, **more}

    def title_of(self, event: str) -> str:
        """An event group in words inside a sentence, with its name in the watchlist."""
        return f"{inside_a_sentence(name(self.titles[event]))} ({name(event)})"

    def heading_of(self, event: str) -> str:
        """The same at the beginning of one."""
        return f"{self.titles[event]} ({event})"


def read_topic(connection: duckdb.DuckDBPyConnection, watchlist: str | None = None) -> Topic:
    """The topic of a watchlist of a published file, of the main one where none is named.

    Raises
    ------
    RequestError
        Where the file does not hold the watchlist, or it names nothing to report on.
    """
    named = watchlist_named(connection, watchlist)
    rows = ask(connection, "topic", query("digest/topic"), watchlist=named).rows
    if not rows:
        raise RequestError(
            "The published file's signals.watch_group and signals.watch_analysis name nothing to report on; check the"
            f" [groups] and [[analyses]] of the watchlist {named} and run `nibwatch detect`."
        )
    titles = dict(connection.execute(GROUPS, {"watchlist": named}).fetchall())
    return Topic(**vars(rows[0]), titles=titles, option=watchlist_option(connection, named))


def watchlist_problems(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What is wrong with names of the watchlists, a sentence each; which watchlist, where the file holds several."""
    held = watchlists(connection)
    return [
        (f"{watchlist}: " if len(held) > 1 else "") + problem_in_words(problem)
        for watchlist in held
        for problem in records(connection, query("digest/problems_of_the_watchlist"), watchlist=watchlist)
    ]
