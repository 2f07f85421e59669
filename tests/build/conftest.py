"""What these tests share: a data directory that has published twice, and a small folder of SELECTs."""

import shutil
from pathlib import Path

import pytest

from signals.demo import make_world
from tests.made_once import made_once
from tests.publications import Publication, load, publish

FIRST_NAME = "first.duckdb"
"""A copy of the file that was published first, as it was before the second."""


@pytest.fixture(scope="session")
def two_publications(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Published on 2012Q3 and 2023Q1, then on 2023Q2 as well; only to be read or copied."""

    def make(home: Path) -> Publication:
        publication = Publication(home)
        world = make_world(home / "fda", quarters=("2012Q3", "2023Q1", "2023Q2"), reports_per_quarter=300)
        load(home, world.zips[:2])
        assert publish(home)
        shutil.copyfile(publication.path, home / FIRST_NAME)
        load(home, world.zips)
        assert publish(home)
        return publication

    return made_once(tmp_path_factory, "two-publications", make)


BUILD_FILE = """
schemas = [
    { name = "lake", kind = "given", idea = "as loaded" },
    { name = "staging", kind = "scratch", idea = "in one shape" },
    { name = "cases", kind = "published", idea = "cases" },
]
working = ["cases.link"]

[tables."sources/faers"]
report = "view by quarter"

[tables.cases]
cases = "by slice of caseid"
event = "by quarter"
link = "view"
"""


@pytest.fixture
def sql_folder(tmp_path: Path) -> Path:
    """A folder of SELECTs with its build file: two sources, one schema."""
    for name, sql in {
        "sources/faers/report": "SELECT 1 FROM lake.demo",
        "sources/canada/report": "SELECT 1 FROM lake.reports",
        "cases/cases": "SELECT 1",
        "cases/event": "SELECT 1",
        "cases/link": "SELECT 1",
        "cases/plain": "SELECT 1",
    }.items():
        path = tmp_path / f"{name}.sql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(sql)
    (tmp_path / "build.toml").write_text(BUILD_FILE)
    return tmp_path
