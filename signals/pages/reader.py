"""The published file as the pages read it: every block is the answer to a query that the reader can run again."""

from dataclasses import dataclass
from typing import Any

import duckdb

from signals.digest.opening import GROUP_MEANING
from signals.digest.queries import NamedQuery
from signals.pages.layout import Section, Table
from signals.pages.paths import drug_path, event_path
from signals.pages.tables import OUTSIDE, Linker, table

Row = dict[str, Any]


def event_title(event: str) -> str:
    """An event group in words, with its name in the tables."""
    meaning = GROUP_MEANING.get(event)
    return f"{meaning} ({event})" if meaning else event.replace("_", " ")


@dataclass(frozen=True)
class Answer:
    """A query and its rows."""

    query: NamedQuery
    names: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]

    @property
    def records(self) -> list[Row]:
        """The rows by column."""
        return [dict(zip(self.names, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class Reader:
    """A read-only connection to the published file, and which pages there are to lead to."""

    connection: duckdb.DuckDBPyConnection
    pages: frozenset[str] = frozenset()

    def ask(self, title: str, sql: str, **parameters: str | float) -> Answer:
        """Run one query."""
        query = NamedQuery(title, sql, parameters)
        cursor = self.connection.execute(sql, dict(parameters))
        names = tuple(str(column[0]) for column in cursor.description or [])
        return Answer(query, names, tuple(cursor.fetchall()))

    def section(
        self, title: str, answer: Answer, *, caption: str, none: str, paragraphs: tuple[str, ...] = (), **more: Any
    ) -> Section:
        """An answer as a section with its table, or the sentence ``none`` where there is no row."""
        if not answer.rows:
            return Section(title, (*paragraphs, none), commands=(answer.query.command,))
        return Section(title, paragraphs, table=self.table(answer, caption), commands=(answer.query.command,), **more)

    def table(self, answer: Answer, caption: str) -> Table:
        """An answer as a table whose drugs, event groups and publications lead to their pages."""
        return table(caption, answer.names, answer.rows, {**OUTSIDE, "drug": self._drug, "event": self._event})

    @property
    def _drug(self) -> Linker:
        return lambda record: self._known(drug_path(record["drug"], record.get("drug_kind", "ingredient")))

    @property
    def _event(self) -> Linker:
        return lambda record: self._known(event_path(record["event"]))

    def _known(self, path: str) -> str | None:
        return path if path in self.pages else None
