"""`nibwatch watch` over all drugs, and what it says where there is nothing to show."""

import re
from pathlib import Path

import duckdb
import pytest

from signals.answers.pair import pair, score_pair
from signals.answers.watch import all_drugs, drug_in_short, standing_out
from signals.cli.commands.watch import watch
from tests.publications import Publication

SCREEN = 40


def test_a_watchlist_without_a_case_says_that_there_is_no_table(small_publication: Publication, tmp_path: Path) -> None:
    published = small_publication.copied_to(tmp_path / "home").path
    with duckdb.connect(str(published)) as connection:
        connection.execute("UPDATE signals.watch_summary SET primary_a = 0, comparison_a = 0")
    assert "No watched drug has a case of a watched event, so there is no table to show." in all_drugs(published).text


def test_the_compared_analysis_stands_before_the_first_one(small_publication: Publication) -> None:
    title = all_drugs(small_publication.path).text.partition("Event groups ")[2].partition("\n\n")[0]
    assert title.index("no_ms_context") < title.index("primary")


def test_the_caution_stands_below_its_pair_and_every_line_of_the_table_fits_a_screen(
    small_publication: Publication,
) -> None:
    table = all_drugs(small_publication.path).text.partition("Event groups ")[2].partition("CRITERIA")[0]
    assert all(len(line) <= 98 for line in table.splitlines())
    below = re.search(r"^pazopanib +New central .*?\n    (all: .*?)\n\S", table, re.M | re.S)
    assert below is not None
    assert "caution: one case carries it" in " ".join(below[1].split())


def test_a_watched_pair_is_reported_in_the_analysis_of_its_topic_too_and_another_pair_is_not(
    small_publication: Publication,
) -> None:
    watched = score_pair(small_publication.path, "imatinib", "Optic neuritis")
    with duckdb.connect(str(small_publication.path), read_only=True) as connection:
        found = connection.execute(
            """
            SELECT a, expected FROM signals.watch
            WHERE drug = 'imatinib' AND event = 'Optic neuritis' AND analysis = 'no_ms_context'
            """
        ).fetchone()
    (compared,) = watched["compared"]
    assert (compared["a"], compared["expected"]) == found
    text = " ".join(pair(small_publication.path, "imatinib", "Optic neuritis").text.split())
    assert "The topic of the watchlist tki_demyelination is judged without reports in an MS context" in text
    assert score_pair(small_publication.path, "imatinib", "Nausea")["compared"] == []
    assert "is judged" not in pair(small_publication.path, "imatinib", "Nausea").text


def test_a_pair_without_a_case_is_said_to_have_none_and_no_ratio(small_publication: Publication) -> None:
    with duckdb.connect(str(small_publication.path), read_only=True) as connection:
        ((drug, event),) = connection.execute(
            """
            SELECT drug, event FROM signals.watch INNER JOIN signals.watch_analysis USING (watchlist, analysis)
            WHERE is_comparison AND drug_kind = 'ingredient' AND event_kind = 'term' AND a = 0 AND watch.reason IS NULL
            ORDER BY ALL LIMIT 1
            """
        ).fetchall()
    compared = " ".join(pair(small_publication.path, drug, event).text.partition("Of all reports:")[0].split())
    assert "): no case, 0." in compared and " times " not in compared


def test_a_pair_says_that_a_label_lists_its_event(small_publication: Publication) -> None:
    texts = [
        " ".join(pair(small_publication.path, "imatinib", event).text.partition("Of all reports:")[0].split())
        for event in ("Optic neuritis", "Demyelination", "Multiple sclerosis relapse")
    ]
    known = "; a label that is coded by hand lists it or a related event."
    assert [text.endswith(known) for text in texts] == [True, True, False]


