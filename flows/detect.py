"""The flow `detect`."""

from collections.abc import Sequence
from pathlib import Path

from prefect import flow

import signals.pipeline.detect as pipeline
from flows.runner import HOOKS, PrefectRunner


@flow(name="detect", **HOOKS)
def detect(
    data_dir: Path | None = None, watchlists: Sequence[str] = (), source: str | None = None, quarters: str | None = None
) -> Path | None:
    """Publish a new file from what is loaded; None where the published one already rests on the same.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        watchlists: Names in data/watchlists, or paths; the settings when left out.
        source: What the publication says it rests on; the setting when left out.
        quarters: A range such as 2023q1..2024q4; every loaded quarter when left out.
    """
    return pipeline.detect(PrefectRunner(), data_dir, watchlists, source, quarters)
