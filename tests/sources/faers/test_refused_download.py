"""Answers that are no zip, zips that are too large, and a disk that is full."""

from pathlib import Path

import pytest

from signals.demo.export_server import Behaviour, serve_exports
from signals.errors import OutsideError, RequestError, TransientError
from signals.sources.faers.download import Limits, Part
from signals.sources.faers.exports import NotPublishedError, Published, RefusedZipError
from signals.sources.faers.fetch import fetch, held_zip
from signals.sources.faers.ledger import Ledger
from signals.sources.faers.offer import Offer
from signals.sources.faers.source import open_source
from signals.sources.faers.zip_name import zip_names
from tests.sources.faers.downloads import NAME, QUARTER, SIZE, WANTED, answering, files_in, offer_at, sha256_of


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


def test_an_offer_with_an_error_is_fetched_under_the_spelling_that_answers(
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


@pytest.mark.parametrize("says_size", [True, False])
def test_a_file_too_large_to_be_a_quarter_is_refused(
    exports: Path, sha256: str, raw: Path, ledger: Ledger, says_size: bool
) -> None:
    body = (exports / NAME).read_bytes()
    headers = {"Content-Length": str(len(body))} if says_size else {}
    with answering(200, headers, body) as url, pytest.raises(RefusedZipError, match="larger than the 500,000 bytes"):
        fetch(offer_at(url), raw, ledger, limits=Limits(max_bytes=500_000))
    assert files_in(raw) == []


def test_no_room_is_reported_before_anything_is_written(
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
            patch.setattr("signals.files.os.fsync", full)
            fetch(offer_at(url), raw, ledger)
        assert fetch(offer_at(url), raw, ledger).sha256 == sha256


def test_a_data_directory_that_cannot_be_written_is_a_wrong_request(exports: Path, sha256: str, tmp_path: Path) -> None:
    (tmp_path / "data").write_text("a file where the folder should be")
    raw = tmp_path / "data" / "raw"
    with serve_exports(exports) as url, pytest.raises(RequestError, match="cannot be"):
        fetch(offer_at(url), raw, Ledger(raw / "ledger.json"))
