"""Ingest: find FDA's quarters, fetch what is new, load it into the lake; a task a quarter for each."""

import logging
import time
from pathlib import Path
from typing import Any, cast

from prefect import State, Task, flow, task
from prefect.artifacts import create_table_artifact
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.futures import PrefectFuture, as_completed
from prefect.runtime import task_run
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from flows.assets import LAKE
from flows.failure import HOOKS
from flows.task_runner import on_the_runner, task_runner, workers_see_only_the_lake
from flows.temporary_server import note_server
from signals.build.lock import writing
from signals.data_directory import lake_at, lake_of
from signals.errors import DiskFullError, OutsideError, TransientError
from signals.lake.lake import Lake
from signals.lake.quarters import loaded_quarters
from signals.lake.refusal import Refusal, record_refusals
from signals.quarter import EVERY_QUARTER, Quarter, QuarterRange, parse_range
from signals.settings import settings, use_data_dir
from signals.sources.faers import (
    Bars,
    Fetched,
    IngestOutcome,
    Ledger,
    Offer,
    QuarterLoad,
    bars,
    fetch,
    forget_damaged,
    load_fetched,
    needs_work,
    open_source,
    prune,
    remove_leftovers,
    tried_quarters,
    unreadable_loads,
    upload_zip,
)
from signals.timing import timed

log = logging.getLogger("nibwatch.ingest")


def is_worth_another_attempt(task: Task[Any, Any], run: TaskRun, state: State[Any]) -> bool:  # noqa: ARG001
    """Whether an attempt failed in a way that may pass by itself."""
    return isinstance(state.result(raise_on_failure=False), TransientError)


@task(
    cache_policy=NO_CACHE,
    retries=2,
    retry_delay_seconds=exponential_backoff(backoff_factor=2),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_worth_another_attempt,
)
def find_quarters(source: str, quarters: QuarterRange, ledger: Ledger) -> list[Offer]:
    """Ask the source which quarters it has."""
    place = open_source(source)
    return place.offers(quarters, known=ledger.quarters_from(place.location))


MORE_ATTEMPTS = 4


@task(
    task_run_name="fetch {offer.quarter}",
    cache_policy=NO_CACHE,
    retries=MORE_ATTEMPTS,
    retry_delay_seconds=exponential_backoff(backoff_factor=2),
    retry_jitter_factor=0.5,
    retry_condition_fn=is_worth_another_attempt,
)
def fetch_quarter(offer: Offer, raw: Path, ledger: Ledger, show: Bars, upload_to: Lake | None = None) -> Fetched:
    """Bring one quarter's zip here; one call is one attempt, which resumes what an earlier one left.

    ``upload_to``: the lake where it is lent to the workers that load it and do not see the data directory.
    """
    with timed() as watch:
        try:
            with show(offer.quarter) as progress:
                fetched = fetch(offer, raw, ledger, progress)
        except TransientError as error:
            log.info("fetching %s failed in attempt %d: %s", offer.quarter, task_run.run_count, error)
            if task_run.run_count <= MORE_ATTEMPTS:
                time.sleep(error.retry_after or 0)  # as long as the server asked for
            raise
    log.info("fetched %s: %s bytes in %.1f s", offer.quarter, f"{fetched.size:,}", watch.seconds)
    if upload_to:
        upload_zip(fetched, upload_to)
    return fetched


@materialize(LAKE, task_run_name="load {fetched.quarter}", cache_policy=NO_CACHE)
def load_quarter(fetched: Fetched, lake: str, is_in_lake: bool) -> QuarterLoad | None:
    """Load one fetched zip into the lake at a folder or URL."""
    with timed() as watch:
        load = load_fetched(fetched, lake=lake_at(lake), threads=settings().threads, is_in_lake=is_in_lake)
    if load:
        log.info(
            "loaded %s: %s rows, %s lines rejected, in %.1f s",
            load.quarter,
            f"{load.rows_loaded:,}",
            f"{load.rows_rejected:,}",
            watch.seconds,
        )
    return load


