"""Weekly: the whole surveillance once - ingest, literature, detect, digest."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from signals.build.lock import write_lock
from signals.mail.recipients import require_known_topics
from signals.pipeline.runner import Runner
from signals.settings import settings, use_data_dir, watchlist_name

if TYPE_CHECKING:
    from signals.digest.dispatch import DigestOutcome
    from signals.literature.search import Addresses, LiteratureOutcome
    from signals.sources import IngestOutcome

log = logging.getLogger("nibwatch.weekly")


@dataclass(frozen=True)
class WeeklyOutcome:
    """What one run did: loaded, published (None: nothing new), the digests, the literature (None: not asked)."""

    ingested: "IngestOutcome"
    published: Path | None
    digests: "tuple[DigestOutcome, ...]"
    literature: "LiteratureOutcome | None"


def weekly(
    runner: Runner,
    data_dir: Path | None = None,
    source: str | None = None,
    quarters: str | None = None,
    watchlists: Sequence[str] = (),
    with_literature: bool = True,
    addresses: "Addresses | None" = None,
    with_mail: bool = True,
) -> WeeklyOutcome:
    """Run the four pipelines in their order.

    Parameters
    ----------
    data_dir, source, quarters, watchlists
        As of ``ingest`` and ``detect``.
    with_literature
        Whether the literature is searched.
    addresses
        Of its sources, where they are not those of the settings.
    with_mail
        Whether the digest is mailed, where a server and recipients are set.
    """
    data_dir = use_data_dir(data_dir)
    require_known_topics(settings(), map(watchlist_name, watchlists))
    with write_lock(data_dir):
        # Each is imported when it begins: the first quarters are asked for before the libraries of the last are there.
        from signals.pipeline.ingest import ingest

        ingested = runner.pipeline(ingest, data_dir=data_dir, source=source, quarters=quarters)
        searched = None
        if with_literature:
            from signals.pipeline.literature import literature

            searched = runner.pipeline(literature, data_dir=data_dir, watchlists=watchlists, addresses=addresses)
        from signals.pipeline.detect import detect

        published = runner.pipeline(detect, data_dir=data_dir, watchlists=watchlists, source=source, quarters=quarters)
        if published is None and not ingested.loaded:
            log.info("nothing new this week: no quarter was loaded and nothing was published")
        from signals.pipeline.digest import digest

        written = runner.pipeline(digest, data_dir=data_dir, send=with_mail and settings().can_mail)
        return WeeklyOutcome(ingested, published, written, searched)
