"""Europe PMC (REST, no key): the same searches as PubMed's, which also find preprints and what PubMed lacks.

A search asks for title and abstract, by the day on which Europe PMC first had the record. Preprints are asked for
whatever that day, since one may have become an article or been withdrawn in the meantime.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from signals.literature.client import Source, SourceError, page_numbers
from signals.literature.json_answer import part, read_json, texts
from signals.literature.pubmed import PubMedQuery
from signals.literature.pubmed_update import Schedule, first_day_of_search
from signals.literature.store import EuropePmcRecord, LiteratureStore

NAME = "Europe PMC"
PAGE_SIZE = 1000
_IN_TITLE_OR_ABSTRACT = re.compile(r'("[^"]*"|[\w*-]+)\[tiab\]')


@dataclass(frozen=True)
class EuropePmcUpdate:
    """What one search of Europe PMC brought."""

    search_count: int
    hit_count: int
    new_count: int
    preprint_count: int

    def __str__(self) -> str:
        return (
            f"Europe PMC: {self.search_count} searches found {self.hit_count} records, {self.new_count} of them new;"
            f" {self.preprint_count} are preprints."
        )


@dataclass(frozen=True)
class EuropePmcQuery:
    """A search of Europe PMC, made from one of PubMed; ``key`` names it in the state of the searches."""

    compound: str
    term: str
    key: str


def translate_query(query: PubMedQuery) -> EuropePmcQuery:
    """A search of PubMed's titles and abstracts in the words of Europe PMC.

    Examples
    --------
    >>> translate_query(PubMedQuery("x", '("x"[tiab]) AND (model[tiab])')).term
    '((TITLE:"x" OR ABSTRACT:"x")) AND ((TITLE:model OR ABSTRACT:model))'
    """
    term = _IN_TITLE_OR_ABSTRACT.sub(r"(TITLE:\1 OR ABSTRACT:\1)", query.term)
    return EuropePmcQuery(query.compound, term, f"{NAME} {query.key}")


def update_europepmc(
    store: LiteratureStore, source: Source, queries: Sequence[EuropePmcQuery], schedule: Schedule
) -> EuropePmcUpdate:
    """Make every search, and only then write: where Europe PMC fails half-way the store stays as it was."""
    state, stored = store.state(), store.europepmc()
    hits: dict[str, EuropePmcRecord] = {}
    for query in queries:
        for record in _search(source, query.term, first_day_of_search(query.key, state, schedule), schedule.today):
            before = hits.get(record.record, record)
            hits[record.record] = replace(record, found_by=tuple(sorted({*before.found_by, query.compound})))
    records = stored | {key: _merge(record, stored.get(key), schedule.today) for key, record in hits.items()}
    store.write("europepmc", [records[key] for key in sorted(records)])
    state = store.state()  # what other sources noted meanwhile stays
    state.searched_to |= {query.key: schedule.today.isoformat() for query in queries}
    store.write_state(state)
    return EuropePmcUpdate(
        search_count=len(queries),
        hit_count=len(hits),
        new_count=len(hits.keys() - stored.keys()),
        preprint_count=sum(record.is_preprint for record in hits.values()),
    )


def _merge(record: EuropePmcRecord, before: EuropePmcRecord | None, today: date) -> EuropePmcRecord:
    if before is None:
        return replace(record, first_seen=today.isoformat())
    found_by = tuple(sorted({*record.found_by, *before.found_by}))
    merged = replace(record, first_seen=before.first_seen, found_by=found_by)
    is_news = replace(merged, cited_by_count=before.cited_by_count) != before
    return merged if is_news else before  # a citation more is no reason to publish anew


def _search(source: Source, term: str, since: date, until: date) -> list[EuropePmcRecord]:
    """Every record of a search; a SourceError where fewer come than were counted."""
    query = f"({term}) AND (FIRST_IDATE:[{since.isoformat()} TO {until.isoformat()}] OR SRC:PPR)"
    parameters = {"query": query, "format": "json", "resultType": "core", "pageSize": PAGE_SIZE}
    records: dict[str, EuropePmcRecord] = {}
    cursor, count = "*", 0
    for _ in page_numbers(NAME):
        page = source.ask("search", {**parameters, "cursorMark": cursor}, read_json)
        results, hits = part(page, list, "resultList", "result"), part(page, int, "hitCount")
        if results is None or hits is None:
            raise SourceError(f"{NAME} sent an answer without results and their total.")
        count = hits
        fresh = [record for record in map(_record, results) if record.record not in records]
        records |= {record.record: record for record in fresh}
        following = part(page, str, "nextCursorMark")
        if len(records) >= count or not fresh or not following or following == cursor:
            break
        cursor = following
    if len(records) < count:
        raise SourceError(f"{NAME} counts {count:,} records and sent {len(records):,}; the search is not whole.")
    return list(records.values())


def _record(result: Any) -> EuropePmcRecord:
    source, number = part(result, str, "source"), part(result, str, "id")
    if not source or not number:
        raise SourceError(f"{NAME} sent a record without its source and number.")
    authors = (part(result, str, "authorString") or "").split(",")
    year = part(result, str, "pubYear")
    return EuropePmcRecord(
        record=f"{source}/{number}",
        pmid=part(result, str, "pmid") or (number if source == "MED" else None),
        pmcid=part(result, str, "pmcid"),
        doi=part(result, str, "doi"),
        title=_plain(part(result, str, "title")),
        abstract=_plain(part(result, str, "abstractText")),
        journal=part(result, str, "journalInfo", "journal", "title") or part(result, str, "journalTitle"),
        first_author=authors[0].strip(" .") or None,
        year=int(year) if year and re.fullmatch(r"[12]\d{3}", year) else None,
        publication_types=_types(result),
        is_preprint=source == "PPR",
        is_open_access=part(result, str, "isOpenAccess") == "Y",
        cited_by_count=part(result, int, "citedByCount"),
        published_as=_published_as(result),
    )


def _types(result: Mapping[str, Any]) -> tuple[str, ...]:
    listed = texts(result, "pubTypeList", "pubType") or (part(result, str, "pubType") or "").split("; ")
    return tuple(name for name in listed if name)


def _published_as(result: Mapping[str, Any]) -> str | None:
    """The record of the article that a preprint became."""
    for notice in part(result, list, "commentCorrectionList", "commentCorrection") or []:
        source, number = part(notice, str, "source"), part(notice, str, "id")
        if (part(notice, str, "type") or "").lower() == "preprint of" and source and number:
            return f"{source}/{number}"
    return None


def _plain(text: str | None) -> str | None:
    """Text without the tags of its layout (<i>, <sup>, <h4>)."""
    return re.sub(r"\s+", " ", re.sub(r"</?[a-zA-Z][^<>]*>", " ", text)).strip() or None if text else None
