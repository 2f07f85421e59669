"""The found papers: what is kept, what is asked for again, and what a failure leaves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from signals.demo.loopback import Reply, Server, form_server
from signals.literature.client import Source, SourceError
from signals.literature.pubmed import PubMed, PubMedQuery
from signals.literature.pubmed_update import OVERLAP, PublicationUpdate, Schedule, update_publications
from signals.literature.store import LiteratureStore
from tests.literature.pubmed_answers import article, article_set, search_result
from tests.literature.test_pubmed import comment

DAY = date(2026, 11, 25)
IMATINIB = PubMedQuery("imatinib", "imatinib AND EAE")


class Library:
    """A small PubMed: which PMIDs a term finds, and the record of each."""

    def __init__(self) -> None:
        self.hits = {"imatinib AND EAE": ["11", "12"]}
        self.records = {pmid: article(pmid) for pmid in ("11", "12", "90")}
        self.is_broken = False

    def __call__(self, name: str, form: dict[str, str]) -> Reply | str:
        if name == "esearch.fcgi":
            found = self.hits.get(form["term"], [])
            return search_result(len(found), found)
        if self.is_broken:
            return Reply("out of order", 400)
        return article_set(*[self.records[pmid] for pmid in form["id"].split(",") if pmid in self.records])


@contextmanager
def opened(library: Library) -> Iterator[tuple[PubMed, Server]]:
    with form_server(library) as server:
        source = Source("PubMed", server.address, requests_per_second=3, sleep=lambda seconds: None)
        yield PubMed(source, tool="nibwatch", email=None, api_key=None), server


@pytest.fixture
def store(tmp_path: Path) -> LiteratureStore:
    return LiteratureStore(tmp_path / "literature")


def week(
    store: LiteratureStore,
    library: Library,
    day: date = DAY,
    queries: tuple[PubMedQuery, ...] = (IMATINIB,),
    coded: tuple[str, ...] = (),
) -> tuple[PublicationUpdate, Server]:
    with opened(library) as (pubmed, server):
        return update_publications(store, pubmed, queries, coded, Schedule(day, date(1990, 1, 1), 28)), server


def fetched(server: Server) -> set[str]:
    return {pmid for name, form in server.requests if name == "efetch.fcgi" for pmid in form["id"].split(",")}


def test_found_papers_are_kept_with_the_search_that_found_them(store: LiteratureStore) -> None:
    library = Library()
    library.hits["sorafenib AND EAE"] = ["12"]
    update, _ = week(store, library, queries=(IMATINIB, PubMedQuery("sorafenib", "sorafenib AND EAE")))
    kept = store.publications()
    assert {pmid: paper.found_by for pmid, paper in kept.items()} == {
        "11": ("imatinib",),
        "12": ("imatinib", "sorafenib"),
    }
    assert {paper.first_seen for paper in kept.values()} == {"2026-11-25"}
    assert (update.found_count, update.new_count) == (2, 2)


def test_the_next_search_begins_where_the_last_one_ended_with_an_overlap(store: LiteratureStore) -> None:
    week(store, Library())
    _, server = week(store, Library(), DAY + timedelta(days=7))
    searches = [form for name, form in server.requests if name == "esearch.fcgi"]
    assert [(one["mindate"], one["maxdate"]) for one in searches] == [(f"{DAY - OVERLAP:%Y/%m/%d}", "2026/12/02")]


def test_a_search_whose_words_change_begins_from_the_beginning(store: LiteratureStore) -> None:
    week(store, Library())
    _, server = week(store, Library(), queries=(PubMedQuery("imatinib", "imatinib AND more"),))
    assert server.requests[0][1]["mindate"] == "1990/01/01"


def test_asking_again_without_news_leaves_the_evidence_byte_for_byte(store: LiteratureStore) -> None:
    week(store, Library())
    before = (store.folder / "publication.jsonl").read_bytes()
    week(store, Library(), DAY + timedelta(days=40))
    assert (store.folder / "publication.jsonl").read_bytes() == before


def test_a_known_paper_is_asked_for_again_on_its_day_and_its_retraction_noticed(store: LiteratureStore) -> None:
    library = Library()
    week(store, library)
    library.records["11"] = article("11", citation=comment("RetractionIn"))
    _, early = week(store, library, DAY + timedelta(days=27))
    assert fetched(early) == set()
    update, late = week(store, library, DAY + timedelta(days=28))
    assert fetched(late) == {"11", "12"}
    assert update.newly_retracted == ("11",)
    assert "1 newly retracted, corrected or in doubt (11)" in str(update)
    assert store.publications()["11"].retraction == "retracted"
    assert store.publications()["11"].first_seen == "2026-11-25"


def test_the_papers_of_coded_studies_are_asked_for_too(store: LiteratureStore) -> None:
    _, server = week(store, Library(), coded=("90",))
    assert fetched(server) == {"11", "12", "90"}
    assert store.publications()["90"].found_by == ()


def test_a_paper_that_does_not_come_any_more_keeps_what_it_said_and_is_marked(store: LiteratureStore) -> None:
    library = Library()
    week(store, library)
    del library.records["11"]
    library.records["12"] = "<DeleteCitation><PMID>12</PMID></DeleteCitation>"
    update, _ = week(store, library, DAY + timedelta(days=28))
    kept = store.publications()
    assert (kept["11"].state, kept["12"].state) == ("not returned", "deleted")
    assert kept["11"].title == "SYNTHETIC title."
    assert (update.missing, update.deleted) == (("11",), ("12",))


def test_a_failure_half_way_leaves_everything_as_it_was(store: LiteratureStore) -> None:
    library = Library()
    week(store, library)
    before = {path.name: path.read_bytes() for path in store.folder.iterdir()}
    library.hits["imatinib AND EAE"] = ["11", "12", "90"]
    library.is_broken = True
    with pytest.raises(SourceError, match="answered 400"):
        week(store, library, DAY + timedelta(days=7))
    assert {path.name: path.read_bytes() for path in store.folder.iterdir()} == before
