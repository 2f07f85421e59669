"""A lake's files are whole or not there, in a folder and in an object store; what a store cannot do is one sentence."""

import multiprocessing
import pickle
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests

from signals.data_directory import lake_at
from signals.errors import OutsideError, RequestError
from signals.lake import folder_lake
from signals.lake.folder_lake import FolderLake
from signals.lake.lake import Lake
from signals.lake.quarters import loaded_quarters
from signals.sources.faers.intake import unreadable_loads
from signals.sources.faers.load import load_quarter
from signals.temporary_folder import temporary_folder
from tests.object_store import CREDENTIALS, address_of, folder_url
from tests.sources.faers.zips import faers_members, write_zip


@pytest.fixture
def lake(either_lake: Lake) -> Lake:
    return either_lake


def write(lake: Lake, name: str, content: bytes) -> None:
    with lake.new_file(name) as path:
        path.write_bytes(content)


def test_a_file_has_its_name_when_it_is_written_and_not_before(lake: Lake) -> None:
    with lake.new_file("demo/2023Q1.parquet") as path:
        path.write_bytes(b"half")
        assert not lake.has(["demo/2023Q1.parquet"])
        path.write_bytes(b"whole")
    assert lake.read("demo/2023Q1.parquet") == b"whole"
    assert lake.names("demo") == {"demo/2023Q1.parquet"}
    assert lake.names("") == {"demo/2023Q1.parquet"}


def test_a_write_that_fails_leaves_what_was_there(lake: Lake) -> None:
    write(lake, "demo/2023Q1.parquet", b"before")

    def failing() -> None:
        with lake.new_file("demo/2023Q1.parquet") as path:
            path.write_bytes(b"half")
            raise ValueError("the writer gave up")

    with pytest.raises(ValueError, match="the writer gave up"):
        failing()
    assert lake.read("demo/2023Q1.parquet") == b"before"
    assert lake.names("") == {"demo/2023Q1.parquet"}


def test_files_are_read_in_the_order_asked_and_a_missing_one_is_missing(lake: Lake, tmp_path: Path) -> None:
    for name in "abc":
        write(lake, name, name.encode())
    assert [lake.read(name) for name in ["c", "absent", "a", "b"]] == [b"c", None, b"a", b"b"]
    assert lake.has(["a", "b"])
    assert not lake.has(["a", "absent"])
    if not isinstance(lake, FolderLake):
        with pytest.raises(FileNotFoundError, match="it is not in the lake: 'absent'"):
            lake.local_paths(["a", "absent"], tmp_path / "copies")


