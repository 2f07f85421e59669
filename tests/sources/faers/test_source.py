"""Finding out what a folder or an export server has."""

import socket
import threading
import zipfile
from datetime import date
from pathlib import Path

import pytest
import requests

from signals.demo.export_server import AnsweredRequest, Behaviour, serve_exports
from signals.demo.loopback import Reply, serve
from signals.errors import OutsideError, RequestError, TransientError
from signals.quarter import Quarter, QuarterRange, parse_range, quarters_between
from signals.sources.faers import FolderSource, Offer, open_source
from signals.sources.faers.exports import FDA_EXPORTS, MAX_PARALLEL_REQUESTS, UnreachableError
from signals.sources.faers.source import WebSource
from signals.sources.faers.zip_name import zip_names

NAMES = ["aers_ascii_2012q3.zip", "faers_ascii_2012Q4.zip", "faers_ascii_2013q1.zip"]
QUARTERS = [Quarter(2012, 3), Quarter(2012, 4), Quarter(2013, 1)]
TODAY = date(2013, 8, 1)
WANTED = parse_range("2012q1..2013q4")


def make_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("ascii/DEMO.txt", "primaryid$caseid\r\n")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (exports := tmp_path / "exports").mkdir()
    for name in NAMES:
        make_zip(exports / name)
    return exports


def quarters_of(offers: list[Offer]) -> list[Quarter]:
    return [offer.quarter for offer in offers]


# What --source may say


def test_a_folder_is_a_source_by_path_or_file_url(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setenv("HOME", str(folder.parent))
    texts = (str(folder), "exports", "./exports/", "~/exports", folder.as_uri())
    assert {open_source(text) for text in texts} == {FolderSource(folder)}


def test_an_http_folder_is_a_source_with_or_without_a_last_slash() -> None:
    assert [open_source(text).location for text in (FDA_EXPORTS, f"{FDA_EXPORTS}/")] == [FDA_EXPORTS] * 2


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no/such/folder",
        "ftp://example.org/Exports",
        "http://",
        "https://example.org/x?y=z",
        "https://me:secret@example.org/Exports",
        "https://example.org/Exports/faers_ascii_2023q1.zip",
        "file:///no/such/folder",
    ],
)
def test_anything_else_is_a_wrong_request(text: str) -> None:
    with pytest.raises(RequestError, match="--source") as refused:
        open_source(text)
    assert "secret" not in str(refused.value)


def test_a_zip_is_no_folder(folder: Path) -> None:
    with pytest.raises(RequestError, match="is a file"):
        open_source(str(folder / NAMES[0]))


# Folders


def test_a_folder_offers_fdas_names_in_any_case_and_nothing_else(folder: Path) -> None:
    (folder / NAMES[1]).rename(folder / "FAERS_ASCII_2012Q4.ZIP")
    (folder / "faers_ascii_2012q4 (1).zip").touch()
    (folder / "deeper").mkdir()
    make_zip(folder / "deeper" / "faers_ascii_2014q1.zip")
    offers = open_source(str(folder)).offers()
    assert quarters_of(offers) == QUARTERS
    assert offers[1].location == str(folder / "FAERS_ASCII_2012Q4.ZIP")
    assert offers[1].size == (folder / "FAERS_ASCII_2012Q4.ZIP").stat().st_size


def test_a_folder_offers_only_what_is_wanted(folder: Path) -> None:
    assert quarters_of(open_source(str(folder)).offers(parse_range("2012q4..2020q1"))) == QUARTERS[1:]


def test_a_folder_without_quarters_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match=r"holds no FAERS quarter: expected zips named aers_ascii_YYYYqN\.zip"):
        open_source(str(tmp_path)).offers()


def test_a_folder_without_a_wanted_quarter_says_what_it_holds(folder: Path) -> None:
    with pytest.raises(RequestError, match=r"no quarter of 2020Q1; it holds 2012Q3, 2012Q4, 2013Q1"):
        open_source(str(folder)).offers(parse_range("2020q1"))


def test_one_quarter_twice_is_refused_naming_both_files(folder: Path) -> None:
    make_zip(folder / "faers_ascii_2012q4.zip")
    with pytest.raises(RequestError, match=r"2012Q4 more than once, as faers_ascii_2012Q4\.zip and faers_ascii_2012q4"):
        open_source(str(folder)).offers()
    assert quarters_of(open_source(str(folder)).offers(parse_range("2013q1"))) == QUARTERS[2:]


