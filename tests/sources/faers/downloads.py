"""A zip to be downloaded, and servers on loopback that answer in unusual ways."""

import hashlib
import socket
import threading
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from random import Random

from signals.quarter import Quarter, parse_range
from signals.sources.faers.download import Limits
from signals.sources.faers.offer import Offer
from signals.sources.faers.zip_name import zip_name

QUARTER = Quarter(2023, 1)


NAME = zip_name(QUARTER)


WANTED = parse_range("2023q1")


QUICK = Limits(timeout=(2.0, 0.5))


SIZE = 1_000_000


def make_zip(path: Path, seed: int = 1, size: int = SIZE) -> str:
    """A zip of random bytes, stored, so that its size is known; returns its sha256."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(zipfile.ZipInfo("ascii/DEMO23Q1.txt"), Random(seed).randbytes(size))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def offer_at(url: str, quarter: Quarter = QUARTER) -> Offer:
    """An offer as `WebSource` makes it when it could not ask: everything is left to fetching."""
    return Offer(quarter, name=zip_name(quarter), location=f"{url}/{zip_name(quarter)}")


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@contextmanager
def answering(status: int, headers: dict[str, str], body: bytes = b"") -> Iterator[str]:
    """A server that says the same to everyone, for answers FDA's does not give."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None: ...

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def trickling(sent: bytes) -> Iterator[str]:
    """A server that sends these bytes and then a letter every 20 ms, without an end."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def trickle() -> None:
            connection, _ = listener.accept()
            with connection, suppress(OSError):
                connection.sendall(sent)
                while True:
                    time.sleep(0.02)
                    connection.sendall(b"a")

        threading.Thread(target=trickle, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
