"""The weekly search of every source, and what becomes of a source that fails."""

import logging
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
from pydantic import SecretStr

from signals.clock import local, now
from signals.literature import europepmc, labels, pubmed, trials
from signals.literature.client import Source, SourceError
from signals.literature.compounds import Compound, searched_targets, watched_compounds
from signals.literature.pubmed_update import Schedule, update_publications
from signals.literature.store import LiteratureStore
from signals.literature.studies import StudyCounts
from signals.settings import Settings
from signals.vocabulary.evidence import Evidence
from signals.vocabulary.reference import read_reference
from signals.vocabulary.watchlist import Watchlist

Value = TypeVar("Value", bound=Hashable)

log = logging.getLogger("nibwatch.literature")

NCBI_REQUESTS_PER_SECOND = (3.0, 10.0)
"""Without a key and with one (NBK25497)."""
TRIALS_REQUESTS_PER_SECOND = 0.8
"""ClinicalTrials.gov allows about 50 a minute."""
OPENFDA_REQUESTS_PER_SECOND = 3.0
"""openFDA allows 240 a minute (open.fda.gov/apis/authentication)."""

EUROPEPMC_REQUESTS_PER_SECOND = 3.0
"""Europe PMC names no limit (europepmc.org/RestfulWebService): as PubMed's without a key."""

_SHAPE_ERRORS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""Errors raised by reading an answer of an unexpected shape."""


@dataclass(frozen=True)
class Addresses:
    """Where the four sources are."""

    pubmed: str
    trials: str
    labels: str
    europepmc: str


@dataclass(frozen=True)
class SourceAnswer:
    """What one source brought, or why it brought nothing."""

    source: str
    sentence: str
    is_failure: bool


@dataclass(frozen=True)
class LiteratureOutcome:
    """The coded evidence, and what each source brought."""

    counts: StudyCounts
    answers: tuple[SourceAnswer, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """A sentence for each source that failed."""
        return tuple(answer.sentence for answer in self.answers if answer.is_failure)

    @property
    def failed(self) -> str:
        return ", ".join(answer.source for answer in self.answers if answer.is_failure)

    def table(self) -> list[dict[str, object]]:
        """A row a source, for Prefect's artifact."""
        return [
            {"source": answer.source, "failed": answer.is_failure, "what came": answer.sentence}
            for answer in self.answers
        ]

    def __str__(self) -> str:
        return "\n".join([*(answer.sentence for answer in self.answers), str(self.counts)])


@dataclass(frozen=True)
class Search:
    """The inputs of one weekly search."""

    data_dir: Path
    watchlists: tuple[Watchlist, ...]
    addresses: Addresses
    settings: Settings
    today: date

    @property
    def store(self) -> LiteratureStore:
        return LiteratureStore(self.data_dir / "literature")

    @property
    def topics(self) -> list[tuple[Evidence, list[Compound]]]:
        """How each watchlist with evidence is searched for, and which compounds."""
        return [
            (watchlist.evidence_file, watched_compounds(watchlist, read_reference()))
            for watchlist in self.watchlists
            if watchlist.evidence_file is not None
        ]


def weekly_search(
    data_dir: Path, watchlists: Sequence[Watchlist], settings: Settings, addresses: Addresses | None = None
) -> Search:
    """A search of the sources that the settings name, or of others."""
    own = Addresses(settings.pubmed_url, settings.trials_url, settings.labels_url, settings.europepmc_url)
    return Search(data_dir, tuple(watchlists), addresses or own, settings, local(now()).date())


def search_pubmed(search: Search) -> SourceAnswer:
    """Search PubMed for every compound and ask again for known papers."""
    settings, topics = search.settings, search.topics
    if not topics:
        return _unasked(search, pubmed.NAME)
    key = _text(settings.ncbi_api_key)
    source = _source(pubmed.NAME, search.addresses.pubmed, NCBI_REQUESTS_PER_SECOND[key is not None], key)
    client = pubmed.PubMed(source, tool=settings.literature_tool, email=settings.literature_email, api_key=key)
    coded = [pmid for pmid in read_reference()["preclinical_study"]["pmid"].to_pylist() if pmid]
    queries = _paper_queries(topics)
    update = partial(update_publications, search.store, client, queries, coded, _schedule(search))
    return _answer(search, pubmed.NAME, update)


def search_europepmc(search: Search) -> SourceAnswer:
    """Make PubMed's searches in Europe PMC, which has preprints, too."""
    topics = search.topics
    if not topics:
        return _unasked(search, europepmc.NAME)
    source = _source(europepmc.NAME, search.addresses.europepmc, EUROPEPMC_REQUESTS_PER_SECOND)
    queries = [europepmc.translate_query(query) for query in _paper_queries(topics)]
    update = partial(europepmc.update_europepmc, search.store, source, queries, _schedule(search))
    return _answer(search, europepmc.NAME, update)


