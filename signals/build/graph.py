"""The SELECTs under sql/, each of which makes one table, and the order that follows from what they read.

A model file sql/<schema>/<table>.sql makes <schema>.<table>, in the manner that sql/build.toml declares. What it reads
is found by DuckDB's own parser, without binding, so that a table is never built before what it depends on and a cycle
is an error, not a wrong number.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any

import duckdb

from signals.declaration import SQL_FOLDER, read_declaration
from signals.source_description import SOURCE


@dataclass(frozen=True)
class Model:
    """One table of the build: its name, what it reads, and how it is made."""

    name: str
    reads: frozenset[str]
    sql: str | None = None
    is_view: bool = False
    is_by_quarter: bool = False
    """Made for each quarter on its own, from the lake's files of that quarter and from what was decided for all."""
    slice_by: str | None = None
    """A column: made for all quarters in slices, each from the rows whose column's hash falls to it."""
    make: Callable[[duckdb.DuckDBPyConnection, str | None, AbstractContextManager[object]], None] | None = None
    """Makes the table on a connection, for the watchlist of this name or for all; its SELECTs hold the context."""

    @property
    def schema(self) -> str:
        return self.name.split(".")[0]


def sql_models(folder: Path = SQL_FOLDER, source: str = SOURCE) -> list[Model]:
    """Every model file under ``folder``, with what it reads.

    Parameters
    ----------
    source
        The name of the folder under sql/sources that makes the schema staging.
    """
    declaration = read_declaration(folder)
    return [
        _model(f"{schema}.{path.stem}", path, declaration.tables.get(place, {}).get(path.stem, ""))
        for schema in declaration.names("scratch", "published")
        for place in (f"sources/{source}" if schema == "staging" else schema,)
        for path in sorted((folder / place).glob("*.sql"))
    ]


def _model(name: str, path: Path, materialization: str) -> Model:
    sql = path.read_text(encoding="utf-8")
    column = materialization.removeprefix("by slice of ") if materialization.startswith("by slice of ") else None
    return Model(
        name,
        frozenset(tables_read(sql)),
        sql,
        materialization.startswith("view"),
        materialization.endswith("by quarter"),
        column,
    )


def in_order(models: Iterable[Model], input_tables: Iterable[str]) -> list[Model]:
    """The models so that each comes after everything it reads.

    Parameters
    ----------
    input_tables
        The tables that exist before the build.

    Raises
    ------
    ValueError
        A model reads what nothing makes, or models read each other in a circle; the sentence names them.
    """
    by_name = {model.name: model for model in models}
    available = by_name.keys() | set(input_tables)
    for model in by_name.values():
        if unknown := model.reads - available:
            raise ValueError(f"sql model {model.name} reads {', '.join(sorted(unknown))}, which nothing makes")
    graph = {name: sorted(model.reads & by_name.keys()) for name, model in sorted(by_name.items())}
    try:
        return [by_name[name] for name in TopologicalSorter(graph).static_order()]
    except CycleError as error:
        raise ValueError(f"sql models read each other in a circle: {' -> '.join(error.args[1])}") from error


@cache
def tables_read(sql: str) -> tuple[str, ...]:
    """The two-part names of the tables that a SELECT reads, its own CTEs left out.

    Raises
    ------
    ValueError
        The text is not one SELECT.
    """
    with _parser().cursor() as cursor:
        row = cursor.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchone()
    tree = json.loads(row[0]) if row else {}
    if tree.get("error"):
        raise ValueError(f"not one SELECT: {tree.get('error_message')}")
    return tuple(sorted(set(_base_tables(tree))))


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """One connection for all parsing: opening one a SELECT took seconds of every build."""
    return duckdb.connect()


def _base_tables(node: Any) -> Iterator[str]:
    if isinstance(node, Mapping):
        if node.get("type") == "BASE_TABLE" and node["schema_name"]:
            yield f"{node['schema_name']}.{node['table_name']}"
        for child in node.values():
            yield from _base_tables(child)
    elif isinstance(node, list):
        for child in node:
            yield from _base_tables(child)
