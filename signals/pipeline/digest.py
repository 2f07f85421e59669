"""Digest: write what the published file says as an e-mail, and send it to those who have not received it."""

import logging
import time
from pathlib import Path

from signals.build.lock import writing
from signals.clock import now
from signals.data_directory import lake_of
from signals.database import published_file
from signals.digest import dispatch
from signals.digest.dispatch import Digest, DigestOutcome
from signals.digest.options import Failures
from signals.errors import NibwatchError
from signals.lake.refusal import refusals
from signals.literature.search import failed_sources
from signals.mail.delivery import Delivery
from signals.pipeline.mail import mail_server
from signals.pipeline.report import copy_pages, write_pages
from signals.pipeline.runner import DIGEST, PUBLISHED, Runner, step
from signals.settings import settings, use_data_dir

log = logging.getLogger("nibwatch.digest")


def digest(runner: Runner, data_dir: Path | None = None, send: bool = False, with_pages: bool = True) -> DigestOutcome:
    """Write the digest of what is published now, the pages it leads to, and send it where that is wanted.

    Pages that cannot be written or copied do not hold the mail back: it is sent, and then their error is raised.

    Parameters
    ----------
    send
        Whether to mail it to those who have not received it.
    with_pages
        Whether the pages are written, too.

    Raises
    ------
    RequestError
        Nothing is published, or mail is wanted and no server is set.
    OutsideError
        Pages cannot be copied, or the mail server fails.
    """
    data_dir = use_data_dir(data_dir)
    with writing(data_dir):
        published = published_file(data_dir)
        written = runner.run(write_digest, published, data_dir)
        runner.show_text("digest", written.text, written.subject)
        failure = _deliver_pages(runner, published, data_dir) if with_pages else None
        outcome = DigestOutcome(written.path, runner.run(send_digest, written, data_dir) if send else None)
        outcome.require_a_reader()
        if failure:
            raise failure
        return outcome


def _deliver_pages(runner: Runner, published: Path, data_dir: Path) -> NibwatchError | None:
    """Write the pages and copy them; the error that prevented it, logged at once, since sending may fail, too."""
    try:
        folder = runner.run(write_pages, published, data_dir)
        if place := settings().report_to:
            runner.run(copy_pages, folder, place)
    except NibwatchError as error:
        log.error("the pages were not delivered: %s", error)
        return error
    return None


@step(asset=DIGEST, asset_deps=[PUBLISHED])
def write_digest(published: Path, data_dir: Path) -> Digest:
    """Compose this week's digest and write it into the data directory."""
    started = time.monotonic()
    failures = Failures(
        tuple(f"{refusal.quarter}: {refusal.reason}" for refusal in refusals(lake_of(data_dir))),
        tuple(failed_sources(data_dir)),
    )
    written = dispatch.write_digest(
        published,
        data_dir,
        sender=settings().mail_from,
        recipients=settings().mail_to,
        as_of=now(),
        failures=failures,
        report_url=settings().report_url,
    )
    dispatch.prune_digests(published, written, keep=settings().keep_digests)
    state, seconds = "sent before" if written.is_out else "written", time.monotonic() - started
    log.info("digest %s in %.1f s: %s", state, seconds, written.path)
    return written


@step()
def send_digest(written: Digest, data_dir: Path) -> Delivery:
    """Send it to each recipient who has not received it."""
    delivery = dispatch.send_digest(
        written, data_dir, sender=settings().mail_from, recipients=settings().mail_to, server=mail_server(settings())
    )
    for line in delivery.lines():
        log.log(logging.INFO if delivery.is_complete else logging.WARNING, "%s", line)
    return delivery
