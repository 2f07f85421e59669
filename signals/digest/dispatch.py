"""The folder DATA_DIR/digests: the digests as files, who received them, and what the last one sent rested on.

The ledger (sent.jsonl) and the basis of each digest that was sent (basis/) lie beside the published file, not in it, so
they outlive every publication. Use them while holding the data directory.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from signals.clock import week_of
from signals.database import open_read_only
from signals.digest.message import compose, file_name, message_id, name_of_run, plain_text, write_eml
from signals.digest.options import DigestOptions, Failures, LastSent
from signals.errors import OutsideError
from signals.files import write_atomically
from signals.mail.address import address, addresses
from signals.mail.delivery import Delivery, Letter, Retry, deliver
from signals.mail.ledger import FILE_NAME, HANDING_OVER, SENT, SentLedger
from signals.mail.server import MailServer, UnreachableMailError
from signals.published import last_run, run_ids

FOLDER = "digests"
BASIS = "basis"
NONE = Failures()


@dataclass(frozen=True)
class Digest:
    """A digest in the folder. is_out: somebody has received it, so its file is not written again."""

    path: Path
    message_id: str
    run_id: str
    subject: str
    text: str
    failures: Failures
    is_out: bool


@dataclass(frozen=True)
class DigestOutcome:
    """What came of a digest: its file and, where it was to be sent, who got it."""

    path: Path
    delivery: Delivery | None

    def require_a_reader(self) -> None:
        """OutsideError where it was to be sent and nobody has received it; a single missing recipient is no failure.

        ``UnreachableMailError`` where the mail server did not answer, so that what tells of it tries once.
        """
        if self.delivery and not (self.delivery.sent or self.delivery.sent_before):
            kind = UnreachableMailError if self.delivery.is_unreachable else OutsideError
            raise kind(f"The digest is in {self.path}, and nobody has it. {' '.join(self.delivery.lines())}")

    def require_every_reader(self) -> None:
        """OutsideError where it was to be sent and a recipient has not received it."""
        if self.delivery and not self.delivery.is_complete:
            raise OutsideError(
                f"The digest is in {self.path}, and not everybody has it. {' '.join(self.delivery.lines())}"
            )


def ledger(data_dir: Path) -> SentLedger:
    """The record of who received which digest."""
    return SentLedger(data_dir / FOLDER / FILE_NAME)


def last_sent_run(data_dir: Path) -> str | None:
    """The publication that the digest sent last was about: history keeps its rows whatever else it drops."""
    last = ledger(data_dir).last_digest(before="")
    return last.run_id if last else None


def write_digest(
    published: Path,
    data_dir: Path,
    *,
    sender: str,
    recipients: Sequence[str],
    as_of: datetime,
    failures: Failures = NONE,
    report_url: str | None = None,
) -> Digest:
    """Compose this week's digest of a published file and leave it in the folder.

    One that somebody has already got stays as it is, so that everybody gets the same.
    """
    with open_read_only(published) as connection:
        run_id, folder = last_run(connection)["run_id"], data_dir / FOLDER
    from_address = address(sender, "NIBWATCH_MAIL_FROM")
    named = message_id(run_id, week_of(as_of), from_address)
    path = folder / file_name(run_id, as_of)
    states = {entry.state for entry in ledger(data_dir).states(named).values()}
    if states & {SENT, HANDING_OVER} and path.is_file():
        message = read_digest(path)
        return Digest(path, named, run_id, message["Subject"], plain_text(message), _basis(folder, named), is_out=True)
    options = DigestOptions(as_of, _last_sent(data_dir, before=named), failures, report_url)
    message = compose(published, sender=sender, recipients=recipients, options=options)
    write_eml(message, folder)
    return Digest(path, named, run_id, message["Subject"], plain_text(message), failures, is_out=False)


def send_digest(
    digest: Digest,
    data_dir: Path,
    *,
    sender: str,
    recipients: Sequence[str],
    server: MailServer,
    retry: Retry | None = None,
) -> Delivery:
    """Send a written digest to everybody who has not got it, and remember what it rested on."""
    specs = [each.addr_spec for each in addresses(recipients, "NIBWATCH_MAIL_TO")]
    letter = Letter(
        digest.message_id, digest.path.read_bytes(), address(sender, "NIBWATCH_MAIL_FROM").addr_spec, digest.run_id
    )
    _remember_basis(data_dir / FOLDER, digest)
    return deliver(letter, specs, server, ledger(data_dir), retry)


def prune_digests(published: Path, digest: Digest, *, keep: int) -> int:
    """Remove all but the newest ``keep`` digest files (0 keeps all); how many went. The ledger stays whole.

    The newest is ``digest``; then those of later publications, and of one publication those written last.
    """
    for unfinished in digest.path.parent.glob("nibwatch-*.eml.*"):  # of a run that was killed
        unfinished.unlink()
    others = [path for path in digest_files(published, digest.path.parent.parent) if path != digest.path]
    old = others[keep - 1 :] if keep else []
    for path in old:
        path.unlink()
    return len(old)


def digest_files(published: Path, data_dir: Path) -> list[Path]:
    """The digests that are kept: those of later publications first, and of one publication those written last."""
    with open_read_only(published) as connection:
        places = {name_of_run(run_id): place for place, run_id in enumerate(run_ids(connection))}

    def age(path: Path) -> tuple[int, float]:
        run = path.stem.removeprefix("nibwatch-").split("-", 2)[-1]
        return places.get(run, len(places)), -path.stat().st_mtime

    return sorted((data_dir / FOLDER).glob("nibwatch-*.eml"), key=age)


def read_digest(path: Path) -> EmailMessage:
    """A digest as it was written.

    Raises
    ------
    OutsideError
        The file cannot be read.
    """
    try:
        message = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
    except OSError as error:
        raise OutsideError(f"The digest {path} cannot be read ({error.strerror}); permit it, or remove it.") from error
    assert isinstance(message, EmailMessage)
    return message


def _last_sent(data_dir: Path, *, before: str) -> LastSent | None:
    last = ledger(data_dir).last_digest(before=before)
    if last is None:
        return None
    return LastSent(last.run_id, last.moment, _basis(data_dir / FOLDER, last.message_id))


def _remember_basis(folder: Path, digest: Digest) -> None:
    path = _basis_file(folder, digest.message_id)
    if path.exists():
        return
    basis = {"message_id": digest.message_id, "run_id": digest.run_id, **asdict(digest.failures)}
    write_atomically(path, json.dumps(basis).encode())


def _basis(folder: Path, named: str) -> Failures:
    """What a sent digest reported as refused or failed."""
    path = _basis_file(folder, named)
    try:
        held = json.loads(path.read_text(encoding="utf-8"))
        return Failures(tuple(held["refused"]), tuple(held["failed_sources"]))
    except (OSError, ValueError, KeyError) as error:
        raise OutsideError(
            f"{path}, which remembers what a sent digest rested on, cannot be read ({error}); restore it, or move"
            f" {FILE_NAME} beside its folder away to start afresh."
        ) from error


def _basis_file(folder: Path, named: str) -> Path:
    return folder / BASIS / f"{hashlib.sha256(named.encode()).hexdigest()[:32]}.json"
