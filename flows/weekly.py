"""Weekly: the whole surveillance once - ingest, literature, detect, digest."""

from dataclasses import dataclass
from pathlib import Path

from prefect import flow

from flows.detect import detect
from flows.digest import digest
from flows.ingest import IngestOutcome, ingest
from flows.literature import literature
from flows.temporary_server import note_server
from signals.settings import settings
from signals.warehouse.lock import writing


@dataclass(frozen=True)
class WeeklyOutcome:
    """What one run did: what it loaded, what it published (None: nothing new), and the digest of what stands."""

    ingested: IngestOutcome
    published: Path | None
    digest: Path


@flow(name="weekly")
def weekly(
    data_dir: Path | None = None,
    source: str | None = None,
    quarters: str | None = None,
    watchlist: str | None = None,
    with_literature: bool = True,
) -> WeeklyOutcome:
    """Run the four steps in their order."""
    data_dir = data_dir or settings().data_dir
    with writing(data_dir):
        note_server(data_dir)
        ingested = ingest(data_dir=data_dir, source=source, quarters=quarters)
        if with_literature:
            literature(data_dir=data_dir)
        published = detect(data_dir=data_dir, watchlist=watchlist, source=source, quarters=quarters)
        return WeeklyOutcome(ingested, published, digest(data_dir=data_dir))
