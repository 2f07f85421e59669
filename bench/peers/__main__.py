"""`python -m bench.peers --vigipy PYTHON --open-altio COMMAND`: nibwatch and other programs on the same SYNTHETIC data.

PYTHON is the interpreter of a virtual environment that has vigipy (`python -m venv ENV; ENV/bin/pip install vigipy`),
and COMMAND the open-altio of one that has it; each of the two may be left out.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from bench.lab import Lab
from bench.measure import CHECKOUT
from bench.peers import open_altio
from bench.section import Section

PEERS = Path(__file__).parent
DRUGS, EVENTS, REPORTS = 1_000, 3_000, 600_000
"""A grid small enough for vigipy, which holds every cell of it."""
SEED = 1
MOST_APART = 1e-9
"""Share of a PRR: both divide the same counts as doubles, which round at 1e-16."""


def main() -> None:
    """Measure both on the same counts, and stop where their PRR differ."""
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--vigipy", help="an interpreter that has vigipy")
    parser.add_argument("--open-altio", help="the command open-altio")
    parser.add_argument("--quarters", type=int, default=4, help="quarters of the world for open-altio")
    parser.add_argument("--reports", type=int, default=100_000, help="reports in each of them")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="nibwatch-peers-") as folder:
        if options.vigipy:
            print("\n".join(compare_with_vigipy(options.vigipy, draw_counts(), Path(folder))), flush=True)
        if options.open_altio:
            compared = open_altio.rows(options.open_altio, Lab(Path(folder), options.quarters, options.reports))
            title = f"SYNTHETIC world of {options.quarters} x {options.reports:,} reports"
            print("\n".join(Section(title, list(compared)).lines()))


def compare_with_vigipy(python: str, counts: pd.DataFrame, folder: Path) -> list[str]:
    """What both programs took on the same counts; ``RuntimeError`` where their PRR differ."""
    counts.to_csv(folder / "counts.csv", index=False)
    ours = scores([sys.executable, "-m", "bench.peers.nibwatch_scores"], folder)
    theirs = scores([python, str(PEERS / "vigipy_scores.py")], folder)
    many = (counts["count"] >= 3).sum()
    drawn = f"SYNTHETIC: {len(counts):,} pairs with a report (nibwatch), {many:,} with three or more (vigipy)"
    return [drawn, *lines(ours), *lines(theirs), agreement(ours["prr"], theirs["prr"])]


def draw_counts(drugs: int = DRUGS, events: int = EVENTS, reports: int = REPORTS) -> pd.DataFrame:
    """Counts of a grid of drugs and events (name, AE, count), those without a report left out."""
    rng = np.random.default_rng(SEED)
    expected = np.outer(rng.gamma(0.3, size=drugs), rng.gamma(0.3, size=events))
    counted = rng.poisson(expected * (reports / expected.sum()) * rng.gamma(2, 0.5, size=expected.shape))
    drug, event = np.nonzero(counted)
    return pd.DataFrame(
        {
            "name": [f"drug {number}" for number in drug],
            "AE": [f"event {number}" for number in event],
            "count": counted[drug, event],
        }
    )


def scores(command: list[str], folder: Path) -> dict[str, Any]:
    """The results of a program for the counts in the folder: its version, times, PRR by pair."""
    answer = folder / "answer.json"
    subprocess.run([*command, str(folder / "counts.csv"), str(answer)], cwd=CHECKOUT, check=True)
    return dict(json.loads(answer.read_text(encoding="utf-8")))


def lines(answer: dict[str, Any]) -> list[str]:
    """A line a statistic."""
    return [
        f"{answer['program']:<20}{name:<28}{processor:>8.2f} s of processor{seconds:>8.2f} s"
        for name, (processor, seconds) in answer["took"].items()
    ]


def agreement(ours: dict[str, float], theirs: dict[str, float]) -> str:
    """How far the two PRR are apart where ours is defined; ``RuntimeError`` where that is more than rounding."""
    compared = {pair: value for pair, value in theirs.items() if np.isfinite(ours[pair])}
    apart = float(np.max([abs(value / ours[pair] - 1) for pair, value in compared.items()]))
    if not apart <= MOST_APART:
        raise RuntimeError(f"PRR of one pair differs by {apart:.1e} of it, so the two do not compute the same thing.")
    return f"PRR of {len(compared):,} of {len(theirs):,} pairs agree to {apart:.1e}; the others have no PRR."


if __name__ == "__main__":
    main()
