"""The mail about a failed run, handed to a real SMTP server on loopback."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import duckdb
import pytest

from signals.errors import RequestError
from signals.mail.delivery import Delivery
from signals.mail.failure import Failure, failure_mail, notify, published_state
from signals.mail.server import MailServer
from tests.mail.loopback import Authority, Loopback

FAILED = Failure(
    flow="weekly",
    run="brave-owl",
    sentence="Process 123, started 2026-11-24 06:00 UTC, is already writing in /srv/nibwatch.",
    is_crash=False,
    at=datetime(2026, 11, 24, 6, 1, tzinfo=UTC),
)

Notifier = Callable[..., Delivery | None]


@pytest.fixture
def notifier(tmp_path: Path, authority: Authority) -> Notifier:
    def send(server: Loopback, failure: Failure, *recipients: str) -> Delivery | None:
        where = MailServer("localhost", server.port, ca_file=authority.ca_file)
        return notify(
            failure, tmp_path, sender="n@example.org", recipients=recipients or ["ann@example.org"], server=where
        )

    return send


def text(message: EmailMessage) -> str:
    return " ".join(message.get_content().split())


def test_the_mail_says_what_failed_what_stands_and_what_to_do(serve: Callable[..., Loopback], notifier: Notifier, tmp_path: Path) -> None:  # fmt: skip
    with duckdb.connect(str(tmp_path / "nibwatch.duckdb")) as connection:
        connection.execute("CREATE SCHEMA meta")
        connection.execute("CREATE TABLE meta.run AS SELECT TIMESTAMP '2026-11-17 06:30' AS published_at, ['2026Q1', '2026Q2'] AS quarters")  # fmt: skip
    server = serve()
    notifier(server, FAILED)
    ((recipient, raw),) = server.handler.accepted
    message = message_from_bytes(raw, policy=policy.default)
    said = text(message)
    assert recipient == "ann@example.org"
    assert message["Subject"] == "nibwatch: the weekly run failed"
    assert (message["Auto-Submitted"], message.get_content_type()) == ("auto-generated", "text/plain")
    for words in ("is already writing", "published 2026-11-17 06:30 UTC, with 2 quarters to 2026Q2", "nibwatch doctor"):
        assert words in said


def test_the_same_cause_is_reported_once_a_week_whatever_its_numbers(
    serve: Callable[..., Loopback], notifier: Notifier
) -> None:
    server = serve()
    again = replace(FAILED, run="calm-fox", sentence=FAILED.sentence.replace("123", "4567"))
    notifier(server, FAILED)
    assert notifier(server, replace(again, at=FAILED.at + timedelta(days=6))) is None
    assert len(server.handler.accepted) == 1


def test_another_cause_is_reported_at_once_and_the_same_again_after_a_week(serve: Callable[..., Loopback], notifier: Notifier) -> None:  # fmt: skip
    server = serve()
    now = datetime.now(UTC)
    notifier(server, replace(FAILED, at=now))
    notifier(server, replace(FAILED, sentence="The disk is full.", at=now))
    notifier(server, replace(FAILED, at=now + timedelta(days=8)))
    assert len(server.handler.accepted) == 3


def test_a_crash_is_another_cause_than_a_failure_of_the_same_words(serve: Callable[..., Loopback], notifier: Notifier) -> None:  # fmt: skip
    server = serve()
    notifier(server, FAILED)
    notifier(server, replace(FAILED, is_crash=True))
    subjects = [message_from_bytes(raw)["Subject"] for _, raw in server.handler.accepted]
    assert subjects == ["nibwatch: the weekly run failed", "nibwatch: the weekly run crashed"]


def test_a_data_directory_that_cannot_be_written_does_not_silence_its_own_failure(
    serve: Callable[..., Loopback], notifier: Notifier, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "digests").write_text("a file where the folder should be")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    server = serve()
    notifier(server, FAILED)
    assert notifier(server, FAILED) is None
    assert len(server.handler.accepted) == 1


def test_no_line_break_of_a_sentence_or_a_name_reaches_a_header(tmp_path: Path) -> None:
    evil = replace(FAILED, flow="weekly\r\nX-Evil: 1", sentence="a\r\nX-Evil: 1")
    message = failure_mail(evil, tmp_path, sender="n@example.org", recipients=["ann@example.org"])
    assert message["X-Evil"] is None
    with pytest.raises(RequestError, match="NIBWATCH_MAIL_FAILURES_TO"):
        failure_mail(evil, tmp_path, sender="n@example.org", recipients=["a@example.org\nBcc: b@example.org"])


def test_where_nothing_was_ever_published_it_says_so(tmp_path: Path) -> None:
    assert "Nothing has been published" in published_state(tmp_path)


def test_a_published_file_that_cannot_be_read_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "nibwatch.duckdb").write_text("no database")
    assert "cannot be read now" in published_state(tmp_path)
