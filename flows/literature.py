"""Literature: check the coded studies and the human evidence that the next detect sets beside the reports."""

from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.temporary_server import note_server
from signals.literature.studies import StudyCounts, count_studies
from signals.settings import settings
from signals.warehouse.lock import writing


@task(cache_policy=NO_CACHE)
def check_coded_studies() -> StudyCounts:
    """Read every coded study; a bad row stops here with its file, line and reason."""
    return count_studies()


@flow(name="literature")
def literature(data_dir: Path | None = None) -> StudyCounts:
    """Check the curated evidence and say how much there is."""
    data_dir = data_dir or settings().data_dir
    with writing(data_dir):
        note_server(data_dir)
        counts = check_coded_studies()
        create_table_artifact(table=counts.table(), key="coded-studies", description=str(counts))
        return counts
