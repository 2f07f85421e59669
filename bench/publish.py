"""Zips to a published file through the pipeline itself, against the plain floor of the same work."""

from bench.lab import Lab
from bench.measure import measure
from bench.section import Row, Section

LIMIT, PAIRS_LIMIT, PEAK_LIMIT_BYTES = 3.0, 2.0, 2e9
"""What every table, the digest and the pages are to take together, and what `signals.pair` alone, of the floor."""
FLOORS = 3
"""The floor is measured so often, and the median taken."""


def section(lab: Lab) -> Section:
    """The floor, the pipeline to `signals.pair` alone, and the whole of it with digest and pages."""
    zips, source = [str(path) for path in lab.zips[: lab.quarters]], str(lab.source(lab.quarters))
    floors = [measure("bench.floor:publish", zips=zips, folder=str(lab.fresh("floor"))) for _ in range(FLOORS)]
    floor = sorted(floors, key=lambda each: each.seconds)[FLOORS // 2]
    lab.fresh("floor")
    pairs = measure("bench.subjects:publish_pairs", source=source, folder=str(lab.fresh("publish")))
    home = lab.fresh("publish")
    whole = measure("bench.subjects:publish", source=source, folder=str(home))
    digest = measure("bench.subjects:write_digest", folder=str(home))
    answer = whole.answer
    everything = whole.seconds + digest.seconds
    rows = [
        Row.of("floor: unzip, Parquet, latest versions, pairs, counts", floor),
        Row(
            "nibwatch: zips to a published file, digest and pages",
            everything,
            max(whole.peak_bytes, digest.peak_bytes),
            everything / floor.seconds,
            whole.cpu_seconds + digest.cpu_seconds,
            limit=LIMIT,
            peak_limit_bytes=PEAK_LIMIT_BYTES,
        ),
        Row("  of it ingest", answer["ingest"], ratio=answer["ingest"] / floor.seconds),
        Row("  of it detect", answer["detect"], ratio=answer["detect"] / floor.seconds),
        Row.of("  of it digest and pages", digest, floor),
        Row(
            "nibwatch: zips to signals.pair alone",
            pairs.seconds,
            pairs.peak_bytes,
            pairs.seconds / floor.seconds,
            pairs.cpu_seconds,
            limit=PAIRS_LIMIT,
        ),
    ]
    slowest = sorted(answer["tables"].items(), key=lambda item: -item[1])[:12]
    return Section(
        f"Publish: {len(zips)} zips to a published file",
        rows,
        [
            f"{floor.answer:,} pairs counted by the floor, {answer['pairs']:,} published; "
            f"{answer['file_bytes'] / 1e6:,.0f} MB published.",
            "Slowest tables: " + ", ".join(f"{table} {seconds:.1f} s" for table, seconds in slowest) + ".",
        ],
    )
