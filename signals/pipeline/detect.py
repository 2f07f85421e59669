"""Detect: count cases, score pairs, compare people with animals, check, and publish one DuckDB file."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb

from signals.build import plan as plans
from signals.build.lock import write_lock
from signals.build.part import Part, PartTiming, make_part
from signals.database import build_resources, open_read_only
from signals.digest.dispatch import FOLDER as DIGESTS
from signals.digest.dispatch import last_sent_runs
from signals.lake.quarters import row_count
from signals.pipeline.runner import LAKE, PUBLISHED, Runner, run_each, step
from signals.pipeline.workers import Workers, workers
from signals.present.topic import watchlist_problems
from signals.progress import progress_bar
from signals.published import query, records
from signals.published import watchlists as watchlists_of
from signals.quarter import parse_range
from signals.settings import settings, use_data_dir
from signals.vocabulary.watchlist import load_watchlists

log = logging.getLogger("nibwatch.detect")

LONGEST_LIST = 5
"""How many problems of the watchlist a log names."""


def detect(
    runner: Runner,
    data_dir: Path | None = None,
    watchlists: Sequence[str] = (),
    source: str | None = None,
    quarters: str | None = None,
) -> Path | None:
    """Publish a new file from what is loaded.

    Parameters
    ----------
    data_dir
        The setting by default.
    watchlists
        Names in data/watchlists or paths; those of the settings where there are none.
    source
        The URL or folder of the quarters, as meta.run records it; the setting by default.
    quarters
        The range to build on, such as 2023q1..2024q4; every loaded quarter by default.

    Returns
    -------
    The path of the published file; None where the one before already rests on the same.

    Raises
    ------
    OutsideError
        No quarter is loaded, or the build fails for a cause outside the program.
    CheckError
        The finished file breaks a rule of sql/checks; it is not published.
    RequestError
        A watchlist is not there or wrong, or SYNTHETIC and real quarters are mixed.
    """
    data_dir = use_data_dir(data_dir)
    with write_lock(data_dir):
        plan = plans.plan(
            data_dir,
            load_watchlists(watchlists or settings().watchlists_in_use),
            source or settings().source,
            parse_range(quarters) if quarters else None,
            settings().drug_dictionary,
        )
        if plans.is_published(plan):
            plan.remove_build_folder()
            log.info("nothing new since the last publication: nothing is published")
            return None
        log.info("building from %d quarters (%s to %s)", len(plan.quarters), plan.quarters[0], plan.quarters[-1])
        dropped = dropped_watchlists(plan)
        if dropped:
            log.warning(
                "%s will no longer be published: the file in use holds it, and this one is asked for without it. To "
                "keep it, ask with --watchlist %s, or name them in NIBWATCH_WATCHLISTS",
                " and ".join(dropped),
                " --watchlist ".join([*(watchlist.name for watchlist in plan.watchlists), *dropped]),
            )
        runner.run(build, plan, runner)
        passed = runner.run(check, plan)
        published = runner.run(publish, plan)
        log.info("published %s after %d checks", published, passed)
        if dropped:
            log.warning(
                "%s is no longer published; its rows stay in history.watch and its digests in %s, and the next digest "
                "replaces the pages",
                " and ".join(dropped),
                plan.data_dir / DIGESTS,
            )
        with open_read_only(published) as connection:
            findings = [
                row
                for watchlist in watchlists_of(connection)
                for row in records(connection, query("answers/disproportionate"), watchlist=watchlist)
            ]
            problems = watchlist_problems(connection)
        for problem in problems[:LONGEST_LIST]:
            log.warning(problem)
        if len(problems) > LONGEST_LIST:
            log.warning("%d more problems of the watchlist: FROM meta.watchlist_problem", len(problems) - LONGEST_LIST)
        runner.show_table("findings", findings, "Watched pairs reported disproportionately")
        return published


def dropped_watchlists(plan: plans.Plan) -> list[str]:
    """The watchlists that the published file holds and a publication of this plan would not."""
    if not plan.previous.is_file():
        return []
    asked = {watchlist.name for watchlist in plan.watchlists}
    with open_read_only(plan.previous) as connection:
        try:
            return [name for name in watchlists_of(connection) if name not in asked]
        except duckdb.CatalogException:  # 0.1.0 published one topic and no table of them
            return []


@step()
def build(plan: plans.Plan, runner: Runner) -> None:
    """Build the file to publish from lake and reference data; the runner runs a step for each part."""
    from signals.build import publication  # imports pandas, which takes a second
    from signals.tables import build_models

    started = time.monotonic()
    with progress_bar("building"), workers() as pool:

        def make_each(parts: Sequence[Part]) -> list[PartTiming]:
            return run_each(runner, make, [(part, pool) for part in parts], at_a_time=pool.at_a_time)

        target = publication.build(
            plan,
            build_models(),
            build_resources(row_count(plan.loaded)),
            keep_history_runs=settings().keep_history_runs,
            also_keep=last_sent_runs(plan.data_dir),
            each=make_each,
            workers=1 if settings().dask_address else settings().parallel_quarters,
            key_slices=settings().key_slices,
        )
    with open_read_only(target) as connection:
        ((rows,),) = connection.execute("SELECT count(*) FROM signals.watch").fetchall()
    log.info("built %s rows of signals.watch in %.1f s", f"{rows:,}", time.monotonic() - started)


@step("{part.name}")
def make(part: Part, pool: Workers) -> PartTiming:
    """Have a worker make one quarter's part of a stage, or one slice of a table."""
    made: PartTiming = pool.call(make_part, part)
    return made


@step()
def check(plan: plans.Plan) -> int:
    """Run every check of sql/checks on the finished file."""
    from signals.build import publication

    started = time.monotonic()
    with progress_bar("checking"):
        passed = publication.check(plan)
    log.info("passed %d checks in %.1f s", passed, time.monotonic() - started)
    return passed


@step(asset=PUBLISHED, asset_deps=[LAKE])
def publish(plan: plans.Plan) -> Path:
    """Put the finished file in place of the published one."""
    from signals.build import publication

    return publication.publish_build(plan, keep_pair_history=settings().keep_pair_history)
