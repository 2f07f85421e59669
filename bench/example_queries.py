"""The questions of sql/examples, each from a cold connection, and where the slowest spends its time."""

import json
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bench.lab import Lab
from bench.measure import measure
from bench.section import Row, Section
from signals.build.graph import SQL_FOLDER

QUARTERS = 8
SECONDS_LIMIT = 1.0
CORES = 2
SHOWN_OPERATORS = 5


def section(lab: Lab) -> Section:
    """Every example query in a process of its own: opening the file, the query and fetching all its rows."""
    home, quarters = _published(lab)
    queries = examples()
    runs = {name: measure("bench.example_queries:answer", folder=str(home), sql=sql) for name, sql in queries.items()}
    slowest = max(runs, key=lambda name: runs[name].answer["seconds"])
    profile = measure("bench.example_queries:explain", folder=str(home), sql=queries[slowest]).answer
    rows = [
        Row(
            f"{name} ({measured.answer['rows']:,} rows)",
            measured.answer["seconds"],
            measured.peak_bytes,
            seconds_limit=SECONDS_LIMIT,
        )
        for name, measured in sorted(runs.items(), key=lambda item: -item[1].answer["seconds"])
    ]
    return Section(
        f"Queries: sql/examples on {quarters} x {lab.reports:,} reports, {CORES} cores, cold",
        rows,
        [
            f"Slowest: {slowest}, {profile['seconds']:.2f} s of work by DuckDB's profile. It spends",
            *profile["operators"],
        ],
    )


def examples() -> dict[str, str]:
    """The SELECT of every question of sql/examples, by its name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((SQL_FOLDER / "examples").glob("*.sql"))}


def _published(lab: Lab) -> tuple[Path, int]:
    """A data directory with a published file: what growth left, else one built now; and its quarters."""
    home, quarters = lab.folder / "growth", max((*lab.growth, 0))
    if (home / "nibwatch.duckdb").is_file():
        return home, quarters
    home, quarters = lab.fresh("queries"), min(QUARTERS, len(lab.zips))
    measure("bench.subjects:load", zips=[str(path) for path in lab.zips[:quarters]], folder=str(home))
    measure("bench.subjects:build", folder=str(home))
    return home, quarters


def answer(folder: str, sql: str) -> dict[str, float]:
    """Open the published file, run one query and fetch its rows; how many they are and what all of it took."""
    keep_to_cores()
    from signals.build.pair_history import open_with_history

    started = time.perf_counter()
    with open_with_history(Path(folder) / "nibwatch.duckdb") as connection:
        rows = connection.execute(sql).fetchall()
    return {"seconds": time.perf_counter() - started, "rows": len(rows)}


def explain(folder: str, sql: str) -> dict[str, object]:
    """DuckDB's profile of a query: seconds of all operators, and a sentence on each of the costliest."""
    keep_to_cores()
    from signals.build.pair_history import open_with_history

    with open_with_history(Path(folder) / "nibwatch.duckdb") as connection:
        text = connection.execute(f"EXPLAIN (ANALYZE, FORMAT json) {sql}").fetchall()[0][1]
    roots = json.loads(text)["operator"]
    operators = sorted((one for root in roots for one in _operators(root)), key=lambda one: -one["timing"])
    seconds = sum(one["timing"] for one in operators)
    return {"seconds": seconds, "operators": [_operator_text(one) for one in operators[:SHOWN_OPERATORS]]}


def keep_to_cores() -> None:
    """Stay on as many cores as are promised, where the machine has more; before DuckDB starts its threads."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])


def _operators(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield node
    for child in node.get("children", []):
        yield from _operators(child)


def _operator_text(operator: Mapping[str, Any]) -> str:
    """`0.21 s in HASH_JOIN of caseid = caseid, 1,234 rows out`."""
    extra = operator.get("extra_info", {})
    of = next((extra[key] for key in ("Table", "Conditions", "Groups", "Filters") if extra.get(key)), "")
    words = " ".join(of if isinstance(of, list) else of.split())
    about = f" of {words[:60]}" if of else ""
    return f"  {operator['timing']:.3f} s in {operator['name']}{about}, {operator['intermediate_rows']:,} rows out"
