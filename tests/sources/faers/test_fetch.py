"""Fetching a quarter over real loopback HTTP, with the code that fetches from FDA."""

import hashlib
import os
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from random import Random

import pytest

from signals.demo.exports import Behaviour, Seen, serve_exports
from signals.demo.loopback import Reply, Request, serve
from signals.errors import OutsideError, RequestError, TransientError
from signals.quarter import Quarter, parse_range
from signals.sources.faers.download import Limits, Part
from signals.sources.faers.exports import NotPublishedError, Published, RefusedZipError
from signals.sources.faers.fetch import fetch, held_zip, needs_fetch
from signals.sources.faers.ledger import Ledger, prune_raw
from signals.sources.faers.source import Offer, open_source
from signals.sources.faers.zip_name import zip_name, zip_names

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


@pytest.fixture
def exports(tmp_path: Path) -> Path:
    folder = tmp_path / "exports"
    folder.mkdir()
    return folder


@pytest.fixture
def sha256(exports: Path) -> str:
    return make_zip(exports / NAME)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    return tmp_path / "data" / "raw"


@pytest.fixture
def ledger(raw: Path) -> Ledger:
    return Ledger(raw / "ledger.json")


def offer_at(url: str, quarter: Quarter = QUARTER) -> Offer:
    """An offer as `WebSource` makes it when it could not ask: everything is left to fetching."""
    return Offer(quarter, name=zip_name(quarter), location=f"{url}/{zip_name(quarter)}")


def files_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def sha256_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# A download that goes well


