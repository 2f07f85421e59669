"""An S3 object store on loopback that forgets everything at its end, for lakes that are no folder."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest.mock import patch
from urllib.parse import parse_qs, quote

import requests
from moto.server import ThreadedMotoServer

CREDENTIALS: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": "a-test",
    "AWS_SECRET_ACCESS_KEY": "a-secret-of-a-test",
    "AWS_EC2_METADATA_DISABLED": "true",
}


@contextmanager
def bucket(name: str = "bucket") -> Iterator[str]:
    """The URL of an empty bucket that this process and its children may write."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        address = f"http://{host}:{port}"
        requests.post(f"{address}/moto-api/reset", timeout=10).raise_for_status()
        requests.put(f"{address}/{name}", timeout=10).raise_for_status()
        with patch.dict(os.environ, CREDENTIALS):
            yield f"s3://{name}?endpoint_override={quote(address, safe='')}"
    finally:
        server.stop()


def folder_url(url: str, folder: str) -> str:
    """The URL of a folder of a bucket."""
    place, _, options = url.partition("?")
    return f"{place}/{folder}?{options}"


def address_of(url: str) -> str:
    """Where the store that a bucket's URL names listens."""
    return parse_qs(url.partition("?")[2])["endpoint_override"][0]
