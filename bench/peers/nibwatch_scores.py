"""nibwatch on a file of counts: COUNTS ANSWER. The same answer as vigipy_scores gives, of every pair with a report."""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from signals.statistics import ebgm, score


def main(counts: str, answer: str) -> None:
    """Score the pairs of a CSV file with the columns name, AE and count."""
    table = pd.read_csv(counts)
    times: dict[str, tuple[float, float]] = {}
    cells = _timed(times, "counts", lambda: _cells(table))
    scores = _timed(times, "PRR, ROR, IC, chi-squares", lambda: score(cells["a"], cells["b"], cells["c"], cells["d"]))
    _timed(times, "prior and EBGM", lambda: _ebgm(table, cells))
    pairs = table["name"] + "|" + table["AE"]
    content = {
        "program": f"nibwatch {version('nibwatch')}",
        "took": times,
        "prr": dict(zip(pairs, scores["prr"], strict=True)),
    }
    Path(answer).write_text(json.dumps(content), encoding="utf-8")


def _cells(table: pd.DataFrame) -> pd.DataFrame:
    a = table["count"].to_numpy(dtype=np.float64)
    drug = table.groupby("name")["count"].transform("sum").to_numpy(dtype=np.float64)
    event = table.groupby("AE")["count"].transform("sum").to_numpy(dtype=np.float64)
    total = a.sum()
    return pd.DataFrame(
        {"a": a, "b": drug - a, "c": event - a, "d": total - drug - event + a, "expected": drug * event / total}
    )


def _ebgm(table: pd.DataFrame, cells: pd.DataFrame) -> ebgm.Scores:
    """The prior of all cells, those without a report included, and the scores of those with one."""
    (drug, drugs), (event, events) = (pd.factorize(table[name]) for name in ("name", "AE"))
    zero = ebgm.group_zero_cells(
        np.bincount(drug, weights=cells["a"], minlength=len(drugs)),
        np.bincount(event, weights=cells["a"], minlength=len(events)),
        cells["a"].sum(),
        drug,
        event,
    )
    prior = ebgm.fit_prior(
        np.concatenate([cells["a"], np.zeros_like(zero.expected)]),
        np.concatenate([cells["expected"], zero.expected]),
        weight=np.concatenate([np.ones(len(cells)), zero.weight]),
    )
    return ebgm.score(prior, cells["a"].to_numpy(), cells["expected"].to_numpy())


def _timed(times: dict[str, tuple[float, float]], name: str, work: Callable[[], Any]) -> Any:
    seconds, processor = time.perf_counter(), time.process_time()
    result = work()
    times[name] = time.process_time() - processor, time.perf_counter() - seconds
    return result


if __name__ == "__main__":
    main(*sys.argv[1:])
