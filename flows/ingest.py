"""Ingest: find FDA's quarters, fetch what is new, load it into the lake; a task a quarter for each."""

import logging
from pathlib import Path
from typing import Any, cast

from prefect import State, Task, flow, task
from prefect.artifacts import create_table_artifact
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import TaskRun
from prefect.futures import PrefectFuture
from prefect.runtime import task_run
from prefect.task_runners import ThreadPoolTaskRunner
from prefect.tasks import exponential_backoff

from flows.assets import LAKE
from flows.failure import HOOKS
from flows.temporary_server import note_server
from signals.errors import OutsideError
from signals.faers.exports import TransientFetchError, wait_as_asked
from signals.faers.fetch import Fetched, fetch
from signals.faers.intake import IngestOutcome, in_need, prune, settled, take_in_fetched
from signals.faers.lake import loaded_quarters, remove_scratch
from signals.faers.ledger import Ledger
from signals.faers.load import QuarterLoad
from signals.faers.progress import Bars, bars
from signals.faers.quarter import EVERY_QUARTER, QuarterRange, parse_range
from signals.faers.refusal import Refusal, remember
from signals.faers.source import Offer, open_source
from signals.settings import settings, use_data_dir
from signals.timing import timed
from signals.warehouse.lock import writing

log = logging.getLogger("nibwatch.ingest")


def is_worth_another_attempt(task: Task[Any, Any], run: TaskRun, state: State[Any]) -> bool:  # noqa: ARG001
    """Whether an attempt failed in a way that may pass by itself."""
    return isinstance(state.result(raise_on_failure=False), TransientFetchError)


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
def fetch_quarter(offer: Offer, raw: Path, ledger: Ledger, show: Bars) -> Fetched:
    """Bring one quarter's zip here; one call is one attempt, which resumes what an earlier one left."""
    with timed() as watch:
        try:
            with show(offer.quarter) as progress:
                fetched = fetch(offer, raw, ledger, progress)
        except TransientFetchError as error:
            log.info("fetching %s failed in attempt %d: %s", offer.quarter, task_run.run_count, error)
            if task_run.run_count <= MORE_ATTEMPTS:
                wait_as_asked(error)
            raise
    log.info("fetched %s: %s bytes in %.1f s", offer.quarter, f"{fetched.size:,}", watch.seconds)
    return fetched


@materialize(LAKE, task_run_name="load {fetched.quarter}", cache_policy=NO_CACHE)
def load_quarter(fetched: Fetched, data_dir: Path, ledger: Ledger) -> QuarterLoad | None:
    """Load one fetched zip into the lake."""
    with timed() as watch:
        load = take_in_fetched(fetched, ledger=ledger, data_dir=data_dir, threads=settings().threads)
    if load:
        log.info(
            "loaded %s: %s rows, %s lines rejected, in %.1f s",
            load.quarter,
            f"{load.rows_loaded:,}",
            f"{load.rows_rejected:,}",
            watch.seconds,
        )
    return load


# Typed Any: Prefect's own runner does not fit the type its decorator asks for (3.8).
A_FEW_AT_A_TIME: Any = ThreadPoolTaskRunner(max_workers=settings().parallel_quarters)


@flow(name="ingest", task_runner=A_FEW_AT_A_TIME, **HOOKS)
def ingest(
    data_dir: Path | None = None, source: str | None = None, quarters: str | None = None
) -> IngestOutcome:
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
        remove_scratch(data_dir / "scratch")
        raw, lake = data_dir / "raw", data_dir / "lake"
        ledger = Ledger(raw / "ledger.json")
        wanted = parse_range(quarters) if quarters else EVERY_QUARTER
        offers = find_quarters(source, wanted, ledger)
        new = [offer for offer in offers if in_need(offer, ledger, raw, lake)]
        log.info("%d quarters at %s, %d to fetch or load", len(offers), source, len(new))
        with bars() as show:
            fetched = {str(offer.quarter): fetch_quarter.submit(offer, raw, ledger, show) for offer in new}
            loads = {
                quarter: load_quarter.submit(
                    cast(Fetched, zip_here), data_dir, ledger
                )  # Prefect waits for the future
                for quarter, zip_here in fetched.items()
            }
            outcomes = {quarter: _outcome(fetched[quarter], load) for quarter, load in loads.items()}
        refused = [
            Refusal(quarter, result) for quarter, result in outcomes.items() if isinstance(result, str)
        ]
        remember(lake, tried=settled(lake, wanted, offers), refused=refused)
        outcome = IngestOutcome(
            source=source,
            offered=tuple(str(offer.quarter) for offer in offers),
            loaded=tuple(result for result in outcomes.values() if isinstance(result, QuarterLoad)),
            held=tuple(sorted(loaded_quarters(lake))),
            refused=tuple(refused),
        )
        create_table_artifact(table=outcome.table(), key="ingest", description=outcome.lines()[0])
        prune(raw, ledger, lake, keep=settings().keep_raw_quarters)
        return outcome


def _outcome(
    zip_here: PrefectFuture[Fetched], load: PrefectFuture[QuarterLoad | None]
) -> QuarterLoad | str | None:
    """What became of a quarter: loaded, nothing to do, or the sentence of its refusal.

    A wrong request (real and SYNTHETIC mixed, a directory that cannot be written) is no quarter's fault and stops all.
    """
    fetched = zip_here.result(raise_on_failure=False)
    result = fetched if isinstance(fetched, Exception) else load.result(raise_on_failure=False)
    if isinstance(result, OutsideError):
        return str(result)
    if isinstance(result, Exception):
        raise result
    return result
