"""The counts that nibwatch and other programs are measured on, and what it takes for them to be compared."""

import sys
from pathlib import Path

import pytest

from bench.peers.__main__ import agreement, draw_counts, lines, scores
from bench.peers.open_altio import built


def test_every_drawn_pair_has_a_report_and_stands_once() -> None:
    counts = draw_counts(drugs=30, events=40, reports=500)
    assert counts["count"].min() >= 1
    assert not counts.duplicated(["name", "AE"]).any()
    assert counts["count"].sum() == pytest.approx(500, rel=0.5)


def test_nibwatch_scores_every_pair_of_the_file(tmp_path: Path) -> None:
    counts = draw_counts(drugs=30, events=40, reports=500)
    counts.to_csv(tmp_path / "counts.csv", index=False)
    answer = scores([sys.executable, "-m", "bench.peers.nibwatch_scores"], tmp_path)
    assert len(answer["prr"]) == len(counts)
    assert [line.split("  ")[0].split()[0] for line in lines(answer)] == ["nibwatch"] * 3


def test_programs_whose_prr_differ_by_more_than_rounding_are_not_compared() -> None:
    ours = {"a|b": 2.0, "a|c": 1.0, "a|d": float("nan")}
    assert agreement(ours, {"a|b": 2.0 + 1e-15, "a|d": float("inf")}).startswith("PRR of 1 of 2 pairs agree")
    for theirs in (2.1, float("nan"), float("inf")):
        with pytest.raises(RuntimeError, match="do not compute the same"):
            agreement(ours, {"a|b": theirs, "a|c": 1.0})


def test_a_build_of_another_program_is_measured_and_one_that_fails_says_so(tmp_path: Path) -> None:
    assert built("true", tmp_path, tmp_path).peak_bytes > 0
    with pytest.raises(RuntimeError, match="false build failed with exit code 1"):
        built("false", tmp_path, tmp_path)
