"""Rows of the published file by column name, and the run that it was published by."""

from typing import Any

import duckdb

Record = dict[str, Any]


def records(connection: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> list[Record]:
    """The rows of a query as mappings from column to value.

    Parameters
    ----------
    values : what the query's named parameters (``$drug``) stand for.
    """
    result = connection.execute(sql, values)
    names = [str(column[0]) for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def last_run(connection: duckdb.DuckDBPyConnection) -> Record:
    """The row of meta.run of this publication."""
    return records(connection, "FROM meta.run ORDER BY published_at DESC LIMIT 1")[0]
