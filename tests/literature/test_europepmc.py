"""Europe PMC: searches, pages, real captured answers, and one publication from several records."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from signals.demo.loopback import form_server
from signals.literature.client import Source, SourceError
from signals.literature.europepmc import EuropePmcQuery, translate_query, update_europepmc
from signals.literature.pubmed import PubMedQuery
from signals.literature.pubmed_update import Schedule
from signals.literature.store import EuropePmcRecord, LiteratureStore, Publication, arrow_schema
from tests.literature.evidence_tables import build, rows_of

CAPTURED = Path("real/literature/europepmc")
SCHEDULE = Schedule(date(2026, 11, 25), date(1990, 1, 1), 28)
QUERY = EuropePmcQuery("imatinib", 'TITLE:"imatinib"', "Europe PMC imatinib 1")


def record(number: str, **fields: Any) -> dict[str, Any]:
    """A SYNTHETIC result as Europe PMC sends one."""
    return {"source": "MED", "id": number, "title": "SYNTHETIC", "pubYear": "2024", **fields}


def page(*results: Mapping[str, Any], count: int | None = None, following: str | None = None) -> str:
    held = {"hitCount": len(results) if count is None else count, "resultList": {"result": results}}
    return json.dumps(held | ({"nextCursorMark": following} if following else {}))


def update_from(address: str, tmp_path: Path, *queries: EuropePmcQuery) -> LiteratureStore:
    store = LiteratureStore(tmp_path)
    source = Source("Europe PMC", address, requests_per_second=3, sleep=lambda seconds: None)
    update_europepmc(store, source, queries or (QUERY,), SCHEDULE)
    return store


def test_a_captured_answer_is_read(tmp_path: Path, shared: Path) -> None:
    text = (shared / CAPTURED / "search_pmid_20516115.json").read_text(encoding="utf-8")
    with form_server(lambda name, form: text) as server:
        (found,) = update_from(server.address, tmp_path).europepmc().values()
    assert (found.record, found.pmid, found.pmcid) == ("MED/20516115", "20516115", "PMC3040717")
    assert (found.doi, found.journal, found.first_author) == ("10.1158/0008-5472.can-09-4563", "Cancer Res", "Lee MS")
    assert (found.year, found.cited_by_count, found.is_open_access) == (2010, 133, False)
    assert "journal article" in found.publication_types


def test_every_captured_answer_is_read_whole(tmp_path: Path, shared: Path) -> None:
    paths = sorted((shared / CAPTURED).glob("*.json"))
    assert len(paths) >= 4
    for path in paths:
        text = path.read_text(encoding="utf-8")
        sent = {f"{one['source']}/{one['id']}": one for one in json.loads(text)["resultList"]["result"]}
        with form_server(lambda name, form, text=text: text) as server:
            found = update_from(server.address, tmp_path / path.stem).europepmc()
        assert found.keys() == sent.keys(), path.name
        for key, row in found.items():
            one = sent[key]
            assert (row.doi, row.pmid, row.pmcid) == (one.get("doi"), one.get("pmid"), one.get("pmcid"))
            assert (row.cited_by_count, row.is_open_access) == (one["citedByCount"], one["isOpenAccess"] == "Y")
            assert (row.year, row.publication_types) == (int(one["pubYear"]), tuple(one["pubType"].split("; ")))
            assert (one.get("authorString") or "").startswith(row.first_author or "")
            assert row.title and "<" not in row.title.replace("&lt;", "")


def test_an_error_that_comes_as_a_page_with_status_200_is_no_empty_answer(tmp_path: Path, shared: Path) -> None:
    text = (shared / CAPTURED / "error_not_open_access.xml").read_text(encoding="utf-8")
    with form_server(lambda name, form: text) as server, pytest.raises(SourceError, match="sent no JSON"):
        update_from(server.address, tmp_path)
    assert not (tmp_path / "europepmc.jsonl").exists()


def test_every_page_is_read_by_its_cursor(tmp_path: Path) -> None:
    pages = {"*": page(record("1"), count=2, following="next"), "next": page(record("2"), count=2, following="end")}
    with form_server(lambda name, form: pages[form["cursorMark"]]) as server:
        assert set(update_from(server.address, tmp_path).europepmc()) == {"MED/1", "MED/2"}
        assert [form["cursorMark"] for _, form in server.requests] == ["*", "next"]


def test_a_search_that_sends_fewer_than_it_counts_fails_and_writes_nothing(tmp_path: Path) -> None:
    short = page(record("1"), count=2, following="*")
    with (
        form_server(lambda name, form: short) as server,
        pytest.raises(SourceError, match="counts 2 records and sent 1"),
    ):
        update_from(server.address, tmp_path)
    assert not (tmp_path / "europepmc.jsonl").exists()


@pytest.mark.parametrize("lacks", ["hitCount", "resultList"])
def test_an_answer_without_results_or_their_total_is_no_whole_one(lacks: str, tmp_path: Path) -> None:
    answer = {name: value for name, value in json.loads(page(record("1"))).items() if name != lacks}
    with form_server(lambda name, form: json.dumps(answer)) as server, pytest.raises(SourceError, match="their total"):
        update_from(server.address, tmp_path)


def test_a_second_search_asks_from_a_little_before_the_first_and_keeps_what_was_known(tmp_path: Path) -> None:
    with form_server(lambda name, form: page(record("1", citedByCount=3))) as server:
        update_from(server.address, tmp_path)
    with form_server(lambda name, form: page()) as server:
        store = update_from(server.address, tmp_path)
        assert server.requests[0][1]["query"].endswith("AND (FIRST_IDATE:[2026-11-11 TO 2026-11-25] OR SRC:PPR)")
    assert store.europepmc()["MED/1"].cited_by_count == 3


def test_a_preprint_that_became_an_article_is_news_and_a_citation_more_is_none(tmp_path: Path) -> None:
    notice = {"commentCorrection": [{"source": "MED", "id": "9", "type": "Preprint of"}]}
    weeks = {"citedByCount": 3}, {"citedByCount": 4}, {"citedByCount": 5, "commentCorrectionList": notice}
    stored = []
    for fields in weeks:
        with form_server(lambda name, form, fields=fields: page(record("P1", source="PPR", **fields))) as server:
            stored.append(update_from(server.address, tmp_path).europepmc()["PPR/P1"])
    assert [(each.cited_by_count, each.published_as) for each in stored] == [(3, None), (3, None), (5, "MED/9")]


def test_a_record_that_two_searches_find_names_both(tmp_path: Path) -> None:
    other = EuropePmcQuery("target CSF1R", "TITLE:x", "Europe PMC target 1")
    with form_server(lambda name, form: page(record("1"))) as server:
        found = update_from(server.address, tmp_path, QUERY, other).europepmc()["MED/1"]
    assert found.found_by == ("imatinib", "target CSF1R")


def test_a_preprint_names_the_article_that_it_became_and_its_markup_is_dropped(tmp_path: Path) -> None:
    notice = {"commentCorrection": [{"source": "MED", "id": "9", "type": "Preprint of"}]}
    result = record("P1", source="PPR", commentCorrectionList=notice, abstractText="<h4>Aim</h4>to <i>see</i> a < b")
    with form_server(lambda name, form: page(result)) as server:
        found = update_from(server.address, tmp_path).europepmc()["PPR/P1"]
    assert (found.is_preprint, found.published_as, found.pmid) == (True, "MED/9", None)
    assert found.abstract == "Aim to see a < b"


@pytest.mark.parametrize(
    "strange", [{"source": "MED"}, {"source": 3, "id": "1"}, 7, {"id": "1", "source": "MED", "citedByCount": "3"}]
)
def test_a_record_of_an_unknown_shape_is_a_failure(strange: Any, tmp_path: Path) -> None:
    with form_server(lambda name, form: page(strange)) as server, pytest.raises(SourceError):
        update_from(server.address, tmp_path)


def test_words_of_pubmed_become_those_of_europe_pmc() -> None:
    query = translate_query(PubMedQuery("x", '("PP2"[tiab] AND kinase[tiab]) AND (demyelinat*[tiab])'))
    assert query.term == (
        '((TITLE:"PP2" OR ABSTRACT:"PP2") AND (TITLE:kinase OR ABSTRACT:kinase))'
        " AND ((TITLE:demyelinat* OR ABSTRACT:demyelinat*))"
    )
    assert query.key.startswith("Europe PMC x ")


def stored(connection: duckdb.DuckDBPyConnection, *rows: Publication | EuropePmcRecord) -> list[tuple[object, ...]]:
    """The publications that the build makes of these records of the two sources."""
    for kind, row_type in (("publication", Publication), ("europepmc", EuropePmcRecord)):
        table = pa.Table.from_pylist([asdict(row) for row in rows if isinstance(row, row_type)], arrow_schema(row_type))
        connection.execute(f"DROP TABLE literature.{kind}")
        connection.from_arrow(table).create(f"literature.{kind}")
    connection.execute("DELETE FROM reference.human_evidence")
    build(connection, "evidence.study", "evidence.publication")
    return rows_of(
        connection,
        "SELECT publication, title, preprint, cited_by_count, found_by FROM evidence.publication ORDER BY ALL",
    )


def test_one_paper_in_both_is_one_publication_with_pubmeds_words(connection: duckdb.DuckDBPyConnection) -> None:
    found = stored(
        connection,
        Publication("1", doi="10.1/A", title="by PubMed", found_by=("imatinib",)),
        Publication("2", title="another", found_by=("imatinib",)),
        EuropePmcRecord("MED/1", pmid="1", title="by Europe PMC", cited_by_count=5, found_by=("imatinib",)),
        EuropePmcRecord("AGR/7", doi="10.1/a", title="again", found_by=("target SRC",)),
    )
    assert found == [
        ("PMID 1", "by PubMed", None, 5, ["imatinib", "target SRC"]),
        ("PMID 2", "another", None, None, ["imatinib"]),
    ]


@pytest.mark.parametrize("in_pubmed", [True, False])
def test_a_preprint_and_its_article_are_one_publication(connection: duckdb.DuckDBPyConnection, in_pubmed: bool) -> None:
    article = (
        Publication("9", title="the article") if in_pubmed else EuropePmcRecord("MED/9", pmid="9", title="the article")
    )
    found = stored(connection, article, EuropePmcRecord("PPR/1", title="draft", is_preprint=True, published_as="MED/9"))
    assert [row[:3] for row in found] == [("PMID 9", "the article", "PPR/1")]


def test_a_preprint_alone_is_a_publication_and_a_retracted_one_says_so(connection: duckdb.DuckDBPyConnection) -> None:
    types = ("Preprint", "Retracted Publication")
    found = stored(connection, EuropePmcRecord("PPR/1", title="draft", is_preprint=True, publication_types=types))
    assert [row[:3] for row in found] == [("Europe PMC PPR/1", "draft", "PPR/1")]
    assert rows_of(connection, "SELECT retraction, state FROM evidence.publication") == [("retracted", "in Europe PMC")]
