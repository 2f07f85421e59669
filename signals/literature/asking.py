"""How the literature sources are asked: politely, again where that may help, and never with a secret in a sentence."""

import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3

from signals.errors import OutsideError
from signals.sources.faers.exports import is_loopback, open_session, wait_asked_for

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and seconds without a byte."""
ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""A server that asks us to wait longer is left alone until the next run."""
MAX_BODY_BYTES = 64 * 1024 * 1024
LONGEST_GET = 1500
"""A longer query goes in the body of a POST, where the server takes one."""

Read = TypeVar("Read")


class SourceError(OutsideError):
    """A source did not answer, or not with what was asked for."""


class TransientSourceError(SourceError):
    """Worth another attempt. wait: the seconds the server asked us to wait; None where it did not."""

    def __init__(self, message: str, wait: float | None = None) -> None:
        super().__init__(message)
        self.wait = wait


@dataclass(frozen=True)
class Answer:
    """A whole answer: its status, its body, and the address without what was asked."""

    status: int
    body: bytes
    address: str


class Source:
    """One outside source. ``requests_per_second`` is kept to, except on this machine's own loopback."""

    def __init__(
        self,
        name: str,
        address: str,
        *,
        requests_per_second: float,
        secrets: tuple[str, ...] = (),
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.address = address.rstrip("/")
        host = urlsplit(address).hostname or ""
        self._interval = 0.0 if is_loopback(host) else 1.0 / requests_per_second
        self._secrets = secrets
        self._sleep = sleep
        self._clock = clock
        self._next_at = 0.0
        self._session = open_session(address)
        self._session.headers["User-Agent"] = "nibwatch (weekly literature search; python-requests)"

    def ask(
        self, path: str, parameters: Mapping[str, Any], read: Callable[[Answer], Read], *, may_post: bool = False
    ) -> Read:
        """What ``read`` makes of the answer to one request, asked again while that may help.

        ``read`` raises TransientSourceError for an answer that may be better next time, SourceError for one that will
        not. 429 and 5xx are asked again after Retry-After, else after 1, 2, 4 ... seconds; so is silence, but only
        once.
        """
        url = f"{self.address}/{path}" if path else self.address
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return read(self._answer(url, parameters, may_post=may_post))
            except _NoAnswerError as error:
                if attempt >= 2:
                    raise SourceError(f"{self.name} did not answer: {error}.") from error
                self._sleep(1.0)
            except TransientSourceError as error:
                wait = float(2 ** (attempt - 1)) if error.wait is None else error.wait
                if attempt == ATTEMPTS or wait > LONGEST_WAIT:
                    raise SourceError(f"{error} Given up after {attempt} attempts.") from error
                self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _answer(self, url: str, parameters: Mapping[str, Any], *, may_post: bool) -> Answer:
        self._wait_for_turn()
        asked = requests.Request("GET", url, params=dict(parameters)).prepare()
        posts = may_post and len(asked.url or "") > LONGEST_GET
        try:
            with self._session.request(
                "POST" if posts else "GET",
                url,
                params=None if posts else dict(parameters),
                data=dict(parameters) if posts else None,
                stream=True,
                timeout=TIMEOUT,
            ) as response:
                body = self._body(response)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _NoAnswerError(self._without_secrets(_reason(error))) from error
        return self._checked(response, Answer(response.status_code, body, url))

    def _wait_for_turn(self) -> None:
        wait = self._next_at - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._next_at = max(self._clock(), self._next_at) + self._interval

    def _body(self, response: requests.Response) -> bytes:
        blocks, size = [], 0
        for block in response.iter_content(64 * 1024):
            size += len(block)
            if size > MAX_BODY_BYTES:
                raise SourceError(f"{self.name} sent more than {MAX_BODY_BYTES:,} bytes in one answer.")
            blocks.append(block)
        return b"".join(blocks)

    def _checked(self, response: requests.Response, answer: Answer) -> Answer:
        if answer.status in (200, 404):
            return answer  # openFDA says "none" with 404
        said = self._without_secrets(" ".join(answer.body[:200].decode("utf-8", "replace").split()))
        sentence = f"{self.name} answered {answer.status} ({said or 'nothing'})."
        if answer.status == 429 or answer.status >= 500:
            raise TransientSourceError(sentence, wait_asked_for(response))
        raise SourceError(sentence)

    def _without_secrets(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return text


class _NoAnswerError(Exception):
    """Nothing came: no such host, refused, cut, or silence."""


def _reason(error: BaseException) -> str:
    """The innermost cause, without the address, whose query could hold a key."""
    while error.args and isinstance(error.args[0], BaseException):
        error = error.args[0]
    inner = getattr(error, "reason", None)
    if isinstance(inner, BaseException):
        return _reason(inner)
    text = re.sub(r"^<?\w*(?:Connection|Pool)\w*\(?[^:]*?port=\d+\)?: ", "", str(error))
    text = text.rpartition(": ")[2] if "object at 0x" in text else text
    return text.strip().rstrip(".") or type(error).__name__
