"""A section asks once for all drugs, and shows the query that asks for its own."""

from collections.abc import Iterator

import duckdb
import pytest

from signals.database import open_read_only
from signals.digest.content import read_content
from signals.present import query as query_module
from signals.present.block_declaration import blocks_of
from signals.present.published_file import PublishedFile
from signals.present.query import Answer
from signals.present.topic import Topic
from tests.publications import Publication


@pytest.fixture(scope="module")
def topic(small_publication: Publication) -> Topic:
    return read_content(small_publication.path).topic


@pytest.fixture
def file(small_publication: Publication, topic: Topic) -> Iterator[PublishedFile]:
    with open_read_only(small_publication.path) as connection:
        drugs = connection.execute("SELECT DISTINCT drug FROM signals.watch").fetchall()
        yield PublishedFile(connection, topic, tuple(drug for (drug,) in drugs))


def about(file: PublishedFile, drug: str, drug_kind: str = "ingredient") -> dict[str, str]:
    topic = file.topic
    return {
        "drug": drug, "drug_kind": drug_kind, "event": topic.event, "analysis": topic.comparison,
        "first_analysis": topic.first_analysis,
    }  # fmt: skip


def rows(answer: Answer) -> list[list[object]]:
    return [[getattr(row, name) for name in answer.names] for row in answer.rows]


def test_a_second_drug_asks_nothing_more(file: PublishedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    ask = query_module.ask
    monkeypatch.setattr(query_module, "ask", lambda *some, **others: asked.append(some[1]) or ask(*some, **others))
    file.sections("drug", **about(file, "imatinib"))
    once = len(asked)
    file.sections("drug", **about(file, "nilotinib"))
    assert once > 10
    assert len(asked) == once


@pytest.mark.parametrize("name", sorted({one.query for one in blocks_of("drug")}))
@pytest.mark.parametrize(("drug", "drug_kind"), [("imatinib", "ingredient"), ("tyrosine kinase inhibitor", "class")])
def test_the_query_that_is_shown_gives_the_rows_that_are_shown(
    file: PublishedFile, name: str, drug: str, drug_kind: str
) -> None:
    answer = file.ask(name, **about(file, drug, drug_kind))
    cursor: duckdb.DuckDBPyConnection = file.connection.execute(answer.query.text)
    names = [column[0] for column in cursor.description or []]
    kept = [names.index(column) for column in answer.names]
    kind = names.index("drug_kind") if "drug_kind" in names else None
    is_by_drug = "drugs" in answer.query.parameters
    found = [
        row
        for row in cursor.fetchall()
        if not is_by_drug or (row[kind] if kind is not None else "ingredient") == drug_kind
    ]
    assert sorted(map(repr, ([row[place] for place in kept] for row in found))) == sorted(map(repr, rows(answer)))
