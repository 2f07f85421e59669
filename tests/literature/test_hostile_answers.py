"""Whatever a source sends is an answer or a SourceError, and what is kept of it can be read into tables."""

import copy
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.literature.client import Answer, Source, SourceError
from signals.literature.compounds import Compound
from signals.literature.europepmc import EuropePmcQuery, update_europepmc
from signals.literature.json_answer import read_json
from signals.literature.labels import label_patterns, update_labels
from signals.literature.pubmed import PubMed, PubMedQuery, _read_articles, _read_hits
from signals.literature.pubmed_update import Schedule, update_publications
from signals.literature.store import ROWS, LiteratureStore, arrow_schema
from signals.literature.suggestions import read_rules, suggest
from signals.literature.trials import update_trials
from tests.literature.pubmed_answers import article, article_set, search_result
from tests.reference_tables import reference_tables

DAY = date(2026, 11, 25)
PATTERNS = label_patterns(["Optic neuritis"], [])
IMATINIB = Compound("imatinib", "imatinib", "BCR-ABL", ("imatinib",), ())
LABELS = {
    "meta": {"results": {"skip": 0, "limit": 25, "total": 1}},
    "results": [
        {
            "set_id": "a-1",
            "effective_time": "20240315",
            "openfda": {"brand_name": ["SYNTHETIBRAND"], "manufacturer_name": ["SYNTHETIC Ltd"]},
            "warnings": ["<b>Optic neuritis</b> was reported in &lt; 1%."],
        }
    ],
}
STUDIES = {
    "totalCount": 1,
    "studies": [
        {
            "protocolSection": {
                "identificationModule": {"nctId": "NCT1", "nctIdAliases": ["NCT2"], "briefTitle": "SYNTHETIC"},
                "statusModule": {"overallStatus": "COMPLETED", "startDateStruct": {"date": "2021-08"}},
                "designModule": {"phases": ["PHASE2"], "enrollmentInfo": {"count": 3}},
                "conditionsModule": {"conditions": ["Multiple Sclerosis"]},
                "armsInterventionsModule": {"interventions": [{"name": "Imatinib", "otherNames": ["STI571"]}]},
            },
            "hasResults": False,
        }
    ],
}
EUROPEPMC = {
    "hitCount": 1,
    "nextCursorMark": "*",
    "resultList": {
        "result": [
            {
                "id": "P1",
                "source": "PPR",
                "doi": "10.1/x",
                "title": "SYNTHETIC <i>title</i>",
                "authorString": "A B, C D.",
                "journalInfo": {"journal": {"title": "SYNTHETIC"}},
                "pubYear": "2024",
                "pubTypeList": {"pubType": ["Preprint"]},
                "isOpenAccess": "Y",
                "citedByCount": 3,
                "commentCorrectionList": {"commentCorrection": [{"id": "9", "source": "MED", "type": "Preprint of"}]},
            }
        ]
    },
}
RECORDS = article_set(
    article(
        "11",
        within="<Abstract><AbstractText Label='A'>SYNTHETIC.</AbstractText></Abstract><ELocationID EIdType='doi'>"
        "10.1/x</ELocationID><AuthorList><Author><LastName>A</LastName></Author></AuthorList>",
        citation="<CommentsCorrectionsList><CommentsCorrections RefType='RetractionIn'><PMID>12</PMID>"
        "</CommentsCorrections></CommentsCorrectionsList>",
    )
)
ODD = st.sampled_from([
    *(None, True, -1, 3, 1.5, 10**12, 10**400, float("inf"), "", "0000-00-00", "00000000", "99999999", "٢٠٢٤٠٣١٥"),
    *("\ud800", "\0", "&#" + "9" * 5000 + ";", "<" * 50, [], {}, [None], [[]], [3], ["\udfff"], [{}], {"a": []}),
])  # fmt: skip


class Canned(Source):
    """A source that answers each request with the same bytes; everything from there on is the program's own."""

    def __init__(self, *bodies: bytes) -> None:
        super().__init__("A source", "http://127.0.0.1:9", requests_per_second=1, sleep=lambda seconds: None)
        self.bodies = list(bodies)

    def _answer(self, url: str, parameters: Any, *, may_post: bool) -> Answer:
        self._count_request()
        return Answer(200, self.bodies.pop(0) if len(self.bodies) > 1 else self.bodies[0], url)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, within in inner:
        yield from places(within, (*path, key))


def with_odd(record: Any, path: tuple[Any, ...], odd: object) -> bytes:
    changed = copy.deepcopy({"": record})
    at: Any = changed
    for key in ("", *path)[:-1]:
        at = at[key]
    at[("", *path)[-1]] = odd
    return json.dumps(changed[""]).encode()


def bytes_like(text: str) -> st.SearchStrategy[bytes]:
    """The text cut, or with some bytes in its middle replaced by others."""
    whole = text.encode()
    more = st.sampled_from(
        [b"<", b">", b"&", b"]]>", b"\xff", b"\0", b"<PMID/>", b'"', b"9" * 5000, b"&#xD800;", b"&x;"]
    )
    spans = st.tuples(
        st.integers(0, len(whole)), st.integers(0, 40), st.one_of(st.just(b""), more, st.binary(max_size=4))
    )
    return spans.map(lambda span: whole[: span[0]] + span[2] + whole[span[0] + span[1] :])


