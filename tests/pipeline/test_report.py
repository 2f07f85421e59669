"""The pages, the digest as a page and the feed after each publication, and their copies."""

import base64
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree.ElementTree import fromstring

import pytest
import requests

from signals.digest.dispatch import digest_files, write_digest
from signals.digest.feed import FEED, PAGE, files_beside_pages
from signals.errors import OutsideError, RequestError
from signals.literature.store import LiteratureStore, SearchState
from signals.pages import folder as folder_module
from signals.pages import site as site_module
from signals.pages.folder import MARKER, copy_to_store, is_current, marker, read_folder, replace_folder
from signals.pipeline import digest as digest_module
from signals.pipeline.digest import digest
from signals.pipeline.report import copy_pages, write_pages
from signals.pipeline.runner import LocalRunner, step
from tests.digest.weeks import RUN, Week, publish_week
from tests.object_store import address_of, bucket, folder_url

ATOM = "{http://www.w3.org/2005/Atom}"
RUN_ID = str(RUN[0])
MONDAY = datetime(2026, 11, 23, 6, tzinfo=UTC)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A data directory in which a week is published and its digest written."""
    publish_week(tmp_path / "nibwatch.duckdb", Week())
    write(tmp_path, MONDAY)
    return tmp_path


@pytest.fixture
def few_pages(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Pages that are a line of text, so that a test is quick; where they were written."""
    written: list[Path] = []

    def write_report(published: Path, folder: Path, beside: dict[str, bytes], problems: list[str]) -> Path:
        written.append(folder)
        replace_folder({"index.html": b"pages", **beside, MARKER: marker(RUN_ID, problems).encode()}, folder)
        return folder / "index.html"

    monkeypatch.setattr(site_module, "write_report", write_report)
    return written


@pytest.fixture
def store() -> Iterator[str]:
    with bucket() as url:
        yield url


def write(home: Path, as_of: datetime) -> None:
    write_digest(home / "nibwatch.duckdb", home, sender="n@example.org", recipients=["ann@example.org"], as_of=as_of)


def objects(store: str) -> dict[str, str]:
    """The objects of a bucket by name, with their kind; asked for over HTTP, not through the code under test."""
    base = f"{address_of(store)}/{urlsplit(store).netloc}"
    names = re.findall(r"<Key>(.*?)</Key>", requests.get(base, timeout=10).text)
    files = [name for name in names if not name.endswith("/")]
    return {name: requests.head(f"{base}/{name}", timeout=10).headers["Content-Type"] for name in files}


def test_pages_that_stand_are_not_written_again_but_the_digest_beside_them_is(
    home: Path, few_pages: list[Path]
) -> None:
    write_pages(home / "nibwatch.duckdb", home)
    first = (home / "report" / PAGE).read_bytes()
    write(home, MONDAY.replace(day=30))
    write_pages(home / "nibwatch.duckdb", home)
    assert few_pages == [home / "report"]
    assert is_current(home / "report", RUN_ID)
    assert (home / "report" / PAGE).read_bytes() != first


def test_pages_are_written_again_where_another_literature_source_failed(home: Path, few_pages: list[Path]) -> None:
    for problems in ({"PubMed": "PubMed did not answer."}, {"PubMed": "PubMed did not answer."}, {}):
        LiteratureStore(home / "literature").write_state(SearchState(problems=problems))
        write_pages(home / "nibwatch.duckdb", home)
    assert len(few_pages) == 2


def test_pages_of_another_publication_or_another_version_are_written_anew(home: Path, few_pages: list[Path]) -> None:
    write_pages(home / "nibwatch.duckdb", home)
    (home / "report" / MARKER).write_text("Pages written by nibwatch 0.0.1 of run 1.\n")
    write_pages(home / "nibwatch.duckdb", home)
    assert len(few_pages) == 2


def test_the_digest_as_a_page_asks_nothing_of_the_network_and_holds_its_pictures(home: Path) -> None:
    page = files_beside_pages(digest_files(home / "nibwatch.duckdb", home))[PAGE].decode()
    assert "cid:" not in page
    pictures = re.findall(r'src="data:image/png;base64,([^"]+)"', page)
    assert pictures and all(base64.b64decode(picture).startswith(b"\x89PNG") for picture in pictures)
    assert not re.search(r'(src|href)="(?!#|data:|mailto:|drugs/|events/|https://(pubmed|doi|clinicaltrials))', page)


