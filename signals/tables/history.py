"""What earlier publications said, carried from the published file into the next one and appended to."""

from functools import partial
from pathlib import Path

import duckdb

from signals.build.graph import Model
from signals.database import open_read_only, refuse_if_held
from signals.errors import OutsideError, RequestError

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
        refuse_if_held(error, previous)
        raise OutsideError(
            f"The file published before, {previous}, cannot be read ({str(error).splitlines()[0]}), and publishing "
            "over it would lose its history; restore it from the previous file kept beside it, or move it away."
        ) from error


def newest_run(published: Path) -> str:
    """The run_id of the publication that a published file is."""
    with open_read_only(published) as connection:
        found = connection.execute("SELECT arg_max(run_id, published_at) FROM meta.run").fetchone()
    if found is None or found[0] is None:
        raise RequestError(f"{published} has no row in meta.run; publish again with `nibwatch run`.")
    return str(found[0])


def history_models(previous: Path, keep_runs: int = 0, also_keep: str | None = None) -> list[Model]:
    """The history tables and meta.run as nodes of the build's graph.

    ``keep_runs`` limits history to that many earlier publications and the one named ``also_keep``; 0 keeps them all.
    """
    has_previous = previous.is_file()
    kept = [
        Model(
            name,
            frozenset({source}),
            make=partial(
                _append, name=name, source=source, has_previous=has_previous, keep_runs=keep_runs, also_keep=also_keep
            ),
        )
        for name, source in KEPT_TABLES.items()
    ]
    return [
        *kept,
        Model(
            "history.watch_case",
            frozenset({"signals.watch_case"}),
            make=partial(_keep_cases, has_previous=has_previous, reference_run=also_keep),
        ),
        Model(
            "meta.run",
            frozenset({"run.publication", "totals.prior"}),
            make=partial(_add_run, has_previous=has_previous),
        ),
    ]


def _keep_cases(connection: duckdb.DuckDBPyConnection, *, has_previous: bool, reference_run: str | None) -> None:
    """The cases behind each a of one earlier publication: that of the digest sent last, else the one before.

    With them the digest can say why a number changed. They come from that publication's own signals.watch_case, or from
    the history of the file before, where it kept the same publication.
    """
    connection.execute(
        "CREATE TABLE history.watch_case AS SELECT CAST(NULL AS VARCHAR) AS run_id, drug, drug_kind, event, event_kind"
        ", caseid, analyses FROM signals.watch_case LIMIT 0"
    )
    if not has_previous:
        return
    newest = connection.execute("SELECT arg_max(run_id, published_at) FROM previous.meta.run").fetchall()[0][0]
    run_id = reference_run or newest
    source = "signals.watch_case" if run_id == newest else "history.watch_case"
    if not _has_table(connection, source):
        return  # published before there was such a table: the digest then cannot say why
    chosen = "$run_id AS run_id, drug, drug_kind, event, event_kind, caseid, analyses"
    only = "" if run_id == newest else "WHERE run_id = $run_id"
    connection.execute(
        f"INSERT INTO history.watch_case BY NAME SELECT {chosen} FROM previous.{source} {only}", {"run_id": run_id}
    )


def _has_table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Whether the file published before has a table; one made by earlier code may not."""
    schema, table = name.split(".")
    return bool(
        connection.execute(
            "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'previous' AND schema_name = $schema"
            " AND table_name = $table",
            {"schema": schema, "table": table},
        ).fetchall()[0][0]
    )


def _append(
    connection: duckdb.DuckDBPyConnection,
    *,
    name: str,
    source: str,
    has_previous: bool,
    keep_runs: int,
    also_keep: str | None,
) -> None:
    """Everything the earlier file's history held, then the rows it published itself, under its run_id."""
    connection.execute(f"CREATE TABLE {name} AS SELECT CAST(NULL AS VARCHAR) AS run_id, * FROM {source} LIMIT 0")
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
            "(SELECT run_id FROM previous.meta.run ORDER BY published_at DESC LIMIT $keep) "
            "AND run_id IS DISTINCT FROM $also_keep",
            {"keep": keep_runs, "also_keep": also_keep},
        )


def _add_run(connection: duckdb.DuckDBPyConnection, *, has_previous: bool) -> None:
    connection.execute(
        "CREATE TABLE meta.run AS SELECT publication.*, prior.refusal AS ebgm_refusal "
        "FROM run.publication AS publication CROSS JOIN totals.prior AS prior"
    )
    if has_previous:
        connection.execute("INSERT INTO meta.run BY NAME FROM previous.meta.run")
