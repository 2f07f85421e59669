"""The flow `digest`."""

from collections.abc import Sequence
from pathlib import Path

from prefect import flow

import signals.pipeline.digest as pipeline
from flows.runner import HOOKS, PrefectRunner
from signals.pipeline.digest import DigestOutcome


@flow(name="digest", **HOOKS)
def digest(
    data_dir: Path | None = None, send: bool = False, with_pages: bool = True, watchlists: Sequence[str] = ()
) -> tuple[DigestOutcome, ...]:
    """Write the digest of what is published now, and send it where that is wanted.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        send: Mail it to NIBWATCH_MAIL_TO. Nobody gets the same digest twice.
        with_pages: Write the pages, and copy them to NIBWATCH_REPORT_TO.
        watchlists: Names of those whose digests are written; all that are published when left out.
    """
    return pipeline.digest(PrefectRunner(), data_dir, send, with_pages, watchlists)
