"""Common parts of all web clients: a named session, limits of time and size, errors without secrets."""

import io
import os
import re
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPResponse
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy

from signals.network_environment import CA_BUNDLES, certificate_problem, is_loopback, proxy_problem

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and seconds without a byte."""
LONGEST_WAIT = 600.0
"""The longest wait in seconds that a server may ask for; a longer one is shortened to it."""
_BLOCK_BYTES = 64 * 1024
_MOST_REDIRECTS = 5
_LONGEST_REASON = 500
_DEFAULT_PORTS = {"http": 80, "https": 443}


class RefusedAnswerError(Exception):
    """A refused answer: too large, too slow, or from another host. The message follows the source's name."""


class LongAnswerError(RefusedAnswerError):
    """An answer was larger, or took longer, than it may; the message says which."""


class Session(requests.Session):
    """A session whose answers end after ``max_seconds``, and that follows redirects to the same host only."""

    def __init__(self, max_seconds: float) -> None:
        super().__init__()
        self.max_redirects = _MOST_REDIRECTS
        for scheme in ("https://", "http://"):
            self.mount(scheme, _TimedAdapter(max_seconds))

    def merge_environment_settings(self, url: Any, *args: Any) -> Any:
        """The proxies and certificates of the environment.

        Raises
        ------
        RefusedAnswerError
            They cannot be used.
        """
        merged = super().merge_environment_settings(url, *args)
        proxy = select_proxy(str(url), merged["proxies"])
        wrong = [proxy_problem(proxy)] if proxy else []
        if isinstance(merged["verify"], str) and str(url).startswith("https:"):
            wrong += [certificate_problem(name) for name in CA_BUNDLES if os.environ.get(name) == merged["verify"]]
        if any(wrong):
            raise RefusedAnswerError(f"was not asked: {next(filter(None, wrong))}")
        return merged

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """The address that an answer redirects to.

        Raises
        ------
        RefusedAnswerError
            To another host, from https to http, or to what is no address.
        """
        try:
            target = super().get_redirect_target(resp)
            if target is None:
                return None
            origin, other = urlsplit(resp.url), urlsplit(urljoin(resp.url, target))
            is_allowed = other.scheme in ("https", origin.scheme) and _is_same_host(origin, other)
        except ValueError as error:
            raise RefusedAnswerError("redirects to an address that cannot be read; nothing was taken") from error
        if not is_allowed:
            raise RefusedAnswerError(
                f"redirects from {_place(origin)} to {_place(other)}, and nothing is taken from another host or over a "
                "connection that is less secure; if that is where it is now, correct its address in the settings"
            )
        return target


class _TimedAdapter(HTTPAdapter):
    """Has every connection read its answers, headers included, against a clock."""

    def __init__(self, max_seconds: float) -> None:
        self._response_class = type("_Response", (_TimedResponse,), {"max_seconds": max_seconds})
        super().__init__()

    def get_connection_with_tls_context(self, *args: Any, **kwargs: Any) -> Any:
        pool: Any = super().get_connection_with_tls_context(*args, **kwargs)
        if pool.ConnectionCls.response_class is not self._response_class:
            pool.ConnectionCls = type("_Connection", (pool.ConnectionCls,), {"response_class": self._response_class})
        return pool


class _TimedResponse(HTTPResponse):
    max_seconds: float

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fp = io.BufferedReader(_TimedReader(self.fp, self.max_seconds))


class _TimedReader(io.RawIOBase):
    """What a socket sends; LongAnswerError when the time is over, even if data still arrive."""

    def __init__(self, socket: io.BufferedIOBase, max_seconds: float) -> None:
        self._socket = socket
        self._max_seconds = max_seconds
        self._ends_at = time.monotonic() + max_seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if time.monotonic() > self._ends_at:
            raise LongAnswerError(f"took more than {self._max_seconds:g} seconds for one answer")
        return self._socket.readinto1(buffer)

    def close(self) -> None:
        self._socket.close()
        super().close()


def open_session(url: str, purpose: str, *, max_seconds: float) -> Session:
    """A session that names the program and its purpose. Loopback addresses are never asked through a proxy.

    Parameters
    ----------
    url
        What is asked first; only its host matters.
    purpose
        In words, for the header User-Agent.
    max_seconds
        How long one answer may take in all, whatever it sends meanwhile.
    """
    session = Session(max_seconds)
    session.headers.update(
        {"User-Agent": f"nibwatch ({purpose}; python-requests)", "Accept-Encoding": "identity", "Accept": "*/*"}
    )
    session.trust_env = not is_loopback(urlsplit(url).hostname or "")
    return session


def retry_after(response: requests.Response) -> float | None:
    """The seconds Retry-After asks for, from a number or an HTTP date (RFC 9110 10.2.3); None for anything else."""
    text = response.headers.get("Retry-After", "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text), LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, OverflowError):  # a year of twenty digits
        return None
    wait = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
    return min(max(wait, 0.0), LONGEST_WAIT)


def read_body(response: requests.Response, *, max_bytes: int) -> bytes:
    """The whole body of an answer.

    Raises
    ------
    LongAnswerError
        It has more than ``max_bytes``.
    """
    blocks, size = [], 0
    for block in response.iter_content(_BLOCK_BYTES):
        size += len(block)
        if size > max_bytes:
            raise LongAnswerError(f"sent more than {max_bytes:,} bytes in one answer")
        blocks.append(block)
    return b"".join(blocks)


def reason(error: BaseException) -> str:
    """The innermost cause in words, without the address, whose query could hold a key, and without Python's objects."""
    while error.args and isinstance(error.args[0], BaseException):
        error = error.args[0]
    inner = getattr(error, "reason", None)
    if isinstance(inner, BaseException):
        return reason(inner)
    if isinstance(error, requests.RequestException) and isinstance(error, ValueError):
        return "its address cannot be read"  # the message holds it, with all that stands in it
    message = str(error)[:_LONGEST_REASON]
    text = re.sub(r"^<?\w*(?:Connection|Pool)\w*\(?[^:]*?port=\d+\)?: ", "", message)
    text = text.rpartition(": ")[2] if "object at 0x" in text else text
    return text.strip().rstrip(".") or type(error).__name__


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret replaced by three asterisks."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text


def _is_same_host(one: SplitResult, other: SplitResult) -> bool:
    """The same host and port, or the two usual ports of one host."""
    ports = [url.port or _DEFAULT_PORTS.get(url.scheme) for url in (one, other)]
    is_usual = ports == [_DEFAULT_PORTS.get(url.scheme) for url in (one, other)]
    return one.hostname == other.hostname and (ports[0] == ports[1] or is_usual)


def _place(url: SplitResult) -> str:
    """Scheme, host and port of an address: its path and query could hold a key."""
    shown = f"{url.scheme}://{url.netloc.rpartition('@')[2]}"[:200]
    return "".join(letter for letter in shown if letter.isprintable())
