"""One weekly asking of every source: what is asked where, and what becomes of a source that fails."""

import logging
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa

from signals.literature import labels, pubmed
from signals.literature import trials as registry
from signals.literature.asking import Source, SourceError
from signals.literature.compounds import Compound, watched_compounds
from signals.literature.publications import Schedule, update_publications
from signals.literature.pubmed_queries import pubmed_queries
from signals.literature.store import LiteratureStore
from signals.literature.studies import StudyCounts
from signals.settings import Settings
from signals.vocabulary.reference import read_reference
from signals.vocabulary.watchlist import Watchlist

log = logging.getLogger("nibwatch.literature")

NCBI_REQUESTS_PER_SECOND = (3.0, 10.0)
"""Without a key and with one (NBK25497)."""
OTHER_REQUESTS_PER_SECOND = {registry.NAME: 0.8, labels.NAME: 3.0}
"""ClinicalTrials.gov: about 50 a minute; openFDA: 240 a minute (open.fda.gov/apis/authentication)."""

DEMYELINATING_GROUPS = ("cns_onset", "ms_course", "peripheral_demyelination")
"""Event groups of the watchlist whose terms are looked for in labels."""

_SHAPE_ERRORS = (KeyError, TypeError, AttributeError, ValueError)
"""What reading an answer raises whose parts are not what the source has sent so far."""


@dataclass(frozen=True)
class Addresses:
    """Where the three sources are asked."""

    pubmed: str
    trials: str
    labels: str


@dataclass(frozen=True)
class SourceAnswer:
    """How asking one source went: what it brought, or why it brought nothing."""

    source: str
    said: str
    is_failure: bool


@dataclass(frozen=True)
class LiteratureOutcome:
    """The coded evidence, and how asking each source went."""

    counts: StudyCounts
    answers: tuple[SourceAnswer, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each source that failed."""
        return tuple(answer.said for answer in self.answers if answer.is_failure)

    @property
    def failed(self) -> str:
        """The names of the sources that failed."""
        return ", ".join(answer.source for answer in self.answers if answer.is_failure)

    def table(self) -> list[dict[str, object]]:
        """A row a source, for Prefect's artifact."""
        return [
            {"source": answer.source, "failed": answer.is_failure, "what came": answer.said} for answer in self.answers
        ]

    def __str__(self) -> str:
        return "\n".join([*(answer.said for answer in self.answers), str(self.counts)])


@dataclass(frozen=True)
class Search:
    """Everything that one weekly asking needs to know."""

    data_dir: Path
    watchlist: Watchlist
    addresses: Addresses
    settings: Settings
    today: date

    @property
    def store(self) -> LiteratureStore:
        """Where what comes is kept."""
        return LiteratureStore(self.data_dir / "literature")

    @property
    def compounds(self) -> list[Compound]:
        """What is asked for."""
        return watched_compounds(self.watchlist, read_reference())


def weekly_search(
    data_dir: Path, watchlist: Watchlist, settings: Settings, addresses: Addresses | None = None
) -> Search:
    """A weekly asking of the sources that the settings name, or of others."""
    own = Addresses(settings.pubmed_url, settings.trials_url, settings.labels_url)
    return Search(data_dir, watchlist, addresses or own, settings, datetime.now(UTC).date())


def search_pubmed(wanted: Search) -> SourceAnswer:
    """Search PubMed for every compound and ask again for known papers."""
    settings = wanted.settings
    key = settings.ncbi_api_key.get_secret_value() if settings.ncbi_api_key else None
    source = Source(
        pubmed.NAME,
        wanted.addresses.pubmed,
        requests_per_second=NCBI_REQUESTS_PER_SECOND[key is not None],
        secrets=(key,) if key else (),
    )
    client = pubmed.PubMed(source, tool=settings.literature_tool, email=settings.literature_email, api_key=key)
    schedule = Schedule(wanted.today, settings.literature_since, settings.literature_ask_again_days)
    coded = [pmid for pmid in read_reference()["preclinical_study"]["pmid"].to_pylist() if pmid]
    return _asked(
        wanted,
        pubmed.NAME,
        lambda: update_publications(wanted.store, client, pubmed_queries(wanted.compounds), coded, schedule),
    )


def search_trials(wanted: Search) -> SourceAnswer:
    """Search ClinicalTrials.gov and ask again for known trials."""
    source = Source(
        registry.NAME, wanted.addresses.trials, requests_per_second=OTHER_REQUESTS_PER_SECOND[registry.NAME]
    )
    coded = coded_trials(read_reference())
    return _asked(
        wanted,
        registry.NAME,
        lambda: registry.update_trials(wanted.store, source, wanted.compounds, coded, wanted.today),
    )


def search_labels(wanted: Search) -> SourceAnswer:
    """Read the US labels of every watched drug."""
    secret = wanted.settings.openfda_api_key
    key = secret.get_secret_value() if secret else None
    source = Source(
        labels.NAME,
        wanted.addresses.labels,
        requests_per_second=OTHER_REQUESTS_PER_SECOND[labels.NAME],
        secrets=(key,) if key else (),
    )
    terms = [
        term for name, group in wanted.watchlist.groups.items() if name in DEMYELINATING_GROUPS for term in group.terms
    ]
    ingredients = wanted.watchlist.drug_class.ingredients
    return _asked(wanted, labels.NAME, lambda: labels.update_labels(wanted.store, source, ingredients, terms, key))


def coded_trials(reference: Mapping[str, pa.Table]) -> dict[str, str | None]:
    """Registry numbers that the human evidence names, with their ingredient."""
    return {
        nct_id: row["ingredient"]
        for row in reference["human_evidence"].to_pylist()
        if row["kind"] == "trial"
        for nct_id in re.findall(r"NCT\d{8}", f"{row['identifier']} {row['citation']}")
    }


def failed_sources(data_dir: Path) -> list[str]:
    """The sentence of each source that failed the last time it was asked."""
    return list(LiteratureStore(data_dir / "literature").state().problems.values())


def _asked(wanted: Search, name: str, update: Callable[[], object]) -> SourceAnswer:
    """Ask a source; where it fails, what is known stays as it was, and the reason is kept for the digest."""
    store = wanted.store
    try:
        said, is_failure = str(update()), False
    except (SourceError, *_SHAPE_ERRORS) as error:
        if isinstance(error, _SHAPE_ERRORS):
            log.debug("while reading %s", name, exc_info=error)
            error = SourceError(f"{name} sent an answer of a shape we do not know ({type(error).__name__}: {error}).")
        known = store.state().answered.get(name)
        since = f"what it said on {known} stays in use" if known else "nothing is known from it yet"
        said, is_failure = f"{error} {name} brought nothing new in this run; {since}.", True
    state = store.state()
    if is_failure:
        state.problems[name] = said
        log.warning(said)
    else:
        state.problems.pop(name, None)
        state.answered[name] = wanted.today.isoformat()
        log.info(said)
    store.write_state(state)
    return SourceAnswer(name, said, is_failure)
