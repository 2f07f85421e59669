"""The changes from the publication before to this one, appended to those of earlier publications."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

import duckdb

from signals.build.previous import Previous
from signals.build.table import Relation, table

COMPARED: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
"""The tables that are compared, each with the columns that matter."""


def _compare(source: str, columns: str) -> None:
    @table(f"{source}_before", now=f"SELECT {columns} FROM {source}")
    def before(now: Relation, previous: Previous) -> Relation:
        """The table of the file published before; where it has nothing to compare with, as it is now: no change."""
        earlier = previous.table(source, columns.split(", "))
        return now if earlier is None else earlier


for _source, _columns in COMPARED.items():
    _compare(_source, _columns)


@table("evidence.run_before")
def run_before(now: Relation, previous: Previous) -> Relation:
    """The publication before and what the watchlist was in it; this one where it was in none."""
    if previous.runs is None or previous.sha256 is None:
        return now
    sha256 = duckdb.ConstantExpression(previous.sha256).alias("watchlist_sha256")
    return previous.runs.limit(1).select("run_id", "quarters", sha256, "code_version")


@table("evidence.change", now="FROM evidence.new_change")
def append_changes(now: Relation, previous: Previous) -> Iterator[Relation]:
    """The changes of earlier publications, and those of this one."""
    yield now.limit(0)
    earlier = previous.table("evidence.change")
    if earlier is not None:
        yield earlier
    yield now
