"""A quarter is in the lake whole or not at all, whenever the process dies."""

from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from signals.database import LAKE_TABLES
from signals.lake import quarters as lakes
from signals.lake.folder_lake import FolderLake
from signals.lake.quarters import is_current, loaded_quarter, loaded_quarters
from signals.sources.faers.intake import remove_leftovers
from tests.sources.faers.conftest import Lake
from tests.sources.faers.zips import FAERS, FAERS_ROWS, faers_members, text_of


class KilledError(BaseException):
    """Stands for SIGKILL between two steps."""


OTHER = faers_members(DRUG=text_of(FAERS["DRUG"], *[FAERS_ROWS["DRUG"]] * 3))


def contents(lake: Lake) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in lake.path.rglob("*.parquet")}


def test_a_loaded_quarter_is_known_by_its_zip(lake: Lake) -> None:
    load = lake.load(faers_members())
    assert loaded_quarters(lake.files) == {"2024Q1": loaded_quarter(lake.files, "2024Q1")}
    held = loaded_quarters(lake.files)["2024Q1"]
    assert (held.zip_sha256, held.zip_name) == (load.zip_sha256, "faers_ascii_2024q1.zip")
    assert held.row_count == load.rows_loaded == 7
    assert is_current(lake.files, "2024Q1", load.zip_sha256)
    assert not is_current(lake.files, "2024Q1", "0" * 64)
    assert not is_current(lake.files, "2024Q2", load.zip_sha256)


def test_an_empty_lake_holds_nothing(tmp_path: Path) -> None:
    assert loaded_quarters(FolderLake(tmp_path / "lake")) == {}


def test_every_table_has_its_file(lake: Lake) -> None:
    lake.load(faers_members())
    assert {path.parent.name for path in contents(lake)} == set(LAKE_TABLES)
    assert {path.name for path in contents(lake)} == {"2024Q1.parquet"}


@pytest.mark.parametrize("step", range(12))
def test_a_process_killed_between_two_moves_leaves_a_whole_quarter_or_none(
    lake: Lake, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    lake.load(faers_members())
    before = contents(lake)
    steps = iter(range(100))

    def killed_at_step(method: Any) -> Any:
        def call(self: Path, *arguments: Any, **options: Any) -> Any:
            if self.suffix == ".parquet" and next(steps) == step:
                raise KilledError
            return method(self, *arguments, **options)

        return call

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", killed_at_step(Path.replace))
        patched.setattr(Path, "unlink", killed_at_step(Path.unlink))
        try:
            lake.load(OTHER)
        except KilledError:
            is_killed = True
        else:
            is_killed = False
    held = loaded_quarters(lake.files)
    assert is_killed == (step < 11)  # the marker is removed, ten files are moved
    assert bool(held) == (step == 0 or not is_killed)
    if step == 0:
        assert contents(lake) == before
    lake.load(OTHER)
    assert loaded_quarters(lake.files)["2024Q1"].row_count == 9


@pytest.mark.parametrize("table", LAKE_TABLES)
def test_a_quarter_with_a_file_missing_is_not_loaded(lake: Lake, table: str) -> None:
    lake.load(faers_members())
    (lake.path / table / "2024Q1.parquet").unlink()
    assert loaded_quarters(lake.files) == {}


def test_a_marker_that_lists_no_tables_as_those_of_version_0_1_marks_nothing(lake: Lake) -> None:
    lake.load(faers_members())
    marker = lake.path / "load" / "2024Q1.parquet"
    pq.write_table(pq.read_table(marker).replace_schema_metadata(None), marker)
    assert loaded_quarters(lake.files) == {}


def test_another_source_may_have_other_tables(lake: Lake) -> None:
    row = {"loader_version": lakes.LOADER_VERSION, "zip_sha256": "0", "rows_loaded": 1}
    with lake.files.scratch() as scratch:
        (scratch / "reports").mkdir()
        (scratch / "reports" / "2024Q1.parquet").write_bytes(b"")
        lakes.commit(scratch, lake.files, "2024Q1", [row])
    assert loaded_quarters(lake.files)["2024Q1"].files == ["reports/2024Q1.parquet", "load/2024Q1.parquet"]
    (lake.path / "reports" / "2024Q1.parquet").unlink()
    assert loaded_quarters(lake.files) == {}


def test_a_quarter_of_an_older_loader_is_not_loaded(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.load(faers_members())
    monkeypatch.setattr(lakes, "LOADER_VERSION", lakes.LOADER_VERSION + 1)
    assert loaded_quarters(lake.files) == {}


@pytest.mark.parametrize("damage", [b"", b"PAR1 cut"])
def test_a_marker_that_cannot_be_read_marks_nothing(lake: Lake, damage: bytes) -> None:
    lake.load(faers_members())
    (lake.path / "load" / "2024Q1.parquet").write_bytes(damage)
    assert loaded_quarters(lake.files) == {}


def test_what_a_killed_load_left_in_scratch_is_removed_and_nothing_else(lake: Lake) -> None:
    lake.load(faers_members())
    before = contents(lake)
    (lake.path / "scratch" / "load-killed" / "demo").mkdir(parents=True)
    (lake.path / "refused.json.123-abc.new").touch()
    remove_leftovers(lake.files)
    assert not (lake.path / "scratch").exists()
    assert [path.name for path in lake.path.iterdir() if path.is_file()] == []
    assert contents(lake) == before
    remove_leftovers(FolderLake(lake.home / "absent"))
