"""How to talk to FDA's export server, and what its answers mean. The only place that asks it anything.

The server's habits (facts gathered 2026-11-23 from open-altio and pharmawatch, projects that fetched every
quarter): HEAD gives no size; a Range request that accepts gzip hangs, so `identity` is asked for always; a
quarter that does not exist is answered with 404, with 500, or with an HTML page and status 200.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests
import urllib3

from signals.errors import OutsideError, TransientError

FDA_EXPORTS = "https://fis.fda.gov/content/Exports"
USER_AGENT = "nibwatch (weekly FAERS surveillance; python-requests)"

MAX_PARALLEL_REQUESTS = 4
"""Requests under way at once in this process, probes and downloads together: FDA's server is for all."""

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and seconds without a byte."""

LONGEST_WAIT = 600.0
"""A server may ask us to wait this many seconds; more is cut down to it."""

_slots = threading.BoundedSemaphore(MAX_PARALLEL_REQUESTS)


class FetchError(OutsideError):
    """A quarter could not be fetched."""


class TransientFetchError(FetchError, TransientError):
    """Worth another attempt."""


class UnreachableError(TransientFetchError):
    """No answer at all: no such host, connection refused or cut, or silence."""


class NotPublishedError(FetchError):
    """The server answered that it has no such zip; another attempt would not change that."""


class RefusedZipError(FetchError):
    """The file was read in full and is not a zip we can take; another attempt would not change that."""


@dataclass(frozen=True)
class Published:
    """What a source says of a file: bytes (None: not said) and HTTP validators (None: none given)."""

    size: int | None = None
    etag: str | None = None
    last_modified: str | None = None

    def differs_from(self, other: "Published") -> bool:
        """Whether these cannot be the same bytes. What one side does not say is no difference."""
        pairs = (
            (self.size, other.size),
            (_without_weakness(self.etag), _without_weakness(other.etag)),
            (self.last_modified, other.last_modified),
        )
        return any(ours is not None and theirs is not None and ours != theirs for ours, theirs in pairs)

    @property
    def has_validator(self) -> bool:
        return self.etag is not None or self.last_modified is not None

    @property
    def if_range(self) -> str | None:
        """The validator to resume with: RFC 9110 13.1.5 allows no weak ETag in If-Range."""
        is_strong = self.etag is not None and not self.etag.startswith("W/")
        return self.etag if is_strong else self.last_modified


def open_session(url: str) -> requests.Session:
    """A session that names the program. Proxies of the environment are not asked for a loopback address."""
    session = requests.Session()
    session.headers.update({"User-Agent": USER_AGENT, "Accept-Encoding": "identity", "Accept": "*/*"})
    session.trust_env = not is_loopback(urlsplit(url).hostname or "")
    return session


@contextmanager
def answer(
    session: requests.Session, url: str, headers: dict[str, str], timeout: tuple[float, float]
) -> Iterator[requests.Response]:
    """One GET, its body unread; waits for a free slot first.

    Failures of the network, while asking or while the caller reads the body, become TransientFetchError.
    """
    with _slots:
        try:
            with session.get(url, headers=headers, stream=True, timeout=timeout) as response:
                yield response
        except (requests.ConnectionError, requests.Timeout) as error:
            raise UnreachableError(f"{url} did not answer: {_reason(error)}.") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise TransientFetchError(f"{url} stopped answering: {_reason(error)}.") from error


def check_status(response: requests.Response) -> None:
    """Raise for an answer that holds no bytes of a zip.

    NotPublishedError for 4xx; TransientFetchError for what passes (408, 416, 425, 429, 5xx), with the wait
    the server asks for. What a 500 says of a file nobody has seen yet is for `WebSource.probe` to judge.
    """
    status = response.status_code
    if status in (200, 206):
        return
    said = f"{response.url} answered {status} {response.reason or ''}".rstrip()
    if 400 <= status < 500 and status not in (408, 416, 425, 429):
        raise NotPublishedError(f"{said}.")
    raise TransientFetchError(f"{said}.", retry_after=wait_asked_for(response))


def is_page(response: requests.Response, first_bytes: bytes) -> bool:
    """Whether the answer is a web page (or another text) in place of a zip: another form of 'not there'."""
    if first_bytes.startswith(b"PK"):
        return False
    kind = response.headers.get("Content-Type", "").lower()
    return kind.startswith("text/") or "json" in kind or "xml" in kind or first_bytes.lstrip()[:1] == b"<"


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


def wait_asked_for(response: requests.Response) -> float | None:
    """The seconds Retry-After asks for, from a number or an HTTP date (RFC 9110 10.2.3); None for anything else."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except ValueError:
        return None
    wait = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(wait, 0.0), LONGEST_WAIT)


def _without_weakness(etag: str | None) -> str | None:
    return etag.removeprefix("W/") if etag else None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its loopback address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _reason(error: BaseException) -> str:
    """The innermost cause, in words; the outer ones repeat the address and name Python objects."""
    while error.args and isinstance(error.args[0], BaseException):
        error = error.args[0]
    inner = getattr(error, "reason", None)
    if isinstance(inner, BaseException):
        return _reason(inner)
    text = str(error).rpartition(": ")[2] if "object at 0x" in str(error) else str(error)
    return text.strip().rstrip(".") or type(error).__name__
