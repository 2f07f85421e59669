"""The tables that exist before a build: lake, literature, reference, watchlist, and the run itself."""

from collections.abc import Iterable, Mapping

import duckdb

from signals.build.fingerprint import code_version
from signals.build.graph import Model
from signals.build.plan import Plan
from signals.build.previous import Previous, attach_previous
from signals.database import LAKE_TABLES, open_lake
from signals.lake.quarters import table_name
from signals.literature.compounds import register_compounds, watched_compounds
from signals.literature.store import register_literature
from signals.vocabulary.dictionary import dictionary_hash, register_dictionary
from signals.vocabulary.reference import register_reference
from signals.vocabulary.watchlist_tables import register_watchlists


def register_input_tables(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    models: Iterable[Model],
    keep_runs: int,
    reference_runs: Mapping[str, str],
) -> set[str]:
    """Make the tables that a build starts from.

    Parameters
    ----------
    models
        Of the build; only tables of the lake that one of them reads are made.
    keep_runs
        How many earlier publications history keeps; 0: all.
    reference_runs
        For each watchlist, a publication that history keeps in addition.

    Returns
    -------
    The names of the tables.
    """
    _open_lake(connection, plan, models)
    register_literature(connection, plan.data_dir)
    reference = register_reference(connection)
    register_compounds(connection, watched_compounds(plan.watchlists[0], reference))
    if plan.drug_dictionary:
        register_dictionary(connection, plan.drug_dictionary)
    register_watchlists(connection, plan.watchlists)
    attach_previous(connection, plan.previous)
    _register_run(connection, plan)
    connection.execute("CREATE TABLE run.history (keep_runs INTEGER, watchlist VARCHAR, reference_run VARCHAR)")
    for name in dict.fromkeys([*(watchlist.name for watchlist in plan.watchlists), *reference_runs]):
        connection.execute("INSERT INTO run.history VALUES (?, ?, ?)", [keep_runs, name, reference_runs.get(name)])
    rows = connection.execute(
        """
        SELECT database_name || '.' || table_name FROM duckdb_tables()
        WHERE database_name IN ('literature', 'reference', 'watchlist', 'run')
        """
    ).fetchall()
    return {row[0] for row in rows} | {f"lake.{table}" for table in LAKE_TABLES}


def _open_lake(connection: duckdb.DuckDBPyConnection, plan: Plan, models: Iterable[Model]) -> None:
    """Open the lake's tables that are read for all quarters; what parts read they open themselves."""
    read = {name for model in models if not (model.is_by_quarter or model.slice_by) for name in model.reads}
    tables = sorted(name.removeprefix("lake.") for name in read if name.startswith("lake."))
    files = {table: [table_name(table, quarter) for quarter in plan.quarters] for table in tables}
    open_lake(connection, {table: plan.lake.local_paths(names, plan.copies) for table, names in files.items()})


def _register_run(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    connection.execute(
        """
        CREATE TABLE run.publication (
            sequence BIGINT, run_id VARCHAR, started_at TIMESTAMP, published_at TIMESTAMP, code_version VARCHAR
            , source VARCHAR, quarters VARCHAR[], is_synthetic BOOLEAN, fingerprint VARCHAR, watchlist VARCHAR
            , watchlist_sha256 VARCHAR, drug_dictionary_sha256 VARCHAR
        )
        """
    )
    row = [
        1 + len(Previous(connection).run_ids),
        plan.run_id,
        plan.started_at.replace(tzinfo=None),
        None,  # published_at: publication.publish_build writes it
        code_version(),
        plan.source,
        list(plan.quarters),
        plan.is_synthetic,
        plan.fingerprint,
        ", ".join(watchlist.name for watchlist in plan.watchlists),
        ", ".join(watchlist.sha256 for watchlist in plan.watchlists),
        dictionary_hash(plan.drug_dictionary) if plan.drug_dictionary else None,
    ]
    connection.execute(f"INSERT INTO run.publication VALUES ({', '.join('?' * len(row))})", row)
    connection.execute("CREATE TABLE run.refused_quarter (quarter VARCHAR, reason VARCHAR)")
    for refusal in plan.refused:
        connection.execute("INSERT INTO run.refused_quarter VALUES (?, ?)", [refusal.quarter, refusal.reason])
