"""The demo's SYNTHETIC literature, asked by the clients that ask the real sources."""

from datetime import date
from pathlib import Path

from signals.demo import DEMO_WATCHLISTS
from signals.demo.literature import serve_literature
from signals.literature import search
from signals.literature.search import Search
from signals.literature.store import LabelMention, LiteratureStore
from signals.settings import Settings
from signals.vocabulary.watchlist import load_watchlists


def test_every_source_answers_and_says_synthetic_everywhere(tmp_path: Path) -> None:
    with serve_literature() as addresses:
        wanted = Search(tmp_path, load_watchlists(DEMO_WATCHLISTS), addresses, Settings(), date(2026, 11, 25))
        answers = [
            ask(wanted)
            for ask in (search.search_pubmed, search.search_europepmc, search.search_trials, search.search_labels)
        ]
    assert not [answer.sentence for answer in answers if answer.is_failure]
    store = LiteratureStore(tmp_path / "literature")
    papers = [paper for paper in store.publications().values() if paper.found_by]
    assert len(papers) == 8 and all("SYNTHETIC" in str(paper.title) for paper in papers)
    assert {paper.pmid: paper.found_by for paper in papers}["99000004"] == ("dasatinib",)
    assert all(paper.pmid.startswith("990000") for paper in papers)
    assert {paper.pmid for paper in papers if paper.retraction == "retracted"} == {"99000007"}
    assert {record.pmid for record in store.europepmc().values()} == {paper.pmid for paper in papers}
    assert all("SYNTHETIC" in str(trial.title) for trial in store.trials().values())
    assert {(label.set_id, label.words) for label in store.read("label", LabelMention)} == {
        ("SYNTHETIC-tofacitinib", "optic neuritis"),
        ("SYNTHETIC-levofloxacin", "tendon rupture"),
    }
