"""A digest handed to a real SMTP server on loopback: over TLS, refused, cut off, slow, killed in between, run twice."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from signals.mail.delivery import Delivery, Letter, Retry, deliver
from signals.mail.sent_ledger import SentLedger
from signals.mail.server import MailServer, MailServerError
from tests.mail.loopback import Authority, Behaviour, Loopback

ANN, BOB, CAT = "ann@example.org", "bob@example.org", "cat@example.org"
CONTENT = b"Subject: n\r\nFrom: n@example.org\r\n\r\nGr\xc3\xbc\xc3\x9fe\r\n.a line with a dot\r\n"
LETTER = Letter("<digest.1@example.org>", CONTENT, sender="n@example.org", run_id="run-1")
HASTY = Retry(attempts=3, first_wait_seconds=0)

Send = Callable[..., Delivery]


@pytest.fixture
def ledger(tmp_path: Path) -> SentLedger:
    return SentLedger(tmp_path / "digests" / "sent.jsonl")


@pytest.fixture
def send(authority: Authority, ledger: SentLedger) -> Send:
    def deliver_to(server: Loopback, *recipients: str, security: str = "starttls", **changed: object) -> Delivery:
        known = {"ca_file": authority.ca_file, "timeout_seconds": 5, **changed}
        where = MailServer("localhost", server.port, security, **known)
        return deliver(LETTER, recipients, where, ledger, HASTY)

    return deliver_to


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_each_recipient_gets_the_message_over_verified_tls(serve: Callable[..., Loopback], send: Send, security: str) -> None:  # fmt: skip
    server = serve(security)
    outcome = send(server, ANN, BOB, security=security)
    assert (outcome.sent, outcome.is_complete) == ((ANN, BOB), True)
    assert server.handler.recipients == [ANN, BOB]
    assert server.handler.accepted[0][1] == CONTENT


def test_a_certificate_of_an_unknown_authority_is_not_trusted(serve: Callable[..., Loopback], send: Send) -> None:
    server = serve("tls")
    with pytest.raises(MailServerError, match="certificate that cannot be trusted"):
        send(server, ANN, security="tls", ca_file=None)
    assert server.handler.accepted == []


def test_a_server_without_starttls_gets_nothing(serve: Callable[..., Loopback], send: Send) -> None:
    server = serve("none")
    with pytest.raises(MailServerError, match="does not offer"):
        send(server, ANN, security="starttls", user="n", password="s3cret")
    assert server.handler.accepted == []


def test_user_and_password_are_given_and_a_wrong_one_is_reported_without_it(serve: Callable[..., Loopback], send: Send) -> None:  # fmt: skip
    server = serve(behaviour=Behaviour(password="s3cret"))
    assert send(server, ANN, user="n", password="s3cret").sent == (ANN,)
    with pytest.raises(MailServerError, match="refuses the user or the password") as raised:
        send(server, BOB, user="n", password="wr0ng")
    assert "wr0ng" not in str(raised.value)


def test_running_twice_sends_once(serve: Callable[..., Loopback], send: Send) -> None:
    server = serve()
    send(server, ANN, BOB)
    again = send(server, ANN, BOB.upper(), CAT)
    assert (again.sent, again.sent_before) == ((CAT,), (ANN, BOB.upper()))
    assert server.handler.recipients == [ANN, BOB, CAT]


@pytest.mark.parametrize("fault", ["refuse", "refuse_message"])
def test_a_refused_recipient_does_not_stop_the_others(serve: Callable[..., Loopback], send: Send, fault: str) -> None:  # fmt: skip
    server = serve(behaviour=Behaviour(**{fault: {BOB}}))
    outcome = send(server, ANN, BOB, CAT)
    assert outcome.sent == (ANN, CAT)
    ((refused, reason),) = outcome.refused
    assert refused == BOB and "55" in reason
    assert not outcome.is_complete


def test_a_refused_recipient_can_be_tried_again_later(serve: Callable[..., Loopback], send: Send) -> None:
    behaviour = Behaviour(refuse={BOB})
    server = serve(behaviour=behaviour)
    send(server, ANN, BOB)
    behaviour.refuse.clear()
    assert send(server, ANN, BOB).sent == (BOB,)


def test_a_temporary_error_is_met_with_another_attempt(serve: Callable[..., Loopback], send: Send) -> None:
    server = serve(behaviour=Behaviour(later={ANN: 2}))
    assert send(server, ANN, BOB).sent == (ANN, BOB)


def test_a_recipient_who_stays_temporary_is_left_for_the_next_run(serve: Callable[..., Loopback], send: Send) -> None:
    server = serve(behaviour=Behaviour(later={ANN: 3}))
    outcome = send(server, ANN, BOB)
    assert (outcome.sent, [recipient for recipient, _ in outcome.later]) == ((BOB,), [ANN])
    assert send(server, ANN, BOB).sent == (ANN,)


def test_a_server_that_hangs_up_is_called_again(serve: Callable[..., Loopback], send: Send) -> None:
    server = serve(behaviour=Behaviour(hang_up={ANN: 2}))
    assert send(server, ANN, BOB).sent == (ANN, BOB)
    assert server.handler.recipients == [ANN, BOB]


def test_a_slow_server_is_waited_for(serve: Callable[..., Loopback], send: Send) -> None:
    server = serve(behaviour=Behaviour(seconds=0.6))
    assert send(server, ANN, timeout_seconds=0.5).sent == (ANN,)
    assert server.handler.recipients == [ANN]


def test_a_server_that_never_answers_after_the_message_leaves_it_unknown_and_gets_no_second_copy(
    serve: Callable[..., Loopback], send: Send
) -> None:
    server = serve(behaviour=Behaviour(seconds=1.6))
    outcome = send(server, ANN, timeout_seconds=0.3)
    assert (outcome.unknown, outcome.is_complete) == ((ANN,), False)
    assert send(server, ANN).unknown == (ANN,)
    assert "ask them" in outcome.lines()[0]


def test_a_server_that_cannot_be_reached_is_tried_for_the_first_recipient_only(
    ledger: SentLedger, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "nibwatch.mail")
    waits: list[float] = []
    patient = Retry(attempts=3, first_wait_seconds=5, sleep=waits.append)
    nobody = MailServer("127.0.0.1", 9, "none")
    outcome = deliver(LETTER, (ANN, BOB, CAT), nobody, ledger, patient)
    assert waits == [5, 10] and [recipient for recipient, _ in outcome.later] == [ANN, BOB, CAT]
    assert all("cannot be reached (Connection refused)" in reason for _, reason in outcome.later)
    assert outcome.is_unreachable
    assert caplog.text.count("trying again in 5 s: The mail server 127.0.0.1:9 cannot be reached (Connection") == 1


def test_no_server_at_all_is_a_temporary_error(send: Send, authority: Authority) -> None:
    never_started = Loopback(Behaviour(), security="tls", context=authority.server_context)
    outcome = send(never_started, ANN)
    ((_, reason),) = outcome.later
    assert "cannot be reached" in reason


DYING = """
import sys
from pathlib import Path
from signals.mail.delivery import Letter, deliver
from signals.mail.sent_ledger import SentLedger
from signals.mail.server import MailServer
port, ca, path, *recipients = sys.argv[1:]
letter = Letter("<digest.1@example.org>", b"Subject: n\\r\\n\\r\\nhello\\r\\n", sender="n@example.org", run_id="run-1")
deliver(letter, recipients, MailServer("localhost", int(port), ca_file=Path(ca)), SentLedger(Path(path)))
"""


def test_a_process_killed_between_two_recipients_sends_to_each_once_when_run_again(
    serve: Callable[..., Loopback], send: Send, ledger: SentLedger, authority: Authority
) -> None:
    """Killed by SIGKILL while the server holds the first message: the reply to it is never read."""
    behaviour = Behaviour()
    server = serve(behaviour=behaviour)
    with subprocess.Popen(
        [sys.executable, "-c", DYING, str(server.port), str(authority.ca_file), str(ledger.path), ANN, BOB, CAT]
    ) as process:
        behaviour.on_message = lambda recipient: process.kill() if recipient == BOB else None
        process.wait(30)
    assert process.returncode == -9
    behaviour.on_message = None
    outcome = send(server, ANN, BOB, CAT)
    assert server.handler.recipients == [ANN, BOB, CAT]
    assert (outcome.sent, outcome.sent_before, outcome.unknown) == ((CAT,), (ANN,), (BOB,))


def test_the_last_digest_that_was_sent_is_the_newest_accepted_one_but_this(ledger: SentLedger, serve: Callable[..., Loopback], authority: Authority) -> None:  # fmt: skip
    server = serve(behaviour=Behaviour(refuse={BOB}))
    where = MailServer("localhost", server.port, ca_file=authority.ca_file)
    for number, recipient in ((1, ANN), (2, ANN), (3, BOB)):
        letter = replace(LETTER, message_id=f"<digest.{number}@example.org>", run_id=f"run-{number}")
        deliver(letter, [recipient], where, ledger, HASTY)
    assert ledger.last_digests(before="<digest.3@example.org>")[""].run_id == "run-2"
    assert ledger.last_digests(before="<digest.2@example.org>")[""].run_id == "run-1"


def test_each_watchlist_has_a_last_digest_and_a_line_without_one_is_the_main_watchlists(ledger: SentLedger, serve: Callable[..., Loopback], authority: Authority) -> None:  # fmt: skip
    where = MailServer("localhost", serve().port, ca_file=authority.ca_file)
    for number, watchlist in ((1, ""), (2, "other"), (3, "other")):
        letter = Letter(f"<digest.{number}@example.org>", b"text", ANN, f"run-{number}", watchlist=watchlist)
        deliver(letter, [ANN], where, ledger, HASTY)
    old = ledger.path.read_text().replace(', "watchlist": ""', "")
    ledger.path.write_text(old)
    last = SentLedger(ledger.path, main="mine").last_digests()
    assert {name: entry.run_id for name, entry in last.items()} == {"mine": "run-1", "other": "run-3"}


def test_a_line_cut_short_by_a_crash_does_not_spoil_the_ledger(ledger: SentLedger, serve: Callable[..., Loopback], send: Send) -> None:  # fmt: skip
    server = serve()
    send(server, ANN)
    with ledger.path.open("a") as file:
        file.write('{"at": "2026-')
    assert send(server, ANN, BOB).sent == (BOB,)
    assert [entry.state for entry in ledger.entries()].count("sent") == 2


def test_a_ledger_that_somebody_else_wrote_is_reported_in_a_sentence(ledger: SentLedger) -> None:
    from signals.errors import OutsideError

    ledger.path.parent.mkdir()
    ledger.path.write_text("hello\n")
    with pytest.raises(OutsideError, match="is not what nibwatch wrote"):
        ledger.entries()
