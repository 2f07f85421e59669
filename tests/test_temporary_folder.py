"""Temporary folders: private, where the setting says, and removed by the next run where their process was killed."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from signals.build.lock import write_lock
from signals.database import Resources, build_connection
from signals.errors import RequestError
from signals.settings import settings
from signals.temporary_folder import remove_abandoned, temporary_folder

OWNER = """
import os, signal, sys
from signals.temporary_folder import temporary_folder
with temporary_folder("test") as folder:
    (folder / "spill").write_text("rows")
    print(folder, flush=True)
    sys.stdin.readline()
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    yield tmp_path
    settings.cache_clear()


def test_the_folder_of_a_killed_process_is_removed_by_the_next_run_and_that_of_a_living_one_is_not(place: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", OWNER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:  # fmt: skip
        assert owner.stdout is not None and owner.stdin is not None
        folder = Path(owner.stdout.readline().strip())
        assert folder.parent == place
        remove_abandoned()
        assert (folder / "spill").is_file(), "its process lives"
        owner.stdin.write("\n")
        owner.stdin.flush()
        owner.wait()
    assert folder.is_dir()
    with write_lock(place / "home"):
        assert not folder.exists()


def test_what_is_not_ours_stays(place: Path) -> None:
    elsewhere = place / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / ".owner").touch()
    (place / "nibwatch-link").symlink_to(elsewhere)
    (place / "nibwatch-empty-now").mkdir()
    (place / "nibwatch-of-somebody").mkdir()
    (place / "nibwatch-of-somebody" / "file").touch()
    (place / "nibwatch-long-empty").mkdir()
    for name in ("nibwatch-long-empty", "nibwatch-of-somebody"):
        os.utime(place / name, (1e9, 1e9))
    remove_abandoned()
    assert sorted(path.name for path in place.iterdir()) == ["elsewhere", "nibwatch-empty-now", "nibwatch-link", "nibwatch-of-somebody"]  # fmt: skip
    assert (elsewhere / ".owner").exists()


def test_a_build_spills_where_the_setting_says_else_beside_what_it_builds(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def spills_to(scratch: Path) -> Path:
        scratch.mkdir()
        with build_connection(scratch / "target", scratch, Resources()) as connection:
            return Path(connection.execute("SELECT current_setting('temp_directory')").fetchall()[0][0]).parent

    assert spills_to(place / "first") == place / "first"
    (place / "fast").mkdir()
    monkeypatch.setenv("NIBWATCH_TEMP_DIR", str(place / "fast"))
    settings.cache_clear()
    assert spills_to(place / "second") == place / "fast"
    with temporary_folder("other") as folder:
        assert folder.parent == place / "fast"
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not any((place / "fast").iterdir())


def test_a_folder_that_is_not_there_is_refused_when_settings_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NIBWATCH_TEMP_DIR", "/nowhere at all")
    settings.cache_clear()
    with pytest.raises(RequestError, match=r"NIBWATCH_TEMP_DIR.*a folder that is there.*/nowhere at all"):
        settings()
