"""Digest: write what the published file says as an e-mail, and send it to those who have not received it."""

import logging
import time
from collections.abc import Sequence
from pathlib import Path

from signals.build.lock import write_lock
from signals.clock import now
from signals.data_directory import lake_of
from signals.database import PUBLISHED_NAME, open_read_only, published_file
from signals.digest import dispatch
from signals.digest.content import published_watchlists
from signals.digest.dispatch import Digest, DigestOutcome, require_of_each
from signals.digest.message import named_by, safe_name
from signals.digest.options import Failures
from signals.errors import NibwatchError
from signals.lake.refusal import refusals
from signals.literature.store import failed_sources
from signals.mail.delivery import Delivery
from signals.mail.recipients import require_known_topics
from signals.pipeline.mail import mail_server
from signals.pipeline.report import copy_pages, url_of, write_pages
from signals.pipeline.runner import DIGEST, PUBLISHED, Runner, step
from signals.published import last_run, watchlist_named
from signals.published import watchlists as watchlists_of
from signals.settings import settings, use_data_dir

log = logging.getLogger("nibwatch.digest")


def digest(
    runner: Runner,
    data_dir: Path | None = None,
    send: bool = False,
    with_pages: bool = True,
    watchlists: Sequence[str] = (),
) -> tuple[DigestOutcome, ...]:
    """Write the digest of each watchlist published now, the pages they lead to, and send them where that is wanted.

    Pages that cannot be written or copied do not prevent the mail, nor does the mail of one watchlist that of another:
    all is sent that can be, and then what went wrong is raised.

    Parameters
    ----------
    send
        Whether to mail it to those who have not received it.
    with_pages
        Whether the pages are written, too.
    watchlists
        Names of those whose digests are written; all that are published where there are none.

    Raises
    ------
    RequestError
        Nothing is published, or not this watchlist; mail is wanted and no server is set, or readers are set for a
        watchlist nobody knows.
    OutsideError
        Pages cannot be copied, or the mail server fails.
    """
    data_dir = use_data_dir(data_dir)
    with write_lock(data_dir):
        published = published_file(data_dir)
        require_known_topics(settings(), published_watchlists(published))
        chosen = _chosen_watchlists(published, watchlists)
        all_written = [runner.run(write_digest, published, data_dir, watchlist) for watchlist in chosen]
        for number, written in enumerate(all_written):
            runner.show_text(f"digest-{number + 1}" if number else "digest", written.text, written.subject)
        failure = _deliver_pages(runner, published, data_dir) if with_pages else None
        outcomes = tuple(
            _deliver(runner, written, data_dir) if send else DigestOutcome(written.path, None, written.watchlist)
            for written in all_written
        )
        require_of_each(outcomes, DigestOutcome.require_a_reader)
        if failure:
            raise failure
        return outcomes


def state_of_digests(data_dir: Path | None) -> str:
    """Which publication is in use, and whether its digests are written, as the end of a sentence."""
    data_dir = use_data_dir(data_dir)
    if not (data_dir / PUBLISHED_NAME).is_file():
        return "nothing is published"
    with open_read_only(data_dir / PUBLISHED_NAME) as connection:
        run_id, held = last_run(connection)["run_id"], watchlists_of(connection)
    in_use = f"the publication {run_id} is in use"
    if missing := [name for name in held if not _has_digest(data_dir, run_id, name)]:
        whose = " and of ".join(missing)
        return f"{in_use}, whose digest of {whose} is missing: the next run or `nibwatch digest` writes it"
    return f"{in_use}, with its digest in {data_dir / dispatch.FOLDER}"


def _has_digest(data_dir: Path, run_id: str, watchlist: str) -> bool:
    files = dispatch.digest_files(data_dir / PUBLISHED_NAME, data_dir, watchlist)
    return safe_name(run_id) in {named_by(file)[1] for file in files}


def _chosen_watchlists(published: Path, watchlists: Sequence[str]) -> list[str]:
    """The watchlists asked for, each of them published; all that are where none is asked for."""
    if not watchlists:
        return list(published_watchlists(published))
    with open_read_only(published) as connection:
        return [watchlist_named(connection, name) for name in dict.fromkeys(watchlists)]


def _deliver(runner: Runner, written: Digest, data_dir: Path) -> DigestOutcome:
    """Send a digest; an error is logged at once and kept, because the other digests are still to be sent."""
    if settings().readers and not settings().recipients(written.watchlist):
        log.warning("nobody gets the digest of %s: NIBWATCH_MAIL_TO is empty", written.watchlist)
        return DigestOutcome(written.path, None, written.watchlist)
    try:
        return DigestOutcome(written.path, runner.run(send_digest, written, data_dir), written.watchlist)
    except NibwatchError as error:
        log.error("the digest of %s was not sent: %s", written.watchlist, error)
        return DigestOutcome(written.path, None, written.watchlist, error)


def _deliver_pages(runner: Runner, published: Path, data_dir: Path) -> NibwatchError | None:
    """Write the pages and copy them; return an error, which is logged at once because sending may fail, too."""
    try:
        folder = runner.run(write_pages, published, data_dir)
        if place := settings().report_to:
            runner.run(copy_pages, folder, place)
    except NibwatchError as error:
        log.error("the pages were not delivered: %s", error)
        return error
    return None


@step(asset=DIGEST, asset_deps=[PUBLISHED])
def write_digest(published: Path, data_dir: Path, watchlist: str) -> Digest:
    """Compose this week's digest of a watchlist and write it into the data directory."""
    started = time.monotonic()
    failures = Failures(
        tuple(f"{refusal.quarter}: {refusal.reason}" for refusal in refusals(lake_of(data_dir))),
        tuple(failed_sources(data_dir)),
    )
    written = dispatch.write_digest(
        published,
        data_dir,
        sender=settings().mail_from,
        recipients=settings().recipients(watchlist),
        as_of=now(),
        failures=failures,
        report_url=url_of(published, watchlist),
        watchlist=watchlist,
    )
    dispatch.prune_digests(published, written, keep=settings().keep_digests)
    state, seconds = "sent before" if written.is_out else "written", time.monotonic() - started
    log.info("digest %s in %.1f s: %s", state, seconds, written.path)
    return written


@step()
def send_digest(written: Digest, data_dir: Path) -> Delivery:
    """Send it to each recipient who has not received it."""
    delivery = dispatch.send_digest(
        written,
        data_dir,
        sender=settings().mail_from,
        recipients=settings().recipients(written.watchlist),
        server=mail_server(settings()),
    )
    for line in delivery.lines():
        log.log(logging.INFO if delivery.is_complete else logging.WARNING, "%s", line)
    return delivery
