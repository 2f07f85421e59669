"""Digest: write what the published file says as an e-mail, and send it to those who have not got it."""

import logging
from datetime import UTC, datetime
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.assets import materialize
from prefect.cache_policies import NO_CACHE

from flows.assets import DIGEST, PUBLISHED
from flows.failure import HOOKS
from flows.mailing import mail_server
from flows.temporary_server import note_server
from signals.build.lock import writing
from signals.database import published_file
from signals.digest import dispatch
from signals.digest.dispatch import Digest, DigestOutcome
from signals.digest.options import Failures
from signals.lake.files import lake_of
from signals.lake.refusal import refusals
from signals.literature.update import failed_sources
from signals.mail.delivery import Delivery
from signals.settings import settings, use_data_dir
from signals.timing import timed

log = logging.getLogger("nibwatch.digest")


@materialize(DIGEST, asset_deps=[PUBLISHED], cache_policy=NO_CACHE)
def write_digest(published: Path, data_dir: Path) -> Digest:
    """Compose this week's digest and leave it in the data directory."""
    failures = Failures(
        tuple(f"{refusal.quarter}: {refusal.reason}" for refusal in refusals(lake_of(data_dir))),
        tuple(failed_sources(data_dir)),
    )
    with timed() as watch:
        written = dispatch.write_digest(
            published,
            data_dir,
            sender=settings().mail_from,
            recipients=settings().mail_to,
            as_of=datetime.now(UTC).replace(microsecond=0),
            failures=failures,
            report_url=settings().report_url,
        )
        dispatch.prune_digests(data_dir, keep=settings().keep_digests)
    log.info("digest %s in %.1f s: %s", "sent before" if written.is_out else "written", watch.seconds, written.path)
    create_markdown_artifact(markdown=f"```\n{written.text}\n```", key="digest", description=written.subject)
    return written


@task(cache_policy=NO_CACHE)
def send_digest(written: Digest, data_dir: Path) -> Delivery:
    """Send it to each recipient who has not got it."""
    delivery = dispatch.send_digest(
        written, data_dir, sender=settings().mail_from, recipients=settings().mail_to, server=mail_server(settings())
    )
    for line in delivery.lines():
        log.log(logging.INFO if delivery.is_complete else logging.WARNING, "%s", line)
    return delivery


@flow(name="digest", **HOOKS)
def digest(data_dir: Path | None = None, send: bool = False) -> DigestOutcome:
    """Write the digest of what is published now, and send it where that is wanted.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        send: Mail it to NIBWATCH_MAIL_TO. Nobody gets the same digest twice.
    """
    data_dir = use_data_dir(data_dir)
    with writing(data_dir):
        note_server(data_dir)
        written = write_digest(published_file(data_dir), data_dir)
        outcome = DigestOutcome(written.path, send_digest(written, data_dir) if send else None)
        outcome.require_a_reader()
        return outcome
