"""One publication: build a file from lake and reference data, check it, publish it."""

import os
import shutil
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import duckdb
from threadpoolctl import threadpool_limits

from signals.build import checks
from signals.build.comments import read_dictionary, write_comments
from signals.build.execution import WORKERS, Each, Execution, Timing, in_threads
from signals.build.fault import outside_fault
from signals.build.graph import Model
from signals.build.input_tables import register_input_tables
from signals.build.macros import create_macros
from signals.build.pair_history import keep_replaced_pairs, prune_pairs, write_replaced_pairs
from signals.build.partition import PartitionFiles, slice_count
from signals.build.plan import Plan
from signals.build.schedule import in_stages
from signals.build.watchlist_passes import in_passes, make_topics
from signals.clock import now
from signals.database import PUBLISHED_NAME, Resources, build_connection, open_read_only
from signals.declaration import read_declaration
from signals.files import give_name
from signals.lake.inspection import require_as_loaded

PREVIOUS_NAME = "nibwatch.previous.duckdb"


def build(
    plan: Plan,
    models: Sequence[Model],
    resources: Resources,
    keep_history_runs: int = 0,
    also_keep: Mapping[str, str] | None = None,
    each: Each = in_threads,
    workers: int = WORKERS,
    key_slices: int | None = None,
    timings: list[Timing] | None = None,
) -> Path:
    """Build the file of a plan in its folder; nothing is published yet.

    Parameters
    ----------
    models
        Its tables (``signals.tables.build_models``).
    keep_history_runs
        How many earlier publications history keeps; 0: all.
    also_keep
        For each watchlist, a publication that history keeps in addition.
    each
        Makes the parts of quarters and slices.
    workers
        How many parts are made at a time; each has its share of ``resources``.
    key_slices
        Into how many slices tables that are made by slice are cut, by default as ``slice_count`` says; it changes no
        result.
    timings
        Filled with what took how long.

    Returns
    -------
    The path of the finished file.

    Raises
    ------
    OutsideError
        The build fails for a cause outside the program: the lake, the disk, memory.
    """
    require_as_loaded(plan.lake, plan.loaded)
    plan.remove_build_folder()
    plan.build_folder.mkdir(parents=True)
    try:
        # Several threads of BLAS split a sum by their number, which gives other last digits on other machines.
        with threadpool_limits(1, "blas"), build_connection(plan.target, plan.build_folder, resources) as connection:
            input_tables = register_input_tables(connection, plan, models, keep_history_runs, also_keep or {})
            passes = in_passes(models, input_tables)
            stages = tuple(in_stages(passes.before, input_tables))
            slices = key_slices or slice_count(plan.loaded, workers)
            files = PartitionFiles(plan.lake, plan.copies, plan.loaded, stages, plan.run_id, slices)
            execution = Execution(connection, files, resources.shared_by(workers), each)
            execution.run(input_tables, partial(make_topics, execution, passes, plan.watchlists, plan.build_folder))
            for name in read_declaration().working:
                connection.execute(f"DROP TABLE IF EXISTS {name}")
            write_comments(connection, read_dictionary())
            create_macros(connection)
            write_replaced_pairs(connection, plan.build_folder)
            connection.execute("USE memory")
            connection.execute("DETACH published")
    except Exception as error:
        shutil.rmtree(plan.build_folder)  # what a failed build leaves would keep a full disk full
        if fault := outside_fault(error, plan.data_dir, plan.lake.location):
            raise fault from error
        raise
    if timings is not None:
        timings += execution.timings
    return plan.target


def check(plan: Plan) -> int:
    """Run every check on the finished file.

    Returns
    -------
    How many passed.

    Raises
    ------
    CheckError
        One did not.
    """
    with open_read_only(plan.target) as connection:
        return checks.require(connection)


def publish_build(plan: Plan, keep_pair_history: int = 0) -> Path:
    """Publish the finished file and empty its folder.

    Parameters
    ----------
    keep_pair_history
        How many earlier publications' pairs are kept; 0: all.

    Returns
    -------
    The path of the published file.
    """
    write_moment(plan.target)
    keep_replaced_pairs(plan.build_folder, plan.data_dir)
    finished = plan.data_dir / "build" / plan.target.name
    if finished != plan.target:
        finished.parent.mkdir(exist_ok=True)
        shutil.copyfile(plan.target, finished)
    published = publish(finished, plan.data_dir)
    prune_pairs(plan.data_dir, keep_pair_history)
    plan.remove_build_folder()
    return published


def write_moment(finished: Path) -> None:
    """Write the time of publication into a finished file, for itself and for its changes."""
    moment = now().replace(tzinfo=None)
    with duckdb.connect(str(finished)) as connection:
        for table in ("meta.run", "evidence.change"):
            connection.execute(f"UPDATE {table} SET published_at = ? WHERE published_at IS NULL", [moment])


def publish(finished: Path, data_dir: Path) -> Path:
    """Replace DATA_DIR/nibwatch.duckdb by ``finished`` in one step; readers see the old file or the new one.

    The file published before stays as nibwatch.previous.duckdb (the same bytes under a second name until the replace,
    so that being killed in between loses nothing). The write-ahead log of a client that died is moved with it.

    Returns
    -------
    The path of the published file.
    """
    published, previous = data_dir / PUBLISHED_NAME, data_dir / PREVIOUS_NAME
    if published.exists():
        link = previous.with_suffix(".linking")
        link.unlink(missing_ok=True)
        os.link(published, link)
        _log_of(previous).unlink(missing_ok=True)
        give_name(link, previous)
    if _log_of(published).exists():  # DuckDB refuses a file beside the write-ahead log of another
        _log_of(published).replace(_log_of(previous))
    give_name(finished, published)
    return published


def _log_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.wal")
