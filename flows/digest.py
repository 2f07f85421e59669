"""Digest: write what the published file says as an e-mail."""

import logging
from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.temporary_server import note_server
from signals.digest.message import compose, plain_text, write_eml
from signals.faers.refusal import refusals
from signals.literature.update import failed_sources
from signals.settings import settings
from signals.warehouse.connection import published_file
from signals.warehouse.lock import writing

log = logging.getLogger("nibwatch.digest")


@task(cache_policy=NO_CACHE)
def write_digest(published: Path, folder: Path) -> Path:
    """Compose the digest of a published file and leave it in ``folder``."""
    refused = [f"{refusal.quarter}: {refusal.reason}" for refusal in refusals(published.parent / "lake")]
    message = compose(
        published,
        sender=settings().mail_from,
        recipients=settings().mail_to,
        refused=refused,
        failed_sources=failed_sources(published.parent),
    )
    create_markdown_artifact(
        markdown=f"```\n{plain_text(message)}\n```", key="digest", description=message["Subject"]
    )
    return write_eml(message, folder)


@flow(name="digest")
def digest(data_dir: Path | None = None) -> Path:
    """Write the digest of what is published now."""
    data_dir = data_dir or settings().data_dir
    with writing(data_dir):
        note_server(data_dir)
        path = write_digest(published_file(data_dir), data_dir / "digests")
        log.info("digest written to %s", path)
        return path
