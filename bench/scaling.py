"""How work spreads over worker processes: what they share, what one machine does, and what larger data would take."""

import os
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bench.growth import FAERS_REPORTS
from bench.lab import Lab
from bench.measure import Measured, measure, peak_bytes
from bench.section import Row, Section
from bench.subjects import load_one_more, table_seconds
from signals.build import plan as plans
from signals.build import publication
from signals.build.execution import Timing, Work
from signals.build.part import Part, PartTiming, make_part
from signals.build.schedule import in_stages
from signals.database import build_resources
from signals.lake.quarters import row_count
from signals.quarter import parse_range
from signals.settings import settings
from signals.sources.faers.zip_name import quarter_of_zip
from signals.tables import build_models
from signals.vocabulary.watchlist import load_watchlists

SIZES = (2, 4, 8, 16)
"""Quarters that are built from."""
SHARE_OF_REPORTS = 8
"""This section's quarters are so many times smaller than the lab's: there are many of them."""
LEAST_REPORTS = 1_000
FACTORS, WORKERS = (10, 100), (8, 64)
"""Times FAERS, and workers, that are projected."""
FINISHING: Mapping[str, tuple[str, ...]] = {
    "statistics of all pairs": ("totals.", "signals.pair"),
    "cases and what they name, into the file": ("faers.",),
    "analyses of the watchlist": ("watch.", "signals."),
    "probable duplicates": ("linkage.",),
    "evidence, history, meta and names": ("",),
}
"""What one machine does when all quarters are made, by how the names of its tables begin; the first that fits."""
REST = "checks, comments and closing the file"


@dataclass(frozen=True)
class Costs:
    """What one size took, in seconds: of every worker together, and of the process that decides for all quarters.

    Workers share the work by quarter and by slice. ``finishing``: of each kind in FINISHING, and of the REST.
    """

    reports: int
    shared: float
    deciding: float
    finishing: Mapping[str, float]


