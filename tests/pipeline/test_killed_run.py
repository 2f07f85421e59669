"""A whole `nibwatch run` killed with SIGKILL, twice: the next one finishes the work."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from signals.build.publication import PREVIOUS_NAME
from signals.database import PUBLISHED_NAME
from tests.pipeline.first_run import environment
from tests.publications import FEW_DRUGS, Publication, publish, published_differences

pytestmark = pytest.mark.timeout(600)


def start(folder: Path, home: Path) -> subprocess.Popen[bytes]:
    """`nibwatch run`, its log in the file `log` beside the data directory."""
    with (home.parent / "log").open("wb") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "signals.command", "run", "--source", str(folder), "--data-dir", str(home),
             "--watchlist", FEW_DRUGS, "--no-literature"], stdout=log, stderr=log, env=environment(),
        )  # fmt: skip


def log(home: Path) -> str:
    return (home.parent / "log").read_text()


def killed_when(folder: Path, home: Path, is_time: Callable[[], bool]) -> None:
    """Start a run and kill it once it is time."""
    with start(folder, home) as run:
        while not is_time():
            assert run.poll() is None, log(home)
            time.sleep(0.01)
        run.kill()
    assert run.returncode == -signal.SIGKILL


def test_a_run_killed_twice_is_finished_by_the_next(few_publication: Publication, tmp_path: Path) -> None:
    home, folder = tmp_path / "home", few_publication.home / "fda"

    killed_when(folder, home, lambda: "building from " in log(home))
    assert not (home / PUBLISHED_NAME).exists()

    killed_when(folder, home, lambda: "published " in log(home))
    published = (home / PUBLISHED_NAME).read_bytes()
    assert not (home / "digests").exists()

    with start(folder, home) as last:
        assert last.wait() == 0, log(home)
    assert "Nothing new" in log(home)
    assert (home / PUBLISHED_NAME).read_bytes() == published
    assert not (home / PREVIOUS_NAME).exists()
    assert len(list((home / "digests").glob("*.eml"))) == 1

    assert published_differences(home / PUBLISHED_NAME, few_publication.path) == {}
    assert not publish(home, FEW_DRUGS), "and once more changes nothing"
