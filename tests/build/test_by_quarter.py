"""What is published depends neither on the order in which quarters are worked on nor on how many at a time."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import duckdb
import pytest

from signals.build import plan as build_plan
from signals.build import publication as build_publication
from signals.build.execution import Each, in_threads
from signals.build.part import Part, PartTiming, make_part
from signals.database import Resources
from signals.demo import make_world
from signals.errors import OutsideError
from signals.tables import build_models
from signals.vocabulary.watchlist import load_watchlist
from tests.publications import FEW_DRUGS, Publication, load, published_differences

QUARTERS = ("2012Q2", "2022Q4", "2023Q1")


def publish_by(home: Path, each: Each, workers: int, key_slices: int = 2) -> Path:
    (home / "nibwatch.duckdb").unlink(missing_ok=True)
    plan = build_plan.plan(home, [load_watchlist(FEW_DRUGS)], source="a test")
    build_publication.build(
        plan, build_models(), Resources("2GB", 2), each=each, workers=workers, key_slices=key_slices
    )
    build_publication.check(plan)
    return build_publication.publish_build(plan)


def one_after_another_backwards(parts: Sequence[Part]) -> list[PartTiming]:
    return [make_part(part) for part in reversed(parts)]


def all_at_once_and_twice(parts: Sequence[Part]) -> list[PartTiming]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(make_part, [*parts, *reversed(parts)]))


def lasting_files(home: Path) -> dict[Path, int]:
    """What rests on a quarter alone, with the moment at which it was made."""
    lasting = home / "lake" / "by_quarter" / "lasting"
    return {path: path.stat().st_mtime_ns for path in lasting.rglob("*.parquet")}


def test_the_same_is_published_in_more_slices_with_parts_made_twice_and_nothing_that_lasts_made_again(
    few_publication: Publication, tmp_path: Path
) -> None:
    copy = few_publication.copied_to(tmp_path / "copy")
    first = lasting_files(copy.home)
    again = publish_by(copy.home, all_at_once_and_twice, workers=4, key_slices=5)
    assert published_differences(few_publication.path, again) == {}
    assert lasting_files(copy.home) == first != {}


def test_a_build_that_dies_between_quarters_is_finished_by_the_next_in_another_order_in_one_slice(
    few_publication: Publication, tmp_path: Path
) -> None:
    copy = few_publication.copied_to(tmp_path / "copy")
    stages_begun = []

    def dies_in_the_second_stage(parts: Sequence[Part]) -> list[PartTiming]:
        stages_begun.append(parts[0].stage)
        made = [make_part(part) for part in parts[: len(parts) // 2 or 1]]
        if len(stages_begun) == 2:
            raise OutsideError("the lights went out")
        return made + [make_part(part) for part in parts[len(made) :]]

    with pytest.raises(OutsideError, match="the lights went out"):
        publish_by(copy.home, dies_in_the_second_stage, workers=1)
    again = publish_by(copy.home, one_after_another_backwards, workers=1, key_slices=1)
    assert published_differences(few_publication.path, again) == {}
    assert not list((copy.home / "lake" / "by_quarter" / "run").rglob("*.parquet"))


def test_what_rests_on_a_quarter_alone_is_made_again_where_its_zip_changes(
    few_publication: Publication, tmp_path: Path
) -> None:
    home = few_publication.copied_to(tmp_path / "copy").home
    first = lasting_files(home)
    load(home, make_world(home / "fda", quarters=QUARTERS[2:], reports_per_quarter=310).zips)
    publish_by(home, in_threads, workers=2)
    second = lasting_files(home)
    assert len(second) == len(first), "the outdated ones are gone"
    kept = first.items() & second.items()
    assert {path.name[:6] for path, _ in kept} == {*QUARTERS[:2]}
    with duckdb.connect() as connection:
        reports = connection.execute(
            "SELECT count(*) FROM read_parquet($files)",
            {"files": [str(path) for path in second if path.parent.name == "latest.version_key"]},
        ).fetchall()
    assert reports[0][0] >= 600
