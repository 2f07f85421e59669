"""`nibwatch demo --real` fetches the newest quarter and ends like the demo; played on loopback by a SYNTHETIC world."""

import os
import re
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from signals.demo import make_world
from signals.demo.export_server import serve_exports
from signals.errors import OutsideError
from signals.quarter import Quarter
from signals.sources.faers.source import WebSource, open_source
from tests.publications import FEW_DRUGS


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exports")
    make_world(folder, quarters=("2023Q1", "2023Q2"), reports_per_quarter=200)
    return folder


def demo(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "signals.command", "demo", *words], capture_output=True, text=True, check=False,
        env=os.environ | {"NO_COLOR": "1", "NIBWATCH_WATCHLIST": FEW_DRUGS},
    )  # fmt: skip


def test_the_newest_quarter_alone_is_fetched_its_size_told_first(exports: Path, tmp_path: Path) -> None:
    with serve_exports(exports) as address:
        done = demo("--real", "--source", address, "--no-literature", "--data-dir", str(tmp_path))
    assert done.returncode == 0, done.stderr
    home = tmp_path / "demo-real"
    assert [path.name for path in (home / "raw").glob("*.zip")] == ["faers_ascii_2023q2.zip"]
    size_line = re.search(rf"2023Q2 is the newest quarter of {address}: 0\.0[1-9] MB to fetch", done.stderr)
    assert size_line is not None and size_line.end() < done.stderr.index("fetched 2023Q2")
    assert "rests on 2023Q2 alone" in done.stdout and f"Published: {home / 'nibwatch.duckdb'}" in done.stdout
    assert "Ask it:" in done.stdout


def test_what_belongs_to_the_real_quarter_is_refused_without_it(tmp_path: Path) -> None:
    done = demo("--no-literature", "--data-dir", str(tmp_path))
    assert done.returncode == 2 and "belong to --real" in done.stderr


def test_the_newest_quarter_is_looked_for_backwards_from_the_last_that_has_ended(exports: Path) -> None:
    with serve_exports(exports) as address:
        assert WebSource(address).newest(date(2024, 2, 1)).quarter == Quarter(2023, 2)
        assert WebSource(address).newest(date(2023, 12, 1)).quarter == Quarter(2023, 2)
        assert WebSource(address).newest(date(2023, 6, 30)).quarter == Quarter(2023, 1)
        assert (WebSource(address).newest(date(2024, 2, 1)).size or 0) > 1000


def test_a_source_without_any_quarter_says_so(tmp_path: Path) -> None:
    with serve_exports(tmp_path) as address, pytest.raises(OutsideError, match="has no quarter since 2004Q1"):
        WebSource(address).newest(date(2005, 1, 1))


def test_the_newest_quarter_of_a_folder_is_its_last(exports: Path) -> None:
    assert open_source(str(exports)).newest().quarter == Quarter(2023, 2)