def test_what_cannot_be_looked_at_is_offered_so_that_fetching_refuses_it(folder: Path) -> None:
    (folder / "faers_ascii_2013q2.zip").symlink_to(folder / "gone.zip")
    assert quarters_of(open_source(str(folder)).offers()) == [*QUARTERS, Quarter(2013, 2)]


def test_the_shared_real_folder_holds_its_five_quarters(shared: Path) -> None:
    offers = open_source(str(shared / "real" / "faers")).offers()
    # shared/README.md, Real FAERS data
    assert [str(offer.quarter) for offer in offers] == ["2004Q1", "2017Q2", "2022Q4", "2023Q1", "2026Q2"]


# Servers


def offers_at(url: str, wanted: QuarterRange = WANTED, *, patience: float = 10.0, **options: object) -> list[Offer]:
    source = WebSource(url, timeout=(patience, patience))
    return source.offers(wanted, today=TODAY, **options)


@pytest.mark.parametrize("missing", ["not found", "server error", "page"])
@pytest.mark.parametrize("knows_any_case", [True, False])
def test_a_server_offers_what_it_has_whatever_it_answers_for_the_rest(
    folder: Path, missing: str, knows_any_case: bool
) -> None:
    behaviour = Behaviour(missing=missing, knows_any_case=knows_any_case)
    with serve_exports(folder, behaviour=behaviour) as url:
        offers = offers_at(url)
    assert quarters_of(offers) == QUARTERS
    assert [offer.trouble for offer in offers] == ["", "", ""]
    assert [offer.size for offer in offers] == [(folder / name).stat().st_size for name in NAMES]
    assert all(offer.published.etag and offer.published.last_modified for offer in offers)


def test_a_probe_reads_four_bytes_without_compression(folder: Path) -> None:
    seen: list[AnsweredRequest] = []
    with serve_exports(folder, watch=seen.append) as url:
        offers_at(url)
    assert {(request.headers["Range"], request.headers["Accept-Encoding"]) for request in seen} == {
        ("bytes=0-3", "identity")
    }
    assert {request.headers["User-Agent"].split()[0] for request in seen} == {"nibwatch"}


def test_a_server_that_ignores_ranges_still_says_the_size(folder: Path) -> None:
    with serve_exports(folder, behaviour=Behaviour(obeys_range=False)) as url:
        assert [offer.size for offer in offers_at(url)] == [(folder / name).stat().st_size for name in NAMES]


def test_no_quarter_is_asked_for_that_has_not_ended(folder: Path) -> None:
    seen: list[AnsweredRequest] = []
    with serve_exports(folder, watch=seen.append) as url:
        offers_at(url)
    assert max(request.name.lower() for request in seen) == "faers_ascii_2013q2.zip"


def test_asking_only_for_future_quarters_is_a_wrong_request(folder: Path) -> None:
    with (
        serve_exports(folder) as url,
        pytest.raises(RequestError, match="has ended yet; the last one that has is 2013Q2"),
    ):
        offers_at(url, parse_range("2013q3..2020q1"))


def test_quarters_before_fdas_first_are_a_wrong_request(folder: Path) -> None:
    with serve_exports(folder) as url, pytest.raises(RequestError, match=r"files begin with 2004Q1.* of 2003Q4"):
        offers_at(url, parse_range("2003q4"))


def test_a_server_without_any_quarter_is_an_outside_error(tmp_path: Path) -> None:
    with serve_exports(tmp_path) as url, pytest.raises(OutsideError, match="has no quarter of 2012Q1"):
        offers_at(url)


@pytest.mark.parametrize("status", [401, 403, 451])
def test_a_server_that_denies_everything_is_not_said_to_have_no_quarter(status: int) -> None:
    with serve(lambda request: Reply("<html>Access Denied</html>", status)) as url:
        with pytest.raises(OutsideError, match=f"denies access, .* answered {status} .*: access is denied"):
            offers_at(url)
        with pytest.raises(TransientError, match=f"confirmed none of the 1 .* answered {status}"):
            offers_at(url, fetched_before={QUARTERS[0]})


@pytest.mark.parametrize("status", [429, 502, 503])
def test_a_quarter_whose_server_is_busy_stays_on_offer_with_the_error(folder: Path, status: int) -> None:
    busy = Behaviour(unavailable=2, unavailable_status=status, knows_any_case=False)
    with serve_exports(folder, behaviour=busy) as url:
        # 2012Q3 is asked for twice under its first name: to see whether anyone answers, and to look for it.
        offers = offers_at(url, parse_range("2012q3,2013q1"))
    troubles = [offer.trouble for offer in offers if offer.trouble]
    assert quarters_of(offers) == [QUARTERS[0], QUARTERS[2]]
    assert len(troubles) == 1
    assert f"answered {status}" in troubles[0]