def test_the_feed_has_an_entry_for_each_digest_that_is_kept_the_newest_first(home: Path) -> None:
    write(home, MONDAY.replace(day=30))
    feed = fromstring(files_beside_pages(digest_files(home / "nibwatch.duckdb", home), "https://example.org/r/")[FEED])
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}updated") for entry in entries] == [
        "2026-11-30T06:00:00+00:00",
        "2026-11-23T06:00:00+00:00",
    ]
    assert feed.findtext(f"{ATOM}updated") == entries[0].findtext(f"{ATOM}updated")
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == 2
    assert {link.get("href") for link in feed.findall(f"{ATOM}link")} == {
        "https://example.org/r/feed.atom",
        "https://example.org/r/index.html",
    }
    assert (entries[0].findtext(f"{ATOM}title") or "").startswith("nibwatch 2026-W49")


def test_text_that_xml_cannot_hold_stays_out_of_the_feed(home: Path) -> None:
    (path,) = digest_files(home / "nibwatch.duckdb", home)
    plain = path.read_bytes().split(b"\r\n\r\n", 3)[3]  # after the headers of the mail, of its parts and of the text
    path.write_bytes(path.read_bytes().replace(plain[:40], b"<b>& \x0b\x1b[31m " + plain[:40], 1))
    feed = fromstring(files_beside_pages([path])[FEED])
    assert "<b>& [31m " in "".join(feed.itertext())


def test_without_a_digest_nothing_lies_beside_the_pages() -> None:
    assert files_beside_pages([]) == {}


def test_a_copy_in_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    ours, copy = tmp_path / "report", tmp_path / "copy"
    replace_folder({"index.html": b"1", "drugs/gone.html": b"1", MARKER: b"1"}, ours)
    copy_pages(ours, str(copy))
    replace_folder({"index.html": b"2", MARKER: b"2"}, ours)
    copy_pages(ours, str(copy))
    assert read_folder(copy) == {"index.html": b"2", MARKER: b"2"}


def test_a_copy_in_an_object_store_says_what_each_file_is_and_loses_what_is_no_more(store: str) -> None:
    place = folder_url(store, "pages")
    copy_to_store({"index.html": b"1", "drugs/gone.html": b"1", FEED: b"1", MARKER: b"1"}, place)
    assert objects(store) == {
        "pages/index.html": "text/html",
        "pages/drugs/gone.html": "text/html",
        "pages/feed.atom": "application/atom+xml",
        f"pages/{MARKER}": "text/plain",
    }
    copy_to_store({"index.html": b"2", MARKER: b"2"}, place)
    assert set(objects(store)) == {"pages/index.html", f"pages/{MARKER}"}


def test_objects_that_are_no_report_are_left_alone(store: str) -> None:
    requests.put(f"{address_of(store)}/bucket/pages/thesis.txt", data=b"a year of work", timeout=10).raise_for_status()
    with pytest.raises(RequestError, match="no report of nibwatch"):
        copy_to_store({"index.html": b"1", MARKER: b"1"}, folder_url(store, "pages"))
    assert set(objects(store)) == {"pages/thesis.txt"}


def test_a_store_that_refuses_is_named(store: str) -> None:
    with pytest.raises(OutsideError, match=r"cannot be written to s3://nowhere.*NIBWATCH_REPORT_TO"):
        copy_to_store({"index.html": b"1", MARKER: b"1"}, store.replace("s3://bucket", "s3://nowhere"))


def test_pages_that_cannot_be_written_keep_no_digest_back(
    home: Path, few_pages: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full_disk(*_: object) -> None:
        raise OSError(28, "No space left on device")

    sent: list[bool] = []
    monkeypatch.setattr(folder_module, "_write", full_disk)
    monkeypatch.setattr(digest_module, "send_digest", step()(lambda *_: sent.append(True)))
    monkeypatch.setattr(digest_module.DigestOutcome, "require_a_reader", lambda _: None)
    with pytest.raises(OutsideError, match="The report cannot be written"):
        digest(LocalRunner(), home, send=True)
    assert sent == [True]


def test_a_killed_run_leaves_the_earlier_pages_whole(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    replace_folder({"index.html": b"earlier", MARKER: b"earlier"}, home / "report")
    monkeypatch.setattr(folder_module, "_swap", _killed)
    with pytest.raises(KeyboardInterrupt):
        replace_folder({"index.html": b"new", MARKER: b"new"}, home / "report")
    assert read_folder(home / "report") == {"index.html": b"earlier", MARKER: b"earlier"}


def _killed(*_: object) -> None:
    raise KeyboardInterrupt