def search_trials(search: Search) -> SourceAnswer:
    """Search ClinicalTrials.gov and ask again for known trials."""
    topics = search.topics
    if not topics:
        return _unasked(search, trials.NAME)
    source = _source(trials.NAME, search.addresses.trials, TRIALS_REQUESTS_PER_SECOND)
    conditions = _distinct(condition for evidence, _ in topics for condition in evidence.trials.conditions)
    compounds = _distinct(compound for _, of_topic in topics for compound in of_topic)
    coded = coded_trials(read_reference())
    update = partial(trials.update_trials, search.store, source, compounds, conditions, coded, search.today)
    return _answer(search, trials.NAME, update)


def search_labels(search: Search) -> SourceAnswer:
    """Read the US labels of every watched drug, and of every negative control, which must name no watched event."""
    key = _text(search.settings.openfda_api_key)
    source = _source(labels.NAME, search.addresses.labels, OPENFDA_REQUESTS_PER_SECOND, key)
    topics_of: dict[str, list[Watchlist]] = {}
    for watchlist in search.watchlists:
        controls = watchlist.negative_controls
        for ingredient in _distinct([*watchlist.drug_class.ingredients, *(controls.ingredients if controls else ())]):
            topics_of.setdefault(ingredient, []).append(watchlist)
    patterns = {ingredient: _label_patterns(watchlists) for ingredient, watchlists in topics_of.items()}
    update = partial(labels.update_labels, search.store, source, patterns, key)
    return _answer(search, labels.NAME, update)


def coded_trials(reference: Mapping[str, pa.Table]) -> dict[str, str | None]:
    """Registry numbers that the human evidence names, with their ingredient."""
    return {
        nct_id: row["ingredient"]
        for row in reference["human_evidence"].to_pylist()
        if row["kind"] == "trial"
        for nct_id in re.findall(r"NCT\d{8}", f"{row['identifier']} {row['citation']}")
    }


def _paper_queries(topics: Iterable[tuple[Evidence, Sequence[Compound]]]) -> list[pubmed.PubMedQuery]:
    """One search for each compound and each target of every topic."""
    targets = searched_targets(read_reference())
    return _distinct(
        query for evidence, compounds in topics for query in pubmed.queries_of([*compounds, *targets], evidence.pubmed)
    )


def _label_patterns(watchlists: Sequence[Watchlist]) -> labels.Patterns:
    """What the labels of a drug are searched for that these watchlists name."""
    terms = _distinct(term for watchlist in watchlists for group in watchlist.groups.values() for term in group.terms)
    return labels.label_patterns(terms, [one.evidence_file.labels for one in watchlists if one.evidence_file])


def _distinct(values: Iterable[Value]) -> list[Value]:
    return list(dict.fromkeys(values))


def _schedule(search: Search) -> Schedule:
    return Schedule(search.today, search.settings.literature_since, search.settings.literature_ask_again_days)


def _unasked(search: Search, name: str) -> SourceAnswer:
    """The answer for a source that the watchlist does not search; an earlier failure is no longer a problem."""
    state = search.store.state()
    state.problems.pop(name, None)
    search.store.write_state(state)
    sentence = f"{name}: not asked, since the watchlist names no evidence to search for."
    return SourceAnswer(name, sentence, is_failure=False)


def _source(name: str, address: str, requests_per_second: float, key: str | None = None) -> Source:
    return Source(name, address, requests_per_second=requests_per_second, secrets=(key,) if key else ())


def _text(secret: SecretStr | None) -> str | None:
    return secret.get_secret_value() if secret else None


def _answer(search: Search, name: str, update: Callable[[], object]) -> SourceAnswer:
    """Search a source; if it fails, the stored records stay unchanged, and the reason is kept for the digest."""
    state = search.store.state()
    try:
        answer = SourceAnswer(name, str(update()), is_failure=False)
    except (SourceError, *_SHAPE_ERRORS) as error:
        if isinstance(error, _SHAPE_ERRORS):
            log.debug("while reading %s", name, exc_info=error)
            error = SourceError(f"{name} sent an answer of a shape we do not know ({type(error).__name__}: {error}).")
        last_answered = state.answered.get(name)
        since = f"what it said on {last_answered} stays in use" if last_answered else "nothing is known from it yet"
        answer = SourceAnswer(name, f"{error} {name} brought nothing new in this run; {since}.", is_failure=True)
    state = search.store.state()  # the update may have written it
    if answer.is_failure:
        state.problems[name] = answer.sentence
        log.warning(answer.sentence)
    else:
        state.problems.pop(name, None)
        state.answered[name] = search.today.isoformat()
        log.info(answer.sentence)
    search.store.write_state(state)
    return answer
