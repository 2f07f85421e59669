"""Maintains the stored papers: searches for new ones, asks again for stored ones, and never drops one."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from signals.literature.pubmed import Fetched, PubMed, PubMedQuery
from signals.literature.store import LiteratureStore, Publication, SearchState

log = logging.getLogger("nibwatch.literature")

OVERLAP = timedelta(days=14)
"""A search begins so long before the last one ended: records can reach PubMed's index late."""


@dataclass(frozen=True)
class PublicationUpdate:
    """What one search of PubMed brought."""

    search_count: int
    found_count: int
    new_count: int
    asked_again_count: int
    missing: tuple[str, ...]
    deleted: tuple[str, ...]
    newly_retracted: tuple[str, ...]

    def __str__(self) -> str:
        text = (
            f"PubMed: {self.search_count} searches found {self.found_count} papers, {self.new_count} of them new; "
            f"{self.asked_again_count} known ones asked for again"
        )
        for what, pmids in (
            ("not returned", self.missing),
            ("deleted by PubMed", self.deleted),
            ("newly retracted, corrected or in doubt", self.newly_retracted),
        ):
            if pmids:
                shown = ", ".join(pmids[:5]) + (" ..." if len(pmids) > 5 else "")
                text += f"; {len(pmids)} {what} ({shown})"
        return text + "."


@dataclass(frozen=True)
class Schedule:
    """today; how far back a first search goes; after how many days a known PMID is asked for again."""

    today: date
    since: date
    ask_again_days: int


def update_publications(
    store: LiteratureStore, pubmed: PubMed, queries: Sequence[PubMedQuery], coded: Iterable[str], schedule: Schedule
) -> PublicationUpdate:
    """Search, fetch, and only then write: where PubMed fails half-way the store stays as it was.

    Parameters
    ----------
    coded
        PMIDs of coded studies, asked for like those of the searches so that their retraction is noticed.
    """
    state, stored = store.state(), store.publications()
    compounds_of: dict[str, list[str]] = {}
    for number, query in enumerate(queries, start=1):
        if number % 25 == 0:
            log.info("made %d of %d searches of PubMed", number, len(queries))
        for pmid in pubmed.search(query.term, first_day_of_search(query.key, state, schedule), schedule.today):
            compounds_of.setdefault(pmid, []).append(query.compound)
    new = [pmid for pmid in compounds_of if pmid not in stored]
    to_refetch = [
        pmid for pmid in dict.fromkeys([*stored, *coded]) if pmid not in new and _is_due(pmid, state, schedule)
    ]
    fetched = pubmed.fetch([*new, *to_refetch])
    publications = _merge(stored, fetched, compounds_of, schedule.today)
    store.write("publication", [publications[pmid] for pmid in sorted(publications, key=int)])
    state = store.state()  # what other sources noted meanwhile stays
    today = schedule.today.isoformat()
    state.searched_to |= {query.key: today for query in queries}
    state.asked |= dict.fromkeys((*new, *to_refetch), today)
    store.write_state(state)
    return PublicationUpdate(
        search_count=len(queries),
        found_count=len(compounds_of),
        new_count=len(new),
        asked_again_count=len(to_refetch),
        missing=tuple(sorted(fetched.missing, key=int)),
        deleted=tuple(sorted(fetched.deleted, key=int)),
        newly_retracted=tuple(
            pmid
            for pmid in to_refetch
            if pmid in stored and publications[pmid].retraction not in (None, stored[pmid].retraction)
        ),
    )


def first_day_of_search(key: str, state: SearchState, schedule: Schedule) -> date:
    """From which day on a search asks: a little before it was last made, else as far back as the schedule goes."""
    before = _valid_day(state.searched_to.get(key), schedule)
    return max(schedule.since, before - OVERLAP) if before else schedule.since


def _is_due(pmid: str, state: SearchState, schedule: Schedule) -> bool:
    before = _valid_day(state.asked.get(pmid), schedule)
    return before is None or before + timedelta(days=schedule.ask_again_days) <= schedule.today


def _valid_day(day: str | None, schedule: Schedule) -> date | None:
    """A stored day; a day in the future was stored by a clock that was ahead, and counts as none."""
    noted = date.fromisoformat(day) if day else None
    return noted if noted and noted <= schedule.today else None


def _merge(
    stored: Mapping[str, Publication], fetched: Fetched, compounds_of: Mapping[str, Sequence[str]], today: date
) -> dict[str, Publication]:
    """The known records, updated by those returned; a record that was not returned is kept and marked."""
    merged = dict(stored)
    merged.update(fetched.publications)
    for state, pmids in (("not returned", fetched.missing), ("deleted", fetched.deleted)):
        merged.update({pmid: replace(stored.get(pmid, Publication(pmid)), state=state) for pmid in pmids})
    for pmid, publication in merged.items():
        before = stored.get(pmid)
        found_by = {*(before.found_by if before else ()), *compounds_of.get(pmid, ())}
        merged[pmid] = replace(
            publication,
            found_by=tuple(sorted(found_by)),
            first_seen=(before.first_seen if before else None) or today.isoformat(),
        )
    return merged
