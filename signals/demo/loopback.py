"""A loopback server with prepared answers, for `nibwatch demo` and the tests."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Request:
    """What was asked: `form` is the query of a GET and the body of a POST."""

    method: str
    path: str
    headers: Mapping[str, str]
    form: str

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]


@dataclass(frozen=True)
class Reply:
    """An answer. Without a status nothing is sent; else `sent` bytes of the body, then silence or the connection's end.

    sent: None sends the whole body. is_silent: keep the connection open and say no more, until the server stops.
    has_length: whether Content-Length is sent.
    """

    body: bytes | str = b""
    status: int | None = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    sent: int | None = None
    is_silent: bool = False
    has_length: bool = True


Form = dict[str, str]
Answerer = Callable[[str, Form], Reply | bytes | str]


@dataclass
class Server:
    """Where it listens, and every (last part of the path, what was asked) so far."""

    address: str
    requests: list[tuple[str, Form]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)


@contextmanager
def form_server(answerer: Answerer) -> Iterator[Server]:
    """Answer by name and form on a free port of 127.0.0.1 until the block ends, and remember what was asked."""

    def respond(request: Request) -> Reply:
        form = {name: values[0] for name, values in parse_qs(request.form, keep_blank_values=True).items()}
        server.requests.append((request.name, form))
        server.methods.append(request.method)
        reply = answerer(request.name, form)
        return reply if isinstance(reply, Reply) else Reply(reply)

    server = Server("")
    with serve(respond) as server.address:
        yield server


@contextmanager
def serve(respond: Callable[[Request], Reply]) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1 until the block ends; yields the address. Each request has its own thread."""
    closing = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def answer(self) -> None:
            url = urlsplit(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
            reply = respond(Request(self.command, url.path, dict(self.headers), body or url.query))
            if reply.status is not None:
                self.send(reply)
            if reply.is_silent:
                closing.wait()
            if reply.status is None or reply.sent is not None:
                self.close_connection = True

        do_GET = do_HEAD = do_POST = answer  # noqa: N815 - http.server's names

        def send(self, reply: Reply) -> None:
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status or 200)
            for header, value in reply.headers.items():
                self.send_header(header, value)
            if reply.has_length:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: reply.sent])
            self.wfile.flush()

        def log_message(self, format: str, *args: object) -> None:
            """Log nothing: the client logs its own requests."""

    class QuietServer(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 64

        def handle_error(self, request: object, client_address: object) -> None:
            """Ignore the error: some tests disconnect clients on purpose."""

    server = QuietServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
