"""The tables that are made for each watchlist in turn and published together."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb

from signals.build.execution import Execution
from signals.build.graph import Model, in_order
from signals.database import quoted
from signals.declaration import read_declaration
from signals.literature.compounds import register_compounds, watched_compounds
from signals.vocabulary.reference import read_reference
from signals.vocabulary.watchlist import Watchlist
from signals.vocabulary.watchlist_tables import register_watchlist, register_watchlists

TOPIC = "topic"
"""The database in which the published tables of one watchlist are made."""
KEPT = "kept"
"""The database of working tables of all watchlists that are read once all are made."""


BEFORE, OF_WATCHLIST, AFTER = range(3)


@dataclass(frozen=True)
class Passes:
    """The models of a build in the order of its three passes; the second is made once for each watchlist."""

    before: tuple[Model, ...]
    of_watchlist: tuple[Model, ...]
    after: tuple[Model, ...]

    @property
    def kept(self) -> list[str]:
        """The tables of each watchlist that outlast it: those that are published, or read by what is made after."""
        declaration = read_declaration()
        read = {name for model in self.after for name in model.reads}
        published = {*declaration.names("published")}
        return [
            model.name
            for model in self.of_watchlist
            if model.name in read or (model.schema in published and model.name not in declaration.working)
        ]


def in_passes(models: Iterable[Model], input_tables: Iterable[str]) -> Passes:
    """Which models are made for each watchlist, which before and which after, each after everything it reads.

    Raises
    ------
    ValueError
        As ``in_order`` does, and where a model that is made in parts reads what is made for each watchlist.
    """
    for_all = {*read_declaration().for_all_watchlists}
    passes: dict[str, int] = {}
    ordered = in_order(models, input_tables)
    for model in ordered:
        is_made_once = model.name in for_all or model.is_by_quarter or model.slice_by is not None
        latest = max((passes.get(name, BEFORE) for name in model.reads), default=BEFORE)
        if is_made_once:
            passes[model.name] = BEFORE if latest == BEFORE else AFTER
        elif latest == BEFORE and any(name.startswith("watchlist.") for name in model.reads):
            passes[model.name] = OF_WATCHLIST
        else:
            passes[model.name] = latest
        if passes[model.name] != BEFORE and (model.is_by_quarter or model.slice_by):
            raise ValueError(f"sql model {model.name} is made in parts and reads what is made for each watchlist")
    in_pass = [tuple(model for model in ordered if passes[model.name] == number) for number in range(3)]
    return Passes(*in_pass)


def make_topics(execution: Execution, passes: Passes, watchlists: Sequence[Watchlist], scratch: Path) -> None:
    """Make the second pass for each watchlist and put its tables behind those of the one before; then the third.

    Parameters
    ----------
    scratch
        A folder for the databases that hold the tables of one watchlist, and of all, in the meantime.
    """
    connection = execution.connection
    for database in (TOPIC, KEPT):
        connection.execute(f"ATTACH {quoted(scratch / database)} AS {database} (RECOVERY_MODE no_wal_writes)")
    schemas = sorted(
        {model.schema for model in passes.of_watchlist}.intersection(read_declaration().names("published"))
    )
    for watchlist in watchlists:
        with _reading_only(execution, watchlist, schemas):
            execution.make_all(passes.of_watchlist, watchlist.name)
            for name in passes.kept:
                _append_rows(connection, name, watchlist.name)
        for schema in schemas:
            connection.execute(f"DROP SCHEMA {TOPIC}.{schema} CASCADE")
        for model in reversed(passes.of_watchlist):
            if model.schema not in schemas:
                connection.execute(f"DROP {'VIEW' if model.is_view else 'TABLE'} {model.name}")
    for name in passes.kept:
        if name.split(".")[0] not in schemas:
            connection.execute(f'CREATE VIEW {name} AS FROM {KEPT}."{name}"')
    _empty_watchlist(connection)
    register_watchlists(connection, watchlists)
    execution.make_all(passes.after)


@contextmanager
def _reading_only(execution: Execution, watchlist: Watchlist, schemas: Sequence[str]) -> Iterator[None]:
    """Have the build read this watchlist alone, and make the tables of these published schemas in another database."""
    connection = execution.connection
    _empty_watchlist(connection)
    register_watchlist(connection, watchlist)
    register_compounds(connection, watched_compounds(watchlist, read_reference()))
    for schema in schemas:
        connection.execute(f"CREATE SCHEMA {TOPIC}.{schema}")
    places = [f"{TOPIC}.{schema}" for schema in schemas]
    places += [f"published.{schema}" for schema in ("main", *read_declaration().names("published"))]
    for each in (connection, execution.for_functions):
        each.execute(f"SET search_path = {quoted(','.join(places))}")
    yield
    for each in (connection, execution.for_functions):
        each.execute("USE published")


def _empty_watchlist(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("DETACH watchlist")
    connection.execute("ATTACH ':memory:' AS watchlist")


def _append_rows(connection: duckdb.DuckDBPyConnection, name: str, watchlist: str) -> None:
    """Append the rows of one watchlist's table to those of earlier watchlists, with its name in the first column."""
    is_published = name.split(".")[0] in read_declaration().names("published")
    source, target = (f"{TOPIC}.{name}", f"published.{name}") if is_published else (name, f'{KEPT}."{name}"')
    named = "" if "watchlist" in connection.sql(f"FROM {source}").columns else f"{quoted(watchlist)} AS watchlist, "
    connection.execute(f"CREATE TABLE IF NOT EXISTS {target} AS SELECT {named}* FROM {source} LIMIT 0")
    connection.execute(f"INSERT INTO {target} BY NAME SELECT {named}* FROM {source}")
