"""Weekly: the whole surveillance once - ingest, literature, detect, digest."""

from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from flows.detect import detect
from flows.digest import digest
from flows.ingest import IngestOutcome, ingest
from flows.literature import literature
from flows.temporary_server import note_server
from signals.literature.update import Addresses, LiteratureOutcome
from signals.settings import settings
from signals.warehouse.lock import writing


@dataclass(frozen=True)
class WeeklyOutcome:
    """What one run did: loaded, published (None: nothing new), the digest, the literature (None: left alone)."""

    ingested: IngestOutcome
    published: Path | None
    digest: Path
    literature: LiteratureOutcome | None


@flow(name="weekly")
def weekly(
    data_dir: Path | None = None,
    source: str | None = None,
    quarters: str | None = None,
    watchlist: str | None = None,
    with_literature: bool = True,
    addresses: Addresses | None = None,
) -> WeeklyOutcome:
    """Run the four steps in their order."""
    data_dir = data_dir or settings().data_dir
    with writing(data_dir):
        note_server(data_dir)
        ingested = ingest(data_dir=data_dir, source=source, quarters=quarters)
        found = (
            literature(data_dir=data_dir, watchlist=watchlist, addresses=addresses)
            if with_literature
            else None
        )
        published = detect(data_dir=data_dir, watchlist=watchlist, source=source, quarters=quarters)
        return WeeklyOutcome(ingested, published, digest(data_dir=data_dir), found)
