"""Queries over the published file, kept with their text so that a reader is shown where a number comes from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from string import Template
from types import SimpleNamespace

import duckdb

from signals.published import bound

Row = SimpleNamespace
"""A row of an answer: its columns are attributes, None where a value is undefined."""
Value = str | float | Sequence[str]
KEY = ("drug", "drug_kind")
"""What names a watched drug or class; a query over single ingredients only has no kind."""


@dataclass(frozen=True)
class NamedQuery:
    """A query with bound parameters, and the title under which it is cited."""

    title: str
    sql: str
    parameters: Mapping[str, Value] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The query with its values written in, to be read; what ran was bound."""
        literals = {parameter: literal(value) for parameter, value in self.parameters.items()}
        return Template(self.sql).substitute(literals).strip()

    @property
    def command(self) -> str:
        """The shell command that gives the same answer."""
        escaped = "".join("\\" + letter if letter in '\\"$`' else letter for letter in self.text)
        return f'nibwatch sql "{escaped}"'


@dataclass(frozen=True)
class Answer:
    """A query, the names of its columns, and its rows."""

    query: NamedQuery
    names: tuple[str, ...]
    rows: tuple[Row, ...]


def ask(connection: duckdb.DuckDBPyConnection, title: str, sql: str, **values: Value) -> Answer:
    """Run a query with those of the values that it names as $parameters."""
    query = NamedQuery(title, sql, bound(sql, values))
    cursor = connection.execute(sql, dict(query.parameters))
    names = tuple(str(column[0]) for column in cursor.description or [])
    return Answer(query, names, tuple(Row(**dict(zip(names, row, strict=True))) for row in cursor.fetchall()))


@dataclass(frozen=True)
class AnswerByDrug:
    """The answer to a query over many drugs ($drugs), to be read drug by drug: one query costs little more than one."""

    whole: Answer
    rows: Mapping[tuple[str, str], tuple[Row, ...]]

    def of(self, drug: str, drug_kind: str) -> Answer:
        """What the query says of one drug or class, in the query's order; the query that is shown asks for it alone."""
        asked = self.whole.query
        query = NamedQuery(asked.title, asked.sql, {**asked.parameters, "drugs": (drug,)})
        names = tuple(name for name in self.whole.names if name not in KEY)
        return Answer(query, names, self.rows.get((drug, drug_kind), ()))


def ask_by_drug(connection: duckdb.DuckDBPyConnection, title: str, sql: str, **values: Value) -> AnswerByDrug:
    """Run a query over many drugs once. Its columns `drug` and, where classes are among them, `drug_kind` name each."""
    whole = ask(connection, title, sql, **values)
    rows = defaultdict(list)
    for row in whole.rows:
        rows[row.drug, getattr(row, "drug_kind", "ingredient")].append(row)
    return AnswerByDrug(whole, {key: tuple(of_drug) for key, of_drug in rows.items()})


def literal(value: Value) -> str:
    """A value as SQL writes it."""
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return repr(value) if isinstance(value, float) else f"[{', '.join(map(literal, value))}]"
