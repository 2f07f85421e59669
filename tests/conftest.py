"""What all tests share: the folder of real data, where there is one, and SYNTHETIC publications."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from threadpoolctl import threadpool_limits

from signals.demo import DEMO_WATCHLISTS, World, make_world
from signals.lake.folder_lake import FolderLake
from signals.lake.lake import Lake
from signals.present import command_line
from signals.temporary_folder import temporary_folder
from tests.object_store import bucket, folder_url
from tests.publications import FEW_DRUGS, FIRST_NAME, Publication, few_with_evidence, load, publish
from tests.session_cache import made_once

# On a busy machine a slow example is no wrong one.
settings.register_profile("nibwatch", deadline=None)
settings.load_profile("nibwatch")

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session", autouse=True)
def one_blas_thread() -> Iterator[None]:
    """As a build computes. Of two threads each, the processes of a session would spend most time waiting."""
    with threadpool_limits(1, "blas"):
        yield


@pytest.fixture(autouse=True)
def commands_as_in_python() -> Iterator[None]:
    """No test sees the options of a command that another test of the same process ran."""
    token = command_line._options.set(None)
    yield
    command_line._options.reset(token)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real FAERS data and golden numbers that lies beside the checkout."""
    if not SHARED.is_dir():
        pytest.skip("no folder 'shared' with real data and golden numbers beside this checkout")
    return SHARED


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The URL of a bucket of an object store on loopback."""
    with bucket() as url:
        yield url


@pytest.fixture(params=["a folder", "an object store"])
def either_lake(request: pytest.FixtureRequest, tmp_path: Path) -> Lake:
    """An empty lake of either kind."""
    if request.param == "a folder":
        return FolderLake(tmp_path / "a 'quoted' lake")
    return Lake(folder_url(request.getfixturevalue("store"), tmp_path.name), temporary_folder)


@pytest.fixture(scope="session")
def small_publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The demo's seven quarters of both eras at 500 reports each, published; only to be read or copied."""

    def make(home: Path) -> Publication:
        return _published(home, make_world(home / "fda", reports_per_quarter=500))

    return made_once(tmp_path_factory, "small-publication", make)


@pytest.fixture(scope="session")
def few_publication(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Three quarters of both eras (in `fda`), published by one process for a watchlist of few drugs; only to be read."""

    def make(home: Path) -> Publication:
        world = make_world(home / "fda", quarters=("2012Q2", "2022Q4", "2023Q1"), reports_per_quarter=300)
        return _published(home, world, FEW_DRUGS)

    return made_once(tmp_path_factory, "few-publication", make)


@pytest.fixture(scope="session")
def demo_world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The demo's own world, in which every planted truth holds, with the truth beside it; only to be read."""
    return made_once(tmp_path_factory, "demo-world", lambda folder: make_world(folder, truth=True))


@pytest.fixture(scope="session")
def demo_publication(demo_world: World, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """The demo's own world, published for the demo's topics; only to be read or copied."""
    return made_once(tmp_path_factory, "demo-publication", lambda home: _published(home, demo_world, *DEMO_WATCHLISTS))


@pytest.fixture(scope="session")
def two_publications(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    """Published on 2012Q3 and 2023Q1, then on 2023Q2 as well, for few drugs with evidence; only to be read or copied."""

    def make(home: Path) -> Publication:
        publication, watchlist = Publication(home), few_with_evidence(home)
        world = make_world(home / "fda", quarters=("2012Q3", "2023Q1", "2023Q2"), reports_per_quarter=600)
        load(home, world.zips[:2])
        assert publish(home, watchlist)
        shutil.copyfile(publication.path, home / FIRST_NAME)
        load(home, world.zips)
        assert publish(home, watchlist)
        return publication

    return made_once(tmp_path_factory, "two-publications", make)


def _published(home: Path, world: World, *watchlists: str) -> Publication:
    load(home, world.zips)
    publish(home, *watchlists)
    return Publication(home)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's headless Chromium, one for all tests of a session: two of them would share one event loop."""
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("no chromium on this machine; .ci/run installs Debian's")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=chromium,
            args=["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
                  "--disable-background-networking", "--disable-component-update"],
        )  # fmt: skip
        yield opened
        opened.close()
