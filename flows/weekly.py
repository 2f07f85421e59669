"""The flow `weekly`."""

from collections.abc import Sequence
from pathlib import Path

from prefect import flow

import signals.pipeline.weekly as pipeline
from flows.detect import detect
from flows.digest import digest
from flows.ingest import ingest
from flows.literature import literature
from flows.runner import HOOKS, PrefectRunner
from signals.literature.search import Addresses
from signals.pipeline.weekly import WeeklyOutcome


@flow(name="weekly", **HOOKS)
def weekly(
    data_dir: Path | None = None,
    source: str | None = None,
    quarters: str | None = None,
    watchlists: Sequence[str] = (),
    with_literature: bool = True,
    addresses: Addresses | None = None,
    with_mail: bool = True,
) -> WeeklyOutcome:
    """Run the four flows in their order: ingest, literature, detect, digest.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        source: The URL of the source's zips, or a folder of zips with the same names; the setting when left out.
        quarters: A range such as 2023q1..2024q4; every quarter when left out.
        watchlists: Names in data/watchlists, or paths; the settings when left out.
        with_literature: Ask the literature sources.
        addresses: Where the literature sources are; the settings when left out.
        with_mail: Mail the digest where NIBWATCH_SMTP_HOST and NIBWATCH_MAIL_TO are set; else it is only written.
    """
    return pipeline.weekly(
        PrefectRunner(ingest=ingest, literature=literature, detect=detect, digest=digest),
        data_dir,
        source,
        quarters,
        watchlists,
        with_literature,
        addresses,
        with_mail,
    )
