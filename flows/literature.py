"""The flow `literature`."""

from collections.abc import Sequence
from pathlib import Path

from prefect import flow

import signals.pipeline.literature as pipeline
from flows.runner import HOOKS, PrefectRunner
from signals.pipeline.literature import Addresses, LiteratureOutcome


@flow(name="literature", **HOOKS)
def literature(
    data_dir: Path | None = None, watchlists: Sequence[str] = (), addresses: Addresses | None = None
) -> LiteratureOutcome:
    """Bring the evidence from outside up to date; a source that fails leaves what is known as it was.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        watchlists: Names in data/watchlists, or paths; the settings when left out.
        addresses: Where the sources are; the settings when left out.
    """
    return pipeline.literature(PrefectRunner(), data_dir, watchlists, addresses)
