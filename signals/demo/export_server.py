"""A loopback server that answers as FDA's export server does, for `nibwatch demo` and the tests.

What it imitates, and who saw it, stands in signals.sources.faers.exports. It serves the zips that lie directly in one
folder, nothing else, and only to this machine.
"""

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from typing import Literal
from urllib.parse import unquote

from signals.demo.loopback import Reply, Request, serve

EXPORTS_PATH = "/content/Exports"

_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)")
_PAGE = b"<!DOCTYPE html><html><title>FIS</title><p>The page you asked for is not here.</p></html>"


@dataclass(frozen=True)
class AnsweredRequest:
    """A request and how it was answered; status None: never."""

    name: str
    headers: Mapping[str, str]
    status: int | None


@dataclass(frozen=True)
class Behaviour:
    """How the server answers; the defaults are FDA's ways, the rest are faults.

    missing: what a name that is not there gets, one of FDA's three ways.
    knows_any_case: q and Q in a name are the same.
    has_validators: send ETag and Last-Modified.
    obeys_range: False answers every request with the whole.
    hangs_on_gzip: a Range request that accepts gzip is never answered.
    unavailable: the first so many requests for a zip get unavailable_status, with retry_after where given.
    cut_after: a body ends after so many bytes, for the first cut_times requests that are longer.
    stall_after: so many bytes, then silence.
    """

    missing: Literal["not found", "server error", "page"] = "server error"
    knows_any_case: bool = True
    has_validators: bool = True
    obeys_range: bool = True
    hangs_on_gzip: bool = True
    unavailable: int = 0
    unavailable_status: int = 503
    retry_after: str | None = None
    cut_after: int | None = None
    cut_times: int = 1
    stall_after: int | None = None


AS_FDA = Behaviour()


@contextmanager
def serve_exports(
    folder: Path, *, behaviour: Behaviour = AS_FDA, watch: Callable[[AnsweredRequest], None] | None = None
) -> Iterator[str]:
    """Serve the folder's zips on a free port of 127.0.0.1 and give the URL of that export folder.

    watch: called with each GET as it is answered, from the answering thread. The server ends with the block.
    """
    exports = _Exports(folder, behaviour)

    def respond(request: Request) -> Reply:
        name = exports.name(request)
        if request.method == "HEAD":  # As FDA's: whether it is there, not how large it is.
            return Reply(status=200 if exports.find(name) else 500, has_length=False)
        reply = exports.reply(name, request.headers)
        if watch:
            watch(AnsweredRequest(name, request.headers, reply.status))
        return reply

    with serve(respond) as address:
        yield f"{address}{EXPORTS_PATH}"


class _Exports:
    """The zips of a folder, and how many faults are still to come."""

    def __init__(self, folder: Path, behaviour: Behaviour) -> None:
        self.folder = folder
        self.behaviour = behaviour
        self._counting = threading.Lock()
        self._unavailable_left = behaviour.unavailable
        self._cuts_left = behaviour.cut_times if behaviour.cut_after is not None else 0

    def name(self, request: Request) -> str:
        """The last part of the path; nothing for a path outside the export folder."""
        folder, _, name = unquote(request.path).rpartition("/")
        return name if folder == EXPORTS_PATH else ""

    def find(self, name: str) -> Path | None:
        """The zip of that name, looked up in the folder's listing, so that no path can lead out of it."""
        fold = str.lower if self.behaviour.knows_any_case else str
        for path in sorted(self.folder.iterdir()):
            if path.suffix.lower() == ".zip" and fold(path.name) == fold(name) and path.is_file():
                return path
        return None

    def reply(self, name: str, headers: Mapping[str, str]) -> Reply:
        path, behaviour = self.find(name), self.behaviour
        retry_after = {"Retry-After": behaviour.retry_after} if behaviour.retry_after else {}
        if path is None:
            status = {"page": 200, "not found": 404, "server error": 500}[behaviour.missing]
            return Reply(_PAGE, status, {"Content-Type": "text/html"} | (retry_after if status != 200 else {}))
        if self._is_unavailable():
            return Reply("Try again later.", behaviour.unavailable_status, {"Content-Type": "text/plain"} | retry_after)
        if behaviour.hangs_on_gzip and "Range" in headers and "gzip" in headers.get("Accept-Encoding", ""):
            return Reply(status=None, is_silent=True)
        return self._zip(path, headers)

    def _zip(self, path: Path, headers: Mapping[str, str]) -> Reply:
        content, state = path.read_bytes(), path.stat()
        validators = {
            "ETag": f'"{state.st_mtime_ns:x}-{state.st_size:x}"',
            "Last-Modified": formatdate(state.st_mtime, usegmt=True),
        }
        described = {"Content-Type": "application/zip"} | (validators if self.behaviour.has_validators else {})
        span = _RANGE.fullmatch(headers.get("Range", ""))
        # If-Range, where given, has to name this very file.
        is_current = "If-Range" not in headers or headers["If-Range"] in validators.values()
        if span is None or not is_current or not self.behaviour.obeys_range:
            return self._body(content, 200, described)
        first, last = int(span[1]), min(int(span[2] or len(content)), len(content) - 1)
        if first > last:
            return Reply(status=416, headers={"Content-Range": f"bytes */{len(content)}"})
        described["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
        return self._body(content[first : last + 1], 206, described)

    def _body(self, body: bytes, status: int, headers: Mapping[str, str]) -> Reply:
        sent, stall = self._length_to_send(len(body)), self.behaviour.stall_after
        if stall is not None and stall < sent:
            return Reply(body, status, headers, sent=stall, is_silent=True)
        return Reply(body, status, headers, sent=sent if sent < len(body) else None)

    def _is_unavailable(self) -> bool:
        with self._counting:
            self._unavailable_left -= 1
            return self._unavailable_left >= 0

    def _length_to_send(self, length: int) -> int:
        limit = self.behaviour.cut_after
        with self._counting:
            if limit is None or length <= limit or self._cuts_left <= 0:
                return length
            self._cuts_left -= 1
            return limit
