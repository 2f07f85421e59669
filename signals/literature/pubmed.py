"""PubMed through NCBI's E-utilities: what is searched for, which papers a search finds, and what they say.

Usage rules (NCBI Bookshelf NBK25497): at most 3 requests a second, 10 with a key; tool and email with every request.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from signals.literature.client import Answer, Source, SourceError, TransientSourceError, page_numbers
from signals.literature.compounds import Compound
from signals.literature.pubmed_xml import ArticleSet, is_number, parse_xml, read_article_set
from signals.literature.store import Publication
from signals.validation import shown_value
from signals.vocabulary.evidence import PubMedTerms

NAME = "PubMed"
MOST_HITS = 9_999
"""A search of PubMed gives no more records than this and does not say so."""
BATCH = 200


@dataclass(frozen=True)
class PubMedQuery:
    """A search of PubMed and the compound it is about."""

    compound: str
    term: str

    @property
    def key(self) -> str:
        """Names the search; another one as soon as its words change, so that it is asked from the beginning."""
        return f"{self.compound} {hashlib.sha256(self.term.encode()).hexdigest()[:8]}"


def queries_of(compounds: Iterable[Compound], terms: PubMedTerms) -> list[PubMedQuery]:
    """One search a compound: any of its names and any of the models. The Entrez date is added when it is asked."""
    models = " OR ".join(terms.models)
    return [
        PubMedQuery(compound.name, f"({_names(compound, terms.second_term)}) AND ({models})") for compound in compounds
    ]


def _names(compound: Compound, second_term: str) -> str:
    clear = [f'"{name}"[tiab]' for name in compound.names]
    short = [f'("{name}"[tiab] AND {second_term})' for name in compound.short_names]
    return " OR ".join([*clear, *short])


@dataclass(frozen=True)
class Fetched:
    """The records of the PMIDs asked for; ``deleted`` and ``missing`` are those that did not come."""

    publications: Mapping[str, Publication]
    deleted: frozenset[str]
    missing: frozenset[str]


class PubMed:
    """The two requests that we make to PubMed: search, and fetch by number."""

    def __init__(self, source: Source, *, tool: str, email: str | None, api_key: str | None) -> None:
        self._source = source
        identity = {"db": "pubmed", "tool": tool, "email": email, "api_key": api_key}
        self._identity = {name: value for name, value in identity.items() if value}

    def search(self, term: str, since: date, until: date) -> list[str]:
        """PMIDs of records that PubMed added in a range of days and that match ``term``.

        A range with more than 9,999 hits is halved until each part has fewer.

        Parameters
        ----------
        since, until
            The first and the last day, by Entrez date.

        Raises
        ------
        SourceError
            One day alone has more hits, or fewer PMIDs come than were counted.
        """
        window = {"term": term, "datetype": "edat", "mindate": f"{since:%Y/%m/%d}", "maxdate": f"{until:%Y/%m/%d}"}
        first = self._esearch(window | {"retstart": 0, "usehistory": "y"})
        if first.count > MOST_HITS:
            if since >= until:
                raise SourceError(
                    f"PubMed counts {first.count:,} hits on the one day {since}, more than it gives; narrow the search."
                )
            middle = since + (until - since) // 2
            later = self.search(term, middle + timedelta(days=1), until)
            return list(dict.fromkeys([*self.search(term, since, middle), *later]))
        return self._rest(window, first)

    def _rest(self, window: Mapping[str, Any], first: "_Hits") -> list[str]:
        """All hits of a search whose first page has come; NCBI's history keeps the pages of one and the same search."""
        pmids = dict.fromkeys(first.pmids)
        start = len(first.pmids)
        pages = page_numbers(NAME)
        while len(pmids) < first.count:
            next(pages)
            page = self._esearch({**window, "retstart": start, **first.history})
            if pmids.keys() >= set(page.pmids):  # nothing new, or nothing at all
                raise SourceError(
                    f"PubMed counts {first.count:,} hits and sent {len(pmids):,} of them; the search is not whole."
                )
            start += len(page.pmids)
            pmids.update(dict.fromkeys(page.pmids))
        return list(pmids)

    def _esearch(self, parameters: Mapping[str, Any]) -> "_Hits":
        parameters = {**self._identity, "retmode": "xml", "retmax": MOST_HITS, **parameters}
        return self._source.ask("esearch.fcgi", parameters, _read_hits, may_post=True)

    def fetch(self, pmids: Iterable[str]) -> Fetched:
        """The records of these PMIDs; those that do not come are asked for once more before they count as missing."""
        wanted = list(dict.fromkeys(pmids))
        publications: dict[str, Publication] = {}
        deleted: set[str] = set()
        self._fetch_batches(wanted, publications, deleted)
        unreturned = [pmid for pmid in wanted if pmid not in publications and pmid not in deleted]
        self._fetch_batches(unreturned, publications, deleted)
        missing = frozenset(unreturned) - publications.keys() - deleted
        return Fetched(publications, frozenset(deleted) & frozenset(wanted), missing)

    def _fetch_batches(self, pmids: Sequence[str], publications: dict[str, Publication], deleted: set[str]) -> None:
        for start in range(0, len(pmids), BATCH):
            wanted = pmids[start : start + BATCH]
            parameters = {**self._identity, "retmode": "xml", "rettype": "abstract", "id": ",".join(wanted)}
            answer: ArticleSet = self._source.ask("efetch.fcgi", parameters, _read_articles, may_post=True)
            # PubMed may send a record under another number than was asked for; it is not what we asked.
            publications.update({each.pmid: each for each in answer.publications if each.pmid in wanted})
            deleted.update(answer.deleted)


@dataclass(frozen=True)
class _Hits:
    count: int
    pmids: tuple[str, ...]
    history: Mapping[str, str]


def _read_hits(answer: Answer) -> _Hits:
    root = parse_xml(answer, NAME)
    count = root.findtext("Count", "").strip()
    if root.tag != "eSearchResult" or not is_number(count):
        raise TransientSourceError(f"{NAME} sent <{root.tag}> without a count where a search result was asked for.")
    if wrong := [text for field in root.iter("FieldNotFound") if (text := (field.text or "").strip())]:
        raise SourceError(f"{NAME} does not know the search field {wrong[0]!r}: this is a fault of nibwatch.")
    pmids = tuple(text for element in root.findall("IdList/Id") if (text := (element.text or "").strip()))
    if invalid := [pmid for pmid in pmids if not is_number(pmid)]:
        raise SourceError(f"{NAME} sent {shown_value(invalid[0])} where a PMID was expected.")
    environment, key = root.findtext("WebEnv", "").strip(), root.findtext("QueryKey", "").strip()
    history = {"usehistory": "y", "WebEnv": environment, "query_key": key} if environment and key else {}
    return _Hits(int(count), pmids, history)


def _read_articles(answer: Answer) -> ArticleSet:
    return read_article_set(parse_xml(answer, NAME))
