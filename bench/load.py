"""Zips to lake, against unzip and COPY of the same tables."""

from bench.lab import Lab
from bench.measure import measure
from bench.section import Row, Section

LIMIT = 1.5
PEAK_LIMIT_BYTES = 3e9


def section(lab: Lab) -> Section:
    """The floor and the loader on the same zips."""
    zips = [str(path) for path in lab.zips[: lab.quarters]]
    floor = measure("bench.floor:load", zips=zips, folder=str(lab.fresh("floor")))
    load = measure("bench.subjects:load", zips=zips, folder=str(lab.fresh("load")))
    lab.fresh("floor")
    return Section(
        f"Load: {len(zips)} zips to lake",
        [
            Row.of("floor: unzip, COPY (read_csv) TO parquet", floor),
            Row.of(
                "nibwatch: every line accounted for, by quarter and table",
                load,
                floor,
                limit=LIMIT,
                peak_limit_bytes=PEAK_LIMIT_BYTES,
            ),
        ],
        [f"{load.answer:,} rows loaded, {floor.answer:,} by the floor."],
    )
