"""A SYNTHETIC world as large as FAERS: `python -m bench.full_size --folder FOLDER`, or a share of it with --share 0.01.

Its 90 quarters have the reports that FDA's had (data/reference/faers_quarters.csv), and kinase inhibitors in as many of
them as in a quarter of FDA's. It is made, loaded, published, and
asked the questions of sql/examples, each step in a process of its own. A run that was stopped keeps the zips when all
are there, and the quarters that were loaded.
"""

import argparse
import csv
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.example_queries import examples
from bench.measure import measure
from bench.section import GIGABYTE, Row, Section
from signals.demo.world import SMALLEST_QUARTER
from signals.vocabulary.reference_rows import REFERENCE_FOLDER

SECONDS_LIMIT, PEAK_LIMIT_BYTES, QUERY_SECONDS_LIMIT = 900.0, 4e9, 0.3
"""What loading and publishing may take together, and a query, on two quiet cores at the full size."""
KINASE_SHARE = 21_126 / 215_867
"""Cases of 2022Q3 whose primary suspect is written as one of the world's 128 kinase inhibitors, of those with an event
of one word (the data of the R package pvLRT). The demo has three times that share, to show every rule at its size."""


def main() -> None:
    """Make the world, load it, publish it and ask it."""
    parser = argparse.ArgumentParser(prog="python -m bench.full_size", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--folder", type=Path, required=True, help="where the world and its data directory lie; kept")
    parser.add_argument("--share", type=float, default=1.0, help="share of each quarter's reports (default: all)")
    options = parser.parse_args()
    sizes = quarter_sizes(options.share)
    print(
        f"SYNTHETIC world of {len(sizes)} quarters, {sum(sizes.values()):,} reports; {os.cpu_count()} cores.",
        flush=True,
    )
    for section in sections(options.folder.absolute(), sizes):
        print("\n" + "\n".join(section.lines()), flush=True)


def quarter_sizes(share: float = 1.0) -> dict[str, int]:
    """The reports of each of FDA's quarters, or a share of them; no quarter has fewer than the world can make."""
    with (REFERENCE_FOLDER / "faers_quarters.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return {row["quarter"]: max(SMALLEST_QUARTER, round(int(row["demo"]) * share)) for row in rows}


def sections(folder: Path, sizes: Mapping[str, int]) -> Iterator[Section]:
    """What making the world, publishing it, and each example query took."""
    reports = sum(sizes.values())
    zips, home = folder / f"fda-{reports}", folder / f"home-{reports}"
    if len(list(zips.glob("*.zip"))) < len(sizes):
        made = measure(
            "bench.subjects:make",
            folder=str(zips),
            quarters=list(sizes),
            reports=dict(sizes),
            kinase_share=KINASE_SHARE,
        )
        yield Section("World", [Row.of(f"{len(sizes)} zips made", made)], [f"{_gigabytes(zips):.2f} GB of zips."])
    whole = measure("bench.subjects:publish", source=str(zips), folder=str(home))
    answer = whole.answer
    slowest = sorted(answer["tables"].items(), key=lambda item: -item[1])[:12]
    yield Section(
        "Zips to a published file",
        [
            Row(
                "ingest, build, checks, publication",
                answer["ingest"] + answer["detect"],
                whole.peak_bytes,
                cpu_seconds=whole.cpu_seconds,
                seconds_limit=SECONDS_LIMIT,
                peak_limit_bytes=PEAK_LIMIT_BYTES,
            ),
            Row("  of it ingest", answer["ingest"]),
            Row("  of it detect", answer["detect"]),
            Row.of("digest and pages", measure("bench.subjects:write_digest", folder=str(home))),
        ],
        [
            f"{answer['cases']:,} cases, {answer['pairs']:,} pairs; "
            f"published file {answer['file_bytes'] / GIGABYTE:.2f} GB, "
            f"data directory {_gigabytes(home):.2f} GB.",
            "Slowest tables: " + ", ".join(f"{table} {seconds:.1f} s" for table, seconds in slowest) + ".",
        ],
    )
    answers = {
        name: measure("bench.example_queries:answer", folder=str(home), sql=sql) for name, sql in examples().items()
    }
    yield Section(
        "Questions of sql/examples, cold",
        [
            Row(
                name,
                each.answer["seconds"],
                each.peak_bytes,
                cpu_seconds=each.cpu_seconds,
                seconds_limit=QUERY_SECONDS_LIMIT,
            )
            for name, each in answers.items()
        ],
    )


def _gigabytes(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / GIGABYTE


if __name__ == "__main__":
    main()
