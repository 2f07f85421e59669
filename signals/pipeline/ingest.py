"""Ingest: find the source's quarters, fetch what is new, load it into the lake; a step a quarter for each."""

import logging
import time
from concurrent.futures import Future, as_completed
from pathlib import Path
from typing import Any, cast

from signals import sources
from signals.build.lock import write_lock
from signals.data_directory import lake_at, lake_of
from signals.errors import DiskFullError, OutsideError
from signals.lake.lake import Lake
from signals.lake.quarters import loaded_quarters
from signals.lake.refusal import Refusal, forget_drops, record_refusals, refusals
from signals.pipeline.runner import LAKE, Runner, step, submit, thread_pool
from signals.pipeline.workers import Workers, workers
from signals.quarter import EVERY_QUARTER, Quarter, QuarterRange, parse_range
from signals.settings import settings, use_data_dir

log = logging.getLogger("nibwatch.ingest")


def ingest(
    runner: Runner, data_dir: Path | None = None, source: str | None = None, quarters: str | None = None
) -> sources.IngestOutcome:
    """Fetch and load every wanted quarter that is new or changed; one that fails is refused, the others go on.

    Parameters
    ----------
    data_dir
        The setting by default.
    source
        The URL of the source's zips, or a folder of zips with the same names; the setting by default.
    quarters
        A range such as 2023q1..2024q4; every quarter by default.

    Raises
    ------
    OutsideError
        The source is down, or has no wanted quarter, or the disk is full.
    RequestError
        The source or the range is none, the data directory cannot be written, or SYNTHETIC and real quarters are mixed.
    """
    data_dir = use_data_dir(data_dir)
    source = source or settings().source
    with write_lock(data_dir):
        raw, lake = data_dir / "raw", lake_of(data_dir)
        lake.prepare()
        sources.remove_leftovers(lake)
        ledger = sources.Ledger(raw / "ledger.json")
        wanted = parse_range(quarters) if quarters else EVERY_QUARTER
        offers = runner.run(find_quarters, source, wanted, ledger)
        held = loaded_quarters(lake)
        aside = [refusal for refusal in refusals(lake) if refusal.dropped_sha256]
        new = [offer for offer in offers if sources.needs_work(offer, ledger, raw, held, aside)]
        log.info("%d quarters at %s, %d to fetch or load", len(offers), source, len(new))
        outcomes = fetch_and_load(runner, new, raw, lake, ledger) if new else {}
        sources.remove_leftovers(lake)
        held = loaded_quarters(lake)
        forget_drops(lake, held)
        loads = [result for result in outcomes.values() if isinstance(result, sources.QuarterLoad)]
        lost = sources.unreadable_loads(loads, held, lake)
        refused = [Refusal(quarter, why) for quarter, why in outcomes.items() if isinstance(why, str)] + lost
        record_refusals(lake, tried=sources.tried_quarters(lake, wanted, offers), refused=refused)
        outcome = sources.IngestOutcome(
            source=source,
            offered=tuple(str(offer.quarter) for offer in offers),
            loaded=tuple(load for load in loads if load.quarter not in {refusal.quarter for refusal in lost}),
            held=tuple(held),
            refused=tuple(refused),
        )
        runner.show_table("ingest", outcome.table(), outcome.lines()[0])
        sources.prune_raw(
            raw, settings().keep_raw_quarters or None, [Quarter.parse(quarter) for quarter in held], ledger
        )
        return outcome


def drop(data_dir: Path, quarters: str) -> list[str]:
    """Set loaded quarters aside, without asking any source.

    Parameters
    ----------
    quarters
        A range such as 2017q2 or 2023q1..2024q4.

    Returns
    -------
    Which were set aside.

    Raises
    ------
    RequestError
        None of them is loaded.
    """
    with write_lock(use_data_dir(data_dir)):
        lake = lake_of(data_dir)
        return sources.drop_quarters(lake, sources.Ledger(data_dir / "raw" / "ledger.json"), parse_range(quarters))


def restore(data_dir: Path, quarters: str) -> list[str]:
    """Restore quarters that were set aside: the next ingest loads them.

    Parameters
    ----------
    quarters
        A range such as 2017q2 or 2023q1..2024q4.

    Returns
    -------
    Which had been set aside.

    Raises
    ------
    RequestError
        None of them had been.
    """
    with write_lock(use_data_dir(data_dir)):
        return sources.restore_quarters(lake_of(data_dir), parse_range(quarters))