def section(lab: Lab) -> Section:
    """The largest size with 1, 2 and all workers, every size with most, and what follows for 10 and 100 times FAERS."""
    own = Lab(lab.fresh("scaling"), max(SIZES), max(LEAST_REPORTS, lab.reports // SHARE_OF_REPORTS))
    own.make_world()
    counts = sorted({1, 2, os.cpu_count() or 1})
    most = {workers: _measured(own, max(SIZES), workers) for workers in counts}
    sizes = {size: _measured(own, size, counts[-1]) for size in SIZES[:-1]} | {max(SIZES): most[counts[-1]]}
    rows = [row for workers, measured in most.items() for row in _rows_of_workers(workers, measured, most[1])]
    rows += [row for size, measured in sizes.items() for row in _rows_of_size(size, measured)]
    few, many = (_costs(sizes[size], size * own.reports) for size in SIZES[-2:])
    return Section(f"Scaling: quarters of {own.reports:,} reports, Dask workers", rows, list(_projection(few, many)))


def _measured(lab: Lab, size: int, workers: int) -> Measured:
    folder = lab.fresh("home")
    return measure(
        "bench.scaling:work", zips=[str(path) for path in lab.zips[:size]], folder=str(folder), workers=workers
    )


def _rows_of_workers(workers: int, measured: Measured, alone: Measured) -> list[Row]:
    """Wall time of what workers share and of the rest, beside one worker's (ratio)."""
    name = f"{max(SIZES)} quarters, {workers} worker{'s' if workers > 1 else ''}"
    return [
        Row(
            f"{name}: by quarter and slice",
            measured.answer["shared_wall"],
            measured.answer["worker_peak_bytes"],
            measured.answer["shared_wall"] / alone.answer["shared_wall"],
        ),
        Row(f"{name}: by one machine", measured.answer["deciding"] + _finishing_seconds(measured), measured.peak_bytes),
    ]


def _rows_of_size(size: int, measured: Measured) -> list[Row]:
    """What a size costs: seconds of all workers together, and of what is done once."""
    return [
        Row(f"{size} quarters: by quarter and slice, seconds of workers", measured.answer["shared_work"]),
        Row(f"{size} quarters: deciding for all", measured.answer["deciding"]),
        Row(f"{size} quarters: publishing and statistics", _finishing_seconds(measured), measured.peak_bytes),
        *(Row(f"  of it {kind}", seconds) for kind, seconds in measured.answer["finishing"].items()),
    ]


def _finishing_seconds(measured: Measured) -> float:
    return sum(measured.answer["finishing"].values())


def _costs(measured: Measured, reports: int) -> Costs:
    answer = measured.answer
    return Costs(reports, answer["shared_work"], answer["deciding"], answer["finishing"])


def _projection(few: Costs, many: Costs) -> Iterator[str]:
    """Hours for many times FAERS: workers share quarters and slices; the rest costs what it cost the last reports."""
    prices = _marginal_seconds(few, many)
    each = {
        "work by quarter and slice": many.shared / many.reports,
        "deciding for all quarters": (many.deciding - few.deciding) / (many.reports - few.reports),
        "publishing and statistics": sum(prices.values()),
    }
    if min(each.values()) <= 0:
        yield "The builds are too small, or the machine too busy, to tell how they grow: ask for more reports."
        return
    yield (
        "Assumed: a report costs at any size what it cost here ("
        + ", ".join(f"{what} {seconds * 1e6:,.1f} s a million" for what, seconds in each.items())
        + "); quarters of FAERS' size, more of them; workers of one thread as fast as here, as many slices, never "
        "waiting for each other or for the lake; for the rest, one machine like this one."
    )
    for factor in (1, *FACTORS):
        for workers in WORKERS:
            hours = {what: seconds * FAERS_REPORTS * factor / 3600 for what, seconds in each.items()}
            hours["work by quarter and slice"] /= workers
            limit = max(hours, key=lambda what: hours[what])
            yield (
                f"{factor} x FAERS on {workers} workers: {sum(hours.values()):,.2f} h ("
                + ", ".join(f"{what} {amount:,.2f}" for what, amount in hours.items())
                + f"); limited by {limit}."
            )
    yield (
        "Of publishing and statistics a million of the last reports took: "
        + ", ".join(f"{kind} {seconds * 1e6:,.1f} s" for kind, seconds in sorted(prices.items(), key=lambda it: -it[1]))
        + "."
    )


def _marginal_seconds(few: Costs, many: Costs) -> dict[str, float]:
    """Seconds that each of the last reports added to each kind of finishing; below 0 where a kind took less."""
    reports = many.reports - few.reports
    return {kind: (many.finishing[kind] - few.finishing[kind]) / reports for kind in many.finishing}


def work(zips: Sequence[str], folder: str, workers: int) -> dict[str, Any]:
    """Load, build and check with as many worker processes of Dask, of one thread each, and slices.

    Seconds shared by the workers (waited for, and of all of them together) and on one machine.
    """
    home = Path(folder)
    timings: list[Timing] = []
    with _cluster(workers) as client:
        started = time.perf_counter()
        loads = client.gather(client.map(_load, list(zips), folder=folder, pure=False))
        loading = time.perf_counter() - started
        spent = {"wall": 0.0, "work": sum(loads)}

        def each(parts: Sequence[Part]) -> list[PartTiming]:
            began = time.perf_counter()
            alone = [replace(part, resources=replace(part.resources, threads=1)) for part in parts]
            made: list[PartTiming] = client.gather(client.map(make_part, alone, pure=False))
            spent["wall"] += time.perf_counter() - began
            spent["work"] += sum(part.seconds for part in made)
            return made

        wanted = parse_range("..".join(str(quarter_of_zip(Path(zips[end]).name)) for end in (0, -1)))
        plan = plans.plan(home, load_watchlists(settings().watchlists_in_use), "bench", wanted)
        resources = build_resources(row_count(plan.loaded))
        started = time.perf_counter()
        publication.build(
            plan, build_models(), resources, each=each, workers=workers, key_slices=workers, timings=timings
        )
        publication.check(plan)
        alone = time.perf_counter() - started - spent["wall"]
        peak = max(client.run(peak_bytes).values())
    shutil.rmtree(plan.build_folder)
    deciding, finishing = _on_one_machine(timings)
    return {
        "shared_wall": loading + spent["wall"],
        "shared_work": spent["work"],
        "worker_peak_bytes": peak,
        "deciding": deciding,
        "finishing": {**finishing, REST: alone - deciding - sum(finishing.values())},
    }


def _on_one_machine(timings: Sequence[Timing]) -> tuple[float, dict[str, float]]:
    """Seconds of what is decided for quarters, the files that parts read included, and of each kind in FINISHING.

    Tables are made two at a time: a kind has the share of the time that its tables have of the sum of all.
    """
    seconds, decided = table_seconds(timings), _deciding_tables()
    files = sum(timing.seconds for timing in timings if timing.work == Work.FILES)
    together = [timing for timing in timings if timing.work == Work.TABLES]
    deciding = sum(timing.seconds for timing in together if decided.issuperset(timing.name.split(", ")))
    rest = {name: took for name, took in seconds.items() if name not in decided}
    share = (sum(timing.seconds for timing in together) - deciding) / sum(rest.values())
    finishing = dict.fromkeys(FINISHING, 0.0)
    for name, took in rest.items():
        kind = next(kind for kind, beginnings in FINISHING.items() if name.startswith(beginnings))
        finishing[kind] += took * share
    return deciding + files, finishing


def _load(path: str, folder: str) -> float:
    started = time.perf_counter()
    load_one_more(path, folder, threads=1)
    return time.perf_counter() - started


@contextmanager
def _cluster(workers: int) -> Iterator[Any]:
    from distributed import Client, LocalCluster

    with (
        LocalCluster(
            n_workers=workers, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, memory_limit=0
        ) as cluster,
        Client(cluster) as client,
    ):
        yield client


def _deciding_tables() -> set[str]:
    """The tables for all quarters that some quarter waits for; what is made by slice is timed as such."""
    models = build_models()
    made = {model.name for model in models}
    stages = in_stages(models, {name for model in models for name in model.reads} - made)
    last = max(stage.number for stage in stages)
    return {model.name for stage in stages if not stage.is_by_quarter and stage.number < last for model in stage.models}
