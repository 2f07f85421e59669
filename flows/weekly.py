"""Weekly: the whole surveillance once - ingest, literature, detect, digest."""

import logging
from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from flows.detect import detect
from flows.digest import digest
from flows.failure import HOOKS
from flows.ingest import IngestOutcome, ingest
from flows.literature import literature
from flows.temporary_server import note_server
from signals.build.lock import writing
from signals.digest.dispatch import DigestOutcome
from signals.literature.update import Addresses, LiteratureOutcome
from signals.settings import settings, use_data_dir

log = logging.getLogger("nibwatch.weekly")


@dataclass(frozen=True)
class WeeklyOutcome:
    """What one run did: loaded, published (None: nothing new), the digest, the literature (None: left alone)."""

    ingested: IngestOutcome
    published: Path | None
    digest: DigestOutcome
    literature: LiteratureOutcome | None


@flow(name="weekly", **HOOKS)
def weekly(
    data_dir: Path | None = None,
    source: str | None = None,
    quarters: str | None = None,
    watchlist: str | None = None,
    with_literature: bool = True,
    addresses: Addresses | None = None,
    with_mail: bool = True,
) -> WeeklyOutcome:
    """Run the four steps in their order: ingest, literature, detect, digest.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        source: FDA's export URL, or a folder of zips with FDA's names; the setting when left out.
        quarters: A range such as 2023q1..2024q4; every quarter when left out.
        watchlist: A name in data/watchlists, or a path; the setting when left out.
        with_literature: Ask the literature sources.
        with_mail: Mail the digest where NIBWATCH_SMTP_HOST and NIBWATCH_MAIL_TO are set; else it is only written.
    """
    data_dir = use_data_dir(data_dir)
    with writing(data_dir):
        note_server(data_dir)
        ingested = ingest(data_dir=data_dir, source=source, quarters=quarters)
        found = literature(data_dir=data_dir, watchlist=watchlist, addresses=addresses) if with_literature else None
        published = detect(data_dir=data_dir, watchlist=watchlist, source=source, quarters=quarters)
        if published is None and not ingested.loaded:
            log.info("nothing new this week: no quarter was loaded and nothing was published")
        written = digest(data_dir=data_dir, send=with_mail and settings().can_mail)
        return WeeklyOutcome(ingested, published, written, found)