def fetch_and_load(offers: list[Offer], raw: Path, lake: Lake, ledger: Ledger) -> dict[str, QuarterLoad | str | None]:
    """Fetch the offers a few at a time in threads here, and load each as soon as it is here; what became of each."""
    loading: dict[str, PrefectFuture[Any]] = {}
    is_in_lake = workers_see_only_the_lake()
    given = {"raw": raw, "ledger": ledger, "upload_to": lake if is_in_lake else None}
    here: ThreadPoolTaskRunner[Any] = ThreadPoolTaskRunner(max_workers=settings().parallel_quarters)
    with bars() as show, on_the_runner(), here:
        fetching: dict[PrefectFuture[Any], str] = {
            here.submit(fetch_quarter, parameters={"offer": offer, "show": show, **given}): str(offer.quarter)
            for offer in offers
        }
        for future in as_completed(list(fetching)):
            fetched = future.result(raise_on_failure=False)
            is_here = isinstance(fetched, Fetched)
            loading[fetching[future]] = load_quarter.submit(fetched, lake.location, is_in_lake) if is_here else future
        return {quarter: _outcome(loading[quarter], ledger, quarter) for quarter in fetching.values()}


@flow(name="ingest", task_runner=task_runner(), **HOOKS)
def ingest(data_dir: Path | None = None, source: str | None = None, quarters: str | None = None) -> IngestOutcome:
    """Fetch and load every wanted quarter that is new or changed; one that fails is refused, the others go on.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        source: FDA's export URL, or a folder of zips with FDA's names; the setting when left out.
        quarters: A range such as 2023q1..2024q4; every quarter when left out.
    """
    data_dir = use_data_dir(data_dir)
    source = source or settings().source
    with writing(data_dir):
        note_server(data_dir)
        raw, lake = data_dir / "raw", lake_of(data_dir)
        lake.prepare()
        remove_leftovers(lake)
        ledger = Ledger(raw / "ledger.json")
        wanted = parse_range(quarters) if quarters else EVERY_QUARTER
        offers = find_quarters(source, wanted, ledger)
        held = loaded_quarters(lake)
        new = [offer for offer in offers if needs_work(offer, ledger, raw, held)]
        log.info("%d quarters at %s, %d to fetch or load", len(offers), source, len(new))
        outcomes = fetch_and_load(new, raw, lake, ledger)
        remove_leftovers(lake)
        held = loaded_quarters(lake)
        loads = [result for result in outcomes.values() if isinstance(result, QuarterLoad)]
        lost = unreadable_loads(loads, held, lake)
        refused = [
            *(Refusal(quarter, result) for quarter, result in outcomes.items() if isinstance(result, str)),
            *lost,
        ]
        record_refusals(lake, tried=tried_quarters(lake, wanted, offers), refused=refused)
        outcome = IngestOutcome(
            source=source,
            offered=tuple(str(offer.quarter) for offer in offers),
            loaded=tuple(load for load in loads if load.quarter not in {refusal.quarter for refusal in lost}),
            held=tuple(held),
            refused=tuple(refused),
        )
        create_table_artifact(table=outcome.table(), key="ingest", description=outcome.lines()[0])
        prune(raw, ledger, outcome.held, keep=settings().keep_raw_quarters)
        return outcome


def _outcome(ended: PrefectFuture[Any], ledger: Ledger, quarter: str) -> QuarterLoad | str | None:
    """What became of a quarter: loaded, nothing to do, or the sentence of its refusal.

    A zip that turns out damaged is forgotten, and so fetched again by the next run. A wrong request (real and SYNTHETIC
    mixed, a directory that cannot be written) and a full disk are no quarter's fault and stop all.
    """
    result = ended.result(raise_on_failure=False)
    forget_damaged(Quarter.parse(quarter), result, ledger)
    if isinstance(result, OutsideError) and not isinstance(result, DiskFullError):
        return str(result)
    if isinstance(result, Exception):
        raise result
    return cast(QuarterLoad | None, result)