def fetch_and_load(
    runner: Runner, offers: list[sources.Offer], raw: Path, lake: Lake, ledger: sources.Ledger
) -> dict[str, sources.QuarterLoad | str | None]:
    """Fetch the offers a few at a time, and load each as soon as it is fetched.

    Returns
    -------
    What became of each quarter, as ``outcome_of`` says it.
    """
    loading: dict[str, Future[Any]] = {}
    with (
        sources.bars() as show,
        workers() as pool,
        thread_pool(settings().parallel_quarters) as fetchers,
        thread_pool(pool.at_a_time) as loaders,
    ):
        upload_to = lake if pool.see_only_the_lake else None
        fetching = {
            submit(fetchers, runner, fetch_quarter, offer, raw, ledger, show, upload_to): str(offer.quarter)
            for offer in offers
        }
        for fetched in as_completed(fetching):
            is_fetched = fetched.exception() is None
            loading[fetching[fetched]] = (
                submit(loaders, runner, load_quarter, fetched.result(), lake.location, pool) if is_fetched else fetched
            )
        return {quarter: outcome_of(loading[quarter], ledger, quarter) for quarter in fetching.values()}


@step(attempts=3)
def find_quarters(source: str, quarters: QuarterRange, ledger: sources.Ledger) -> list[sources.Offer]:
    """Ask the source which quarters it has."""
    place = sources.open_source(source)
    return place.offers(quarters, fetched_before=ledger.quarters_from(place.location))


@step("fetch {offer.quarter}", attempts=5)
def fetch_quarter(
    offer: sources.Offer, raw: Path, ledger: sources.Ledger, show: sources.Bars, upload_to: Lake | None
) -> sources.Fetched:
    """Fetch one quarter's zip; an attempt resumes what an earlier one left.

    Parameters
    ----------
    show
        Returns the function to which the bytes so far are reported.
    upload_to
        The lake where the workers that load the zip do not see the data directory.
    """
    started = time.monotonic()
    with show(offer.quarter) as progress:
        fetched = sources.fetch(offer, raw, ledger, progress)
    log.info("fetched %s: %s bytes in %.1f s", offer.quarter, f"{fetched.size:,}", time.monotonic() - started)
    if upload_to:
        sources.upload_zip(fetched, upload_to)
    return fetched


@step("load {fetched.quarter}", asset=LAKE)
def load_quarter(fetched: sources.Fetched, lake: str, pool: Workers) -> sources.QuarterLoad | None:
    """Have a worker load one fetched zip into the lake at a folder or URL."""
    started = time.monotonic()
    load: sources.QuarterLoad | None = pool.call(load_zip, fetched, lake, settings().threads, pool.see_only_the_lake)
    if load:
        rows, rejected = f"{load.rows_loaded:,}", f"{load.rows_rejected:,}"
        seconds = time.monotonic() - started
        log.info("loaded %s: %s rows, %s lines rejected, in %.1f s", load.quarter, rows, rejected, seconds)
    return load


def load_zip(fetched: sources.Fetched, lake: str, threads: int, is_in_lake: bool) -> sources.QuarterLoad | None:
    """``load_fetched`` in any process: it gets the location of the lake instead of a lake."""
    return sources.load_fetched(fetched, lake=lake_at(lake), threads=threads, is_in_lake=is_in_lake)


def outcome_of(ended: "Future[Any]", ledger: sources.Ledger, quarter: str) -> sources.QuarterLoad | str | None:
    """What became of a quarter.

    A zip that turns out damaged is forgotten, and so fetched again by the next run. A wrong request (real and SYNTHETIC
    mixed, a directory that cannot be written) and a full disk are no quarter's fault and stop all.

    Returns
    -------
    What was loaded, None where there was nothing to do, or the sentence of its refusal.

    Raises
    ------
    RequestError, DiskFullError
        What stops all.
    """
    error = ended.exception()
    sources.forget_damaged(Quarter.parse(quarter), error, ledger)
    if isinstance(error, OutsideError) and not isinstance(error, DiskFullError):
        return str(error)
    return cast(sources.QuarterLoad | None, ended.result())
