"""The first run of a new data directory."""

from pathlib import Path

import pytest

from signals.demo import make_world
from tests.pipeline.first_run import FirstRun, nibwatch
from tests.publications import few_with_evidence
from tests.session_cache import made_once


@pytest.fixture(scope="session")
def first(tmp_path_factory: pytest.TempPathFactory) -> FirstRun:
    """Of a folder with two good SYNTHETIC quarters, one that is cut short, and one that is no zip; no source of the
    literature answers."""

    def make(place: Path) -> FirstRun:
        folder, home = (
            place / "exports",
            place / "a 'quoted' home?",
        )  # duckdb/duckdb issue 13472: the name of the log is put before the ?
        cut = make_world(folder, quarters=("2012Q2", "2022Q4", "2023Q1"), reports_per_quarter=300).zips[1]
        cut.write_bytes(cut.read_bytes()[:20_000])
        (folder / "faers_ascii_2021q1.zip").write_text("not a zip")
        home.mkdir()
        down = {f"NIBWATCH_{name}_URL": "http://127.0.0.1:9" for name in ("PUBMED", "EUROPEPMC", "TRIALS", "LABELS")}
        run = ("run", "--source", folder, "--data-dir", home, "--watchlist", few_with_evidence(place))
        return FirstRun(folder, home, nibwatch(*run, **down))

    return made_once(tmp_path_factory, "first-run", make)
