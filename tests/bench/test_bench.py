"""The benchmark measures what it says: the same rows on both sides, in processes of their own."""

import os
from collections.abc import Iterator
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest

from bench import floor, scaling, score, subjects
from bench.__main__ import SECTIONS
from bench.lab import Lab, quarter_names
from bench.measure import Measured, measure
from bench.section import Row, Section
from bench.watchlist import watchlist_tables
from signals.database import open_read_only
from signals.settings import settings
from signals.statistics import score as scored
from signals.tables import build_models
from tests.publications import FEW_DRUGS

REPORTS = 300


@pytest.fixture(scope="module", autouse=True)
def few_drugs() -> Iterator[None]:
    """What is measured is published for a watchlist of few drugs."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("NIBWATCH_WATCHLIST", FEW_DRUGS)
        settings.cache_clear()
        yield
    settings.cache_clear()


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Lab:
    lab = Lab(tmp_path_factory.mktemp("bench"), quarters=2, reports=REPORTS)
    lab.make_world()
    return lab


@pytest.fixture(scope="module")
def home(lab: Lab) -> Path:
    folder = lab.fresh("home")
    subjects.run(str(lab.source(1)), str(folder))
    return folder


def test_the_quarters_of_the_world_follow_one_another() -> None:
    assert quarter_names(6) == ["2022Q3", "2022Q4", "2023Q1", "2023Q2", "2023Q3", "2023Q4"]


def test_a_call_is_measured_in_a_process_of_its_own_and_brings_its_answer_back() -> None:
    measured = measure("bench.lab:quarter_names", count=1)
    assert measured.answer == ["2023Q4"]
    assert measured.seconds >= 0
    assert 5e6 < measured.peak_bytes < 3e8  # an interpreter with nothing loaded, in bytes and not in kilobytes


def test_a_call_that_fails_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"bench.subjects:make failed .*(\n.*)*Expected 200 to 900,000"):
        measure("bench.subjects:make", folder="unused", quarters=["2023Q4"], reports=1)


def test_loader_and_floor_read_the_same_rows(lab: Lab) -> None:
    zips = [str(path) for path in lab.zips]
    loaded = subjects.load(zips, str(lab.fresh("load")))
    assert loaded == floor.load(zips, str(lab.fresh("floor")))
    assert loaded > 2 * REPORTS


def test_the_floor_counts_pairs(lab: Lab) -> None:
    assert floor.publish([str(path) for path in lab.zips], str(lab.fresh("floor"))) > REPORTS


def test_a_world_of_the_same_size_is_made_once(lab: Lab) -> None:
    before = [path.stat().st_mtime_ns for path in lab.zips]
    lab.make_world()
    assert [path.stat().st_mtime_ns for path in lab.zips] == before


def test_a_row_beyond_its_limit_is_reported() -> None:
    floor_took, took = Measured(1.0, 1.0, 10, None), Measured(2.0, 2.0, int(4e9), None)
    row = Row.of("slow", took, floor_took, limit=1.5, peak_limit_bytes=3e9)
    assert row.missed == ["2.00 x the floor, limit: 1.50", "4.00 GB, limit: 3.00"]
    assert "MISSED" in "\n".join(Section("title", [row]).lines())
    assert Row("slow", 61.0, seconds_limit=60).missed == ["61.0 s, limit: 60"]


def test_pairs_alone_are_as_many_as_the_whole_publishes_and_rest_on_no_analysis_of_a_watchlist(
    lab: Lab, home: Path
) -> None:
    needed = {model.name for model in subjects.needed_for("signals.pair")}
    assert needed >= {"signals.pair", "totals.shrunk_pair", "duplicates.duplicate", "latest.version_key"}
    assert not [name for name in needed if name.startswith(("watch.", "evidence."))]
    with open_read_only(home / "nibwatch.duckdb") as connection:
        published = len(connection.sql("FROM signals.pair"))
    assert subjects.publish_pairs(str(lab.source(1)), str(lab.fresh("pairs"))) == published > 0


def test_a_week_without_news_leaves_the_published_file_as_it_was(lab: Lab, home: Path) -> None:
    published = (home / "nibwatch.duckdb").stat().st_mtime_ns
    subjects.run(str(lab.source(1)), str(home))
    assert (home / "nibwatch.duckdb").stat().st_mtime_ns == published
    assert subjects.write_pages(str(home)) > 4  # one for each watched drug, and more


def test_tables_of_the_watchlist_are_those_that_nothing_else_needs() -> None:
    own = watchlist_tables(build_models())
    assert {"signals.watch", "signals.watch_case", "watch.trend", "watch.likelihood_ratio"} <= set(own)
    assert not {"signals.pair", "totals.pair", "totals.shrunk_pair", "duplicates.duplicate"} & set(own)


def test_the_plain_scores_are_the_same_numbers_as_nibwatch_s() -> None:
    pairs = score.draw_pairs(2_000)
    names = [f"{statistic}{end}" for statistic in ("prr", "ror", "ic") for end in ("", "_lower", "_upper")]
    wanted = scored(pairs.a, pairs.b, pairs.c, pairs.d)[names].to_numpy()
    np.testing.assert_allclose(np.array(score.plain(pairs)).T, wanted, rtol=1e-6, atol=1e-9)


def test_scores_are_timed_without_the_drawing_of_pairs() -> None:
    for function in (score.time_plain, lambda pairs: score.time_ebgm(pairs, "a prior with a spike")):
        seconds, cpu_seconds = function(2_000)
        assert seconds > 0 and cpu_seconds > 0


def test_everything_is_measured_and_the_longest_last() -> None:
    assert " ".join(SECTIONS) == "load publish watchlist week score scaling growth queries duplicates"


def test_what_workers_share_and_what_one_machine_does_is_measured_apart_with_a_worker_process(lab: Lab) -> None:
    with patch.dict(os.environ):  # Dask sets variables for its workers and leaves them there
        took = scaling.work([str(path) for path in lab.zips], str(lab.fresh("scaling")), workers=1)
    assert all(took[name] > 0 for name in ("shared_wall", "shared_work", "deciding"))
    finishing = took["finishing"]
    assert list(finishing) == [*scaling.FINISHING, scaling.REST]
    assert all(seconds > 0 for seconds in finishing.values()), "every kind of table is made on one machine"
    assert sum(finishing.values()) > took["deciding"]
    assert took["worker_peak_bytes"] < 1e9


def test_what_is_projected_is_shared_by_workers_only_where_it_is_done_by_quarter_or_slice() -> None:
    few = scaling.Costs(
        reports=1_000_000, shared=10.0, deciding=2.0, finishing={"pairs": 4.0, "cases": 2.0, "meta": 0.2}
    )
    many = scaling.Costs(
        reports=2_000_000, shared=20.0, deciding=4.0, finishing={"pairs": 5.0, "cases": 5.0, "meta": 0.1}
    )
    said = list(scaling._projection(few, many))
    # 24.8 million reports at 10, 2 and 3.9 s a million: 248 s shared by 8, 49.6 s and 96.7 s; hours to two digits.
    assert said[1] == (
        "1 x FAERS on 8 workers: 0.05 h (work by quarter and slice 0.01, deciding for all quarters 0.01, "
        "publishing and statistics 0.03); limited by publishing and statistics."
    )
    assert "100 x FAERS on 64 workers" in said[-2]
    assert said[-1].endswith("a million of the last reports took: cases 3.0 s, pairs 1.0 s, meta -0.1 s.")
