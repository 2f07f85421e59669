"""What a page says of animals beside people: the answer in words, and the pictures of the class."""

import html
import re
from pathlib import Path

import duckdb
import pytest

from signals.database import open_read_only
from signals.digest.content import read_content
from signals.pages.drug import drug_page
from signals.present.animals_and_people import MARKS, animals_and_people
from signals.present.block import Section
from signals.present.fates_chart import fates
from signals.present.paths import drug_path
from signals.present.published_file import PublishedFile
from signals.present.query import Row, ask
from signals.present.topic import Topic
from signals.published import query
from tests.publications import Publication
from tests.reference_tables import reference_tables

ASKED = {"watchlist": "tki_demyelination", "event": "cns_onset", "analysis": "no_ms_context"}

CLASS = "tyrosine kinase inhibitor"
STUDY = {"direction": "protective", "question": "efficacy", "is_starting": False, "publication": "Crespo 2011"}
EFFECT = {
    "percent": 50.0, "lower": 20.0, "upper": 80.0, "publication": "Azizi 2014", "regimen": "therapeutic",
    "fate": "neither", "is_starting": False,
}  # fmt: skip
ONE = {
    "drug": "imatinib", "induced_disease": ["protective"], "asked_of_harm": [], "starting_point": [],
    "directions_alone": [STUDY], "effects": [], "is_starting_report": False, "a": 3, "expected": 1.4, "ic": 1.0,
    "ic_lower": 0.5, "ic_upper": 1.5, "human_verdict": "disproportionate",
}  # fmt: skip


def marks(drawing: str, kind: int) -> int:
    """How many marks of a kind say a direction alone; the legend's have no title."""
    return len(re.findall(rf'class="s{kind} thin"><title>[^<]*, {re.escape(html.escape(MARKS[kind]))}: ', drawing))


def titles(drawing: str, kind: int) -> list[str]:
    """What the filled marks of a kind say when pointed at."""
    return [html.unescape(title) for title in re.findall(rf'class="s{kind} area dot"><title>([^<]*)', drawing)]


def text_of(folder: Path, drug: str, kind: str) -> str:
    return html.unescape((folder / drug_path(drug, kind)).read_text(encoding="utf-8"))


def test_a_drug_s_page_begins_with_the_answer_in_words(site: Path, small_publication: Publication) -> None:
    with open_read_only(small_publication.path) as connection:
        (row,) = connection.execute(
            "SELECT in_short, missing FROM evidence.answer WHERE drug = 'imatinib' AND event = 'cns_onset'"
        ).fetchall()
    page = text_of(site, "imatinib", "ingredient")
    assert page.index("<h2") < page.index(row[0]) < page.index("analysis by analysis</h2>")
    assert row[1] in page


def test_the_pictures_of_animals_stand_on_the_page_of_the_class_alone(site: Path) -> None:
    for drug, kind, is_there in (
        (CLASS, "class", True),
        ("BTK", "target_class", False),
        ("imatinib", "ingredient", False),
    ):
        page = text_of(site, drug, kind)
        assert (f"{MARKS[2]}</text>" in page) is is_there
        assert ("animals do not discriminate" in page) is is_there


def test_every_study_that_counts_has_its_mark_and_the_papers_of_the_question_stand_out(
    small_publication: Publication,
) -> None:
    with open_read_only(small_publication.path) as connection:
        sql = query("pages/animals_and_people")
        rows = ask(connection, "", sql, **ASKED).rows
        shown = [row.drug for row in rows]
        weighed = connection.execute("""
            SELECT question, count(*) FROM evidence.study SEMI JOIN
            (FROM evidence.study_weight WHERE weight > 0) USING (study_id)
            WHERE coalesce(ingredient, compound) IN (SELECT unnest(?)) GROUP BY ALL
        """, [shown]).fetchall()  # fmt: skip
    figure = animals_and_people(rows)
    assert figure is not None
    counted = dict(weighed)
    assert not any(row.effects for row in rows if row.human_verdict != "not watched"), "no size of theirs is coded"
    assert marks(figure.svg, 0) + marks(figure.svg, 2) == counted["efficacy"]
    assert marks(figure.svg, 1) == counted["harm"]
    # Azizi 2014 on imatinib, Constantin 1998 on AG490, Uemura 2008 on Ki20227
    assert marks(figure.svg, 2) == 3
    assert "imatinib: Rotstein 2019 (people)" in re.sub("Azizi 2014 [(]animals[)], ", "", html.unescape(figure.svg))
    # PLX5622 is none either, and stands here for the harm that was found with it (S031, S032)
    assert [row.drug for row in rows if row.human_verdict == "no medicine"][-2:] == ["Ki20227", "PLX5622"]


