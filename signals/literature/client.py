"""A client of one literature source: limits the rate of requests, retries temporary errors, and shows no secret."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

import requests
import urllib3

from signals.errors import OutsideError, TransientError
from signals.network_environment import is_loopback
from signals.web import TIMEOUT, RefusedAnswerError, open_session, read_body, reason, retry_after, without_secrets

ATTEMPTS = 4
LONGEST_WAIT = 60.0
"""Seconds; a server that asks for a longer wait is not asked again before the next run."""
MAX_BODY_BYTES = 64 * 1024 * 1024
MAX_SECONDS = 600.0
"""Of one answer, however steadily it trickles."""
MAX_REQUESTS = 5_000
"""Of one source in one run; the first run, since 1990, makes a few hundred."""
MAX_RUN_SECONDS = 7_200.0
"""Of one source in one run, waits included."""
MAX_PAGES = 200
"""Of one search; the largest of ours has a few."""
LONGEST_GET = 1500
"""A longer query goes in the body of a POST, where the server takes one."""

Read = TypeVar("Read")


class SourceError(OutsideError):
    """A source did not answer, or not with what was asked for."""


class TransientSourceError(SourceError, TransientError):
    """An answer that may be better next time."""


class _NoAnswerError(Exception):
    """There was no answer: no such host, refused, cut off, or silence."""


def page_numbers(name: str) -> Iterator[int]:
    """1, 2, 3 and so on for the pages of one search.

    Raises
    ------
    SourceError
        The source offers more pages than any search has.
    """
    yield from range(1, MAX_PAGES + 1)
    raise SourceError(f"{name} sent {MAX_PAGES} pages of one search and offers more; the search is not whole.")


@dataclass(frozen=True)
class Answer:
    """A whole answer: its status, its body, and the address without the query."""

    status: int
    body: bytes
    address: str

    @property
    def beginning(self) -> str:
        """Of the body, on one line."""
        return " ".join(self.body[:200].decode("utf-8", "replace").split())


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
        max_seconds: float = MAX_SECONDS,
    ) -> None:
        self.name = name
        self.address = address.rstrip("/")
        host = urlsplit(address).hostname or ""
        self._interval = 0.0 if is_loopback(host) else 1.0 / requests_per_second
        self._secrets = secrets
        self._sleep = sleep
        self._clock = clock
        self._next_at = 0.0
        self._ends_at = clock() + MAX_RUN_SECONDS
        self._request_count = 0
        self._session = open_session(address, "weekly literature search", max_seconds=max_seconds)

    def ask(
        self, path: str, parameters: Mapping[str, Any], read: Callable[[Answer], Read], *, may_post: bool = False
    ) -> Read:
        """Send one request, retry while that may help, and return what ``read`` makes of the answer.

        429 and 5xx are asked again after Retry-After, else after 1, 2, 4 ... seconds; so is silence, but only once.

        Parameters
        ----------
        read
            Raises TransientSourceError for an answer that may be better next time, SourceError for one that will not.
        may_post
            Whether parameters too long for a URL may be sent as a form.

        Raises
        ------
        SourceError
            No attempt brought an answer that ``read`` takes.
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
                wait = float(2 ** (attempt - 1)) if error.retry_after is None else error.retry_after
                if attempt == ATTEMPTS or wait > LONGEST_WAIT:
                    raise SourceError(f"{error} Given up after {attempt} attempts.") from error
                self._sleep(wait)
        raise AssertionError("the last attempt returns or raises")

    def _answer(self, url: str, parameters: Mapping[str, Any], *, may_post: bool) -> Answer:
        self._count_request()
        self._wait_for_turn()
        get = requests.Request("GET", url, params=dict(parameters)).prepare()
        is_post = may_post and len(get.url or "") > LONGEST_GET
        query: dict[str, Any] = {"data" if is_post else "params": dict(parameters)}
        try:
            with self._session.request(
                "POST" if is_post else "GET", url, stream=True, timeout=TIMEOUT, **query
            ) as response:
                body = read_body(response, max_bytes=MAX_BODY_BYTES)
        except RefusedAnswerError as error:
            raise SourceError(f"{self.name} {error}.") from error
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _NoAnswerError(without_secrets(reason(error), self._secrets)) from error
        return self._checked(response, Answer(response.status_code, body, url))

    def _count_request(self) -> None:
        self._request_count += 1
        if self._request_count > MAX_REQUESTS:
            raise SourceError(f"{self.name} was asked {MAX_REQUESTS:,} times in this run and there is no end of it.")
        if self._clock() > self._ends_at:
            raise SourceError(f"{self.name} took more than {MAX_RUN_SECONDS:,.0f} seconds in this run.")

    def _wait_for_turn(self) -> None:
        wait = self._next_at - self._clock()
        if wait > 0:
            self._sleep(wait)
        self._next_at = max(self._clock(), self._next_at) + self._interval

    def _checked(self, response: requests.Response, answer: Answer) -> Answer:
        if answer.status in (200, 404):
            return answer  # openFDA says "none" with 404
        text = without_secrets(answer.beginning, self._secrets)
        sentence = f"{self.name} answered {answer.status} ({text or 'nothing'})."
        if answer.status == 429 or answer.status >= 500:
            raise TransientSourceError(sentence, retry_after(response))
        raise SourceError(sentence)
