"""Fetches one quarter's zip and records it in the ledger, or says that this is not needed."""

import hashlib
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from signals.errors import OutsideError, TransientError
from signals.files import Progress, disk_errors, sha256
from signals.quarter import Quarter
from signals.sources.faers.download import Download, Limits
from signals.sources.faers.exports import NotPublishedError, Published, RefusedZipError, tail_sha256
from signals.sources.faers.ledger import Entry, Ledger
from signals.sources.faers.offer import Offer
from signals.sources.faers.zip_check import check_size, check_zip
from signals.sources.faers.zip_name import zip_name

_DEFAULT_LIMITS = Limits()
_TAIL_BYTES = 128 * 1024
"""Bytes at the end of a zip that hold the checksums of all its members."""


@dataclass(frozen=True)
class Fetched:
    """A whole zip on this machine. is_new: its bytes are not those the ledger had for the quarter."""

    quarter: Quarter
    path: Path
    sha256: str
    size: int
    location: str
    fetched_at: str
    is_new: bool


def needs_fetch(offer: Offer, ledger: Ledger, raw: Path) -> bool:
    """Whether the quarter was never fetched, is gone from disk, or was republished with other bytes.

    A zip that `prune_raw` removed on purpose is not needed again until the source changes it. An offer in
    trouble always is: only another request can show. Servers make new ETags for the same bytes, so where only that
    changed, the end of the zip is requested and compared, and the ledger gets the new ETag.

    Parameters
    ----------
    raw
        The folder of fetched zips.
    """
    entry = ledger.entry(offer.quarter)
    if entry is None or offer.trouble:
        return True
    if not _is_same(offer.published, offer.location, entry):
        if not _is_same_but_for_its_etag(offer, entry):
            return True
        ledger.record(replace(entry, etag=offer.published.etag))
    return not entry.is_pruned and _held(entry, raw) is None


def held_zip(quarter: Quarter, raw: Path, ledger: Ledger) -> Fetched | None:
    """The zip fetched earlier, if it still lies where it was put, untouched; else None."""
    entry = ledger.entry(quarter)
    return _held(entry, raw) if entry else None


def fetch(
    offer: Offer, raw: Path, ledger: Ledger, progress: Progress | None = None, limits: Limits = _DEFAULT_LIMITS
) -> Fetched:
    """Bring the offered zip to `raw` (a local one stays where it is), enter it in the ledger, and return it.

    What the ledger holds already, unchanged, is returned without reading it again. One call is one attempt, which
    resumes what an earlier one left.

    Parameters
    ----------
    raw
        The folder of fetched zips.
    progress
        Called with the bytes so far.

    Raises
    ------
    TransientError
        Another attempt may help.
    NotPublishedError
        The source does not have it.
    RefusedZipError
        The file is not a whole zip, or too large.
    OutsideError
        The disk is full, or the ledger cannot be read.
    RequestError
        `raw` cannot be written.
    """
    if offer.is_local:
        return _fetch_in_place(offer, raw, ledger, progress, limits)
    failures: list[NotPublishedError | TransientError] = []
    for location in offer.locations:
        try:
            with disk_errors(raw):
                return _fetch_from(location, offer, raw, ledger, progress, limits)
        except (NotPublishedError, TransientError) as error:
            failures.append(error)
    raise next((error for error in failures if isinstance(error, TransientError)), failures[0])


def _fetch_from(
    location: str, offer: Offer, raw: Path, ledger: Ledger, progress: Progress | None, limits: Limits
) -> Fetched:
    target, entry = raw / zip_name(offer.quarter), ledger.entry(offer.quarter)
    held = _held(entry, raw) if entry else None

    def is_held(now: Published) -> bool:
        return entry is not None and held is not None and held.path == target and _is_same(now, location, entry)

    download = Download(location, target, offered=offer.published, is_held=is_held, progress=progress, limits=limits)
    now = download.run()
    if now is None and held:
        return held
    return _record(offer.quarter, target, location, sha256(target), now or Published(), ledger)


def _fetch_in_place(offer: Offer, raw: Path, ledger: Ledger, progress: Progress | None, limits: Limits) -> Fetched:
    held = held_zip(offer.quarter, raw, ledger)
    if held and held.location == offer.location:
        return held
    path = Path(offer.location)
    try:
        before = path.stat()
        check_size(before.st_size, offer.location, limits.max_bytes)
        check_zip(path, offer.location)
        content_sha256 = sha256(path, progress)
        after = path.stat()
    except OSError as error:
        raise RefusedZipError(f"{offer.location} cannot be read: {error.strerror}.") from error
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise TransientError(f"{offer.location} changed while it was read; is it still being copied?")
    return _record(offer.quarter, path, offer.location, content_sha256, Published(), ledger)


def _record(quarter: Quarter, path: Path, location: str, zip_sha256: str, now: Published, ledger: Ledger) -> Fetched:
    earlier, state = ledger.entry(quarter), path.stat()
    entry = Entry(
        quarter=str(quarter),
        name=path.name,
        location=location,
        sha256=zip_sha256,
        size=state.st_size,
        mtime_ns=state.st_mtime_ns,
        etag=now.etag,
        last_modified=now.last_modified,
        tail_sha256=_tail_sha256(path, state.st_size),
        fetched_at=datetime.now(UTC).isoformat(timespec="seconds"),
    )
    ledger.record(entry)
    return _as_fetched(entry, path, is_new=earlier is None or earlier.sha256 != zip_sha256)


def _held(entry: Entry, raw: Path) -> Fetched | None:
    path = _path_of(entry, raw)
    try:
        state = path.stat()
    except OSError:
        return None  # gone or out of reach: not held
    is_untouched = (state.st_size, state.st_mtime_ns) == (entry.size, entry.mtime_ns)
    return _as_fetched(entry, path, is_new=False) if is_untouched else None


def _as_fetched(entry: Entry, path: Path, is_new: bool) -> Fetched:
    quarter = Quarter.parse(entry.quarter)
    return Fetched(quarter, path, entry.sha256, entry.size, entry.location, entry.fetched_at, is_new)


def _path_of(entry: Entry, raw: Path) -> Path:
    """The path of the zip: a download is in raw/ under our own name, a folder's file where it was read."""
    is_download = entry.location.lower().startswith(("http://", "https://"))
    return raw / zip_name(Quarter.parse(entry.quarter)) if is_download else Path(entry.location)


def _is_same(now: Published, location: str, entry: Entry) -> bool:
    """Same size and validators; where one side has no validator, it must at least be the same place."""
    then = Published(entry.size, entry.etag, entry.last_modified)
    if now.differs_from(then):
        return False
    return (now.has_validator and then.has_validator) or location == entry.location


def _is_same_but_for_its_etag(offer: Offer, entry: Entry) -> bool:
    """Same size, same Last-Modified where both have one, and the same end as the zip that was fetched."""
    now = replace(offer.published, etag=None)
    if offer.is_local or entry.tail_sha256 is None or now.size is None or not _is_same(now, entry.location, entry):
        return False
    try:
        return tail_sha256(offer.location, now.size, _TAIL_BYTES) == entry.tail_sha256
    except OutsideError:
        return False  # fetching it says what is wrong


def _tail_sha256(path: Path, size: int) -> str:
    with path.open("rb") as file:
        file.seek(max(0, size - _TAIL_BYTES))
        return hashlib.sha256(file.read()).hexdigest()