def test_a_study_whose_size_is_coded_stands_on_the_axis_of_effects_and_no_more_as_a_direction(
    small_publication: Publication, tmp_path: Path
) -> None:
    changed = tmp_path / "nibwatch.duckdb"
    changed.write_bytes(small_publication.path.read_bytes())
    with duckdb.connect(str(changed)) as connection:
        # Azizi 2014 (S006), which the question began with, with the numbers of another paper
        connection.execute("UPDATE evidence.study SET doi = '10.1/azizi' WHERE study_id = 'S006'")
        connection.execute("""
            INSERT INTO evidence.effect BY NAME
            SELECT * REPLACE ('X' AS effect_id, 'Imatinib' AS drug, 'neither' AS fate, '10.1/AZIZI' AS doi)
            FROM evidence.effect WHERE effect_id = 'E001'
        """)
        rows = ask(connection, "", query("pages/animals_and_people"), **ASKED).rows
    imatinib = next(row for row in rows if row.drug == "imatinib")
    assert imatinib.comparisons == len(imatinib.effects) == 1
    assert len(imatinib.induced_disease) == 3
    assert [study["publication"] for study in imatinib.directions_alone] == ["Crespo 2011", "Adzemovic 2013"]
    figure = animals_and_people(rows)
    assert figure is not None
    # E001: 2 (SD 1.34164, n 20) against 3.7 (SD 2.73861, n 30); 248.356 is the variance in ../shared/reference/evidence_review
    # /hermes_effects.csv, and 45.946 - 1.96 * 15.759 the lower bound
    said = "imatinib (neither), Abdurasulova 2017: 46% lower score (15 to 77), prophylactic, " + MARKS[2]
    assert said in titles(figure.svg, 2)
    assert "is known of 1 study of these drugs (imatinib)" in figure.text


def test_effects_of_drugs_that_are_there_for_comparison_follow_the_class(small_publication: Publication) -> None:
    with open_read_only(small_publication.path) as connection:
        rows = ask(connection, "", query("pages/animals_and_people"), **ASKED).rows
        ((effects, drugs),) = connection.execute(
            "SELECT count(*), count(DISTINCT drug) FROM evidence.effect"
        ).fetchall()
    compared = [row for row in rows if row.human_verdict == "not watched"]
    assert rows[-len(compared) :] == tuple(compared)
    assert len(compared) == drugs
    assert sum(len(row.effects) for row in compared) == effects
    figure = animals_and_people(rows)
    assert figure is not None
    failed = sum(effect["fate"].startswith("failed") for row in compared for effect in row.effects)
    assert len(titles(figure.svg, 3)) == failed > 0


def test_no_effect_leaves_the_picture_however_wide_its_interval() -> None:
    wide = Row(**ONE | {"effects": [EFFECT | {"percent": -300.0, "lower": -900.0, "upper": 300.0}]})
    figure = animals_and_people([wide])
    assert figure is not None
    places = [float(x) for x in re.findall(r"M(-?[0-9.]+) [0-9.]+L", figure.svg)]
    assert 0 <= min(places) <= max(places) <= 360


def test_a_drug_that_stands_out_without_a_study_has_its_row(small_publication: Publication) -> None:
    with open_read_only(small_publication.path) as connection:
        rows = ask(connection, "", query("pages/animals_and_people"), **ASKED).rows
        standing = connection.execute("""
            SELECT drug FROM signals.watch WHERE analysis = 'no_ms_context' AND event = 'cns_onset'
            AND event_kind = 'group' AND drug_kind = 'ingredient' AND human_verdict = 'disproportionate'
        """).fetchall()
    assert {drug for (drug,) in standing} <= {row.drug for row in rows}


def test_no_picture_is_drawn_without_a_study() -> None:
    assert animals_and_people([Row(**ONE | {"induced_disease": [], "directions_alone": []})]) is None
    only_compared = {"directions_alone": [], "effects": [EFFECT], "human_verdict": "not watched"}
    assert animals_and_people([Row(**ONE | only_compared)]) is None
    assert fates([]) is None


def test_hostile_names_stay_text_in_the_picture() -> None:
    hostile = {"drug": "<script>alert(1)</script>", "effects": [EFFECT | {"publication": "<script>"}]}
    figure = animals_and_people([Row(**ONE | hostile)])
    assert figure is not None and "<script" not in figure.svg


def test_the_question_began_with_what_is_coded() -> None:
    reference = reference_tables()
    coded = {*reference["preclinical_study"]["study_id"].to_pylist()}
    coded |= {*reference["human_evidence"]["evidence_id"].to_pylist()}
    assert {*reference["starting_point"]["reference"].to_pylist()} <= coded


@pytest.mark.parametrize("event", ["mimic"])
def test_an_event_without_an_animal_model_has_no_answer(small_publication: Publication, event: str) -> None:
    with open_read_only(small_publication.path) as connection:
        topic = Topic(**{**vars(read_content(small_publication.path).topic), "event": event})
        page = drug_page(PublishedFile(connection, topic, ("imatinib",)), "imatinib", "ingredient")
    assert not [section for section in page.sections if _is_answer(section)]


def _is_answer(section: Section) -> bool:
    return section.title.startswith("The question")


def test_the_first_page_says_once_how_many_drugs_have_no_animal_evidence(site: Path) -> None:
    page = html.unescape((site / "index.html").read_text(encoding="utf-8"))
    assert page.count("no animal evidence") == 1
