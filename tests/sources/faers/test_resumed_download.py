"""A download that breaks off goes on where it stopped, and never joins two files."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from signals.demo.export_server import AnsweredRequest, Behaviour, serve_exports
from signals.errors import TransientError
from signals.sources.faers.download import Limits
from signals.sources.faers.exports import RefusedZipError
from signals.sources.faers.fetch import fetch, held_zip, needs_fetch
from signals.sources.faers.ledger import Ledger
from signals.sources.faers.source import open_source
from tests.sources.faers.downloads import (
    NAME,
    QUARTER,
    QUICK,
    SIZE,
    WANTED,
    answering,
    files_in,
    make_zip,
    offer_at,
    sha256_of,
    trickling,
)


def fetch_in_two(exports: Path, raw: Path, ledger: Ledger, **behaviour: bool) -> list[AnsweredRequest]:
    """Fetch through a cut after half the bytes, and again; what the server saw."""
    seen: list[AnsweredRequest] = []
    cut = Behaviour(cut_after=SIZE // 2, **behaviour)
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
    seen: list[AnsweredRequest] = []
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
from signals.sources.faers.offer import Offer
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
    seen: list[AnsweredRequest] = []
    with serve_exports(exports, watch=seen.append) as url:
        command = [sys.executable, "-c", KILLED_CHILD, url, str(raw), "before the name"]
        subprocess.run(command, cwd=Path(__file__).parents[2], timeout=60, check=False)
        seen.clear()
        assert fetch(offer_at(url), raw, ledger).sha256 == sha256
    assert seen == []
