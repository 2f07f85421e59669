"""What every room's tests share: the folder of real data, where there is one, and SYNTHETIC publications."""

from pathlib import Path

import pytest
from hypothesis import settings

from signals.synthetic import make_world
from tests.publications import Publication, load, publish

# On a busy machine a slow example is no wrong one.
settings.register_profile("nibwatch", deadline=None)
settings.load_profile("nibwatch")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real FAERS data and golden numbers that lies beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("no folder 'shared' with real data and golden numbers beside this checkout")
    return SHARED


@pytest.fixture(scope="session")
def small_publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The demo's seven quarters of both eras at 500 reports each, published; only to be read or copied."""
    return _published_world(tmp_path_factory.mktemp("small-publication"), reports_per_quarter=500)


@pytest.fixture(scope="session")
def demo_publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The demo's own world, in which every planted truth holds, published; only to be read or copied."""
    return _published_world(tmp_path_factory.mktemp("demo-publication"), reports_per_quarter=6_000)


def _published_world(home: Path, reports_per_quarter: int) -> Publication:
    world = make_world(home / "fda", reports_per_quarter=reports_per_quarter)
    load(home, world.zips)
    publish(home)
    return Publication(home)
