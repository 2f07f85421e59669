"""Requests to FDA's export server, and what its answers mean. No other module sends it requests.

The server's habits (facts gathered 2026-11-23 from open-altio and pharmawatch, projects that fetched every
quarter): HEAD gives no size; a Range request that accepts gzip hangs, so `identity` is asked for always; a
quarter that does not exist is answered with 404, with 500, or with an HTML page and status 200.
"""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import requests
import urllib3

from signals import web
from signals.errors import OutsideError, TransientError
from signals.source_description import source_description
from signals.web import TIMEOUT

FDA_EXPORTS = source_description("faers").address

MAX_PARALLEL_REQUESTS = 4
"""Most requests at a time in this process, probes and downloads together, to spare FDA's server."""

PROBE_SECONDS = 120.0
"""Most seconds of a probe, even if the answer trickles steadily."""

_DENIED = (401, 403, 407, 451)

_slots = threading.BoundedSemaphore(MAX_PARALLEL_REQUESTS)


class UnreachableError(TransientError):
    """No answer at all: no such host, connection refused or cut, or silence."""


class NotPublishedError(OutsideError):
    """The server answered that it has no such zip; another attempt would not change that."""


class DeniedError(NotPublishedError):
    """The server denied access; the file may exist all the same."""


class RefusedZipError(OutsideError):
    """The file was read in full and is not a zip we can take; another attempt would not change that."""


@dataclass(frozen=True)
class Published:
    """What a source says about a file: bytes (None: not said) and HTTP validators (None: not said)."""

    size: int | None = None
    etag: str | None = None
    last_modified: str | None = None

    def differs_from(self, other: "Published") -> bool:
        """Whether these cannot be the same bytes; a value that either does not state is no difference."""
        pairs = (
            (self.size, other.size),
            (_strong_etag(self.etag), _strong_etag(other.etag)),
            (self.last_modified, other.last_modified),
        )
        return any(one is not None and another is not None and one != another for one, another in pairs)

    @property
    def has_validator(self) -> bool:
        return self.etag is not None or self.last_modified is not None

    @property
    def if_range(self) -> str | None:
        """The validator to resume with: RFC 9110 13.1.5 allows no weak ETag in If-Range."""
        is_strong = self.etag is not None and not self.etag.startswith("W/")
        return self.etag if is_strong else self.last_modified


def open_session(url: str, max_seconds: float = PROBE_SECONDS) -> requests.Session:
    """A session for FDA's server, or one like it.

    Parameters
    ----------
    max_seconds
        How long one answer may take in all.
    """
    return web.open_session(url, "weekly FAERS surveillance", max_seconds=max_seconds)


@contextmanager
def answer(
    session: requests.Session, url: str, headers: dict[str, str], timeout: tuple[float, float]
) -> Iterator[requests.Response]:
    """One GET, its body unread; waits for a free slot first.

    Parameters
    ----------
    timeout
        Seconds to connect, and seconds without a byte.

    Raises
    ------
    UnreachableError
        Nothing answers.
    TransientError
        The network fails, or the answer takes too long, while asking or while the caller reads the body.
    OutsideError
        The answer comes from another host, or cannot come: another attempt would not change that.
    """
    with _slots:
        try:
            with session.get(url, headers=headers, stream=True, timeout=timeout) as response:
                yield response
        except web.LongAnswerError as error:
            raise TransientError(f"{url} {error}; the next attempt goes on from there.") from error
        except web.RefusedAnswerError as error:
            raise OutsideError(f"{url} {error}.") from error
        except (requests.ConnectionError, requests.Timeout) as error:
            raise UnreachableError(f"{url} did not answer: {web.reason(error)}.") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise TransientError(f"{url} stopped answering: {web.reason(error)}.") from error


def check_status(response: requests.Response) -> None:
    """Let pass an answer that holds bytes of a zip (200, 206).

    What a 500 says of a file nobody has seen yet is for `WebSource.probe` to judge.

    Raises
    ------
    DeniedError
        401, 403, 407, 451: the file may be there, only not for us.
    NotPublishedError
        Any other 4xx that does not pass with time.
    TransientError
        408, 416, 425, 429, 5xx, with the wait that the server asks for.
    """
    status = response.status_code
    if status in (200, 206):
        return
    answered = f"{response.url} answered {status} {response.reason or ''}".rstrip()
    if status in _DENIED:
        raise DeniedError(f"{answered}: access is denied.")
    if 400 <= status < 500 and status not in (408, 416, 425, 429):
        raise NotPublishedError(f"{answered}.")
    raise TransientError(f"{answered}.", web.retry_after(response))


def is_page(response: requests.Response, first_bytes: bytes) -> bool:
    """Whether the answer is a web page (or another text) in place of a zip: another form of 'not there'."""
    if first_bytes.startswith(b"PK"):
        return False
    kind = response.headers.get("Content-Type", "").lower()
    return kind.startswith("text/") or "json" in kind or "xml" in kind or first_bytes.lstrip()[:1] == b"<"


def tail_sha256(url: str, size: int, tail_bytes: int) -> str | None:
    """The SHA-256 of a file's last bytes as the server has them now, in hex.

    Parameters
    ----------
    size
        Bytes of the whole file.

    Returns
    -------
    None where the server does not send just these bytes.

    Raises
    ------
    OutsideError, TransientError
        As `answer` does.
    """
    start = max(0, size - tail_bytes)
    with (
        open_session(url) as session,
        answer(session, url, {"Range": f"bytes={start}-{size - 1}"}, TIMEOUT) as response,
    ):
        if response.headers.get("Content-Range") != f"bytes {start}-{size - 1}/{size}":
            return None
        try:
            tail = web.read_body(response, max_bytes=tail_bytes)
        except web.LongAnswerError:
            return None
    return hashlib.sha256(tail).hexdigest() if len(tail) == size - start else None


def published(response: requests.Response) -> Published:
    """What the answer says of the whole file; a partial answer says its size in Content-Range."""
    return Published(
        size=_whole_size(response),
        etag=response.headers.get("ETag"),
        last_modified=response.headers.get("Last-Modified"),
    )


def _whole_size(response: requests.Response) -> int | None:
    if response.status_code == 206:
        text = response.headers.get("Content-Range", "").rpartition("/")[2]
    else:
        text = response.headers.get("Content-Length", "")
    return int(text) if text.isascii() and text.isdigit() else None


def _strong_etag(etag: str | None) -> str | None:
    return etag.removeprefix("W/") if etag else None