def test_a_zip_arrives_whole_under_our_own_name_and_in_the_ledger(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    (exports / NAME).rename(exports / "FAERS_ascii_2023Q1.zip")
    with serve_exports(exports) as url:
        [offer] = open_source(url).offers(WANTED)
        fetched = fetch(offer, raw, ledger)
    entry = ledger.entry(QUARTER)
    assert (fetched.path, fetched.sha256, fetched.is_new) == (raw / NAME, sha256, True)
    assert sha256_of(raw / NAME) == sha256
    assert files_in(raw) == [NAME, "ledger.json"]
    assert entry is not None
    assert (entry.sha256, entry.size, entry.etag) == (sha256, offer.size, offer.published.etag)
    assert (entry.location, entry.last_modified) == (offer.location, offer.published.last_modified)
    assert entry.fetched_at.endswith("+00:00")


def test_progress_counts_up_to_the_size(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    told: list[tuple[int, int | None]] = []
    with serve_exports(exports) as url:
        size = fetch(offer_at(url), raw, ledger, progress=lambda done, total: told.append((done, total))).size
    assert told == sorted(told)
    assert told[-1] == (size, size)


def test_two_quarters_can_be_fetched_at_once(exports: Path, raw: Path, ledger: Ledger) -> None:
    quarters = [Quarter(2022, 4), QUARTER]
    expected = {make_zip(exports / zip_name(quarter), seed=quarter.year) for quarter in quarters}
    with serve_exports(exports) as url, ThreadPoolExecutor(2) as pool:
        fetched = list(pool.map(lambda quarter: fetch(offer_at(url, quarter), raw, ledger), quarters))
    assert {zip_.sha256 for zip_ in fetched} == expected
    assert {entry.sha256 for entry in ledger.entries().values()} == expected


# Whether it is needed


def test_what_is_held_and_unchanged_is_neither_needed_nor_read_again(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    told: list[int] = []
    with serve_exports(exports) as url:
        [offer] = open_source(url).offers(WANTED)
        assert needs_fetch(offer, ledger, raw)
        first = fetch(offer, raw, ledger)
        assert not needs_fetch(offer, ledger, raw)
        again = fetch(offer, raw, ledger, progress=lambda done, total: told.append(done))
    assert told == []
    assert (again.is_new, again.sha256, again.fetched_at) == (False, first.sha256, first.fetched_at)
    assert held_zip(QUARTER, raw, ledger) == again


def test_a_republished_zip_of_the_same_size_is_noticed_and_replaces_the_old(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    with serve_exports(exports) as url:
        fetch(open_source(url).offers(WANTED)[0], raw, ledger)
        republished = make_zip(exports / NAME, seed=2)
        os.utime(exports / NAME, (2_000_000_000, 2_000_000_000))
        [offer] = open_source(url).offers(WANTED)
        assert needs_fetch(offer, ledger, raw)
        fetched = fetch(offer, raw, ledger)
    assert (fetched.sha256, fetched.is_new) == (republished, True)
    assert sha256_of(raw / NAME) == republished != sha256


@pytest.mark.parametrize("is_pruned", [False, True])
def test_a_new_etag_for_the_same_bytes_is_no_reason_to_fetch(raw: Path, ledger: Ledger, exports: Path, sha256: str, is_pruned: bool) -> None:  # fmt: skip
    content, asked = (exports / NAME).read_bytes(), []
    with serve(lambda request: with_new_etag(request, content, asked)) as url:
        [offer] = open_source(url).offers(WANTED)
        fetch(offer, raw, ledger)
        if is_pruned:
            prune_raw(raw, 0, [QUARTER], ledger)
        for _ in range(2):
            [offer] = open_source(url).offers(WANTED)
            assert not needs_fetch(offer, ledger, raw)
        content = content[:-100] + b"x" + content[-99:]
        assert needs_fetch(offer_like(offer), ledger, raw)
    assert asked.count(None) == 1  # the whole was asked for once


def with_new_etag(request: Request, content: bytes, asked: list[str | None]) -> Reply:
    """A balancer's ways: another ETag from each machine; Last-Modified stays."""
    wanted = request.headers.get("Range")
    asked.append(wanted)
    headers = {"ETag": f'"{len(asked)}"', "Last-Modified": "Mon, 01 May 2023 10:00:00 GMT"}
    if request.name != NAME or not wanted:
        return Reply(content, 200 if request.name == NAME else 404, headers)
    first, last = (int(number) for number in wanted.removeprefix("bytes=").split("-"))
    return Reply(content[first : last + 1], 206, headers | {"Content-Range": f"bytes {first}-{last}/{len(content)}"})


def offer_like(offer: Offer) -> Offer:
    return replace(offer, published=replace(offer.published, etag='"new"'))


def test_the_same_bytes_published_anew_are_fetched_but_not_new(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    with serve_exports(exports) as url:
        fetch(open_source(url).offers(WANTED)[0], raw, ledger)
        os.utime(exports / NAME, (2_000_000_000, 2_000_000_000))
        [offer] = open_source(url).offers(WANTED)
        assert needs_fetch(offer, ledger, raw)
        assert not fetch(offer, raw, ledger).is_new
        assert not needs_fetch(offer, ledger, raw)


def test_a_zip_that_was_damaged_or_removed_on_our_disk_is_fetched_again(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    with serve_exports(exports) as url:
        [offer] = open_source(url).offers(WANTED)
        fetch(offer, raw, ledger)
        (raw / NAME).write_bytes(b"PK")
        assert needs_fetch(offer, ledger, raw)
        assert fetch(offer, raw, ledger).sha256 == sha256_of(raw / NAME) == sha256
        (raw / NAME).unlink()
        assert needs_fetch(offer, ledger, raw)


def test_a_pruned_zip_is_not_needed_but_can_be_had_again(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    with serve_exports(exports) as url:
        [offer] = open_source(url).offers(WANTED)
        fetch(offer, raw, ledger)
        prune_raw(raw, keep=0, loaded=[QUARTER], ledger=ledger)
        assert not needs_fetch(offer, ledger, raw)
        assert held_zip(QUARTER, raw, ledger) is None
        assert sha256_of(fetch(offer, raw, ledger).path) == sha256


# A download that breaks off


def fetch_in_two(exports: Path, raw: Path, ledger: Ledger, **behaviour: bool) -> list[Seen]:
    """Fetch through a cut after half the bytes, and again; what the server saw."""
    seen: list[Seen] = []
    cut = Behaviour(cut_after=SIZE // 2, **behaviour)  # type: ignore[arg-type]
    with serve_exports(exports, behaviour=cut, watch=seen.append) as url:
        with pytest.raises(TransientError):
            fetch(offer_at(url), raw, ledger)
        assert files_in(raw) == [f"{NAME}.part", f"{NAME}.part.json"]
        assert held_zip(QUARTER, raw, ledger) is None
        fetch(offer_at(url), raw, ledger)
    return seen


def test_a_cut_download_goes_on_where_it_stopped(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    first, second = fetch_in_two(exports, raw, ledger)
    begins_at = int(second.headers["Range"].removeprefix("bytes=").rstrip("-"))
    assert "Range" not in first.headers
    assert second.status == 206
    assert second.headers["If-Range"].startswith('"')
    assert second.headers["Accept-Encoding"] == "identity"
    assert SIZE // 2 - 2**16 <= begins_at <= SIZE // 2
    assert sha256_of(raw / NAME) == sha256
    assert files_in(raw) == [NAME, "ledger.json"]


def test_a_server_that_refuses_ranges_is_read_from_the_start(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    assert [request.status for request in fetch_in_two(exports, raw, ledger, obeys_range=False)] == [200, 200]
    assert sha256_of(raw / NAME) == sha256


def test_without_validators_a_download_still_resumes(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    assert [request.status for request in fetch_in_two(exports, raw, ledger, has_validators=False)] == [200, 206]
    assert sha256_of(raw / NAME) == sha256


def break_off(exports: Path, url: str, raw: Path, ledger: Ledger) -> None:
    with pytest.raises(TransientError):
        fetch(offer_at(url), raw, ledger)


def test_a_zip_that_changes_between_two_attempts_starts_afresh(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    with serve_exports(exports, behaviour=Behaviour(cut_after=SIZE // 2)) as url:
        break_off(exports, url, raw, ledger)
        changed = make_zip(exports / NAME, seed=2)
        os.utime(exports / NAME, (2_000_000_000, 2_000_000_000))
        assert fetch(offer_at(url), raw, ledger).sha256 == changed


def test_a_zip_that_changes_unseen_is_caught_by_its_checksums(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    blind = Behaviour(cut_after=SIZE // 2, has_validators=False)
    with serve_exports(exports, behaviour=blind) as url:
        break_off(exports, url, raw, ledger)
        changed = make_zip(exports / NAME, seed=2)
        with pytest.raises(TransientError, match=r"damaged member.* afresh"):
            fetch(offer_at(url), raw, ledger)
        assert files_in(raw) == []
        assert fetch(offer_at(url), raw, ledger).sha256 == changed


def test_a_zip_that_became_shorter_starts_afresh(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    seen: list[Seen] = []
    blind = Behaviour(cut_after=SIZE // 2, has_validators=False)
    with serve_exports(exports, behaviour=blind, watch=seen.append) as url:
        break_off(exports, url, raw, ledger)
        shorter = make_zip(exports / NAME, seed=2, size=1000)
        assert fetch(offer_at(url), raw, ledger).sha256 == shorter
    assert [request.status for request in seen] == [200, 416, 200]


def test_bytes_without_a_note_of_what_they_are_are_not_resumed(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    raw.mkdir(parents=True)
    (raw / f"{NAME}.part").write_bytes(b"PK\x03\x04 and something else")
    with serve_exports(exports) as url:
        assert fetch(offer_at(url), raw, ledger).sha256 == sha256


def test_silence_in_the_middle_is_worth_another_attempt(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    with serve_exports(exports, behaviour=Behaviour(stall_after=SIZE * 2 // 3)) as url:
        with pytest.raises(TransientError, match="timed out"):
            fetch(offer_at(url), raw, ledger, limits=QUICK)
        assert fetch(offer_at(url), raw, ledger, limits=QUICK).sha256 == sha256


def test_a_trickle_is_broken_off_with_every_byte_kept(raw: Path, ledger: Ledger) -> None:
    with (
        trickling(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\nPK\x03\x04") as url,
        pytest.raises(TransientError, match=r"took more than 0\.3 seconds for one answer"),
    ):
        fetch(offer_at(url), raw, ledger, limits=Limits(max_seconds=0.3))
    assert (raw / f"{NAME}.part").read_bytes().startswith(b"PK\x03\x04aa")


@pytest.mark.parametrize("sent", [b"", b"HTTP/1.1 200 OK\r\nX: "])
def test_headers_that_trickle_end_too(raw: Path, ledger: Ledger, sent: bytes) -> None:
    with trickling(sent) as url, pytest.raises(TransientError, match="took more than"):
        fetch(offer_at(url), raw, ledger, limits=Limits(max_seconds=0.2))


def test_an_endless_body_without_a_size_ends_at_its_limit(raw: Path, ledger: Ledger) -> None:
    with (
        answering(200, {"Content-Type": "application/zip"}, b"PK\x03\x04" + bytes(3_000_000)) as url,
        pytest.raises(RefusedZipError, match="larger than the 1,000,000 bytes"),
    ):
        fetch(offer_at(url), raw, ledger, limits=Limits(max_unsized_bytes=1_000_000))
    assert files_in(raw) == []


KILLED_CHILD = """
import os, signal, sys
from pathlib import Path
from signals.sources.faers import download
from signals.sources.faers import ledger
from signals.sources.faers.fetch import fetch
from signals.sources.faers.ledger import Ledger
from signals.quarter import Quarter, parse_range
from signals.sources.faers.source import Offer
from signals.sources.faers.zip_name import zip_name

url, raw, moment = sys.argv[1], Path(sys.argv[2]), sys.argv[3]

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def watch(done, total):
    if moment.isdigit() and done >= int(moment):
        die()

rename = Path.replace

def replace(path, target):
    if moment == "before the name" and path.name.endswith(".part"):
        die()
    if moment == "within the ledger" and target.name == "ledger.json":
        die()
    return rename(path, target)

Path.replace = replace
if moment == "before the ledger":
    Ledger.record = die
quarter = Quarter.parse("2023q1")
fetch(Offer(quarter, name=zip_name(quarter), location=f"{url}/{zip_name(quarter)}"), raw, Ledger(raw / "ledger.json"), watch)
"""


@pytest.mark.parametrize(
    "moment", ["1", str(SIZE // 2), str(SIZE), "before the name", "before the ledger", "within the ledger"]
)
def test_killed_at_any_moment_the_next_attempt_ends_with_the_same_zip(
    exports: Path, sha256: str, raw: Path, ledger: Ledger, moment: str
) -> None:
    with serve_exports(exports) as url:
        child = subprocess.run(
            [sys.executable, "-c", KILLED_CHILD, url, str(raw), moment],
            cwd=Path(__file__).parents[2],
            timeout=60,
            check=False,
        )
        assert child.returncode == -9
        assert ledger.entry(QUARTER) is None
        if (raw / NAME).exists():
            assert sha256_of(raw / NAME) == sha256
        [offer] = open_source(url).offers(WANTED)
        assert needs_fetch(offer, ledger, raw)
        assert fetch(offer, raw, ledger).sha256 == sha256_of(raw / NAME) == sha256
    assert files_in(raw) == [NAME, "ledger.json"]


def test_killed_with_all_bytes_on_disk_nothing_is_asked_again(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    seen: list[Seen] = []
    with serve_exports(exports, watch=seen.append) as url:
        command = [sys.executable, "-c", KILLED_CHILD, url, str(raw), "before the name"]
        subprocess.run(command, cwd=Path(__file__).parents[2], timeout=60, check=False)
        seen.clear()
        assert fetch(offer_at(url), raw, ledger).sha256 == sha256
    assert seen == []


# Answers that are no zip


def test_a_page_with_200_is_no_quarter(exports: Path, raw: Path, ledger: Ledger) -> None:
    with (
        serve_exports(exports, behaviour=Behaviour(missing="page")) as url,
        pytest.raises(NotPublishedError, match="a page, not a zip"),
    ):
        fetch(offer_at(url), raw, ledger)
    assert files_in(raw) == []


def test_404_is_not_published_and_500_may_pass(exports: Path, raw: Path, ledger: Ledger) -> None:
    with (
        serve_exports(exports, behaviour=Behaviour(missing="not found")) as url,
        pytest.raises(NotPublishedError, match="answered 404 Not Found"),
    ):
        fetch(offer_at(url), raw, ledger)
    with serve_exports(exports) as url, pytest.raises(TransientError, match="answered 500"):
        fetch(offer_at(url), raw, ledger)


def test_an_offer_in_trouble_is_fetched_under_the_spelling_that_answers(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    upper = zip_names(QUARTER)[1]
    (exports / NAME).rename(exports / upper)
    with serve_exports(exports, behaviour=Behaviour(knows_any_case=False)) as url:
        offer = Offer(QUARTER, NAME, f"{url}/{NAME}", trouble="was busy", other_locations=(f"{url}/{upper}",))
        assert fetch(offer, raw, ledger).sha256 == sha256
    assert files_in(raw) == [NAME, "ledger.json"]


@pytest.mark.parametrize(("said", "seconds"), [("7", 7.0), ("999999", 600.0), ("soon", None), (None, None)])
def test_a_busy_server_says_how_long_to_wait(
    exports: Path, sha256: str, raw: Path, ledger: Ledger, said: str | None, seconds: float | None
) -> None:
    busy = Behaviour(unavailable=1, unavailable_status=429, retry_after=said)
    with serve_exports(exports, behaviour=busy) as url:
        with pytest.raises(TransientError, match="answered 429") as caught:
            fetch(offer_at(url), raw, ledger)
        assert caught.value.retry_after == seconds
        assert fetch(offer_at(url), raw, ledger).sha256 == sha256


def test_a_wait_may_be_given_as_a_date(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    past = Behaviour(unavailable=1, retry_after="Sun, 06 Nov 1994 08:49:37 GMT")
    with serve_exports(exports, behaviour=past) as url, pytest.raises(TransientError) as caught:
        fetch(offer_at(url), raw, ledger)
    assert caught.value.retry_after == 0.0


@pytest.mark.parametrize("content", [b"", b"not a zip at all", None])
def test_half_a_zip_or_none_never_counts(
    exports: Path, sha256: str, raw: Path, ledger: Ledger, content: bytes | None
) -> None:
    whole = (exports / NAME).read_bytes()
    (exports / NAME).write_bytes(whole[: SIZE // 2] if content is None else content)
    for source in (open_source(str(exports)).offers()[0], None):
        with serve_exports(exports) as url, pytest.raises(RefusedZipError, match="no whole zip"):
            fetch(source or offer_at(url), raw, ledger)
    assert ledger.entries() == {}
    assert files_in(raw) == []


def test_a_refused_zip_leaves_the_one_fetched_before(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    with serve_exports(exports) as url:
        fetch(offer_at(url), raw, ledger)
        (exports / NAME).write_bytes(b"not a zip at all")
        with pytest.raises(RefusedZipError):
            fetch(offer_at(url), raw, ledger)
    held = held_zip(QUARTER, raw, ledger)
    assert held is not None
    assert sha256_of(held.path) == held.sha256 == sha256


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


@pytest.mark.parametrize(
    "place", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://[::1", "//other.example/x", "\xff"]
)
def test_a_redirect_leaves_its_host_never(raw: Path, ledger: Ledger, place: str) -> None:
    with answering(302, {"Location": place}) as url, pytest.raises(OutsideError, match=r"redirects|404") as refused:
        fetch(offer_at(url), raw, ledger)
    assert "other.example" not in place or f"from {url} to http://other.example" in str(refused.value)


def test_a_redirect_to_another_host_is_refused_naming_both_and_not_asked_again(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    with serve_exports(exports) as behind, answering(302, {"Location": f"{behind}/{NAME}?token=s3cret"}) as url:
        place = behind.removesuffix("/content/Exports")
        with pytest.raises(OutsideError, match=f"redirects from {url} to {place}, and nothing is taken") as refused:
            fetch(offer_at(url), raw, ledger)
        assert not isinstance(refused.value, TransientError) and "s3cret" not in str(refused.value)
        with pytest.raises(OutsideError, match=f"redirects from {url} to {place}"):
            open_source(url).offers(WANTED)


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


def test_a_compressed_answer_is_not_taken(raw: Path, ledger: Ledger) -> None:
    headers = {"Content-Encoding": "gzip", "Content-Length": "4"}
    with answering(200, headers, b"PK\x03\x04") as url, pytest.raises(TransientError, match="compressed"):
        fetch(offer_at(url), raw, ledger)


def test_a_part_that_nobody_asked_for_is_not_taken(raw: Path, ledger: Ledger) -> None:
    headers = {"Content-Range": "bytes 0-3/4", "Content-Length": "4"}
    with (
        answering(206, headers, b"PK\x03\x04") as url,
        pytest.raises(TransientError, match="a part when asked for the whole"),
    ):
        fetch(offer_at(url), raw, ledger)


def test_a_rest_that_ends_too_soon_is_not_the_whole(raw: Path, ledger: Ledger) -> None:
    headers = {"Content-Range": "bytes 4-7/1000", "Content-Length": "4"}
    raw.mkdir(parents=True)
    with answering(206, headers, b"more") as url:
        part = Part(raw / NAME)
        part.begin(offer_at(url).location, Published(size=1000))
        part.path.write_bytes(b"PK\x03\x04")
        with pytest.raises(TransientError, match="sent 8 of 1,000 bytes"):
            fetch(offer_at(url), raw, ledger)
    assert part.size == 8


# Limits and the disk


@pytest.mark.parametrize("says_size", [True, False])
def test_a_file_too_large_to_be_a_quarter_is_refused(
    exports: Path, sha256: str, raw: Path, ledger: Ledger, says_size: bool
) -> None:
    body = (exports / NAME).read_bytes()
    headers = {"Content-Length": str(len(body))} if says_size else {}
    with answering(200, headers, body) as url, pytest.raises(RefusedZipError, match="larger than the 500,000 bytes"):
        fetch(offer_at(url), raw, ledger, limits=Limits(max_bytes=500_000))
    assert files_in(raw) == []


def test_no_room_is_told_before_anything_is_written(
    exports: Path, sha256: str, raw: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw.mkdir(parents=True)
    usage = type("Usage", (), {"free": 1000})
    monkeypatch.setattr("signals.sources.faers.download.shutil.disk_usage", lambda folder: usage)
    with serve_exports(exports) as url, pytest.raises(OutsideError, match=r"disk is full.*1,000 are free"):
        fetch(offer_at(url), raw, ledger)
    assert not (raw / f"{NAME}.part").exists()


def test_a_disk_that_fills_up_is_one_sentence_and_the_next_run_goes_on(
    exports: Path, sha256: str, raw: Path, ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with serve_exports(exports) as url:
        with monkeypatch.context() as patch, pytest.raises(OutsideError, match="The disk is full"):
            patch.setattr("signals.sources.faers.download.os.fsync", full)
            fetch(offer_at(url), raw, ledger)
        assert fetch(offer_at(url), raw, ledger).sha256 == sha256


def test_a_data_directory_that_cannot_be_written_is_a_wrong_request(exports: Path, sha256: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    raw = tmp_path / "data" / "raw"
    with serve_exports(exports) as url, pytest.raises(RequestError, match="cannot be"):
        fetch(offer_at(url), raw, Ledger(raw / "ledger.json"))


# Folders


def test_a_folders_zip_is_read_where_it_lies(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    [offer] = open_source(str(exports)).offers()
    assert needs_fetch(offer, ledger, raw)
    fetched = fetch(offer, raw, ledger)
    assert (fetched.path, fetched.sha256, fetched.is_new) == (exports / NAME, sha256, True)
    assert files_in(raw) == ["ledger.json"]


def test_a_folders_zip_is_hashed_once_until_it_changes(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    told: list[int] = []
    [offer] = open_source(str(exports)).offers()
    fetch(offer, raw, ledger)
    assert not needs_fetch(offer, ledger, raw)
    assert not fetch(offer, raw, ledger, progress=lambda done, total: told.append(done)).is_new
    assert told == []
    changed = make_zip(exports / NAME, seed=2)
    [offer] = open_source(str(exports)).offers()
    assert needs_fetch(offer, ledger, raw)
    assert fetch(offer, raw, ledger).sha256 == changed


def test_the_same_zip_by_another_way_is_fetched_but_not_new(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    fetch(open_source(str(exports)).offers()[0], raw, ledger)
    with serve_exports(exports) as url:
        assert not fetch(open_source(url).offers(WANTED)[0], raw, ledger).is_new
    assert files_in(raw) == [NAME, "ledger.json"]


def test_a_folders_dead_link_refuses_that_quarter(exports: Path, raw: Path, ledger: Ledger) -> None:
    (exports / NAME).symlink_to(exports / "gone.zip")
    [offer] = open_source(str(exports)).offers()
    with pytest.raises(RefusedZipError, match="cannot be read: No such file"):
        fetch(offer, raw, ledger)


def test_the_shared_real_zips_are_whole(shared: Path, raw: Path, ledger: Ledger) -> None:
    for offer in open_source(str(shared / "real" / "faers")).offers():
        assert fetch(offer, raw, ledger).size == offer.size


def test_a_published_size_that_is_not_said_is_no_difference() -> None:
    assert not Published(size=None, etag='"x"').differs_from(Published(size=5, etag='W/"x"'))
    assert Published(size=4).differs_from(Published(size=5))
