"""A SELECT under sql/ on tables given as literal rows."""

from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from signals.build.graph import sql_models
from signals.database import register_macros

SQL = {model.name: model.sql or "" for model in sql_models()}
Row = Mapping[str, Any]


def rows_of(model: str, given: Mapping[tuple[str, str], Sequence[Row]]) -> list[dict[str, Any]]:
    """The rows that a model makes of given tables.

    Parameters
    ----------
    model
        The name of the table it makes, like ``latest.report``.
    given
        By the name of a table and its columns with their types: its rows. A column that a row leaves out is NULL.
    """
    with duckdb.connect(config={"threads": 1}) as connection:
        register_macros(connection)
        for (table, columns), rows in given.items():
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {table.split('.')[0]}")
            connection.execute(f"CREATE TABLE {table} ({columns})")
            for row in rows:
                places = ", ".join(f"${name}" for name in row)
                connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})", dict(row))
        relation = connection.execute(SQL[model])
        names = [column[0] for column in relation.description or []]
        return [dict(zip(names, row, strict=True)) for row in relation.fetchall()]
