"""vigipy on a file of counts: COUNTS ANSWER, run by the interpreter of a virtual environment that has vigipy.

It imports nothing of nibwatch. The answer is the version, the processor seconds and seconds of each statistic, and the
PRR of the pairs, by which the two programs are compared.
"""

import json
import sys
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd
from vigipy import convert, gps, prr, ror  # not of this project's environment

FEWEST = 3


def main(counts: str, answer: str) -> None:
    """Score the pairs of a CSV file with the columns name, AE and count."""
    table = pd.read_csv(counts)
    times: dict[str, tuple[float, float]] = {}
    container = _timed(times, "counts", convert, table)
    ratios = _timed(times, "PRR", prr, container, min_events=FEWEST).all_signals
    _timed(times, "ROR", ror, container, min_events=FEWEST)
    _timed(times, "prior and EBGM", gps, container, min_events=FEWEST)
    pairs = ratios["Product"] + "|" + ratios["Adverse Event"]
    content = {
        "program": f"vigipy {version('vigipy')}",
        "took": times,
        "prr": dict(zip(pairs, ratios["PRR"], strict=True)),
    }
    Path(answer).write_text(json.dumps(content), encoding="utf-8")


def _timed(times: dict[str, tuple[float, float]], name: str, work: Any, *arguments: Any, **options: Any) -> Any:
    seconds, processor = time.perf_counter(), time.process_time()
    result = work(*arguments, **options)
    times[name] = time.process_time() - processor, time.perf_counter() - seconds
    return result


if __name__ == "__main__":
    main(*sys.argv[1:])
