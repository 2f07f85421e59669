"""Report: the pages of the published file with the newest digest and the feed, and their copies."""

import logging
import time
from pathlib import Path

from signals.database import open_read_only
from signals.digest.content import published_watchlists
from signals.digest.dispatch import digest_files
from signals.digest.feed import files_beside_pages
from signals.literature.store import source_problems
from signals.pages.folder import copy_to_store, is_current, read_folder, replace_files, replace_folder
from signals.pipeline.runner import DIGEST, PUBLISHED, REPORT, step
from signals.present.paths import topic_folder
from signals.published import last_run
from signals.settings import settings

log = logging.getLogger("nibwatch.report")

FOLDER = "report"


def url_of(published: Path, watchlist: str) -> str | None:
    """Where a watchlist's pages are served; None where no address is set."""
    url, folder = settings().report_url, topic_folder(watchlist, published_watchlists(published))
    return f"{url.rstrip('/')}/{folder}".rstrip("/") if url and folder else url


def digest_pages(published: Path, data_dir: Path) -> dict[str, bytes]:
    """Each watchlist's newest digest as a page and its feed, by their names in the report's folder."""
    held = published_watchlists(published)
    return {
        f"{topic_folder(watchlist, held)}{name}": content
        for watchlist in held
        for name, content in files_beside_pages(
            digest_files(published, data_dir, watchlist),
            url_of(published, watchlist),
            watchlist if len(held) > 1 else "",
        ).items()
    }


@step(asset=REPORT, asset_deps=[PUBLISHED, DIGEST])
def write_pages(published: Path, data_dir: Path) -> Path:
    """Write the pages of the published file unless they exist, and the digest's page and the feed each time."""
    started, folder = time.monotonic(), data_dir / FOLDER
    digests, problems = digest_pages(published, data_dir), source_problems(data_dir)
    with open_read_only(published) as connection:
        run_id = last_run(connection)["run_id"]
    if is_current(folder, run_id, problems):
        replace_files(digests, folder)
        return folder
    from signals.pages.site import write_report  # charts and templates: a second that a week without news does not need

    write_report(published, folder, digests, problems)
    log.info("pages written in %.1f s: %s", time.monotonic() - started, folder / "index.html")
    return folder


@step(attempts=3)
def copy_pages(folder: Path, place: str) -> None:
    """Copy the pages to where NIBWATCH_REPORT_TO says."""
    if "://" in place:
        copy_to_store(read_folder(folder), place)
    else:
        replace_folder(read_folder(folder), Path(place))
    log.info("pages copied to %s", place)
