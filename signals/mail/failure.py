"""The plain mail about a failed run: what failed, what is still valid, what to do; the same cause once a week."""

import hashlib
import logging
import re
import tempfile
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path

import duckdb

from signals.clock import minute
from signals.database import PUBLISHED_NAME, open_read_only
from signals.errors import NibwatchError
from signals.mail.address import address, addresses
from signals.mail.delivery import Delivery, Letter, Retry, deliver
from signals.mail.sent_ledger import HANDING_OVER, SENT, SentLedger
from signals.mail.server import MailServer
from signals.published import last_run

FILE_NAME = "failures.jsonl"
SILENCE = timedelta(days=7)
LONGEST = 1_000
_WORDS = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))

log = logging.getLogger("nibwatch.mail")


@dataclass(frozen=True)
class Failure:
    """A run that failed. `sentence` is the error's own; `is_crash`: the process ended without an error message."""

    flow: str
    run: str
    sentence: str
    is_crash: bool
    at: datetime

    @property
    def cause(self) -> str:
        """The cause, without the numbers, memory addresses and times in its sentence."""
        bare = re.sub(r"[0-9]+", "#", re.sub(r"0x[0-9a-f]+", "#", self.sentence.lower()))
        return hashlib.sha256(f"{self.is_crash}|{bare}".encode()).hexdigest()[:32]


def failure_mail(failure: Failure, data_dir: Path, *, sender: str, recipients: Sequence[str]) -> EmailMessage:
    """The mail about a failure, plain text only. RequestError for a bad address."""
    from_address = address(sender, "NIBWATCH_MAIL_FROM")
    message = EmailMessage(policy=SMTP)
    message["Subject"] = f"nibwatch: the {_line(failure.flow)} run {'crashed' if failure.is_crash else 'failed'}"
    message["From"] = from_address
    message["To"] = addresses(recipients, "NIBWATCH_MAIL_FAILURES_TO")
    message["Date"] = format_datetime(failure.at)
    message["Message-ID"] = f"<failure.{failure.cause}.{failure.at:%Y%m%d%H%M%S}@{from_address.domain}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(_text(failure, data_dir))
    return message


def notify(
    failure: Failure,
    data_dir: Path,
    *,
    sender: str,
    recipients: Sequence[str],
    server: MailServer,
    retry: Retry | None = None,
) -> Delivery | None:
    """Mail the failure to those who were not informed of this cause in the last seven days; None where all were."""
    ledger = SentLedger(_writable(data_dir) / FILE_NAME)
    informed = {
        entry.recipient.lower()
        for entry in ledger.entries()
        if entry.run_id == failure.cause
        and entry.state in (SENT, HANDING_OVER)
        and abs(failure.at - entry.moment) < SILENCE
    }
    specs = [each.addr_spec for each in addresses(recipients, "NIBWATCH_MAIL_FAILURES_TO")]
    wanted = [spec for spec in dict.fromkeys(specs) if spec.lower() not in informed]
    if not wanted:
        log.info("mail: this failure was reported within the last week, so no second mail is sent")
        return None
    message = failure_mail(failure, data_dir, sender=sender, recipients=wanted)
    letter = Letter(
        message["Message-ID"],
        message.as_bytes(),
        address(sender, "NIBWATCH_MAIL_FROM").addr_spec,
        failure.cause,
        kind="failure",
    )
    return deliver(letter, wanted, server, ledger, retry)


def published_state(data_dir: Path) -> str:
    """A sentence on the published file, which a failure leaves unchanged."""
    published = data_dir / PUBLISHED_NAME
    if not published.is_file():
        return f"Nothing has been published in {data_dir} yet, and nothing was by this run."
    try:
        with open_read_only(published) as connection:
            run = last_run(connection)
    except (NibwatchError, duckdb.Error) as error:
        return f"{published} cannot be read now ({_line(str(error))})."
    at, quarters = minute(run["published_at"]), run["quarters"]
    return (
        f"What was published before still stands: {published}, published {at}, with {len(quarters)}"
        f" quarters to {max(quarters, default='none')}. Queries on it work as before; what was loaded is kept."
    )


def _text(failure: Failure, data_dir: Path) -> str:
    flow, run, sentence = (_line(text) for text in (failure.flow, failure.run, failure.sentence))
    words = _WORDS["crashed" if failure.is_crash else "failed"]
    text: str = _WORDS["text"]
    return text.format(
        flow=flow, run=run, sentence=sentence, at=minute(failure.at), stands=published_state(data_dir), **words
    )


def _writable(data_dir: Path) -> Path:
    """The ledger of failure mails: in the data directory, or in the temporary folder where that cannot be written."""
    folder = data_dir / "digests"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as probe:
            probe.write(b"x" * 4096)
            probe.flush()
    except OSError:
        name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"nibwatch-{name}"
    return folder


def _line(text: str) -> str:
    """Text from outside on one line, without control characters, cut at a thousand letters."""
    bare = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return bare if len(bare) <= LONGEST else bare[: LONGEST - 1] + "…"
