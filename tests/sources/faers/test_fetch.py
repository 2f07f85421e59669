"""A zip is fetched whole when it is needed, and only then."""

import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from signals.demo.export_server import serve_exports
from signals.demo.loopback import Reply, Request, serve
from signals.quarter import Quarter
from signals.sources.faers.exports import Published, RefusedZipError
from signals.sources.faers.fetch import fetch, held_zip, needs_fetch
from signals.sources.faers.ledger import Ledger, prune_raw
from signals.sources.faers.offer import Offer
from signals.sources.faers.source import open_source
from signals.sources.faers.zip_name import zip_name
from tests.sources.faers.downloads import NAME, QUARTER, WANTED, files_in, make_zip, offer_at, sha256_of


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
    progress_seen: list[tuple[int, int | None]] = []
    with serve_exports(exports) as url:
        size = fetch(offer_at(url), raw, ledger, progress=lambda done, total: progress_seen.append((done, total))).size
    assert progress_seen == sorted(progress_seen)
    assert progress_seen[-1] == (size, size)


def test_two_quarters_can_be_fetched_at_once(exports: Path, raw: Path, ledger: Ledger) -> None:
    quarters = [Quarter(2022, 4), QUARTER]
    expected = {make_zip(exports / zip_name(quarter), seed=quarter.year) for quarter in quarters}
    with serve_exports(exports) as url, ThreadPoolExecutor(2) as pool:
        fetched = list(pool.map(lambda quarter: fetch(offer_at(url, quarter), raw, ledger), quarters))
    assert {zip_.sha256 for zip_ in fetched} == expected
    assert {entry.sha256 for entry in ledger.entries().values()} == expected


def test_what_is_held_and_unchanged_is_neither_needed_nor_read_again(
    exports: Path, sha256: str, raw: Path, ledger: Ledger
) -> None:
    progress_seen: list[int] = []
    with serve_exports(exports) as url:
        [offer] = open_source(url).offers(WANTED)
        assert needs_fetch(offer, ledger, raw)
        first = fetch(offer, raw, ledger)
        assert not needs_fetch(offer, ledger, raw)
        again = fetch(offer, raw, ledger, progress=lambda done, total: progress_seen.append(done))
    assert progress_seen == []
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


def test_a_folders_zip_is_read_where_it_lies(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    [offer] = open_source(str(exports)).offers()
    assert needs_fetch(offer, ledger, raw)
    fetched = fetch(offer, raw, ledger)
    assert (fetched.path, fetched.sha256, fetched.is_new) == (exports / NAME, sha256, True)
    assert files_in(raw) == ["ledger.json"]


def test_a_folders_zip_is_hashed_once_until_it_changes(exports: Path, sha256: str, raw: Path, ledger: Ledger) -> None:
    progress_seen: list[int] = []
    [offer] = open_source(str(exports)).offers()
    fetch(offer, raw, ledger)
    assert not needs_fetch(offer, ledger, raw)
    assert not fetch(offer, raw, ledger, progress=lambda done, total: progress_seen.append(done)).is_new
    assert progress_seen == []
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
