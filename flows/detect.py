"""Detect: count cases, score pairs, set people beside animals, check, and publish one DuckDB file."""

import logging
from collections.abc import Sequence
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE
from prefect.futures import wait

from flows.assets import LAKE, PUBLISHED
from flows.failure import HOOKS
from flows.task_runner import on_the_runner, task_runner
from flows.temporary_server import note_server
from signals.answers.findings import findings, watched_rows
from signals.build import plan as planning
from signals.build import publication as warehouse
from signals.build.lock import writing
from signals.build.part import Made, Part, make_part
from signals.database import Resources
from signals.digest.dispatch import last_sent_run
from signals.progress import working
from signals.quarter import parse_range
from signals.settings import settings, use_data_dir
from signals.timing import timed
from signals.vocabulary.watchlist import load_watchlist

log = logging.getLogger("nibwatch.detect")


@task(task_run_name="{part.name}", cache_policy=NO_CACHE)
def work_on_part(part: Part) -> Made:
    """Make one quarter's part of a step, or one slice of a table."""
    return make_part(part)


def each_part(parts: Sequence[Part]) -> list[Made]:
    """Make the parts of a step, each as a task of its own; all have ended when this returns or raises."""
    with on_the_runner():
        submitted = [work_on_part.submit(part) for part in parts]
        wait(submitted)
        return [made.result() for made in submitted]


@task(cache_policy=NO_CACHE)
def build(plan: planning.Plan) -> Path:
    """Build the file to publish from lake and reference data."""
    resources = Resources(memory_limit=settings().memory_limit, threads=settings().threads)
    with timed() as watch, working("building"):
        target = warehouse.build(
            plan,
            resources,
            keep_history_runs=settings().keep_history_runs,
            also_keep=last_sent_run(plan.data_dir),
            each=each_part,
            workers=1 if settings().dask_address else settings().parallel_quarters,
            key_slices=settings().key_slices_in_use,
        )
    log.info("built %s rows of signals.watch in %.1f s", f"{watched_rows(target):,}", watch.seconds)
    return target


@task(cache_policy=NO_CACHE)
def check(plan: planning.Plan, target: Path) -> int:  # noqa: ARG001 - makes Prefect draw the order
    """Run every check of sql/checks on the finished file."""
    with timed() as watch, working("checking"):
        passed = warehouse.check(plan)
    log.info("passed %d checks in %.1f s", passed, watch.seconds)
    return passed


@materialize(PUBLISHED, asset_deps=[LAKE], cache_policy=NO_CACHE)
def publish(plan: planning.Plan, passed: int) -> Path:  # noqa: ARG001 - makes Prefect draw the order
    """Put the finished file in place of the published one."""
    return warehouse.publish_build(plan, keep_pair_history=settings().keep_pair_history)


@flow(name="detect", task_runner=task_runner(), **HOOKS)
def detect(
    data_dir: Path | None = None, watchlist: str | None = None, source: str | None = None, quarters: str | None = None
) -> Path | None:
    """Publish a new file from what is loaded; None where the published one already rests on the same.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        watchlist: A name in data/watchlists, or a path; the setting when left out.
        source: What the publication says it rests on; the setting when left out.
        quarters: A range such as 2023q1..2024q4; every loaded quarter when left out.
    """
    data_dir = use_data_dir(data_dir)
    with writing(data_dir):
        note_server(data_dir)
        plan = planning.plan(
            data_dir,
            load_watchlist(watchlist or settings().watchlist),
            source or settings().source,
            parse_range(quarters) if quarters else None,
            settings().drug_dictionary,
        )
        if planning.is_published(plan):
            log.info("nothing new since the last publication: nothing is published")
            return None
        log.info("building from %d quarters (%s to %s)", len(plan.quarters), plan.quarters[0], plan.quarters[-1])
        target = build(plan)
        passed = check(plan, target)
        published = publish(plan, passed)
        log.info("published %s after %d checks", published, passed)
        create_table_artifact(
            table=findings(published), key="findings", description="Watched pairs reported disproportionately"
        )
        return published
