"""What every client of a web server needs: a named session, Retry-After, a bounded body, failures without secrets."""

import re
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from ipaddress import ip_address
from urllib.parse import urlsplit

import requests

TIMEOUT = (10.0, 60.0)
"""Seconds to connect, and seconds without a byte."""
LONGEST_WAIT = 600.0
"""A server may ask us to wait this many seconds; more is cut down to it."""
_BLOCK_BYTES = 64 * 1024


class LongAnswerError(Exception):
    """An answer was larger, or took longer, than it may; the message says which."""


def open_session(url: str, purpose: str) -> requests.Session:
    """A session that names the program and its purpose. Loopback addresses are never asked through a proxy."""
    session = requests.Session()
    session.headers.update(
        {"User-Agent": f"nibwatch ({purpose}; python-requests)", "Accept-Encoding": "identity", "Accept": "*/*"}
    )
    session.trust_env = not is_loopback(urlsplit(url).hostname or "")
    return session


def is_loopback(host: str) -> bool:
    """Whether a host is this machine by its loopback address."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def retry_after(response: requests.Response) -> float | None:
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


def read_body(
    response: requests.Response, *, max_bytes: int, max_seconds: float, clock: Callable[[], float] = time.monotonic
) -> bytes:
    """The whole body of an answer; LongAnswerError beyond a size or a time."""
    blocks, size, started = [], 0, clock()
    for block in response.iter_content(_BLOCK_BYTES):
        size += len(block)
        if size > max_bytes:
            raise LongAnswerError(f"sent more than {max_bytes:,} bytes in one answer")
        if clock() - started > max_seconds:
            raise LongAnswerError(f"took more than {max_seconds:.0f} seconds for one answer")
        blocks.append(block)
    return b"".join(blocks)


def reason(error: BaseException) -> str:
    """The innermost cause in words, without the address, whose query could hold a key, and without Python's objects."""
    while error.args and isinstance(error.args[0], BaseException):
        error = error.args[0]
    inner = getattr(error, "reason", None)
    if isinstance(inner, BaseException):
        return reason(inner)
    text = re.sub(r"^<?\w*(?:Connection|Pool)\w*\(?[^:]*?port=\d+\)?: ", "", str(error))
    text = text.rpartition(": ")[2] if "object at 0x" in text else text
    return text.strip().rstrip(".") or type(error).__name__


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """The text with every secret replaced by three stars."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return text
