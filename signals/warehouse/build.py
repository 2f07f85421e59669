"""One publication: decide whether anything is new, build a file from lake and reference data, check it, publish it."""

import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from signals.errors import OutsideError, RequestError
from signals.faers.lake import LoadedQuarter, loaded_quarters, table_name
from signals.faers.lake_files import LakeFiles, lake_of
from signals.faers.quarter import Quarter, QuarterRange
from signals.faers.refusal import Refusal, refusals
from signals.literature.compounds import register_compounds, watched_compounds
from signals.literature.store import register_literature, store_files
from signals.vocabulary.dictionary import dictionary_hash, register_dictionary
from signals.vocabulary.reference import register_reference
from signals.vocabulary.watchlist import Watchlist, register_watchlist
from signals.warehouse import checks
from signals.warehouse.build_fault import outside_fault
from signals.warehouse.comments import read_dictionary, write_comments
from signals.warehouse.connection import (
    LAKE_TABLES,
    PUBLISHED_NAME,
    Resources,
    build_connection,
    open_lake,
    open_read_only,
)
from signals.warehouse.evidence import evidence_models
from signals.warehouse.evidence_changes import change_models
from signals.warehouse.exchange import Exchange
from signals.warehouse.expectation import expectation_models
from signals.warehouse.fingerprint import code_version, fingerprint, hash_files, reference_hash
from signals.warehouse.history import carry_over, history_models
from signals.warehouse.macros import create_macros
from signals.warehouse.making import WORKERS, Each, in_threads, make_all
from signals.warehouse.mgps import mgps_models
from signals.warehouse.models import Model, sql_models
from signals.warehouse.pair_history import keep_replaced_pairs, prune_pairs, write_replaced_pairs
from signals.warehouse.publish import publish
from signals.warehouse.quantiles import quantile_models
from signals.warehouse.review import review_models
from signals.warehouse.scores import python_models
from signals.warehouse.sequential import sequential_models
from signals.warehouse.stages import in_stages
from signals.warehouse.watch_checks import check_models
from signals.warehouse.watch_scores import watch_models
from signals.warehouse.watch_summary import summary_models
from signals.warehouse.watch_tests import watch_test_models

log = logging.getLogger("nibwatch.build")


@dataclass(frozen=True)
class Plan:
    """What a publication would rest on."""

    data_dir: Path
    loaded: tuple[LoadedQuarter, ...]
    watchlist: Watchlist
    source: str
    is_synthetic: bool
    refused: tuple[Refusal, ...]
    fingerprint: str
    started_at: datetime
    drug_dictionary: Path | None = None
    """The user's own DiAna dictionary."""

    @property
    def lake(self) -> LakeFiles:
        """Where the quarters' Parquet files lie."""
        return lake_of(self.data_dir)

    @property
    def copies(self) -> Path:
        """Where files of a lake that is no folder are copied to while the file is built."""
        return self.workshop / "lake"

    @property
    def quarters(self) -> tuple[str, ...]:
        """The quarters it would rest on, in order."""
        return tuple(quarter.quarter for quarter in self.loaded)

    @property
    def run_id(self) -> str:
        """Names the publication: when it was started, and what it rests on."""
        return f"{self.started_at:%Y%m%dT%H%M%SZ}-{self.fingerprint[:8]}"

    @property
    def previous(self) -> Path:
        """The file published before, which may not exist."""
        return self.data_dir / PUBLISHED_NAME

    @property
    def workshop(self) -> Path:
        """Where the file is built; emptied before and after."""
        return self.data_dir / "build"

    @property
    def target(self) -> Path:
        """The file that is being built."""
        return self.workshop / "finished.duckdb"


def plan(
    data_dir: Path,
    watchlist: Watchlist,
    source: str,
    wanted: QuarterRange | None = None,
    drug_dictionary: Path | None = None,
) -> Plan:
    """Look at what is loaded and say what a publication would rest on.

    ``wanted`` limits the quarters; ``drug_dictionary`` is a DiAna dictionary file of the user's. Raises
    ``OutsideError`` where no quarter is loaded and ``RequestError`` where synthetic and real quarters lie in one data
    directory or the dictionary cannot be read.
    """
    lake = lake_of(data_dir)
    loaded = loaded_quarters(lake)
    quarters = tuple(sorted(quarter for quarter in loaded if _is_wanted(quarter, wanted)))
    refused = tuple(refusal for refusal in refusals(lake) if _is_wanted(refusal.quarter, wanted))
    if not quarters:
        because = (
            f": {refused[0].reason}" if refused else "; run `nibwatch ingest` with a source that has quarters"
        )
        raise OutsideError(f"No quarter could be loaded into {lake.location}{because}")
    kinds = {loaded[quarter].is_synthetic for quarter in loaded}
    if len(kinds) > 1:
        raise RequestError(mixed_sentence(data_dir))
    return Plan(
        data_dir=data_dir,
        loaded=tuple(loaded[quarter] for quarter in quarters),
        watchlist=watchlist,
        source=source,
        is_synthetic=kinds.pop(),
        refused=refused,
        fingerprint=fingerprint(
            {
                "zips": {quarter: loaded[quarter].zip_sha256 for quarter in quarters},
                "loader": {quarter: loaded[quarter].loader_version for quarter in quarters},
                "refused": [refusal.quarter for refusal in refused],
                "watchlist": watchlist.sha256,
                "literature": hash_files(store_files(data_dir)),
                "reference": reference_hash(),
                "code": code_version(),
                "dictionary": dictionary_hash(drug_dictionary) if drug_dictionary else None,
            }
        ),
        started_at=datetime.now(UTC).replace(microsecond=0),
        drug_dictionary=drug_dictionary,
    )


def _is_wanted(quarter: str, wanted: QuarterRange | None) -> bool:
    return wanted is None or Quarter.parse(quarter) in wanted


def mixed_sentence(data_dir: Path) -> str:
    """Why real and synthetic quarters do not go together, and what to do."""
    return (
        f"{data_dir} would hold both real and SYNTHETIC quarters, which must never be mixed; give one of them another "
        "data directory with --data-dir."
    )


def is_published(plan: Plan) -> bool:
    """Whether the published file already rests on exactly this."""
    if not plan.previous.is_file():
        return False
    with open_read_only(plan.previous) as connection:
        row = connection.execute("SELECT arg_max(fingerprint, published_at) FROM meta.run").fetchone()
    return row is not None and row[0] == plan.fingerprint


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
        with build_connection(plan.target, plan.workshop, resources) as connection:
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
        table: plan.lake.here([table_name(table, quarter) for quarter in plan.quarters], plan.copies)
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
