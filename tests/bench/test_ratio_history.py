"""The history of benchmarks keeps ratios, and says what moved since the last run of the same world."""

from pathlib import Path

from bench.ratio_history import Run, append, changed_ratios, ratios, read
from bench.section import Row, Section


def run(ratio: float, reports: int = 400_000, cores: int = 2) -> Run:
    return Run("2026-11-29", "0.2.0+abc", cores, 0.1, 4, reports, {"publish": {"zips to a published file": ratio}})


def test_only_ratios_are_kept_and_no_seconds() -> None:
    section = Section("Publish", [Row("floor", 13.0), Row("  of it ingest", 9.0, ratio=0.69231)])
    assert ratios({"publish": section, "queries": Section("Queries", [Row("a query", 0.1)])}) == {
        "publish": {"of it ingest": 0.692}
    }


def test_a_ratio_that_rose_by_more_than_15_percent_is_called_slower_and_one_that_fell_faster(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    append(run(2.0), path)
    assert append(run(2.32), path) == [
        "SLOWER: publish, zips to a published file: 2.00 to 2.32 (+16%) since 2026-11-29 (0.2.0+abc)"
    ]
    assert [line.split(":")[0] for line in append(run(1.9), path)] == ["faster"]


def test_a_ratio_that_moved_by_less_is_not_named(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    append(run(2.0), path)
    assert append(run(2.29), path) == ["No ratio moved by more than 15% since 2026-11-29 (0.2.0+abc)."]


def test_a_run_is_compared_with_the_last_one_of_the_same_world_and_cores_only(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    for other in (run(2.0), run(9.0, reports=50_000), run(9.0, cores=8)):
        append(other, path)
    assert append(run(2.1), path) == ["No ratio moved by more than 15% since 2026-11-29 (0.2.0+abc)."]
    assert [each.ratios["publish"]["zips to a published file"] for each in read(path)] == [2.0, 9.0, 9.0, 2.1]


def test_what_only_one_of_two_runs_measured_has_not_changed_ratios() -> None:
    later = Run("2026-11-30", "0.2.0+def", 2, 0.1, 4, 400_000, {"load": {"ingest": 1.0}})
    assert list(changed_ratios(run(2.0), later)) == []


def test_every_committed_line_is_a_run() -> None:
    ratios_of_runs = [ratio for each in read() for rows in each.ratios.values() for ratio in rows.values()]
    assert all(ratio > 0 for ratio in ratios_of_runs)
