"""What is published stays whole and readable whenever a process dies, and the next run finishes the work.

Processes die of a real SIGKILL, at steps spread over the whole of the work (tests/process_kill.py).
"""

import hashlib
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from signals.build import plan as build_plan
from signals.build import publication as build_publication
from signals.build.publication import PREVIOUS_NAME
from signals.database import PUBLISHED_NAME, Resources, open_read_only
from signals.demo import make_world
from signals.demo.export_server import serve_exports
from signals.lake.folder_lake import FolderLake
from signals.lake.quarters import loaded_quarters
from signals.tables import build_models
from signals.vocabulary.watchlist import load_watchlist
from tests import process_kill
from tests.publications import FEW_DRUGS, ingest, publish, published_differences

pytestmark = pytest.mark.timeout(600)

HELD = ("2012Q2", "2023Q1")
NEW = (*HELD, "2023Q2")
WANTED = ",".join(NEW)
LOADING_DEATHS = 14
UNSURE_STEPS = 50
"""Of nearly 10,000: in how many pieces a body comes, and so how many steps there are, differs from run to run."""
BUILDING_DEATHS = 4


@pytest.fixture(scope="module")
def fda(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A server that has published a new quarter, and 2023Q1 again; and a data directory from before."""
    folder = tmp_path_factory.mktemp("survival")
    make_world(folder / "fda", quarters=HELD, reports_per_quarter=200)
    with serve_exports(folder / "fda") as url:
        ingest(url, folder / "home", WANTED)
        make_world(folder / "fda", quarters=NEW, reports_per_quarter=210)
        yield url, folder / "home"


def files(folder: Path, pattern: str = "*") -> dict[str, str]:
    """What lies in a folder, by path and content."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob(pattern))
        if path.is_file()
    }


def lake_files_of(home: Path, quarter: str) -> dict[str, str]:
    """A quarter's files in the lake, by path and content; what a killed load left in scratch is none of them."""
    held = files(home / "lake", f"*/{quarter}.parquet")
    return {name: content for name, content in held.items() if not name.startswith("scratch/")}


def run_ids(path: Path) -> list[str]:
    """The publications that a published file names, the newest last; it is read as every user reads it."""
    with open_read_only(path) as reader:
        return [row[0] for row in reader.execute("SELECT run_id FROM meta.run ORDER BY sequence").fetchall()]


def spread(steps: int, count: int) -> list[int]:
    """So many steps, evenly spread, the first and the last among them."""
    return [1 + (steps - 1) * place // (count - 1) for place in range(count)]


def test_killed_while_fetching_or_loading_the_next_run_ends_with_the_same_lake(
    fda: tuple[str, Path], tmp_path: Path
) -> None:
    url, base = fda
    calm = shutil.copytree(base, tmp_path / "calm")
    steps = process_kill.run(process_kill.count_calls, 0, ingest, url, calm, WANTED)
    assert steps is not None
    for fatal in spread(steps - UNSURE_STEPS, LOADING_DEATHS):
        home = shutil.copytree(base, tmp_path / "killed")
        assert process_kill.run(process_kill.count_calls, fatal, ingest, url, home, WANTED) is None
        for quarter in loaded_quarters(FolderLake(home / "lake")):
            before, after = (lake_files_of(folder, quarter) for folder in (base, calm))
            assert lake_files_of(home, quarter) in (before, after), f"{quarter}, step {fatal}"
        ingest(url, home, WANTED)
        assert files(home / "lake") == files(calm / "lake"), f"killed at step {fatal} of {steps}"
        assert files(home / "raw", "*.zip*") == files(calm / "raw", "*.zip*")
        assert not any((home / "lake" / "scratch").rglob("*"))
        assert ingest(url, home, WANTED) == 0
        shutil.rmtree(home)


def test_killed_while_building_or_publishing_the_next_run_publishes_the_same_numbers(
    fda: tuple[str, Path], tmp_path: Path
) -> None:
    """Each killed build begins in what the one killed before it left, the first in what killed publishing left."""
    url, base = fda
    calm = shutil.copytree(base, tmp_path / "calm")
    publish(calm, FEW_DRUGS)
    (first,) = run_ids(calm / PUBLISHED_NAME)
    ingest(url, calm, WANTED)
    plan = build_plan.plan(calm, [load_watchlist(FEW_DRUGS)], source="a test")
    tables = process_kill.run(process_kill.count_tables, 0, finish, plan)
    assert tables is not None
    counted = replace(plan, data_dir=shutil.copytree(calm, tmp_path / "counted"))
    steps = process_kill.run(process_kill.count_changes, 0, build_publication.publish_build, counted)
    assert steps is not None
    found = set()
    for fatal in range(1, steps + 1):
        there = shutil.copytree(calm, tmp_path / f"publishing-{fatal}")
        killed = replace(plan, data_dir=there)
        assert process_kill.run(process_kill.count_changes, fatal, build_publication.publish_build, killed) is None
        ids = run_ids(there / PUBLISHED_NAME)
        assert ids in ([first], [first, plan.run_id])
        if ids == [first, plan.run_id]:
            assert run_ids(there / PREVIOUS_NAME) == [first], "the file before is kept beside it"
            assert not publish(there, FEW_DRUGS), "all is done: nothing new is published"
        found.add(len(ids))
    assert found == {1, 2}

    home = tmp_path / "publishing-1"
    assert run_ids(home / PUBLISHED_NAME) == [first]
    published = files(home, f"{PUBLISHED_NAME}*")
    for fatal in spread(tables * 9 // 10, BUILDING_DEATHS):  # a later build has less to do: some parts last
        assert process_kill.run(process_kill.count_tables, fatal, publish, home, FEW_DRUGS) is None
        assert files(home, f"{PUBLISHED_NAME}*") == published
        assert run_ids(home / PUBLISHED_NAME) == [first]
    assert publish(home, FEW_DRUGS)
    calm_file = tmp_path / f"publishing-{steps}" / PUBLISHED_NAME
    assert published_differences(home / PUBLISHED_NAME, calm_file) == {}
    assert not publish(home, FEW_DRUGS)


def finish(plan: build_plan.Plan) -> None:
    """Build and check, so that only publishing is left."""
    build_publication.build(plan, build_models(), Resources())
    build_publication.check(plan)
