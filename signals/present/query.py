"""Queries over the published file: what is printed came out of one, and the reader is shown which."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from string import Template
from types import SimpleNamespace

import duckdb

from signals.published import bound

Row = SimpleNamespace
"""A row of an answer: its columns are attributes, None where a value is undefined."""


@dataclass(frozen=True)
class NamedQuery:
    """A query with bound parameters, and the title under which it is cited."""

    title: str
    sql: str
    parameters: Mapping[str, str | float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The query with its values written in, to be read; what ran was bound."""
        literals = {parameter: literal(value) for parameter, value in self.parameters.items()}
        return Template(self.sql).substitute(literals).strip()

    @property
    def command(self) -> str:
        """The line for a shell that answers the same."""
        escaped = "".join("\\" + letter if letter in '\\"$`' else letter for letter in self.text)
        return f'nibwatch sql "{escaped}"'


@dataclass(frozen=True)
class Answer:
    """A query, the names of its columns, and its rows."""

    query: NamedQuery
    names: tuple[str, ...]
    rows: tuple[Row, ...]


def ask(connection: duckdb.DuckDBPyConnection, title: str, sql: str, **values: str | float) -> Answer:
    """Run a query with those of the values that it names as $parameters."""
    query = NamedQuery(title, sql, bound(sql, values))
    cursor = connection.execute(sql, dict(query.parameters))
    names = tuple(str(column[0]) for column in cursor.description or [])
    return Answer(query, names, tuple(Row(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()))


def literal(value: str | float) -> str:
    """A value as SQL writes it."""
    return repr(value) if isinstance(value, float) else "'" + value.replace("'", "''") + "'"
