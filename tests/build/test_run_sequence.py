"""Publications follow in the order in which they were made, whatever the clocks said that made them."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from signals.answers.status import status
from signals.build import plan as build_plan
from signals.build import publication
from signals.database import open_read_only
from signals.digest.content import read_content
from signals.digest.dispatch import write_digest
from signals.mail.failure import published_state
from signals.published import last_run, run_ids
from signals.settings import CHECKOUT
from tests.publications import Publication, few_with_evidence, publish
from tests.session_cache import made_once

TODAY = datetime(2026, 11, 30, 6, tzinfo=UTC)
AHEAD = TODAY + timedelta(days=400)


def published_at(moment: datetime, home: Path, patch: pytest.MonkeyPatch, *, without: str) -> bool:
    """Publish what is loaded, less one quarter, by a clock that says ``moment``; it goes on by a minute meanwhile."""
    (home / "lake" / "load" / f"{without}.parquet").unlink()
    patch.setattr(build_plan, "now", lambda: moment)
    patch.setattr(publication, "now", lambda: moment + timedelta(minutes=1))
    return publish(home, few_with_evidence(home))


@pytest.fixture(scope="module")
def after_one_ahead(two_publications: Publication, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Two publications; then one by a clock that was 400 days ahead; then one by a clock that is right."""

    def make(home: Path) -> Publication:
        made = two_publications.copied_to(home)
        with pytest.MonkeyPatch.context() as patch:
            assert published_at(AHEAD, home, patch, without="2012Q3")
            shutil.copyfile(made.path, home / "ahead.duckdb")
            assert published_at(TODAY, home, patch, without="2023Q1")
        return made

    return made_once(tmp_path_factory, "after-one-ahead", make)


def test_a_file_knows_its_own_run_and_the_order_of_the_others(after_one_ahead: Publication) -> None:
    with open_read_only(after_one_ahead.path) as connection:
        runs = connection.execute("SELECT sequence, quarters, started_at, published_at FROM meta.run").fetchall()
        assert last_run(connection)["quarters"] == ["2023Q2"]
        changed = connection.execute(
            "SELECT published_at FROM evidence.change WHERE reference = '2023Q1' AND change LIKE '%no longer%'"
        ).fetchall()
    assert [sequence for sequence, *_ in runs] == [4, 3, 2, 1]
    moments = [TODAY.replace(tzinfo=None), AHEAD.replace(tzinfo=None)]
    assert [started for *_, started, _ in runs[:2]] == moments
    assert [published for *_, published in runs[:2]] == [moment + timedelta(minutes=1) for moment in moments]
    assert changed == [(moments[0] + timedelta(minutes=1),)]


def test_history_holds_each_publication_under_its_own_run(after_one_ahead: Publication) -> None:
    with duckdb.connect(str(after_one_ahead.path), read_only=True) as connection:
        connection.execute(f"ATTACH '{after_one_ahead.home / 'ahead.duckdb'}' AS ahead (READ_ONLY)")
        for table in ("watch", "agreement"):
            labels = connection.execute(f"SELECT DISTINCT run_id FROM history.{table}").fetchall()
            assert {label for (label,) in labels} == {*run_ids(connection)[1:]}
        earlier = run_ids(connection)[1]
        of_it = "SELECT drug, event, analysis, a FROM history.watch WHERE run_id = ?"
        own = "SELECT drug, event, analysis, a FROM ahead.signals.watch"
        assert connection.execute(f"({of_it} EXCEPT ALL {own}) UNION ALL ({own} EXCEPT ALL {of_it})", [earlier] * 2).fetchall() == []  # fmt: skip
        assert connection.execute("SELECT DISTINCT run_id FROM history.watch_case").fetchall() == [(earlier,)]


def test_the_digest_status_and_mail_speak_of_the_files_own_run(after_one_ahead: Publication, tmp_path: Path) -> None:
    content = read_content(after_one_ahead.path)
    assert (content.publication.quarters, content.week) == (("2023Q2",), "2026-W49")
    assert content.changes is not None
    with open_read_only(after_one_ahead.path) as connection:
        own, ahead, *_ = run_ids(connection)
    assert content.changes.earlier.run_id == ahead, "compared with the one before, not with one before that"
    assert content.changes.quarters == ("quarters no longer included: 2023Q1",)
    digest = write_digest(after_one_ahead.path, tmp_path, sender="n@example.org", recipients=[], as_of=TODAY)
    assert own in digest.path.name and "FAERS to 2023Q2; 1 quarter," in digest.text
    assert "Published 2026-11-30 06:01 UTC" in status(after_one_ahead.home, ask_source=False).text
    assert "published 2026-11-30 06:01 UTC, with 1 quarters to 2023Q2" in published_state(after_one_ahead.home)


def test_what_was_published_last_counts_as_published_and_a_clock_behind_is_one_warning(
    after_one_ahead: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    copy = after_one_ahead.copied_to(tmp_path / "copy")
    monkeypatch.setattr(build_plan, "now", lambda: TODAY + timedelta(days=7))
    assert not publish(copy.home, few_with_evidence(tmp_path)), "nothing new"
    assert not caplog.messages
    monkeypatch.setattr(build_plan, "now", lambda: TODAY - timedelta(days=7))
    assert not publish(copy.home, few_with_evidence(tmp_path))
    (warning,) = caplog.messages
    assert "clock says 2026-11-23 06:00 UTC, which is before the last publication (2026-11-30 06:01 UTC" in warning


def test_a_file_of_0_1_0_whose_clock_was_ahead_is_read_and_carried_on_in_its_order(
    after_one_ahead: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = after_one_ahead.copied_to(tmp_path / "copy")
    with duckdb.connect(str(copy.path)) as connection:
        connection.execute("ALTER TABLE meta.run DROP COLUMN sequence")
        before = run_ids(connection)
    assert read_content(copy.path).publication.run_id == before[0]
    monkeypatch.setattr(build_plan, "code_version", lambda: "another version of the code")
    assert publish(copy.home, few_with_evidence(tmp_path))
    with open_read_only(copy.path) as connection:
        assert connection.execute("SELECT sequence, run_id FROM meta.run").fetchall()[1:] == [
            (4 - place, run_id) for place, run_id in enumerate(before)
        ]


def test_the_examples_that_ask_over_time_follow_the_sequence(after_one_ahead: Publication) -> None:
    sql = (CHECKOUT / "sql" / "examples" / "when_did_this_number_change.sql").read_text()
    with open_read_only(after_one_ahead.path) as connection:
        shown = [row[2] for row in connection.execute(sql).fetchall()]
        assert shown == [run_id for run_id in run_ids(connection)[::-1] if run_id in shown]