def test_a_known_quarter_that_is_gone_is_offered_with_the_error_and_both_spellings(folder: Path) -> None:
    with serve_exports(folder) as url:
        offers = offers_at(url, fetched_before={Quarter(2012, 1)})
    assert quarters_of(offers) == [Quarter(2012, 1), *QUARTERS]
    assert offers[0].trouble.endswith("answered 500.")
    assert [location.rpartition("/")[2] for location in offers[0].locations] == list(zip_names(Quarter(2012, 1)))


def test_fdas_own_quarters_are_known_without_a_ledger(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    with serve_exports(folder) as url:
        monkeypatch.setattr("signals.sources.faers.source.FDA_EXPORTS", url)
        offers = offers_at(url)
    assert quarters_of(offers) == list(quarters_between(Quarter(2012, 1), Quarter(2013, 2)))
    assert [offer.quarter for offer in offers if not offer.trouble] == QUARTERS


def test_when_no_known_quarter_can_be_confirmed_the_source_fails_for_now(folder: Path) -> None:
    with (
        serve_exports(folder, behaviour=Behaviour(unavailable=10**6)) as url,
        pytest.raises(TransientError, match=r"confirmed none of the 3 .* answered 503"),
    ):
        offers_at(url)


def test_a_server_that_is_down_is_asked_for_the_ends_of_the_range_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    get = requests.Session.get

    def noted(session: requests.Session, url: str, **options: object) -> requests.Response:
        asked.append(url)
        return get(session, url, **options)

    monkeypatch.setattr(requests.Session, "get", noted)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, but nobody listens
        url = f"http://127.0.0.1:{taken.getsockname()[1]}/Exports"
        with pytest.raises(UnreachableError, match=r"is down: .*Connection refused"):
            offers_at(url)
    assert asked == [f"{url}/aers_ascii_2012q1.zip", f"{url}/faers_ascii_2013q2.zip"]


def test_a_server_that_accepts_and_stays_silent_is_down() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        with pytest.raises(UnreachableError, match="timed out"):
            offers_at(f"http://127.0.0.1:{silent.getsockname()[1]}/Exports", patience=0.3)


def test_no_more_requests_are_under_way_than_politeness_allows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    counting, under_way, most = threading.Lock(), [0], [0]
    send = requests.Session.get

    def counted(session: requests.Session, url: str, **options: object) -> requests.Response:
        with counting:
            under_way[0] += 1
            most[0] = max(most[0], under_way[0])
        try:
            return send(session, url, **options)
        finally:
            with counting:
                under_way[0] -= 1

    monkeypatch.setattr(requests.Session, "get", counted)
    with serve_exports(folder) as url:
        threads = [threading.Thread(target=offers_at, args=(url, parse_range("2004q1..2013q1"))) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert 1 < most[0] <= MAX_PARALLEL_REQUESTS


def test_both_kinds_of_source_are_sources(folder: Path) -> None:
    sources = [open_source(str(folder)), open_source(FDA_EXPORTS)]
    assert [source.location for source in sources] == [str(folder), FDA_EXPORTS]


def test_what_looks_like_a_quarter_and_is_not_taken_is_named(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("faers_ascii_2023q1.zip", "faers_ascii_2023q2 (1).zip", "faers_ascii_2023q3-copy.zip", "notes.pdf"):
        (tmp_path / name).write_bytes(b"PK")
    (tmp_path / "unpacked" / "ASCII").mkdir(parents=True)
    (tmp_path / "unpacked" / "ASCII" / "DEMO23Q4.txt").touch()
    (tmp_path / "empty").mkdir()
    assert [offer.name for offer in FolderSource(tmp_path).offers()] == ["faers_ascii_2023q1.zip"]
    (record,) = caplog.records
    assert "faers_ascii_2023q2 (1).zip, faers_ascii_2023q3-copy.zip, unpacked; only" in record.getMessage()
    (tmp_path / "faers_ascii_2023q1.zip").unlink()
    with pytest.raises(RequestError, match=r"2023q2 \(1\)\.zip, .*unpacked may hold a quarter"):
        FolderSource(tmp_path).offers()