def test_a_pair_carries_the_cautions_on_it(small_publication: Publication) -> None:
    with duckdb.connect(str(small_publication.path), read_only=True) as connection:
        drug, event, caution = connection.execute(
            """
            SELECT drug, event, caution FROM signals.watch_caution INNER JOIN signals.watch_analysis USING (watchlist, analysis)
            WHERE is_comparison AND drug_kind = 'ingredient' AND event_kind = 'term' ORDER BY ALL LIMIT 1
            """
        ).fetchall()[0]
    answer = pair(small_publication.path, drug, event)
    compared, _, all_reports = " ".join(answer.text.split()).partition("Of all reports:")
    assert caution in compared
    assert "Verdict" in all_reports
    assert caution in answer.values["compared"][0]["caution"]


def test_a_pair_has_its_published_ebgm_and_q_or_why_there_is_none(small_publication: Publication) -> None:
    with duckdb.connect(str(small_publication.path), read_only=True) as connection:
        sql = "SELECT ebgm, q_value FROM signals.pair WHERE ingredient = 'imatinib' AND event_pt = 'Optic neuritis'"
        found = connection.execute(sql).fetchone()
        none = connection.execute(
            """
            SELECT event_pt FROM faers.event ANTI JOIN (FROM signals.pair WHERE ingredient = 'imatinib') USING (event_pt)
            ORDER BY event_pt LIMIT 1
            """
        ).fetchall()[0][0]
    watched = score_pair(small_publication.path, "imatinib", "Optic neuritis")
    assert (watched["ebgm"], watched["q_value"]) == found
    without_case = pair(small_publication.path, "imatinib", none)
    assert without_case.values["q_value"] is None
    assert without_case.text.count("not published: fewer than 1 case") == 3


def test_the_caution_stands_below_the_event_of_a_drug(small_publication: Publication) -> None:
    events = drug_in_short(small_publication.path, "pazopanib").text.partition("Events with a case")[2]
    assert re.search(r"^New central .*?^    caution: one case carries it", events, re.M | re.S)


def test_what_stands_out_fits_a_screen_and_says_how_to_see_all(small_publication: Publication) -> None:
    text = standing_out(small_publication.path).text
    assert len(text.splitlines()) <= SCREEN
    assert "nibwatch watch --all" in text


def test_what_does_not_hold_stands_apart_from_what_stands_out(small_publication: Publication, tmp_path: Path) -> None:
    published = small_publication.copied_to(tmp_path / "home").path
    with duckdb.connect(str(published)) as connection:
        connection.execute("UPDATE signals.watch_caution SET is_hollow = TRUE WHERE drug = 'pazopanib'")
        connection.execute("DELETE FROM signals.watch_summary WHERE drug = 'pazopanib' AND event <> 'cns_onset'")
    holds, _, hollow = standing_out(published).text.partition("Stand out, and do not hold:")
    assert "\nBCR-ABL" in holds and "\npazopanib" not in holds
    assert "\npazopanib" in hollow


def test_of_many_drugs_that_stand_out_the_strongest_are_shown_and_the_rest_counted(
    small_publication: Publication, tmp_path: Path
) -> None:
    published = small_publication.copied_to(tmp_path / "home").path
    with duckdb.connect(str(published)) as connection:
        connection.execute("UPDATE signals.watch_summary SET comparison_verdict = 'disproportionate'")
        ((drugs,),) = connection.execute("SELECT count(DISTINCT drug) FROM signals.watch_summary").fetchall()
        hollow = connection.execute("SELECT DISTINCT drug FROM signals.watch_caution WHERE is_hollow").fetchall()
    text = standing_out(published).text
    assert not hollow
    assert f"{drugs - 6} more stand out." in text
    assert len(text.splitlines()) <= SCREEN


def test_json_and_all_have_the_whole_table(small_publication: Publication, capsys: pytest.CaptureFixture[str]) -> None:
    watch(everything=True, data_dir=small_publication.home)
    assert "Event groups " in capsys.readouterr().out
    watch(as_json=True, data_dir=small_publication.home)
    assert "answers/watchlist" in capsys.readouterr().out
