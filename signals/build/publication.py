"""One publication: build a file from lake and reference data, check it, publish it."""

import logging
import shutil
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from signals.build import checks
from signals.build.comments import read_dictionary, write_comments
from signals.build.execution import WORKERS, Each, in_threads, make_all
from signals.build.fault import outside_fault
from signals.build.fingerprint import code_version
from signals.build.graph import Model, sql_models, working_tables
from signals.build.macros import create_macros
from signals.build.pair_history import keep_replaced_pairs, prune_pairs, write_replaced_pairs
from signals.build.partition import Exchange
from signals.build.plan import Plan
from signals.build.publish import publish
from signals.build.schedule import in_stages
from signals.database import LAKE_TABLES, Resources, build_connection, open_lake, open_read_only
from signals.lake.quarters import table_name
from signals.literature.compounds import register_compounds, watched_compounds
from signals.literature.store import register_literature
from signals.one_blas_thread import one_blas_thread
from signals.tables.animals import evidence_models
from signals.tables.changes import change_models
from signals.tables.expectation import expectation_models
from signals.tables.history import carry_over, history_models
from signals.tables.mgps import mgps_models
from signals.tables.paper_suggestion import review_models
from signals.tables.quantiles import quantile_models
from signals.tables.robustness import check_models
from signals.tables.scores import python_models
from signals.tables.sequential import sequential_models
from signals.tables.watch_scores import watch_models
from signals.tables.watch_summary import summary_models
from signals.tables.watch_tests import watch_test_models
from signals.vocabulary.dictionary import dictionary_hash, register_dictionary
from signals.vocabulary.reference import register_reference
from signals.vocabulary.watchlist_tables import register_watchlist

log = logging.getLogger("nibwatch.build")


def build(
    plan: Plan,
    resources: Resources,
    keep_history_runs: int = 0,
    also_keep: str | None = None,
    each: Each = in_threads,
    workers: int = WORKERS,
    key_slices: int = WORKERS,
) -> Path:
    """Build the file of a plan in the workshop and return its path; nothing is published yet.

    ``keep_history_runs`` and ``also_keep``: which earlier publications history holds, see ``history_models``. ``each``
    makes the parts of quarters and slices, ``workers`` of them at a time; each worker has its share of ``resources``.
    ``key_slices``: in how many slices tables are made that are made by slice; it changes no number.
    """
    shutil.rmtree(plan.workshop, ignore_errors=True)
    plan.workshop.mkdir(parents=True)
    models = build_models(plan.previous, keep_history_runs, also_keep)
    try:
        with one_blas_thread(), build_connection(plan.target, plan.workshop, resources) as connection:
            _fill(connection, plan, models, resources.shared_by(workers), each, key_slices)
    except Exception as error:
        shutil.rmtree(plan.workshop)  # what a failed build leaves would keep a full disk full
        if fault := outside_fault(error, plan.data_dir, plan.lake.location):
            raise fault from error
        raise
    return plan.target


def _fill(
    connection: duckdb.DuckDBPyConnection,
    plan: Plan,
    models: list[Model],
    share: Resources,
    each: Each,
    key_slices: int,
) -> None:
    open_lake(connection, _lake_here(plan, models))
    register_literature(connection, plan.data_dir)
    reference = register_reference(connection)
    register_compounds(connection, watched_compounds(plan.watchlist, reference))
    if plan.drug_dictionary:
        register_dictionary(connection, plan.drug_dictionary)
    register_watchlist(connection, plan.watchlist)
    carry_over(connection, plan.previous)
    _register_run(connection, plan)
    given = _given_tables(connection)
    stages = tuple(in_stages(models, given))
    exchange = Exchange(plan.lake, plan.copies, plan.loaded, stages, plan.run_id, key_slices)
    make_all(connection, exchange, given, share, each)
    for name in working_tables():
        connection.execute(f"DROP TABLE {name}")
    write_comments(connection, read_dictionary())
    create_macros(connection)
    write_replaced_pairs(connection, plan.workshop)
    connection.execute("USE memory")
    connection.execute("DETACH published")


def _lake_here(plan: Plan, models: list[Model]) -> dict[str, list[Path]]:
    """The lake's files that tables for all quarters read, by table; what parts read stays where it is."""
    read = {name for model in models if not (model.is_by_quarter or model.slice_by) for name in model.reads}
    tables = sorted(name.removeprefix("lake.") for name in read if name.startswith("lake."))
    return {
        table: plan.lake.local_paths([table_name(table, quarter) for quarter in plan.quarters], plan.copies)
        for table in tables
    }


def build_models(previous: Path, keep_history_runs: int = 0, also_keep: str | None = None) -> list[Model]:
    """Every table of a build; history is carried over from the file ``previous`` where there is one."""
    return [
        *sql_models(),
        *python_models(),
        *watch_models(),
        *summary_models(),
        *check_models(),
        *sequential_models(),
        *expectation_models(),
        *mgps_models(),
        *watch_test_models(),
        *quantile_models(),
        *evidence_models(),
        *review_models(),
        *change_models(previous),
        *history_models(previous, keep_history_runs, also_keep),
    ]


def check(plan: Plan) -> int:
    """Run every check on the finished file; how many passed, or a ``CheckError``."""
    with open_read_only(plan.target) as connection:
        return checks.require(connection)


def publish_build(plan: Plan, keep_pair_history: int = 0) -> Path:
    """Publish the finished file and empty the workshop.

    ``keep_pair_history``: how many earlier publications' pairs stay beside it, 0 for all.
    """
    keep_replaced_pairs(plan.workshop, plan.data_dir)
    published = publish(plan.target, plan.data_dir)
    prune_pairs(plan.data_dir, keep_pair_history)
    shutil.rmtree(plan.workshop)
    return published


def _given_tables(connection: duckdb.DuckDBPyConnection) -> set[str]:
    rows = connection.execute(
        """
        SELECT database_name || '.' || table_name FROM duckdb_tables()
        WHERE database_name IN ('literature', 'reference', 'watchlist', 'run')
        """
    ).fetchall()
    return {row[0] for row in rows} | {f"lake.{table}" for table in LAKE_TABLES}


def _register_run(connection: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    connection.execute(
        """
        CREATE TABLE run.publication AS
        SELECT $run_id AS run_id
            , CAST($started_at AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS started_at
            , CAST($published_at AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS published_at
            , $code_version AS code_version
            , $source AS source
            , $quarters AS quarters
            , $is_synthetic AS is_synthetic
            , $fingerprint AS fingerprint
            , $watchlist AS watchlist
            , $watchlist_sha256 AS watchlist_sha256
            , CAST($drug_dictionary_sha256 AS VARCHAR) AS drug_dictionary_sha256
        """,
        {
            "run_id": plan.run_id,
            "started_at": plan.started_at.isoformat(),
            "published_at": datetime.now(UTC).replace(microsecond=0).isoformat(),
            "code_version": code_version(),
            "source": plan.source,
            "quarters": list(plan.quarters),
            "is_synthetic": plan.is_synthetic,
            "fingerprint": plan.fingerprint,
            "watchlist": plan.watchlist.name,
            "watchlist_sha256": plan.watchlist.sha256,
            "drug_dictionary_sha256": dictionary_hash(plan.drug_dictionary) if plan.drug_dictionary else None,
        },
    )
    connection.execute("CREATE TABLE run.refused_quarter (quarter VARCHAR, reason VARCHAR)")
    for refusal in plan.refused:
        connection.execute(
            "INSERT INTO run.refused_quarter VALUES ($quarter, $reason)",
            {"quarter": refusal.quarter, "reason": refusal.reason},
        )
