"""The flow `ingest`."""

from pathlib import Path

from prefect import flow

import signals.pipeline.ingest as pipeline
from flows.runner import HOOKS, PrefectRunner
from signals.sources import IngestOutcome


@flow(name="ingest", **HOOKS)
def ingest(data_dir: Path | None = None, source: str | None = None, quarters: str | None = None) -> IngestOutcome:
    """Fetch and load every wanted quarter that is new or changed; one that fails is refused, the others go on.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        source: The URL of the source's zips, or a folder of zips with the same names; the setting when left out.
        quarters: A range such as 2023q1..2024q4; every quarter when left out.
    """
    return pipeline.ingest(PrefectRunner(), data_dir, source, quarters)
