"""Download one zip: one attempt, carrying on where an earlier one stopped.

A download grows as `<name>.part`; `<name>.part.json` says which bytes it is a part of. Only when
it has the published size, is on disk and opens as a zip does it get its real name. So whatever moment a
process is killed at, nothing half-written is ever taken for whole.
"""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import chain
from pathlib import Path

import requests

from signals.errors import DiskFullError, TransientError
from signals.files import Progress, give_name, make_folder, sync, write_atomically
from signals.sources.faers.exports import (
    NotPublishedError,
    Published,
    RefusedZipError,
    answer,
    check_status,
    is_page,
    open_session,
    published,
)
from signals.sources.faers.zip_check import MAX_UNSIZED_BYTES, MAX_ZIP_BYTES, check_content, check_size, check_zip
from signals.web import TIMEOUT

_BLOCK = 64 * 1024


@dataclass(frozen=True)
class Limits:
    """timeout: seconds to connect, and seconds without a byte; max_bytes: of a zip.

    max_unsized_bytes: of a zip whose size nobody says, so that no end is in sight.
    max_seconds: a download that trickles longer is broken off, and resumed by the next attempt.
    """

    timeout: tuple[float, float] = TIMEOUT
    max_seconds: float = 3600.0
    max_bytes: int = MAX_ZIP_BYTES
    max_unsized_bytes: int = MAX_UNSIZED_BYTES


@dataclass(frozen=True)
class Download:
    """One attempt to bring the zip at `location` to `target`.

    offered: what the source said about it when it was found; a part of other bytes is discarded.
    is_held: called with what the server says now, whether `target` already is that file; the body is then
    left unread.
    """

    location: str
    target: Path
    offered: Published
    is_held: Callable[[Published], bool]
    progress: Progress | None
    limits: Limits

    @property
    def _part(self) -> "Part":
        return Part(self.target)

    def run(self) -> Published | None:
        """What the server says of the file that `target` now holds; None where it was held already.

        Raises as `fetch` does, and OSError where the disk fails.
        """
        make_folder(self.target.parent)
        stored = self._part.stored_headers(self.location)
        if stored is None or stored.differs_from(self.offered):
            self._part.discard()
            stored = None
        if stored and self._part.size == stored.size:
            return self._accept(stored, is_proven=stored.if_range is not None)  # killed just before the new name
        with open_session(self.location, self.limits.max_seconds) as session:
            return self._ask(session, stored)

    def _ask(self, session: requests.Session, stored: Published | None) -> Published | None:
        headers = self._resuming(stored) if stored else {}
        with answer(session, self.location, headers, self.limits.timeout) as response:
            if response.status_code == 206 and stored and self._is_rest(response, stored):
                return self._take_rest(response, stored)
            if not (stored and response.status_code in (206, 416)):
                return self._take_whole(response)
        self._part.discard()
        return self._ask(session, stored=None)

    def _resuming(self, stored: Published) -> dict[str, str]:
        condition = {"If-Range": stored.if_range} if stored.if_range else {}
        return {"Range": f"bytes={self._part.size}-", **condition}

    def _is_rest(self, response: requests.Response, stored: Published) -> bool:
        """Whether the answer is the rest of the same bytes, and begins where we stopped."""
        starts_at = response.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
        return starts_at == str(self._part.size) and not published(response).differs_from(stored)

    def _take_rest(self, response: requests.Response, stored: Published) -> Published:
        self._check_fits(stored.size, response)
        self._receive(_blocks(response), stored)
        return self._accept(stored, is_proven=stored.if_range is not None)

    def _take_whole(self, response: requests.Response) -> Published | None:
        check_status(response)
        if response.status_code == 206:
            raise TransientError(f"{self.location} answered with a part when asked for the whole.")
        current = published(response)
        if self.is_held(current):
            return None
        blocks = _blocks(response)
        first = next(blocks, b"")
        if is_page(response, first):
            raise NotPublishedError(f"{self.location} answered with a page, not a zip.")
        self._part.discard()
        self._check_fits(current.size, response)
        self._part.begin(self.location, current)
        self._receive(chain([first], blocks), current)
        return self._accept(current, is_proven=True)

    def _check_fits(self, size: int | None, response: requests.Response) -> None:
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise TransientError(f"{self.location} answered compressed when asked not to.")
        check_size(size, self.location, self.limits.max_bytes)
        folder = self.target.parent
        needed, free = (size or 0) - self._part.size, shutil.disk_usage(folder).free
        if needed > free:
            raise DiskFullError(
                f"The disk is full: {self.location} needs {needed:,} bytes in {folder}, {free:,} are free; "
                "free some space and run again."
            )

    def _receive(self, blocks: Iterator[bytes], current: Published) -> None:
        most = self.limits.max_bytes if current.size else min(self.limits.max_bytes, self.limits.max_unsized_bytes)
        for done in self._part.extend(blocks):
            if done > most:
                self._part.discard()
            check_size(done, self.location, most)
            if self.progress:
                self.progress(done, current.size)

    def _accept(self, current: Published, is_proven: bool) -> Published:
        """Give the part its real name if it is whole; `is_proven`: it cannot be joined from two files."""
        size = self._part.size
        if current.size is not None and size != current.size:
            raise TransientError(f"{self.location} sent {size:,} of {current.size:,} bytes.")
        try:
            check_zip(self._part.path, self.location)
            if not is_proven:
                check_content(self._part.path, self.location)
        except RefusedZipError as error:
            self._part.discard()
            if not is_proven:
                raise TransientError(f"{error} It had been resumed; the next attempt starts afresh.") from error
            raise
        give_name(self._part.path, self.target)
        self._part.discard()
        return current


def _blocks(response: requests.Response) -> Iterator[bytes]:
    """The body as it comes, so that nothing of it is lost where it ends too soon."""
    while block := response.raw.read1(_BLOCK, decode_content=False):
        yield block


class Part:
    """A zip on its way: the bytes so far, and a note of which file they belong to."""

    def __init__(self, target: Path) -> None:
        self.path = target.with_name(f"{target.name}.part")
        self.note = target.with_name(f"{target.name}.part.json")

    @property
    def size(self) -> int:
        return self.path.stat().st_size if self.path.exists() else 0

    def stored_headers(self, location: str) -> Published | None:
        """What the server said of the file when its first bytes came; None when this part is of no use."""
        if self.size == 0:
            return None
        try:
            note = json.loads(self.note.read_bytes())
            stored = Published(**note["published"])
        except (FileNotFoundError, ValueError, KeyError, TypeError):
            return None  # without a readable note nobody can tell what the bytes are: they are fetched again
        is_too_long = stored.size is not None and self.size > stored.size
        return stored if note.get("location") == location and not is_too_long else None

    def begin(self, location: str, current: Published) -> None:
        """Note which file is coming; its bytes follow."""
        write_atomically(self.note, json.dumps({"location": location, "published": asdict(current)}).encode())

    def extend(self, blocks: Iterator[bytes]) -> Iterator[int]:
        """Append the blocks, giving the size after each; they are on disk for good when it ends."""
        done = self.size
        with self.path.open("ab") as file:
            for block in blocks:
                file.write(block)
                done += len(block)
                yield done
        sync(self.path)

    def discard(self) -> None:
        # The bytes go first: bytes without a note are never resumed, a note without bytes says nothing.
        self.path.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)
