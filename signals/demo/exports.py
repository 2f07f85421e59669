"""A loopback server that answers as FDA's export server does, for `nibwatch demo` and the tests.

What it imitates, and who saw it, stands in signals.sources.faers.exports. It serves the zips that lie directly in one
folder, nothing else, and only to this machine.
"""

import mimetypes
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO, Literal
from urllib.parse import unquote

EXPORTS_PATH = "/content/Exports"

_RANGE = re.compile(r"bytes=([0-9]+)-([0-9]*)")
_PAGE = b"<!DOCTYPE html><html><title>FIS</title><p>The page you asked for is not here.</p></html>"
_BLOCK = 64 * 1024


@dataclass(frozen=True)
class Seen:
    """A request and how it was answered; status None: never."""

    name: str
    headers: dict[str, str]
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
    folder: Path, *, behaviour: Behaviour = AS_FDA, watch: Callable[[Seen], None] | None = None
) -> Iterator[str]:
    """Serve the folder's zips on a free port of 127.0.0.1 and give the URL of that export folder.

    watch: called with each GET as it is answered, from the answering thread. The server ends with the block.
    """
    server = _ExportServer(folder, behaviour, watch)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}{EXPORTS_PATH}"
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


class _ExportServer(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, folder: Path, behaviour: Behaviour, watch: Callable[[Seen], None] | None) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.folder = folder
        self.behaviour = behaviour
        self.watch = watch
        self.closing = threading.Event()
        self._counting = threading.Lock()
        self._unavailable_left = behaviour.unavailable
        self._cuts_left = behaviour.cut_times if behaviour.cut_after is not None else 0

    def find(self, name: str) -> Path | None:
        """The zip of that name, looked up in the folder's listing, so that no path can lead out of it."""
        fold = str.lower if self.behaviour.knows_any_case else str
        for path in sorted(self.folder.iterdir()):
            if path.suffix.lower() == ".zip" and fold(path.name) == fold(name) and path.is_file():
                return path
        return None

    def is_unavailable(self) -> bool:
        with self._counting:
            self._unavailable_left -= 1
            return self._unavailable_left >= 0

    def length_to_send(self, length: int) -> int:
        """How much of a body is sent before the connection is cut."""
        limit = self.behaviour.cut_after
        with self._counting:
            if limit is None or length <= limit or self._cuts_left <= 0:
                return length
            self._cuts_left -= 1
            return limit

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing: a client that leaves in the middle is what some tests are about, and no news."""


class _Handler(BaseHTTPRequestHandler):
    server: _ExportServer
    protocol_version = "HTTP/1.1"
    server_version = "nibwatch-exports"
    sys_version = ""
    disable_nagle_algorithm = True

    def do_HEAD(self) -> None:
        """As FDA's: whether it is there, not how large it is."""
        found = self.server.find(self._name())
        self.send_response(HTTPStatus.OK if found else HTTPStatus.INTERNAL_SERVER_ERROR)
        self.end_headers()

    def do_GET(self) -> None:
        found, behaviour = self.server.find(self._name()), self.server.behaviour
        if found is None:
            self._answer_missing()
        elif self.server.is_unavailable():
            self._answer_text(behaviour.unavailable_status, b"Try again later.", "text/plain")
        elif behaviour.hangs_on_gzip and "Range" in self.headers and self._accepts_gzip():
            self._tell(None)
            self.server.closing.wait()
            self.close_connection = True
        else:
            self._answer_zip(found)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the fetching side says what it does."""

    def _name(self) -> str:
        """The last part of the path; nothing for a path outside the export folder."""
        path = unquote(self.path.partition("?")[0])
        folder, _, name = path.rpartition("/")
        return name if folder == EXPORTS_PATH else ""

    def _accepts_gzip(self) -> bool:
        return "gzip" in self.headers.get("Accept-Encoding", "")

    def _tell(self, status: int | None) -> None:
        if self.server.watch:
            self.server.watch(Seen(name=self._name(), headers=dict(self.headers), status=status))

    def _answer_missing(self) -> None:
        missing = self.server.behaviour.missing
        if missing == "page":
            self._answer_text(HTTPStatus.OK, _PAGE, "text/html")
        else:
            is_gone = missing == "not found"
            status = HTTPStatus.NOT_FOUND if is_gone else HTTPStatus.INTERNAL_SERVER_ERROR
            self._answer_text(status, _PAGE, "text/html")

    def _answer_text(self, status: int, body: bytes, kind: str) -> None:
        self._tell(int(status))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if self.server.behaviour.retry_after and status != HTTPStatus.OK:
            self.send_header("Retry-After", self.server.behaviour.retry_after)
        self.end_headers()
        self.wfile.write(body)

    def _answer_zip(self, path: Path) -> None:
        with path.open("rb") as file:
            state = path.stat()
            etag = f'"{state.st_mtime_ns:x}-{state.st_size:x}"'
            changed = formatdate(state.st_mtime, usegmt=True)
            span = self._span(state.st_size, validators=(etag, changed))
            if span is None:
                self._answer_unsatisfiable(state.st_size)
                return
            first, last = span
            is_part = (first, last) != (0, state.st_size - 1) or self._is_range_obeyed((etag, changed))
            status = HTTPStatus.PARTIAL_CONTENT if is_part else HTTPStatus.OK
            self._tell(int(status))
            self.send_response(status)
            self.send_header("Content-Type", mimetypes.types_map[".zip"])
            self.send_header("Content-Length", str(last - first + 1))
            if is_part:
                self.send_header("Content-Range", f"bytes {first}-{last}/{state.st_size}")
            if self.server.behaviour.has_validators:
                self.send_header("ETag", etag)
                self.send_header("Last-Modified", changed)
            self.end_headers()
            file.seek(first)
            self._send(file, last - first + 1)

    def _is_range_obeyed(self, validators: tuple[str, str]) -> bool:
        """Whether a range was asked for that we honour, and If-Range, where given, names this file."""
        condition = self.headers.get("If-Range")
        is_current = condition is None or condition in validators
        is_one_range = _RANGE.fullmatch(self.headers.get("Range", "")) is not None
        return self.server.behaviour.obeys_range and is_one_range and is_current

    def _span(self, size: int, validators: tuple[str, str]) -> tuple[int, int] | None:
        """First and last byte to send; None where the range asked for begins past the end."""
        match = _RANGE.fullmatch(self.headers.get("Range", ""))
        if not match or not self._is_range_obeyed(validators):
            return 0, size - 1
        first, last = int(match[1]), min(int(match[2] or size), size - 1)
        return (first, last) if first <= last else None

    def _answer_unsatisfiable(self, size: int) -> None:
        self._tell(416)
        self.send_response(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        self.send_header("Content-Range", f"bytes */{size}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _send(self, file: BinaryIO, length: int) -> None:
        allowed, stall = self.server.length_to_send(length), self.server.behaviour.stall_after
        if stall is not None and stall < allowed:
            self._copy(file, stall)
            self.server.closing.wait()
            self.close_connection = True
            return
        self._copy(file, allowed)
        if allowed < length:
            self.close_connection = True

    def _copy(self, file: BinaryIO, length: int) -> None:
        while length and (block := file.read(min(_BLOCK, length))):
            self.wfile.write(block)
            length -= len(block)
        self.wfile.flush()
