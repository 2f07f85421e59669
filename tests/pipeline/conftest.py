"""The first run of a new data directory."""

from pathlib import Path

import pytest

from signals.demo import make_world
from tests.made_once import made_once
from tests.pipeline.first_run import FirstRun, nibwatch
from tests.publications import FEW_DRUGS


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """Of a folder with two good SYNTHETIC quarters, one that is cut short, and one that is no zip."""

    def make(place: Path) -> FirstRun:
        folder, home = place / "exports", place / "a 'quoted' home"
        cut = make_world(folder, quarters=("2012Q2", "2022Q4", "2023Q1"), reports_per_quarter=300).zips[1]
        cut.write_bytes(cut.read_bytes()[:20_000])
        (folder / "faers_ascii_2021q1.zip").write_text("not a zip")
        home.mkdir()
        run = ("run", "--source", folder, "--data-dir", home, "--watchlist", FEW_DRUGS, "--no-literature")
        return FirstRun(folder, home, nibwatch(*run))

    return made_once(tmp_path_factory, "first-run", make)
