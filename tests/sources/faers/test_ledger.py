"""The ledger of fetched quarters, and the rule for removing old zips."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from signals.errors import OutsideError, RequestError
from signals.quarter import Quarter, quarters_between
from signals.sources.faers.ledger import Entry, Ledger, disk_errors, prune_raw
from signals.sources.faers.zip_name import zip_name

QUARTERS = list(quarters_between(Quarter(2022, 3), Quarter(2023, 2)))


def entry_of(quarter: Quarter) -> Entry:
    return Entry(
        quarter=str(quarter),
        name=zip_name(quarter),
        location=f"https://example.org/Exports/{zip_name(quarter)}",
        sha256="ab" * 32,
        size=3,
        mtime_ns=1,
        etag='"1-3"',
        last_modified=None,
        fetched_at="2026-11-23T00:00:00+00:00",
    )


@pytest.fixture
def ledger(tmp_path: Path) -> Ledger:
    return Ledger(tmp_path / "raw" / "ledger.json")


def test_no_file_is_an_empty_ledger(ledger: Ledger) -> None:
    assert ledger.entries() == {}


def test_a_recorded_entry_is_read_back_by_another_ledger_object(ledger: Ledger) -> None:
    ledger.record(entry_of(QUARTERS[0]))
    assert Ledger(ledger.path).entry(QUARTERS[0]) == entry_of(QUARTERS[0])


def test_a_later_entry_replaces_the_quarters_earlier_one(ledger: Ledger) -> None:
    ledger.record(entry_of(QUARTERS[0]))
    ledger.record(replace(entry_of(QUARTERS[0]), size=4))
    assert [entry.size for entry in ledger.entries().values()] == [4]


def test_forgetting_takes_out_one_quarter(ledger: Ledger) -> None:
    for quarter in QUARTERS:
        ledger.record(entry_of(quarter))
    ledger.forget(QUARTERS[1])
    assert list(ledger.entries()) == [QUARTERS[0], *QUARTERS[2:]]


def test_threads_that_record_at_once_lose_nothing(ledger: Ledger) -> None:
    many = list(quarters_between(Quarter(2004, 1), Quarter(2013, 4)))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda quarter: Ledger(ledger.path).record(entry_of(quarter)), many))
    assert list(ledger.entries()) == many
    assert [path.name for path in ledger.path.parent.iterdir()] == ["ledger.json"]


def test_quarters_from_a_location_are_those_fetched_under_it(ledger: Ledger) -> None:
    ledger.record(entry_of(QUARTERS[0]))
    assert ledger.quarters_from("https://example.org/Exports/") == {QUARTERS[0]}
    assert ledger.quarters_from("https://example.org/Exp") == set()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b'{"format": 1, "quarters": [{"quarter": "2023Q1"',
        b"\xff\xfe",
        b"[]",
        b'{"format": 2, "quarters": []}',
        b'{"format": 1, "quarters": [{"quarter": "2023Q1"}]}',
        json.dumps({"format": 1, "quarters": [entry_of(QUARTERS[0]).__dict__ | {"size": "3"}]}).encode(),
        json.dumps({"format": 1, "quarters": [entry_of(QUARTERS[0]).__dict__ | {"quarter": "../x"}]}).encode(),
    ],
)
def test_a_broken_ledger_is_reported_and_never_reset(ledger: Ledger, content: bytes) -> None:
    ledger.path.parent.mkdir()
    ledger.path.write_bytes(content)
    with pytest.raises(OutsideError, match=r"ledger\.json cannot be read"):
        ledger.record(entry_of(QUARTERS[0]))
    assert ledger.path.read_bytes() == content


def test_a_full_disk_is_one_sentence_and_the_ledger_stays(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger.record(entry_of(QUARTERS[0]))

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("signals.files.os.fsync", full)
    with pytest.raises(OutsideError, match="The disk is full"):
        ledger.record(entry_of(QUARTERS[1]))
    assert list(ledger.entries()) == [QUARTERS[0]]
    assert [path.name for path in ledger.path.parent.iterdir()] == ["ledger.json"]


def test_a_folder_that_cannot_be_written_is_a_wrong_request(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be written"), disk_errors(tmp_path):
        raise PermissionError(13, "Permission denied")


@pytest.fixture
def raw(ledger: Ledger) -> Path:
    for quarter in QUARTERS:
        ledger.record(entry_of(quarter))
        (ledger.path.parent / zip_name(quarter)).write_bytes(b"zip")
    return ledger.path.parent


def zips_in(raw: Path) -> list[str]:
    return sorted(path.name for path in raw.iterdir() if path.suffix == ".zip")


def test_pruning_keeps_the_newest_and_remembers_the_rest(raw: Path, ledger: Ledger) -> None:
    removed = prune_raw(raw, keep=1, loaded=QUARTERS, ledger=ledger)
    assert zips_in(raw) == [zip_name(QUARTERS[-1])]
    assert removed == [raw / zip_name(quarter) for quarter in QUARTERS[:-1]]
    assert [entry.is_pruned for entry in ledger.entries().values()] == [True, True, True, False]


def test_pruning_leaves_zips_that_are_not_loaded(raw: Path, ledger: Ledger) -> None:
    prune_raw(raw, keep=0, loaded=QUARTERS[:1], ledger=ledger)
    assert zips_in(raw) == [zip_name(quarter) for quarter in QUARTERS[1:]]


def test_pruning_leaves_files_that_are_not_ours(raw: Path, ledger: Ledger) -> None:
    theirs = raw / "FAERS_ASCII_2022q3.ZIP"
    theirs.write_bytes(b"zip")
    prune_raw(raw, keep=0, loaded=QUARTERS, ledger=ledger)
    assert [path.name for path in raw.iterdir() if path.name != "ledger.json"] == [theirs.name]


def test_without_a_rule_every_zip_stays(raw: Path, ledger: Ledger) -> None:
    assert prune_raw(raw, keep=None, loaded=QUARTERS, ledger=ledger) == []
    assert len(zips_in(raw)) == len(QUARTERS)
