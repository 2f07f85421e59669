"""Delivery of one message to several recipients, to each at most once, even across crashes."""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from smtplib import SMTP

from signals.clock import now
from signals.mail.sent_ledger import HANDING_OVER, LATER, REFUSED, SENT, Entry, SentLedger
from signals.mail.server import (
    MailServer,
    RefusedMailError,
    TemporaryMailError,
    UnknownDeliveryError,
    UnreachableMailError,
    connect,
    hand_over,
)

log = logging.getLogger("nibwatch.mail")


@dataclass(frozen=True)
class Letter:
    """What is sent: the same bytes to everybody. `kind` is digest or failure; `watchlist` that of a digest."""

    message_id: str
    content: bytes
    sender: str
    run_id: str
    kind: str = "digest"
    watchlist: str = ""


@dataclass(frozen=True)
class Retry:
    """How often a temporary error is tried again, and the first wait, which doubles each time."""

    attempts: int = 4
    first_wait_seconds: float = 5
    sleep: Callable[[float], None] = time.sleep


@dataclass(frozen=True)
class Delivery:
    """What became of a letter, by recipient: sent now, sent before, refused, to be tried later, not known.

    is_unreachable: nothing answered at the server's address, after every attempt.
    """

    sent: tuple[str, ...] = ()
    sent_before: tuple[str, ...] = ()
    refused: tuple[tuple[str, str], ...] = ()
    later: tuple[tuple[str, str], ...] = ()
    unknown: tuple[str, ...] = ()
    is_unreachable: bool = False

    @property
    def is_complete(self) -> bool:
        return not (self.refused or self.later or self.unknown)

    def lines(self) -> list[str]:
        """The outcome for a reader, one line for each kind."""
        return [
            *([f"Sent to {', '.join(self.sent)}."] if self.sent else []),
            *([f"Not sent again to {', '.join(self.sent_before)}: sent before."] if self.sent_before else []),
            *(f"Refused for {recipient}: {reason}" for recipient, reason in self.refused),
            *(
                f"Not sent yet to {recipient}: {reason} Run `nibwatch digest --send` again; nobody gets it twice."
                for recipient, reason in self.later
            ),
            *(
                f"Not known for {recipient}: it was handed over and no answer was seen, so it is not sent again; ask"
                " them."
                for recipient in self.unknown
            ),
        ]


def deliver(
    letter: Letter, recipients: Sequence[str], server: MailServer, ledger: SentLedger, retry: Retry | None = None
) -> Delivery:
    """Send the letter to each recipient who has not received it; a refusal does not stop the others.

    MailServerError where the server cannot be used at all; what was sent before that stays in the ledger.
    """
    sent, before, refused, later, unknown = [], [], [], [], []
    silence = ""
    entries = ledger.states(letter.message_id)
    with _Connection(server, retry or Retry()) as connection:
        for recipient in dict.fromkeys(recipients):
            entry = entries.get(recipient.lower())
            if entry and entry.state == SENT:
                before.append(recipient)
                continue
            if entry and entry.state == HANDING_OVER:
                unknown.append(recipient)
                continue
            if silence:  # nobody else could be reached either
                later.append((recipient, silence))
                continue
            try:
                reply = connection.send(letter, recipient, ledger)
            except RefusedMailError as error:
                ledger.add(_entry(letter, recipient, REFUSED, str(error)))
                refused.append((recipient, str(error)))
            except TemporaryMailError as error:
                ledger.add(_entry(letter, recipient, LATER, str(error)))
                later.append((recipient, str(error)))
                silence = str(error) if isinstance(error, UnreachableMailError) else ""
            except UnknownDeliveryError:
                unknown.append(recipient)
            else:
                ledger.add(_entry(letter, recipient, SENT, reply))
                sent.append(recipient)
    log.info(
        "mail: %d sent, %d had it, %d refused, %d later, %d not known",
        len(sent), len(before), len(refused), len(later), len(unknown),
    )  # fmt: skip
    return Delivery(tuple(sent), tuple(before), tuple(refused), tuple(later), tuple(unknown), bool(silence))


class _Connection(ExitStack):
    """A connection kept over the recipients, opened again after it broke."""

    def __init__(self, server: MailServer, retry: Retry) -> None:
        super().__init__()
        self.server, self.retry = server, retry
        self._smtp: SMTP | None = None

    def send(self, letter: Letter, recipient: str, ledger: SentLedger) -> str:
        """Hand the letter over, retrying after temporary errors; return the server's reply."""
        wait = self.retry.first_wait_seconds
        for attempt in range(1, self.retry.attempts + 1):
            try:
                return self._send_once(letter, recipient, ledger)
            except TemporaryMailError as error:
                self._hang_up()
                if attempt == self.retry.attempts:
                    raise
                # The server has not taken it: say so before the wait, in which the process may end.
                ledger.add(_entry(letter, recipient, LATER, str(error)))
                log.info("mail: trying again in %g s: %s", wait, error)
                self.retry.sleep(wait)
                wait *= 2
            except (RefusedMailError, UnknownDeliveryError):
                self._hang_up()  # the next recipient starts clean
                raise
        raise AssertionError("unreachable: the last attempt returns or raises")

    def _send_once(self, letter: Letter, recipient: str, ledger: SentLedger) -> str:
        if self._smtp is None:
            self._smtp = self.enter_context(connect(self.server))
        return hand_over(
            self._smtp,
            self.server,
            letter.content,
            sender=letter.sender,
            recipient=recipient,
            before_message=lambda: ledger.add(_entry(letter, recipient, HANDING_OVER, "")),
        )

    def _hang_up(self) -> None:
        self._smtp = None
        self.close()


def _entry(letter: Letter, recipient: str, state: str, reply: str) -> Entry:
    moment = now().isoformat()
    return Entry(moment, letter.message_id, recipient, state, letter.kind, letter.run_id, reply, letter.watchlist)
