"""What earlier publications said, carried from the published file into the next one and appended to."""

from functools import partial
from pathlib import Path

import duckdb

from signals.errors import OutsideError
from signals.warehouse.models import Model

KEPT_TABLES = {"history.watch": "signals.watch", "history.agreement": "evidence.agreement"}


def carry_over(connection: duckdb.DuckDBPyConnection, previous: Path) -> None:
    """Attach the file published before, if there is one, for the history models to read.

    A file that cannot be read is an ``OutsideError``: going on would lose its history without a word.
    """
    if not previous.is_file():
        return
    path = str(previous).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{path}' AS previous (READ_ONLY)")
    except duckdb.Error as error:
        raise OutsideError(
            f"The file published before, {previous}, cannot be read ({str(error).splitlines()[0]}), and publishing "
            "over it would lose its history; restore it from the previous file kept beside it, or move it away."
        ) from error


def history_models(previous: Path, keep_runs: int = 0) -> list[Model]:
    """The history tables and meta.run as nodes of the build's graph.

    ``keep_runs`` limits history to that many earlier publications; 0 keeps them all.
    """
    has_previous = previous.is_file()
    kept = [
        Model(
            name,
            frozenset({source}),
            make=partial(_append, name=name, source=source, has_previous=has_previous, keep_runs=keep_runs),
        )
        for name, source in KEPT_TABLES.items()
    ]
    return [
        *kept,
        Model(
            "meta.run",
            frozenset({"run.publication", "counts.prior"}),
            make=partial(_add_run, has_previous=has_previous),
        ),
    ]


def _append(
    connection: duckdb.DuckDBPyConnection, *, name: str, source: str, has_previous: bool, keep_runs: int
) -> None:
    """Everything the earlier file's history held, then the rows it published itself, under its run_id."""
    connection.execute(
        f"CREATE TABLE {name} AS SELECT CAST(NULL AS VARCHAR) AS run_id, * FROM {source} LIMIT 0"
    )
    if not has_previous:
        return
    connection.execute(f"INSERT INTO {name} BY NAME FROM previous.{name}")
    connection.execute(
        f"INSERT INTO {name} BY NAME "
        f"SELECT (SELECT arg_max(run_id, published_at) FROM previous.meta.run) AS run_id, * FROM previous.{source}"
    )
    if keep_runs:
        connection.execute(
            f"DELETE FROM {name} WHERE run_id NOT IN "
            "(SELECT run_id FROM previous.meta.run ORDER BY published_at DESC LIMIT $keep)",
            {"keep": keep_runs},
        )


def _add_run(connection: duckdb.DuckDBPyConnection, *, has_previous: bool) -> None:
    connection.execute(
        "CREATE TABLE meta.run AS SELECT publication.*, prior.refusal AS ebgm_refusal "
        "FROM run.publication AS publication CROSS JOIN counts.prior AS prior"
    )
    if has_previous:
        connection.execute("INSERT INTO meta.run BY NAME FROM previous.meta.run")
