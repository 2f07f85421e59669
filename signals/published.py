"""Queries under sql/ over the published file: their text, and their rows by column name."""

import re
from collections.abc import Mapping
from functools import cache
from shlex import quote
from typing import Any

import duckdb

from signals.declaration import SQL_FOLDER
from signals.errors import RequestError
from signals.validation import did_you_mean

Record = dict[str, Any]


@cache
def query(name: str) -> str:
    """The SELECT of a file under sql/, without the comment lines above it.

    Parameters
    ----------
    name
        The file's path without its ending, such as answers/pair.
    """
    lines = (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8").splitlines()
    return "\n".join(line for line in lines if not line.startswith("--"))


def bound(sql: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Those of the values that a query names as $parameters."""
    return {name: values[name] for name in re.findall(r"\$(\w+)", sql)}


def records(connection: duckdb.DuckDBPyConnection, sql: str, **values: Any) -> list[Record]:
    """The rows of a query as mappings from column to value.

    Parameters
    ----------
    values
        What the query's named parameters (``$drug``) stand for; others are left out.
    """
    result = connection.execute(sql, bound(sql, values))
    names = [str(column[0]) for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def first_value(connection: duckdb.DuckDBPyConnection, name: str, **values: Any) -> Any:
    """The first column of the first row of a query; None where it has no row.

    Parameters
    ----------
    name
        As of ``query``.
    values
        What the query's named parameters stand for; each must be one of them.
    """
    rows = connection.execute(query(name), values).fetchall()
    return rows[0][0] if rows else None


def watchlists(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The watchlists that the file holds, that of the main topic first.

    Raises
    ------
    RequestError
        It holds none.
    """
    rows = connection.execute("SELECT watchlist FROM signals.watch_topic ORDER BY rowid").fetchall()
    if not rows:
        raise RequestError("The published file holds no watchlist; publish again with `nibwatch run`.")
    return [str(name) for (name,) in rows]


def watchlist_named(connection: duckdb.DuckDBPyConnection, name: str | None = None) -> str:
    """The watchlist of this name, the main one where none is named.

    Raises
    ------
    RequestError
        The file does not hold it, or holds none.
    """
    held = watchlists(connection)
    if name is None or name in held:
        return name or held[0]
    earlier = "SELECT 1 FROM history.watchlist WHERE watchlist = $name"
    if connection.execute(earlier, {"name": name}).fetchall():
        asked = " --watchlist ".join([*held, name])
        raise RequestError(
            f"The watchlist {name} is no longer published: the file in use was asked for without it and holds"
            f" {', '.join(held)}; `nibwatch detect --watchlist {asked}` publishes it again."
        )
    raise RequestError(
        f"The published file holds no watchlist {name!r}{did_you_mean(name, held)}; it holds {', '.join(held)}."
    )


def watchlist_option(connection: duckdb.DuckDBPyConnection, watchlist: str) -> str:
    """What names the watchlist in a reading command; nothing of the main one, which a command shows by itself."""
    return "" if watchlist == watchlists(connection)[0] else f" --watchlist {quote(watchlist)}"


def last_run(connection: duckdb.DuckDBPyConnection) -> Record:
    """The row of meta.run that is the file's own: the first, in files of 0.1.0, too (signals/tables/history.py).

    Raises
    ------
    RequestError
        There is none.
    """
    runs = records(connection, "FROM meta.run ORDER BY rowid LIMIT 1")
    if not runs:
        raise RequestError("The published file has no row in meta.run; publish again with `nibwatch run`.")
    return runs[0]


def run_ids(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every publication that the file knows, its own first."""
    return [run_id for (run_id,) in connection.execute("SELECT run_id FROM meta.run ORDER BY rowid").fetchall()]