def only_source_errors(update: Callable[[LiteratureStore], object]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = LiteratureStore(Path(folder))
        with suppress(SourceError):
            update(store)
        for kind, row_type in ROWS.items():
            table = pa.Table.from_pylist([asdict(row) for row in store.read(kind, row_type)], arrow_schema(row_type))
            if kind == "label":
                table["effective_date"].cast(pa.date32())


def ask_labels(body: bytes) -> None:
    only_source_errors(lambda store: update_labels(store, Canned(body), {"imatinib": PATTERNS}, None))


def ask_trials(body: bytes) -> None:
    only_source_errors(
        lambda store: update_trials(store, Canned(body), [IMATINIB], ["multiple sclerosis"], {"NCT2": "imatinib"}, DAY)
    )


def ask_europepmc(body: bytes) -> None:
    query, schedule = EuropePmcQuery("imatinib", "imatinib", "imatinib"), Schedule(DAY, date(2026, 1, 1), 28)
    only_source_errors(lambda store: update_europepmc(store, Canned(body), [query], schedule))


def ask_pubmed(hits: bytes, records: bytes) -> None:
    schedule = Schedule(DAY, date(2026, 1, 1), 28)
    pubmed = PubMed(Canned(hits, records), tool="nibwatch", email=None, api_key=None)
    query = PubMedQuery("imatinib", "imatinib")
    only_source_errors(lambda store: update_publications(store, pubmed, [query], ["11"], schedule))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(places(LABELS))), ODD)
def test_a_label_answer_with_anything_at_any_place_is_read_or_refused(path: tuple[Any, ...], odd: object) -> None:
    ask_labels(with_odd(LABELS, path, odd))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(places(STUDIES))), ODD)
def test_a_registry_answer_with_anything_at_any_place_is_read_or_refused(path: tuple[Any, ...], odd: object) -> None:
    ask_trials(with_odd(STUDIES, path, odd))


@settings(max_examples=80, deadline=None)
@given(st.sampled_from(list(places(EUROPEPMC))), ODD)
def test_a_europe_pmc_answer_with_anything_at_any_place_is_read_or_refused(path: tuple[Any, ...], odd: object) -> None:
    ask_europepmc(with_odd(EUROPEPMC, path, odd))


@settings(max_examples=80, deadline=None)
@given(bytes_like(search_result(1, ["11"])), bytes_like(RECORDS))
def test_pubmed_answers_with_bytes_lost_or_changed_are_read_or_refused(hits: bytes, records: bytes) -> None:
    ask_pubmed(hits, RECORDS.encode())
    ask_pubmed(search_result(1, ["11"]).encode(), records)


@settings(max_examples=40, deadline=None)
@given(bytes_like(json.dumps(LABELS)), bytes_like(json.dumps(STUDIES)), bytes_like(json.dumps(EUROPEPMC)))
def test_json_with_bytes_lost_or_changed_is_read_or_refused(labels: bytes, studies: bytes, papers: bytes) -> None:
    ask_labels(labels)
    ask_trials(studies)
    ask_europepmc(papers)


@pytest.mark.parametrize(
    "body",
    [b"[" * 200_000 + b"]" * 200_000, b'{"a":' + b"9" * 5000 + b"}", b'{"a":"\\ud800"}', b'{"a":NaN}', b"\xff\xfe{}"],
    ids=["deep", "long number", "lone surrogate", "NaN", "UTF-16"],
)
def test_json_that_no_source_sends_is_a_failure_of_the_source(body: bytes) -> None:
    with pytest.raises(SourceError, match="sent no JSON"):
        read_json(Answer(200, body, "x"))


BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><eSearchResult><Count>&b;</Count></eSearchResult>'


@pytest.mark.parametrize(
    "text",
    [
        *(f'<?xml version="1.0" encoding="{name}"?><eSearchResult/>' for name in ("utf-7", "x-foo", "shift_jis", "idna")),
        *(f"<eSearchResult><Count>{count}</Count></eSearchResult>" for count in ("9" * 5000, "²", "-1", "")),
        "<eSearchResult><Count>1</Count><IdList><Id>one</Id></IdList></eSearchResult>",
        "<a>" * 100_000 + "</a>" * 100_000,
        BOMB,
    ],
)  # fmt: skip
def test_xml_that_no_source_sends_is_a_failure_of_the_source(text: str) -> None:
    with pytest.raises(SourceError):
        _read_hits(Answer(200, text.encode(), "x"))


def test_records_within_records_are_read_once() -> None:
    inner = "<PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>"
    outer = "</ArticleTitle></Article></MedlineCitation></PubmedArticle>"
    nested = f"<PubmedArticleSet>{inner * 30_000}SYNTHETIC{outer * 30_000}</PubmedArticleSet>"
    (found,) = _read_articles(Answer(200, nested.encode(), "x")).publications
    assert (found.title or "").endswith("SYNTHETIC")


@pytest.mark.parametrize("sign", [
    *("E.g. ", "a. A", "reduced ", "reduced-", "reduc(-", "reduced x-x-", "not reduced ", "-", "reduced  ", "EAE "),
    *("oligodendrocyte(", "oligodendrocyte-(", "did not ", "x", "(", "MOG35"),
])  # fmt: skip
def test_an_abstract_of_one_sign_without_an_end_is_read(sign: str) -> None:
    rules = read_rules(reference_tables()["suggestion_rule"].to_pylist())
    suggest(None, sign * (100_000 // len(sign)), IMATINIB.pattern, rules)


def test_a_label_dated_with_no_date_is_kept_without_one(tmp_path: Path) -> None:
    store = LiteratureStore(tmp_path)
    update_labels(
        store, Canned(with_odd(LABELS, ("results", 0, "effective_time"), "00000000")), {"imatinib": PATTERNS}, None
    )
    assert '"effective_date": null' in (tmp_path / "label.jsonl").read_text()
