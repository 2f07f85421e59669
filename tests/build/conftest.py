"""What the tests of this room share: a data directory that has published twice."""

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
