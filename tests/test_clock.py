"""Weeks and dates are of NIBWATCH_TIMEZONE wherever they are shown."""

from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import duckdb
import pytest

from signals.answers.first_lines import first_lines
from signals.clock import local, minute, week_of
from signals.database import open_read_only
from signals.digest.dispatch import write_digest
from signals.mail.failure import Failure, failure_mail, published_state
from signals.pages.site import write_report
from signals.settings import settings
from tests.digest.weeks import EARLIER, RUN, Week, publish_week
from tests.publications import Publication

MONDAY_IN_TOKYO = datetime(2026, 11, 29, 21, tzinfo=UTC)
"""06:00 there on Monday, 30 November; in UTC it is Sunday of the week before."""


@pytest.fixture(autouse=True)
def tokyo(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NIBWATCH_TIMEZONE", "Asia/Tokyo")
    settings.cache_clear()
    yield
    settings.cache_clear()


def test_monday_morning_in_tokyo_is_in_the_week_that_begins() -> None:
    assert (week_of(MONDAY_IN_TOKYO), minute(MONDAY_IN_TOKYO)) == ("2026-W49", "2026-11-30 06:00 JST")
    assert local(MONDAY_IN_TOKYO.replace(tzinfo=None)) == MONDAY_IN_TOKYO, "a TIMESTAMP of DuckDB is in UTC"


def test_the_digest_of_monday_morning_names_that_week_and_day_everywhere(tmp_path: Path) -> None:
    run = [*RUN[:2], MONDAY_IN_TOKYO.replace(tzinfo=None), *RUN[3:]]
    changed = [RUN[0], run[2], "new trial", ["imatinib"], None, "NCT1", "A trial", None, "recruiting", ["seen"]]
    path = tmp_path / "nibwatch.duckdb"
    publish_week(path, Week(run=run, before=[], earlier=EARLIER))
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "INSERT INTO evidence.change VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'tki_demyelination')", changed
        )
        connection.execute("INSERT INTO meta.run BY NAME SELECT * REPLACE ('run-1' AS run_id) FROM meta.run LIMIT 1")
        connection.execute("INSERT INTO history.watch BY NAME SELECT 'run-1' AS run_id, * FROM signals.watch")
    digest = write_digest(path, tmp_path, sender="n@example.org", recipients=[], as_of=MONDAY_IN_TOKYO)
    assert "-2026-W49-" in digest.path.name
    assert digest.subject.startswith("nibwatch 2026-W49")
    assert "published 2026-11-30" in digest.text and "2026-11-29" not in digest.text
    (date,) = [line for line in digest.path.read_text().splitlines() if line.startswith("Date: ")]
    assert parsedate_to_datetime(date.removeprefix("Date: ")).isoformat() == "2026-11-30T06:00:00+09:00"
    assert "published 2026-11-30 06:00 JST" in published_state(tmp_path)


def test_a_mail_about_a_failure_says_when_by_that_zone(tmp_path: Path) -> None:
    failed = Failure("weekly", "run", "It failed.", False, MONDAY_IN_TOKYO)
    mail = failure_mail(failed, tmp_path, sender="n@example.org", recipients=["a@example.org"])
    assert "on 2026-11-30 06:00 JST." in mail.get_content()


def test_pages_and_answers_name_that_day(small_publication: Publication, tmp_path: Path) -> None:
    copy = small_publication.copied_to(tmp_path / "home")
    with duckdb.connect(str(copy.path)) as connection:
        connection.execute("UPDATE meta.run SET published_at = ?", [MONDAY_IN_TOKYO.replace(tzinfo=None)])
    with open_read_only(copy.path) as connection:
        assert first_lines(connection)[-1].endswith("published 2026-11-30.")
    write_report(copy.path, tmp_path / "site")
    assert "; published 2026-11-30;" in (tmp_path / "site" / "index.html").read_text()
