"""A disk that is full: one sentence, what is published stays whole, and the work goes on once there is free_bytes."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from signals.demo import make_world
from signals.demo.export_server import serve_exports
from signals.disk_space import LEAST_BYTES, explain_full_disk
from signals.errors import DiskFullError, OutsideError, is_disk_full
from signals.lake.folder_lake import FolderLake
from signals.lake.quarters import loaded_quarters
from tests.publications import FEW_DRUGS, Publication, ingest, publish

Resize = Callable[[int], None]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[tuple[Path, Resize]]:
    """A file system of its own in memory, and a way to give it another size in bytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    command = shutil.which("mount")
    if command is None:
        pytest.skip("there is no mount command for a small file system")
    mounted = subprocess.run(
        [command, "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"a small file system cannot be mounted here: {mounted.stderr.strip()}")

    def resize(size: int) -> None:
        subprocess.run([command, "-o", f"remount,size={size}", folder], check=True)

    try:
        yield folder, resize
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize(
    ("free_bytes", "said"),
    [
        (40_000, r"disk is full.*needs [0-9,]+ bytes.*are free; free some space"),  # not even for the zip
        (100_000, r"The disk of .* is full, so 2023Q1 was not loaded and the lake is as it was"),
    ],
)
def test_a_disk_that_is_full_while_fetching_or_loading_is_reported_and_the_next_run_finishes(
    small_disk: tuple[Path, Resize], tmp_path: Path, free_bytes: int, said: str
) -> None:
    home, resize = small_disk
    make_world(tmp_path / "fda", quarters=("2023Q1",), reports_per_quarter=400)
    resize(free_bytes)
    with serve_exports(tmp_path / "fda") as url:
        with pytest.raises(DiskFullError, match=said):
            ingest(url, home, "2023q1")
        assert not loaded_quarters(FolderLake(home / "lake"))
        resize(1 << 20)
        assert ingest(url, home, "2023q1") == 1
        assert loaded_quarters(FolderLake(home / "lake")).keys() == {"2023Q1"}
        assert ingest(url, home, "2023q1") == 0


def test_a_disk_that_is_full_while_building_is_reported_and_the_next_run_publishes(
    small_disk: tuple[Path, Resize], few_publication: Publication
) -> None:
    home, resize = small_disk
    resize(1 << 30)
    shutil.copytree(few_publication.home / "lake", home / "lake")
    shutil.copy(few_publication.path, home)
    (home / "lake" / "load" / "2012Q2.parquet").unlink()  # now something else is to be published
    published = Publication(home).path.read_bytes()
    used = shutil.disk_usage(home).used
    resize(used + (4 << 20))
    with pytest.raises(DiskFullError, match=r"is full: building .* still stands.*Free more space and run again"):
        publish(home, FEW_DRUGS)
    assert Publication(home).path.read_bytes() == published
    assert shutil.disk_usage(home).used == used, "nothing half-built keeps the disk full"
    resize(1 << 30)
    assert publish(home, FEW_DRUGS)
    assert not publish(home, FEW_DRUGS)


def test_a_run_does_not_begin_on_a_full_disk(small_disk: tuple[Path, Resize], tmp_path: Path) -> None:
    home, _ = small_disk
    make_world(tmp_path / "fda", quarters=("2023Q1",), reports_per_quarter=200)
    arguments = ["run", "--source", str(tmp_path / "fda"), "--data-dir", str(home), "--no-literature"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NIBWATCH_")}
    done = subprocess.run(
        [sys.executable, "-m", "signals.command", *arguments], capture_output=True, text=True, env=environment
    )
    assert done.returncode == 1
    begun, sentence = done.stderr.splitlines()
    assert begun.endswith(f"the whole surveillance once in {home}")
    assert sentence.startswith(f"nibwatch: The disk of {home} is full: ")


def test_what_breaks_off_on_a_full_disk_is_reported_as_that_and_other_failures_as_themselves(
    small_disk: tuple[Path, Resize],
) -> None:
    home, resize = small_disk
    resize(LEAST_BYTES + (1 << 20))
    with pytest.raises(DiskFullError, match=r"became full .* goes on where it was"), explain_full_disk(home):
        (home / "ballast").write_bytes(bytes(2 << 20))
        raise RuntimeError(
            "Server error '500 Internal Server Error'"
        )  # Prefect's words where its records find no free_bytes
    (home / "ballast").unlink()
    with pytest.raises(RuntimeError, match="of its own"), explain_full_disk(home):
        raise RuntimeError("a fault of its own")
    with pytest.raises(OutsideError, match="told already"), explain_full_disk(home):
        raise OutsideError("told already")


def test_a_full_disk_is_known_by_its_number_or_by_the_words_a_library_passes_on() -> None:
    assert is_disk_full(OSError(28, "whatever the language says"))
    assert is_disk_full(RuntimeError('Could not write file "x.wal": No space left on device'))
    assert not is_disk_full(OSError(13, "Permission denied"))
    assert not is_disk_full(RuntimeError("a fault of its own"))
