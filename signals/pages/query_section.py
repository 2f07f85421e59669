"""Sections of pages that are the answer to a query, which the page shows for anyone to run again."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from signals.digest.summary import GROUP_MEANING
from signals.pages.tables import LINKS, table
from signals.present.blocks import Figure, Section
from signals.present.paths import drug_path, event_path
from signals.present.query import Answer, Row, ask


def event_title(event: str) -> str:
    """An event group in words, with its name in the tables."""
    meaning = GROUP_MEANING.get(event)
    return f"{meaning} ({event})" if meaning else event.replace("_", " ")


@dataclass(frozen=True)
class QuerySection:
    """A section whose table is a query's answer; its words may name the query's parameters as {drug} or {event}.

    caption: what a row of the table is. none: the sentence where there is no row. figure: draws the rows, given the
    parameters; None where there is too little to draw.
    """

    title: str
    caption: str
    none: str
    sql: str
    paragraphs: tuple[str, ...] = ()
    figure: Callable[[Sequence[Row], Mapping[str, str]], Figure | None] | None = None


@dataclass(frozen=True)
class PublishedFile:
    """A read-only connection to the published file, and the paths of all pages that a cell can lead to."""

    connection: duckdb.DuckDBPyConnection
    pages: frozenset[str] = frozenset()

    def ask(self, title: str, sql: str, **values: str | float) -> Answer:
        return ask(self.connection, title, sql, **values)

    def section(self, described: QuerySection, values: Mapping[str, str], answer: Answer | None = None) -> Section:
        """Ask the section's query, where its answer is not given, and write its table, or that there is no row."""
        answer = answer or self.ask(described.title, described.sql, **values)
        words = dict(values)
        if "event" in values:
            words["event_title"] = event_title(values["event"])
            words["event_heading"] = words["event_title"].capitalize()
        title, paragraphs = described.title.format(**words), [text.format(**words) for text in described.paragraphs]
        commands = (answer.query.command,)
        if not answer.rows:
            return Section(title, (*paragraphs, described.none.format(**words)), commands=commands)
        links = LINKS | {"drug": self._drug_link, "event": self._event_link}
        shown = table(described.caption.format(**words), answer.names, answer.rows, links)
        figure = described.figure(answer.rows, values) if described.figure else None
        return Section(title, tuple(paragraphs), shown, figure, commands=commands)

    def sections(self, described: Iterable[QuerySection], values: Mapping[str, str]) -> tuple[Section, ...]:
        """One section after the other, all about the same drug or event."""
        return tuple(self.section(one, values) for one in described)

    def _drug_link(self, row: Row) -> str | None:
        return self._existing(drug_path(row.drug, getattr(row, "drug_kind", "ingredient")))

    def _event_link(self, row: Row) -> str | None:
        return self._existing(event_path(row.event))

    def _existing(self, path: str) -> str | None:
        return path if path in self.pages else None
