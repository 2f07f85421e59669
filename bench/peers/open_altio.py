"""nibwatch and open-altio from the same SYNTHETIC zips to what each publishes.

open-altio's `build` runs in a virtual environment of its own (Python 3.12 or later; 1.0.0 was run with DuckDB 1.4.5,
and stops with 2.0), without DiAna's dictionary, so that its drug names lead to no ingredient. It counts the statistics
of its release and has no counterpart to nibwatch's watchlist, evidence and history.
"""

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from bench.lab import Lab
from bench.measure import Measured, measure
from bench.section import Row


def rows(open_altio: str, lab: Lab) -> Iterator[Row]:
    """A row a program: seconds, processor seconds and peak memory from the zips to what it publishes."""
    lab.make_world()
    source = lab.source(lab.quarters)
    ours = measure("bench.subjects:publish", source=str(source), folder=str(lab.fresh("peers-nibwatch")))
    yield Row.of("nibwatch, zips to a published file", ours)
    yield Row.of("open-altio, zips to a release", built(open_altio, source, lab.fresh("peers-open-altio")))


def built(open_altio: str, source: Path, folder: Path) -> Measured:
    """One `open-altio build` of the zips; ``RuntimeError`` where it fails."""
    places = {"OPEN_ALTIO_DATA_DIR": str(folder / "data"), "OPEN_ALTIO_FDA_DIR": str(source)}
    started = time.perf_counter()
    running = subprocess.Popen([open_altio, "build"], cwd=folder, env={**os.environ, **places})
    _, status, used = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise RuntimeError(f"{open_altio} build failed with exit code {running.returncode}; what it said stands above.")
    return Measured(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024, None)
