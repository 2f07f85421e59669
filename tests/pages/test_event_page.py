"""What the page of an event group begins with."""

import html
from pathlib import Path

import duckdb

from signals.digest.content import read_content
from signals.pages.event import event_page
from signals.pages.overview import overview
from signals.present.animals_and_people import animals_and_people
from signals.present.published_file import PublishedFile
from tests.publications import Publication


def test_a_drug_with_a_hollow_count_is_named_apart_with_its_caution(
    small_publication: Publication, tmp_path: Path
) -> None:
    changed = tmp_path / "nibwatch.duckdb"
    changed.write_bytes(small_publication.path.read_bytes())
    with duckdb.connect(str(changed)) as connection:
        connection.execute("UPDATE signals.watch_caution SET is_hollow = TRUE, caution = 'all one story'")
        (sentence,) = event_page(PublishedFile.of(connection), "cns_onset").lead
    assert sentence.startswith("1 of 116 watched drugs stands out")
    assert ": by a hollow count pazopanib " in sentence and " [all one story]. " in sentence


def test_drugs_without_any_report_are_counted_among_those_with_too_few(
    site: Path, small_publication: Publication
) -> None:
    with duckdb.connect(str(small_publication.path), read_only=True) as connection:
        # 'too few reports' is the verdict on a drug without a report as well
        ((few, none),) = connection.execute(
            """
            SELECT count_if(human_verdict = 'too few reports'), count_if(a + b = 0)
            FROM signals.watch
            WHERE event = 'cns_onset' AND event_kind = 'group' AND drug_kind = 'ingredient' AND analysis = 'no_ms_context'
            """
        ).fetchall()
    assert none > 0
    said = f"{few} have too few reports to tell, {none} of which have no report."
    for page in ("events/cns_onset.html", "index.html"):
        text = html.unescape((site / page).read_text(encoding="utf-8"))
        assert said in text, page


def test_a_hollow_count_follows_what_holds_and_is_marked_beside_animals(
    small_publication: Publication, tmp_path: Path
) -> None:
    changed = tmp_path / "nibwatch.duckdb"
    changed.write_bytes(small_publication.path.read_bytes())
    about = {"event": "cns_onset", "analysis": "no_ms_context"}
    with duckdb.connect(str(changed)) as connection:
        # imatinib has fewer than it takes to stand out in this world, pazopanib stands out first
        connection.execute(
            "UPDATE signals.watch SET human_verdict = 'disproportionate'"
            " WHERE drug = 'imatinib' AND event = 'cns_onset' AND analysis = 'no_ms_context'"
        )
        connection.execute("UPDATE signals.watch_caution SET is_hollow = TRUE WHERE drug = 'pazopanib'")
        file = PublishedFile.of(connection)
        for query in ("pages/event_drugs", "pages/watched_drugs"):
            assert [row.drug for row in file.ask(query, **about).rows[:2]] == ["imatinib", "pazopanib"], query
        figure = animals_and_people(file.ask("pages/animals_and_people", **about).rows)
    assert figure is not None and "pazopanib (hollow count)" in figure.text


def test_the_first_page_lists_a_hollow_count_apart_from_what_holds(
    small_publication: Publication, tmp_path: Path
) -> None:
    changed = tmp_path / "nibwatch.duckdb"
    changed.write_bytes(small_publication.path.read_bytes())
    with duckdb.connect(str(changed)) as connection:
        connection.execute(
            "UPDATE signals.watch SET human_verdict = 'disproportionate'"
            " WHERE drug = 'imatinib' AND event = 'cns_onset' AND analysis = 'no_ms_context'"
        )
        connection.execute("UPDATE signals.watch_caution SET is_hollow = TRUE WHERE drug = 'pazopanib'")
    content = read_content(changed)
    with duckdb.connect(str(changed), read_only=True) as connection:
        sections = {each.title: each for each in overview(PublishedFile.of(connection), content).sections}
    holding, hollow = (
        sections[title].table for title in ("Standing signals without a caution", "Stand out, and do not hold")
    )
    assert holding is not None and [row[0].text for row in holding.rows] == ["imatinib"]
    assert hollow is not None and {row[0].text for row in hollow.rows} == {"pazopanib"}


def test_the_navigation_names_event_groups_by_their_titles(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    assert (
        '<a href="events/cns_onset_no_optic_neuritis.html">New central demyelination without optic neuritis</a>' in page
    )


def test_the_first_page_answers_its_question_before_it_lists_its_blocks(site: Path) -> None:
    page = (site / "index.html").read_text(encoding="utf-8")
    assert 0 < page.index("watched drugs") < page.index("<h2")
