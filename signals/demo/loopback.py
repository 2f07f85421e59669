"""A loopback server that gives prepared answers and remembers what it was asked, for `nibwatch demo` and the tests."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True)
class Reply:
    """An answer; without a status the connection is closed and nothing said."""

    body: bytes | str = b""
    status: int | None = 200
    headers: Mapping[str, str] = field(default_factory=dict)


Asked = dict[str, str]
Answerer = Callable[[str, Asked], Reply | bytes | str]


@dataclass
class Server:
    """Where it listens, and every (last part of the path, what was asked) so far."""

    address: str
    asked: list[tuple[str, Asked]] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)


@contextmanager
def serving(answerer: Answerer) -> Iterator[Server]:
    """Serve on a free port of 127.0.0.1 until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            self.answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def answer(self, query: str) -> None:
            asked = {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
            name = urlsplit(self.path).path.rpartition("/")[2]
            server.asked.append((name, asked))
            server.methods.append(self.command)
            reply = answerer(name, asked)
            reply = reply if isinstance(reply, Reply) else Reply(reply)
            if reply.status is None:
                self.close_connection = True
                return
            body = reply.body.encode() if isinstance(reply.body, str) else reply.body
            self.send_response(reply.status)
            for header, value in reply.headers.items():
                self.send_header(header, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server = Server(f"http://127.0.0.1:{http.server_address[1]}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()
        thread.join()
