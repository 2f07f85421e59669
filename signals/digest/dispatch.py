"""The folder DATA_DIR/digests: the digests as files, who received them, and what the last one sent rested on.

The ledger (sent.jsonl) and the basis of each digest that was sent (basis/) lie beside the published file, not in it, so
they outlive every publication. Use them while holding the data directory.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path

from signals.clock import week_of
from signals.database import open_read_only
from signals.digest.message import compose, file_name, message_id, named_by, plain_text, safe_name, write_eml
from signals.digest.options import DigestOptions, Failures, LastSent
from signals.errors import NibwatchError, OutsideError
from signals.files import write_atomically
from signals.mail.address import address, addresses
from signals.mail.delivery import Delivery, Letter, Retry, deliver
from signals.mail.sent_ledger import FILE_NAME, HANDING_OVER, SENT, SentLedger
from signals.mail.server import MailServer, UnreachableMailError
from signals.published import last_run, run_ids, watchlist_named
from signals.settings import settings

FOLDER = "digests"
BASIS = "basis"
NONE = Failures()


@dataclass(frozen=True)
class Digest:
    """The digest of a watchlist in the folder. is_out: somebody has received it, so its file is not written again."""

    path: Path
    message_id: str
    run_id: str
    subject: str
    text: str
    failures: Failures
    is_out: bool
    watchlist: str


@dataclass(frozen=True)
class DigestOutcome:
    """What came of a digest: its file and, where it was to be sent, who got it, or why nobody could."""

    path: Path
    delivery: Delivery | None
    watchlist: str
    error: NibwatchError | None = None

    def require_a_reader(self) -> None:
        """OutsideError where it was to be sent and nobody has received it; a single missing recipient is no failure.

        ``UnreachableMailError`` where the mail server did not answer, so that what tells of it tries once.
        """
        if self.error:
            raise self.error
        if self.delivery and not (self.delivery.sent or self.delivery.sent_before):
            kind = UnreachableMailError if self.delivery.is_unreachable else OutsideError
            raise kind(f"The digest is in {self.path}, and nobody has it. {' '.join(self.delivery.lines())}")

    def require_every_reader(self) -> None:
        """OutsideError where it was to be sent and a recipient has not received it."""
        if self.error:
            raise self.error
        if self.delivery and not self.delivery.is_complete:
            raise OutsideError(
                f"The digest is in {self.path}, and not everybody has it. {' '.join(self.delivery.lines())}"
            )


def require_of_each(outcomes: Iterable[DigestOutcome], requirement: Callable[[DigestOutcome], None]) -> None:
    """Raise what the requirement raises of the digests; where it does of several, one error of the first one's kind."""
    errors = []
    for outcome in outcomes:
        try:
            requirement(outcome)
        except NibwatchError as error:
            errors.append(error)
    if len(errors) == 1:
        raise errors[0]
    if errors:
        raise type(errors[0])(" ".join(dict.fromkeys(map(str, errors))))


def ledger(data_dir: Path) -> SentLedger:
    """The record of who received which digest; lines that name no watchlist are of the first that the settings name."""
    return SentLedger(data_dir / FOLDER / FILE_NAME, settings().watchlist_names[0])


def last_sent_runs(data_dir: Path) -> dict[str, str]:
    """For each watchlist the publication that its digest sent last was about: history keeps its rows."""
    return {watchlist: entry.run_id for watchlist, entry in ledger(data_dir).last_digests().items()}


def write_digest(
    published: Path,
    data_dir: Path,
    *,
    sender: str,
    recipients: Sequence[str],
    as_of: datetime,
    failures: Failures = NONE,
    report_url: str | None = None,
    watchlist: str | None = None,
) -> Digest:
    """Compose this week's digest of a watchlist of a published file, the main one's by default; leave it in the folder.

    One that somebody has already got stays as it is, so that everybody gets the same.
    """
    with open_read_only(published) as connection:
        run_id, folder = last_run(connection)["run_id"], data_dir / FOLDER
        watchlist = watchlist_named(connection, watchlist)
    from_address = address(sender, "NIBWATCH_MAIL_FROM")
    named = message_id(run_id, week_of(as_of), watchlist, from_address)
    path = folder / file_name(run_id, as_of, watchlist)
    states = {entry.state for entry in ledger(data_dir).states(named).values()}
    if states & {SENT, HANDING_OVER} and path.is_file():
        message = read_digest(path)
        text, basis = plain_text(message), _basis(folder, named)
        return Digest(path, named, run_id, message["Subject"], text, basis, is_out=True, watchlist=watchlist)
    last = _last_sent(data_dir, watchlist, before=named)
    options = DigestOptions(as_of, last, failures, report_url, watchlist)
    message = compose(published, sender=sender, recipients=recipients, options=options)
    write_eml(message, folder)
    text = plain_text(message)
    return Digest(path, named, run_id, message["Subject"], text, failures, is_out=False, watchlist=watchlist)


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
        digest.message_id,
        digest.path.read_bytes(),
        address(sender, "NIBWATCH_MAIL_FROM").addr_spec,
        digest.run_id,
        watchlist=digest.watchlist,
    )
    _remember_basis(data_dir / FOLDER, digest)
    return deliver(letter, specs, server, ledger(data_dir), retry)


def prune_digests(published: Path, digest: Digest, *, keep: int) -> int:
    """Remove all but the newest ``keep`` digest files of its watchlist (0 keeps all); how many went.

    The newest is ``digest``; then those of later publications, and of one publication those written last. The ledger
    stays whole.
    """
    for unfinished in digest.path.parent.glob("nibwatch-*.eml.*"):  # of a run that was killed
        unfinished.unlink()
    files = digest_files(published, digest.path.parent.parent, digest.watchlist)
    others = [path for path in files if path != digest.path]
    old = others[keep - 1 :] if keep else []
    for path in old:
        path.unlink()
    return len(old)


def digest_files(published: Path, data_dir: Path, watchlist: str | None = None) -> list[Path]:
    """The digests of a watchlist that are kept, those of later publications first, of one those written last.

    A file whose name tells no watchlist, as until 0.2.0, is the main one's.
    """
    with open_read_only(published) as connection:
        places = {safe_name(run_id): place for place, run_id in enumerate(run_ids(connection))}
        named, main = (safe_name(watchlist_named(connection, name)) for name in (watchlist, None))

    def age(path: Path) -> tuple[int, float]:
        return places.get(named_by(path)[1], len(places)), -path.stat().st_mtime

    paths = [path for path in (data_dir / FOLDER).glob("nibwatch-*.eml") if (named_by(path)[0] or main) == named]
    return sorted(paths, key=age)


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


def _last_sent(data_dir: Path, watchlist: str, *, before: str) -> LastSent | None:
    last = ledger(data_dir).last_digests(before=before).get(watchlist)
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
