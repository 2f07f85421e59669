"""A weekly search of all sources, with one of them down; and the store the build reads."""

from datetime import date
from pathlib import Path

import duckdb
import pytest

from signals.build.fingerprint import hash_files
from signals.demo.loopback import Reply, form_server
from signals.errors import OutsideError
from signals.literature import search
from signals.literature.search import Addresses, Search, coded_trials
from signals.literature.store import (
    LiteratureStore,
    Publication,
    SearchState,
    failed_sources,
    register_literature,
    store_files,
)
from signals.settings import Settings
from signals.vocabulary.watchlist import load_watchlist
from tests.literature.pubmed_answers import search_result
from tests.reference_tables import reference_tables

WATCHLIST = 'evidence = "demyelination"\n[class]\nname = "x"\ningredients = ["imatinib"]\n[groups.cns_onset]\nterms = ["Demyelination"]\n'
NOBODY = "http://127.0.0.1:9"


def searched(tmp_path: Path, addresses: Addresses, content: str = WATCHLIST) -> Search:
    (tmp_path / "small.toml").write_text(content)
    return Search(tmp_path, (load_watchlist(tmp_path / "small.toml"),), addresses, Settings(), date(2026, 11, 25))


def test_a_source_that_is_down_is_reported_and_the_others_go_on(tmp_path: Path) -> None:
    with form_server(lambda name, form: '{"studies": []}') as server:
        wanted = searched(tmp_path, Addresses(NOBODY, server.address, NOBODY, NOBODY))
        answers = [search.search_pubmed(wanted), search.search_trials(wanted)]
    assert [answer.is_failure for answer in answers] == [True, False]
    assert "PubMed did not answer" in answers[0].sentence and "nothing is known from it yet" in answers[0].sentence
    assert failed_sources(tmp_path) == ["PubMed could not be searched; nothing is known from it yet."]


def test_a_source_that_answers_again_is_no_problem_any_more(tmp_path: Path) -> None:
    search.search_trials(searched(tmp_path, Addresses(NOBODY, NOBODY, NOBODY, NOBODY)))
    assert len(failed_sources(tmp_path)) == 1
    with form_server(lambda name, form: '{"studies": []}') as server:
        search.search_trials(searched(tmp_path, Addresses(NOBODY, server.address, NOBODY, NOBODY)))
    assert failed_sources(tmp_path) == []


def test_sources_that_failed_are_named_in_one_sentence_with_the_day_of_their_last_answer(tmp_path: Path) -> None:
    known = {"PubMed": "2026-11-18", "ClinicalTrials.gov": "2026-11-18"}
    LiteratureStore(tmp_path / "literature").write_state(
        SearchState(answered=known, problems=dict.fromkeys((*known, "openFDA"), "[Errno -2]"))
    )
    assert failed_sources(tmp_path) == [
        "openFDA could not be searched; nothing is known from it yet.",
        "ClinicalTrials.gov and PubMed could not be searched; the evidence is what they said on 2026-11-18.",
    ]


def test_a_topic_without_evidence_asks_for_labels_alone_and_has_no_problem_with_the_others(tmp_path: Path) -> None:
    nowhere = Addresses(NOBODY, NOBODY, NOBODY, NOBODY)
    others = (search.search_pubmed, search.search_europepmc, search.search_trials)
    assert all(ask(searched(tmp_path, nowhere)).is_failure for ask in others)
    without = searched(tmp_path, nowhere, WATCHLIST.partition("\n")[2])
    assert {ask(without).sentence.partition(":")[2] for ask in others} == {
        " not asked, since the watchlist names no evidence to search for."
    }
    assert search.search_labels(without).is_failure
    (problem,) = failed_sources(tmp_path)
    assert problem.startswith("openFDA could not be searched")


def test_an_answer_of_an_unknown_shape_is_a_failure_of_the_source_and_not_of_the_run(tmp_path: Path) -> None:
    with form_server(lambda name, form: '{"studies": [3]}') as server:
        answer = search.search_trials(searched(tmp_path, Addresses(NOBODY, server.address, NOBODY, NOBODY)))
    assert answer.is_failure and "of a shape we do not know" in answer.sentence


def test_labels_that_are_not_found_are_an_answer(tmp_path: Path) -> None:
    with form_server(lambda name, form: Reply('{"error": {"code": "NOT_FOUND"}}', 404)) as server:
        answer = search.search_labels(searched(tmp_path, Addresses(NOBODY, NOBODY, server.address, NOBODY)))
    assert not answer.is_failure and "0 of 1 watched drugs and negative controls have a US label" in answer.sentence


def test_a_key_stays_out_of_what_is_stated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIBWATCH_NCBI_API_KEY", "s3cr3t")
    with form_server(lambda name, form: Reply(form["api_key"], 400)) as server:
        answer = search.search_pubmed(searched(tmp_path, Addresses(server.address, NOBODY, NOBODY, NOBODY)))
        assert server.requests[0][1]["api_key"] == "s3cr3t"
    assert "s3cr3t" not in answer.sentence
    assert "s3cr3t" not in (tmp_path / "literature" / "state.json").read_text()


def test_only_what_was_found_is_part_of_a_publications_fingerprint(tmp_path: Path) -> None:
    with form_server(
        lambda name, form: search_result(0, []) if name == "esearch.fcgi" else "<PubmedArticleSet/>"
    ) as server:
        search.search_pubmed(searched(tmp_path, Addresses(server.address, NOBODY, NOBODY, NOBODY)))
    before = hash_files(store_files(tmp_path))
    search.search_pubmed(searched(tmp_path, Addresses(NOBODY, NOBODY, NOBODY, NOBODY)))
    assert hash_files(store_files(tmp_path)) == before
    LiteratureStore(tmp_path / "literature").write("publication", [Publication("1", title="SYNTHETIC")])
    assert hash_files(store_files(tmp_path)) != before


def test_the_build_reads_the_store_as_tables(tmp_path: Path) -> None:
    store = LiteratureStore(tmp_path / "literature")
    store.write("publication", [Publication("1", title="Ünïcode", found_by=("imatinib",), year=2024)])
    with duckdb.connect() as connection:
        connection.execute("ATTACH ':memory:' AS literature")
        register_literature(connection, tmp_path)
        rows = connection.execute("SELECT pmid, title, found_by, year, abstract FROM literature.publication").fetchall()
        assert connection.execute("SELECT count(*) FROM literature.trial").fetchall() == [(0,)]
    assert rows == [("1", "Ünïcode", ["imatinib"], 2024, None)]


def test_a_broken_store_is_named_with_its_line(tmp_path: Path) -> None:
    store = LiteratureStore(tmp_path / "literature")
    store.write("publication", [Publication("1")])
    path = store.folder / "publication.jsonl"
    path.write_text(path.read_text() + '{"pmid": "2", "titel"')
    with pytest.raises(OutsideError, match=r"publication\.jsonl, line 2 cannot be read"):
        store.publications()


def test_the_trials_of_the_human_evidence_are_known_by_number() -> None:
    found = coded_trials(reference_tables())
    assert found["NCT03674099"] == "imatinib"
    assert {"NCT04338022", "NCT04338061"} <= found.keys()
