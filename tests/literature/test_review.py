"""The papers that wait for a coder: which, in what order, and with what beside them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest

from signals.literature.compounds import register_compounds, watched_compounds
from signals.literature.store import ROWS, EuropePmcRecord, LiteratureStore, Publication, register_literature
from signals.settings import CHECKOUT
from signals.vocabulary.watchlist import load_watchlist
from tests.literature.evidence_tables import ANIMALS, build, count_people, rows_of

DAY = date(2026, 11, 25)
TABLES = (
    "evidence.certainty", "evidence.agreement", "evidence.publication", "evidence.paper_suggestion", "evidence.review_queue",
    "evidence.suggestion_accuracy",
)  # fmt: skip
EAE = Publication(
    "71", title="Imatinib in EAE", abstract="Imatinib, given after disease onset, ameliorated EAE.", year=2024,
    found_by=("imatinib",), publication_types=("Journal Article",), first_author="Doe J", first_seen="2026-11-25",
)  # fmt: skip
TOXIC = Publication(
    "72", title="Ruxolitinib and cuprizone", abstract="Ruxolitinib delayed remyelination after cuprizone.", year=2020,
    found_by=("ruxolitinib",), publication_types=("Journal Article",),
)  # fmt: skip
REVIEW = Publication("73", title="Imatinib in EAE, a review", found_by=("imatinib",), publication_types=("Review",))
RETRACTED = Publication("74", title="Imatinib in EAE", found_by=("imatinib",), retraction="retracted")
UNNAMED = Publication("75", title="A letter", found_by=("imatinib",), publication_types=("Letter",))


def find(connection: duckdb.DuckDBPyConnection, folder: Path, *papers: Publication | EuropePmcRecord) -> None:
    """Put papers into the store and from there into the database."""
    store = LiteratureStore(folder / "literature")
    store.write("publication", [paper for paper in papers if isinstance(paper, Publication)])
    store.write("europepmc", [paper for paper in papers if isinstance(paper, EuropePmcRecord)])
    for kind in ROWS:
        connection.execute(f"DROP TABLE literature.{kind}")
    register_literature(connection, folder)


@pytest.fixture
def queued(connection: duckdb.DuckDBPyConnection, tmp_path: Path) -> Callable[..., list[dict[str, Any]]]:
    """The rows of the review queue, once these papers were found and people were counted so."""

    def make(*papers: Publication | EuropePmcRecord, human: str = "too few reports") -> list[dict[str, Any]]:
        find(connection, tmp_path, *papers)
        count_people(connection, human, human)
        build(connection, *ANIMALS, *TABLES)
        found = connection.execute("SELECT * FROM evidence.review_queue ORDER BY queue_position")
        names = [column[0] for column in found.description or []]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    return make


def test_every_found_paper_waits_until_it_is_coded(
    queued: Callable[..., list[dict[str, Any]]], connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", pmid="71")
    add_study("EAE", "not coded", pmid="72", is_weighed=False, not_weighed_reason="waits for its coder")
    add_study("EAE", "protective", pmid=None, doi="10.1000/ABC")
    waiting = queued(EAE, TOXIC, REVIEW, Publication("76", doi="10.1000/abc", found_by=("imatinib",)))
    assert {row["pmid"] for row in waiting} == {"72", "73"}
    assert {row["pmid"]: row["study_ids"] for row in waiting} == {"72": ["1"], "73": []}
    counted = rows_of(
        connection,
        "SELECT count(*), count(*) FILTER (is_coded), count(*) FILTER (list_contains(found_by, 'human evidence')) "
        "FROM evidence.publication",
    )[0]
    assert counted == (len(waiting) + 2 + counted[2], 2, counted[2])


def test_what_would_tell_most_stands_first_and_what_was_withdrawn_last(
    queued: Callable[..., list[dict[str, Any]]],
) -> None:
    waiting = queued(RETRACTED, REVIEW, EAE, TOXIC, UNNAMED)
    assert [row["pmid"] for row in waiting] == ["72", "71", "73", "75", "74"]
    assert [row["queue_position"] for row in waiting] == [1, 2, 3, 4, 5]
    assert all(later["priority"] <= earlier["priority"] for earlier, later in pairwise(waiting))


def test_the_points_that_apply_add_up_to_the_priority(queued: Callable[..., list[dict[str, Any]]]) -> None:
    for row in queued(RETRACTED, REVIEW, EAE, TOXIC, UNNAMED):
        assert row["priority"] == sum(int(reason.split()[0]) for reason in row["priority_reasons"])


@pytest.mark.parametrize(
    ("known", "points"),
    [
        ({"is_open_access": True}, ["+1 its full text is open"]),
        ({"cited_by_count": 20}, ["+1 cited 20 times or more"]),
        ({"cited_by_count": 19}, []),
    ],
)
def test_what_europe_pmc_knows_of_a_paper_in_pubmed_moves_it(
    queued: Callable[..., list[dict[str, Any]]], known: dict[str, Any], points: list[str]
) -> None:
    europe = EuropePmcRecord("MED/71", pmid="71", found_by=("imatinib",), **known)
    row, plain = sorted(queued(EAE, replace(EAE, pmid="70"), europe), key=lambda row: row["pmid"], reverse=True)
    added = [reason for reason in row["priority_reasons"] if reason not in plain["priority_reasons"]]
    assert [reason[: len(point)] for reason, point in zip(added, points, strict=True)] == points
    assert row["priority"] - plain["priority"] == len(points)


def test_an_abstract_that_europe_pmc_alone_has_is_read(queued: Callable[..., list[dict[str, Any]]]) -> None:
    bare = replace(EAE, abstract=None)
    (row,) = queued(bare, EuropePmcRecord("MED/71", pmid="71", abstract=EAE.abstract, found_by=("imatinib",)))
    assert (row["has_abstract"], row["suggested_direction"]) == (True, "protective")
    assert not any("no abstract" in reason for reason in row["priority_reasons"])


def test_a_preprint_stands_below_until_its_article_is_known(queued: Callable[..., list[dict[str, Any]]]) -> None:
    draft = EuropePmcRecord("PPR/1", title=EAE.title, abstract=EAE.abstract, is_preprint=True, found_by=("imatinib",))
    papers = [
        draft,
        replace(draft, record="PPR/2", published_as="MED/9"),  # an article that no search found
        replace(draft, record="PPR/3", published_as="MED/71"),
        EAE,
    ]
    rows = {row["publication"]: row for row in queued(*papers)}
    assert set(rows) == {"Europe PMC PPR/1", "Europe PMC PPR/2", "PMID 71"}
    alone = rows.pop("Europe PMC PPR/1")
    assert alone["is_preprint"] and any("no article is known" in reason for reason in alone["priority_reasons"])
    for row in rows.values():
        assert (row["is_preprint"], row["priority"]) == (False, alone["priority"] + 1)


def test_a_review_is_one_in_the_words_of_either_source(queued: Callable[..., list[dict[str, Any]]]) -> None:
    fields = {"title": "Imatinib in EAE, a review", "found_by": ("imatinib",)}
    (row,) = queued(EuropePmcRecord("MED/73", publication_types=("review-article", "journal article"), **fields))
    assert any("a review" in reason for reason in row["priority_reasons"])


def test_of_papers_with_the_same_points_and_year_the_more_cited_stands_first(
    queued: Callable[..., list[dict[str, Any]]],
) -> None:
    papers = [
        EuropePmcRecord(f"MED/{number}", pmid=str(number), title="A study", year=2024, cited_by_count=cited)
        for number, cited in ((81, 2), (82, 7), (83, None))
    ]
    assert [row["pmid"] for row in queued(*papers)] == ["82", "81", "83"]


def test_a_drug_that_stands_out_in_people_moves_its_papers_up(queued: Callable[..., list[dict[str, Any]]]) -> None:
    (row,) = queued(EAE, human="disproportionate")
    assert any("disproportionately reported" in reason for reason in row["priority_reasons"])


def test_a_row_holds_sentences_and_suggestions_with_their_words(queued: Callable[..., list[dict[str, Any]]]) -> None:
    (row,) = queued(EAE)
    assert row["compounds"] == ["imatinib"]
    assert row["sentences"] == ["Imatinib in EAE", "Imatinib, given after disease onset, ameliorated EAE."]
    assert (row["suggested_model"], row["model_words"]) == ("EAE", ["EAE"])
    assert (row["suggested_regimen"], row["regimen_words"]) == ("therapeutic", ["after disease onset"])
    assert (row["suggested_direction"], row["direction_words"]) == ("protective", ["ameliorated"])


def test_a_suggestion_enters_no_verdict(
    queued: Callable[..., list[dict[str, Any]]], connection: duckdb.DuckDBPyConnection
) -> None:
    queued(EAE, TOXIC)
    assert rows_of(connection, "SELECT DISTINCT animal_verdict, study_count FROM evidence.animal_verdict") == [
        ("none found", 0)
    ]


def test_no_paper_found_is_an_empty_queue(queued: Callable[..., list[dict[str, Any]]]) -> None:
    assert queued() == []


# --- how good the suggestions are


def test_precision_and_recall_are_those_of_the_rows_counted_by_hand(
    queued: Callable[..., list[dict[str, Any]]], connection: duckdb.DuckDBPyConnection, add_study: Callable[..., None]
) -> None:
    add_study("EAE", "protective", pmid="71")  # suggested: protective
    add_study("toxic", "protective", pmid="72")  # suggested: harmful
    add_study("EAE", "harmful", pmid="77")  # nothing suggested
    queued(EAE, TOXIC, Publication("77", title="Imatinib", abstract="Imatinib in mice.", found_by=("imatinib",)))
    found = rows_of(
        connection,
        "SELECT value, coded_count, suggested_count, agreeing_count, precision, recall FROM evidence.suggestion_accuracy "
        "WHERE aspect = 'direction' AND text_read = 'abstract' ORDER BY value",
    )
    assert found == [
        ("all", 3, 2, 1, 1 / 2, 1 / 3), ("harmful", 1, 1, 0, 0.0, 0.0), ("protective", 2, 1, 1, 1.0, 1 / 2),
    ]  # fmt: skip


def test_the_figures_printed_in_the_methods_are_those_of_a_fresh_computation(
    connection: duckdb.DuckDBPyConnection, reference: dict[str, pa.Table]
) -> None:
    connection.from_arrow(reference["preclinical_study"]).insert_into("reference.preclinical_study")
    connection.execute("DROP TABLE literature.compound")
    register_compounds(connection, watched_compounds(load_watchlist("tki_demyelination"), reference))
    build(
        connection,
        "evidence.study",
        "evidence.publication",
        "evidence.paper_suggestion",
        "evidence.suggestion_accuracy",
    )
    fresh = rows_of(
        connection,
        """
        SELECT aspect, value, coded_count, suggested_count, agreeing_count
            , coalesce(printf('%.2f', precision), '–'), printf('%.2f', recall)
        FROM evidence.suggestion_accuracy WHERE text_read = 'title' AND (value = 'all' OR suggested_count > 0)
        ORDER BY aspect, value = 'all', value
        """,
    )
    section = (CHECKOUT / "docs" / "methods.md").read_text(encoding="utf-8")
    section = section.partition("## The review queue\n")[2].partition("\n## ")[0]
    printed = [
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in section.splitlines()
        if re.match(r"\| (model|regimen|direction) ", line)
    ]
    assert printed == [tuple(str(cell) for cell in row) for row in fresh]
    coded = sum(direction != "not coded" for direction in reference["preclinical_study"]["direction"].to_pylist())
    assert f"none of the {coded} coded rows has its abstract in the project" in " ".join(section.split())
    assert rows_of(connection, "SELECT count(*) FROM evidence.suggestion_accuracy WHERE text_read = 'abstract'") == [
        (0,)
    ]
