"""Literature: check the coded evidence, then ask PubMed, Europe PMC, ClinicalTrials.gov and openFDA what is new."""

from collections.abc import Sequence
from pathlib import Path

from signals.build.lock import write_lock
from signals.literature import search
from signals.literature.search import Addresses, LiteratureOutcome
from signals.literature.studies import count_studies
from signals.pipeline.runner import Runner, step
from signals.settings import settings, use_data_dir
from signals.vocabulary.watchlist import load_watchlists

check_coded_studies = step("check_coded_studies")(count_studies)
search_pubmed = step("search_pubmed")(search.search_pubmed)
search_europepmc = step("search_europepmc")(search.search_europepmc)
search_trials = step("search_trials")(search.search_trials)
search_labels = step("search_labels")(search.search_labels)
ASKED = (search_pubmed, search_europepmc, search_trials, search_labels)


def literature(
    runner: Runner, data_dir: Path | None = None, watchlists: Sequence[str] = (), addresses: Addresses | None = None
) -> LiteratureOutcome:
    """Bring the evidence from outside up to date; a source that fails leaves what is known as it was.

    Parameters
    ----------
    watchlists
        Names in data/watchlists or paths; those of the settings where there are none.
    addresses
        Of the sources, where they are not those of the settings.

    Raises
    ------
    RequestError
        A coded study or a watchlist is wrong.
    """
    data_dir = use_data_dir(data_dir)
    with write_lock(data_dir):
        counts = runner.run(check_coded_studies)
        wanted = search.weekly_search(
            data_dir, load_watchlists(watchlists or settings().watchlists_in_use), settings(), addresses
        )
        answers = tuple(runner.run(ask, wanted) for ask in ASKED)
        outcome = LiteratureOutcome(counts, answers)
        runner.show_table("coded-studies", list(counts.by_family), str(counts))
        runner.show_table("literature-sources", outcome.table(), str(outcome))
        return outcome
