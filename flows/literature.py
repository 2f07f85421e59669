"""Literature: check the coded evidence, then ask PubMed, ClinicalTrials.gov and openFDA what is new."""

from pathlib import Path

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from flows.failure import HOOKS
from flows.temporary_server import note_server
from signals.build.lock import writing
from signals.literature import search
from signals.literature.search import Addresses, LiteratureOutcome, Search, SourceAnswer
from signals.literature.studies import StudyCounts, count_studies
from signals.settings import settings, use_data_dir
from signals.vocabulary.watchlist import load_watchlist


@task(cache_policy=NO_CACHE)
def check_coded_studies() -> StudyCounts:
    """Read every coded study; a bad row stops here with its file, line and reason."""
    return count_studies()


@task(cache_policy=NO_CACHE)
def ask_pubmed(wanted: Search) -> SourceAnswer:
    """Search PubMed; a failure is an answer, too."""
    return search.search_pubmed(wanted)


@task(cache_policy=NO_CACHE)
def ask_registry(wanted: Search) -> SourceAnswer:
    """Search ClinicalTrials.gov; a failure is an answer, too."""
    return search.search_trials(wanted)


@task(cache_policy=NO_CACHE)
def ask_labels(wanted: Search) -> SourceAnswer:
    """Read the labels at openFDA; a failure is an answer, too."""
    return search.search_labels(wanted)


@flow(name="literature", **HOOKS)
def literature(
    data_dir: Path | None = None, watchlist: str | None = None, addresses: Addresses | None = None
) -> LiteratureOutcome:
    """Bring the evidence from outside up to date; a source that fails leaves what is known as it was.

    Args:
        data_dir: Where everything fetched or built lies; the setting when left out.
        watchlist: A name in data/watchlists, or a path; the setting when left out.
        addresses: Where the sources are; the settings when left out.
    """
    data_dir = use_data_dir(data_dir)
    with writing(data_dir):
        note_server(data_dir)
        counts = check_coded_studies()
        wanted = search.weekly_search(
            data_dir, load_watchlist(watchlist or settings().watchlist), settings(), addresses
        )
        outcome = LiteratureOutcome(counts, (ask_pubmed(wanted), ask_registry(wanted), ask_labels(wanted)))
        create_table_artifact(table=counts.table(), key="coded-studies", description=str(counts))
        create_table_artifact(table=outcome.table(), key="literature-sources", description=str(outcome))
        return outcome