def test_the_marker_is_removed_for_good_before_the_first_file_and_its_return_comes_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a power cut may undo is only what was not synced yet."""
    lake = FolderLake(tmp_path / "lake")
    for name in ("load/q", "demo/q"):
        write(lake, name, b"before")
    files = {name: tmp_path / name.replace("/", "-") for name in ("load/q", "demo/q")}
    for path in files.values():
        path.write_bytes(b"after")
    steps: list[str] = []
    for place, name in ((Path, "unlink"), (Path, "replace"), (folder_lake, "sync")):
        real = getattr(place, name)

        def recorded(path: Path, *rest: Any, real: Any = real, name: str = name, **options: Any) -> Any:
            steps.append(f"{name} {path.name}")
            return real(path, *rest, **options)

        monkeypatch.setattr(place, name, recorded)
    lake.replace(files, marker="load/q")
    assert sorted(steps[:2]) == ["sync demo-q", "sync load-q"]
    assert steps[2:] == ["unlink q", "sync load", "replace demo-q", "sync demo", "replace load-q", "sync load"]


def test_removing_takes_what_was_named_and_nothing_else(lake: Lake) -> None:
    for name in ("run/1/a", "run/2/b", "running", "demo/c"):
        write(lake, name, b"")
    lake.remove(["demo/c", "demo/never there"])
    lake.remove_all("run")
    lake.remove_all("never there")
    assert lake.names("") == {"running"}


def test_a_lake_goes_to_another_process_by_its_place_alone(lake: Lake) -> None:
    write(lake, "a", b"1")
    there: Lake = pickle.loads(pickle.dumps(lake))
    assert there.location == lake.location
    assert lake_at(there.location).read("a") == b"1"


def test_a_quarter_is_loaded_whole_and_found_again(lake: Lake, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "faers_ascii_2024q1.zip", faers_members())
    load = load_quarter(archive, quarter="2024Q1", lake=lake)
    held = loaded_quarters(lake)
    assert held["2024Q1"].zip_sha256 == load.zip_sha256
    assert held["2024Q1"].row_count == load.rows_loaded
    rows = lake.dataset(["reac/2024Q1.parquet"]).to_table()
    assert rows.num_rows == next(member.rows_loaded for member in load.members if member.table == "REAC")


def test_a_quarter_that_is_replaced_while_another_reads_what_is_held_is_just_not_held(
    lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for quarter in ("2024Q1", "2024Q2"):
        archive = write_zip(tmp_path / f"faers_ascii_{quarter.lower()}.zip", faers_members())
        load_quarter(archive, quarter=quarter, lake=lake)
    read = type(lake).read

    def replaced_just_now(self: Lake, name: str) -> bytes | None:
        if name == "load/2024Q1.parquet":
            self.remove([name])  # what the worker that loads it does first
        return read(self, name)

    monkeypatch.setattr(type(lake), "read", replaced_just_now)
    assert loaded_quarters(lake).keys() == {"2024Q2"}


def test_a_lake_that_cannot_be_written_is_reported_before_anything_is_done(store: str, tmp_path: Path) -> None:
    FolderLake(tmp_path / "new" / "lake").prepare()
    Lake(folder_url(store, tmp_path.name), temporary_folder).prepare()
    (tmp_path / "file").write_text("")
    with pytest.raises(RequestError, match=r"file is no folder that can be written .*NIBWATCH_LAKE"):
        FolderLake(tmp_path / "file").prepare()
    with pytest.raises(OutsideError, match=r"names a bucket that is not there: create none, or correct NIBWATCH_LAKE"):
        Lake(f"s3://none/lake?{store.partition('?')[2]}", temporary_folder).prepare()


def test_a_marker_that_cannot_be_read_is_reported(lake: Lake, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    archive = write_zip(tmp_path / "faers_ascii_2024q1.zip", faers_members())
    load_quarter(archive, quarter="2024Q1", lake=lake)
    write(lake, "load/2024Q1.parquet", b"other bytes")
    assert loaded_quarters(lake) == {}
    assert "the lake's load/2024Q1.parquet cannot be read, so 2024Q1 counts as not loaded" in caplog.text


def test_a_quarter_that_was_loaded_where_nobody_here_sees_it_is_refused(lake: Lake, tmp_path: Path) -> None:
    archive = write_zip(tmp_path / "faers_ascii_2024q1.zip", faers_members())
    load = load_quarter(archive, quarter="2024Q1", lake=lake)
    assert unreadable_loads([load], loaded_quarters(lake), lake) == []
    (never_here,) = unreadable_loads([load], {}, lake)
    (older_here,) = unreadable_loads([replace(load, zip_sha256="of a later zip")], loaded_quarters(lake), lake)
    assert never_here == older_here
    assert never_here.quarter == "2024Q1"
    assert f"cannot be read back from the lake {lake.location}" in never_here.reason


def test_a_quarter_of_which_one_upload_fails_is_not_in_the_lake(
    store: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = Lake(folder_url(store, tmp_path.name), temporary_folder)
    archive = write_zip(tmp_path / "faers_ascii_2024q1.zip", faers_members())
    load_quarter(archive, quarter="2024Q1", lake=lake)
    upload = Lake._upload

    def fails_at_reac(self: Lake, file: tuple[str, Path]) -> None:
        if file[0].startswith("reac/"):
            raise OSError("the network is gone")
        upload(self, file)

    with monkeypatch.context() as patched, pytest.raises(OutsideError, match="the network is gone"):
        patched.setattr(Lake, "_upload", fails_at_reac)
        load_quarter(archive, quarter="2024Q1", lake=lake)
    assert loaded_quarters(lake) == {}, "some of its files are of another load"
    load_quarter(archive, quarter="2024Q1", lake=lake)
    assert loaded_quarters(lake).keys() == {"2024Q1"}


def _write_much(location: str, size: int) -> None:
    with lake_at(location).new_file("demo/2023Q1.parquet") as path, path.open("wb") as file:
        file.truncate(size)


def test_an_upload_whose_process_is_killed_leaves_no_object(store: str, tmp_path: Path) -> None:
    lake = Lake(folder_url(store, tmp_path.name), temporary_folder)
    process = multiprocessing.get_context("spawn").Process(target=_write_much, args=(lake.location, 80_000_000))
    process.start()
    while "<Upload>" not in requests.get(f"{address_of(store)}/bucket?uploads", timeout=10).text:
        assert process.is_alive(), "the upload ended before it was seen"
        time.sleep(0.02)
    process.kill()
    process.join()
    assert lake.names("") == set()
    _write_much(lake.location, 1_000)
    assert lake.read("demo/2023Q1.parquet") == bytes(1_000)


@pytest.mark.parametrize(
    "place", ["s3://no-such-bucket", "s3://bucket/lake?endpoint_override=http%3A%2F%2F127.0.0.1%3A9"]
)
def test_a_store_that_does_not_answer_is_one_sentence_without_a_secret(store: str, place: str) -> None:
    location = place if "?" in place else f"{place}?{store.partition('?')[2]}"
    with pytest.raises(OutsideError) as raised:
        write(lake_at(location), "a", b"")
    said = str(raised.value)
    assert said.startswith(f"The lake {location} could not be written (")
    assert "credentials in the environment" in said
    assert "\n" not in said
    assert not any(value in said for value in CREDENTIALS.values() if value != "true")
