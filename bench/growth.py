"""How load and build grow with the number of quarters, and a projection for the whole of FAERS."""

import math

from bench.lab import Lab
from bench.measure import Measured, measure
from bench.section import GIGABYTE, Row, Section

FAERS_QUARTERS = 90
FAERS_REPORTS = 24_800_000
"""2004Q1 to 2026Q2."""


def section(lab: Lab) -> Section:
    """Load quarter after quarter into one lake, and build at each size asked for."""
    home = lab.fresh("growth")
    rows: list[Row] = []
    loads: list[Measured] = []
    builds: dict[int, Measured] = {}
    for count, path in enumerate(lab.zips[: max(lab.growth)], start=1):
        load = measure("bench.subjects:load_one_more", path=str(path), folder=str(home))
        loads.append(load)
        rows.append(Row.of(f"load 1 quarter beside {count - 1}", load, loads[0] if count > 1 else None))
        if count in lab.growth:
            builds[count] = measure("bench.subjects:build", folder=str(home))
            rows.append(Row.of(f"build and publish {count} quarters", builds[count]))
    return Section(
        f"Growth: {lab.reports:,} reports a quarter (load ratio: to the first)",
        rows,
        _projection(lab.reports, loads, builds),
    )


def _projection(reports: int, loads: list[Measured], builds: dict[int, Measured]) -> list[str]:
    """What the whole of FAERS would take, if every further report costs what the last ones did."""
    load_seconds = sum(load.seconds for load in loads) / (len(loads) * reports) * FAERS_REPORTS
    sentences = [
        f"Whole FAERS ({FAERS_QUARTERS} quarters, {FAERS_REPORTS:,} reports): load {load_seconds / 60:,.0f} min one "
        f"quarter at a time, at {max(load.peak_bytes for load in loads) / GIGABYTE:.2f} GB whatever their number."
    ]
    if len(builds) > 1:
        (few, small), (many, large) = list(builds.items())[-2:]
        if large.seconds <= small.seconds:
            return [*sentences, "The builds are too small to tell how they grow: ask for more reports."]
        power = math.log(large.seconds / small.seconds) / math.log(many / few)
        times = FAERS_REPORTS / (many * reports)
        added = (large.seconds - small.seconds) / (many - few) / reports
        straight = large.seconds + added * (FAERS_REPORTS - many * reports)
        sentences.append(
            f"Build of all: {straight / 60:,.0f} min by the cost of the last reports added, "
            f"{large.seconds * times**power / 60:,.0f} min by the growth from {few} to {many} quarters "
            f"(seconds ~ quarters^{power:.2f})."
        )
    return sentences
