"""The files through which the partitions of a build exchange tables: Parquet in the lake, for every worker.

A partition is a quarter, or a slice of a table for all quarters. `lake/by_quarter/lasting` holds what depends on a
quarter's own files alone; it stays, and is not made again until the zip, the SELECTs, the reference tables or DuckDB
change. `lake/by_quarter/run` holds what depends on tables for all quarters, for one build; it is emptied before and
after.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb

from signals.build.fingerprint import fingerprint, hash_files, reference_hash
from signals.build.graph import Model
from signals.build.part import Part, Slice, this_code, write_table
from signals.build.schedule import Stage, decisions_for_quarters, decisions_for_slices
from signals.database import Resources, quoted
from signals.declaration import macro_files
from signals.lake.lake import Lake
from signals.lake.quarters import LoadedQuarter, row_count, table_name

FOLDER = "by_quarter"
_LASTING, _RUN = f"{FOLDER}/lasting", f"{FOLDER}/run"


ROWS_A_SLICE = 12_000_000
"""Rows of the lake for each slice of a table: with 17 million, `linkage.comparison` fits into 0.9 GB; with 130, it does
not (SYNTHETIC worlds of 3.2 and 24.8 million reports in two slices each)."""
LEAST_ROWS_A_SLICE = 100_000
"""Below it, starting a slice takes longer than the slice."""


def slice_count(loaded: Iterable[LoadedQuarter], workers: int) -> int:
    """The slices that tables made by slice are cut into: one a worker, fewer of few rows, and more of very many."""
    rows = row_count(loaded)
    return max(1, min(workers, rows // LEAST_ROWS_A_SLICE), math.ceil(rows / ROWS_A_SLICE))


@dataclass
class PartitionFiles:
    """The files of one build: ``run_id`` names what only this build may read."""

    lake: Lake
    copies: Path
    """Where the build keeps copies of files of a lake that is no folder."""
    quarters: tuple[LoadedQuarter, ...]
    stages: tuple[Stage, ...]
    run_id: str
    key_slices: int
    """Number of slices of a table that is made by slice."""
    written: set[str] = field(default_factory=set)
    """The files of tables for all quarters that were written for parts so far."""

    def files(self, table: str, quarter: LoadedQuarter | None = None) -> list[str]:
        """The files that hold all of a table, or those that a quarter reads of it."""
        quarters = [quarter] if quarter else self.quarters
        if table.startswith("lake."):
            return [table_name(table.removeprefix("lake."), each.quarter) for each in quarters]
        if table in self._lasting_tables:
            return [f"{_LASTING}/{table}/{each.quarter}-{self._key(each)}.parquet" for each in quarters]
        if table in self._made_by_quarter:
            return [f"{self._run}/{table}/{each.quarter}.parquet" for each in quarters]
        if quarter and (own := self._rows_of(table, quarter)) in self.written:
            return [own]
        if table in self._slice_column:
            numbers = range(1, self.key_slices + 1)
            return [f"{self._run}/{table}/slice-{number}-of-{self.key_slices}.parquet" for number in numbers]
        return [f"{self._run}/decided/{table}/all.parquet"]

    def parts(self, stage: Stage, resources: Resources) -> list[Part]:
        """The parts of a stage by quarter, one for each quarter."""
        models = self._models_of(stage)
        read = {name for model in models for name in model.reads} - {model.name for model in models}
        return [
            Part(
                of=quarter.quarter,
                stage=stage.number,
                models=models,
                lake=self.lake.location,
                inputs={name: self.files(name, quarter) for name in sorted(read)},
                outputs={table: self.files(table, quarter)[0] for table in stage.tables},
                is_lasting=self._lasting_tables.issuperset(stage.tables),
                resources=resources,
                made_by=this_code(),
            )
            for quarter in self.quarters
        ]

    def slices(self, models: Iterable[Model], stage: Stage, resources: Resources) -> list[Part]:
        """The parts of sliced models that need nothing of each other, one for each slice.

        What was made in slices of the same column is read from the file of the slice's own rows.
        """
        return [
            Part(
                of=f"slice {number + 1} of {self.key_slices}: {model.name}",
                stage=stage.number,
                models=(model,),
                lake=self.lake.location,
                inputs={
                    name: self.files(name)[number : number + 1]
                    if self._slice_column.get(name) == model.slice_by
                    else self.files(name)
                    for name in sorted(model.reads)
                },
                outputs={model.name: self.files(model.name)[number]},
                is_lasting=False,
                resources=resources,
                made_by=this_code(),
                slice=Slice(str(model.slice_by), number, self.key_slices),
            )
            for model in models
            for number in range(self.key_slices)
        ]

    def write_for_parts(self, connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> list[str]:
        """Write those of the tables for all quarters that some part reads; their names.

        A table with a column ``quarter`` is written for each quarter as that quarter's rows, and for slices whole.
        """
        by_quarter, by_slice = decisions_for_quarters(self.stages), decisions_for_slices(self.stages)
        needed = sorted((by_quarter | by_slice).intersection(tables))
        for table in needed:
            in_quarters = table in by_quarter and "quarter" in connection.sql(f"FROM {table}").columns
            for quarter in self.quarters if in_quarters else ():
                own_rows = f"FROM {table} WHERE quarter = {quoted(quarter.quarter)}"
                self._write(connection, own_rows, self._rows_of(table, quarter))
            if table in by_slice or not (in_quarters or table in self._slice_column):
                self._write(connection, f"FROM {table}", *self.files(table))
        return needed

    def read_parts(self, connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
        """Make every table that parts made a view of all its files, in the order of the quarters or slices."""
        for table in tables:
            paths = ", ".join(quoted(path) for path in self.lake.local_paths(self.files(table), self.copies))
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet([{paths}])")

    def remove_run(self) -> None:
        """Remove what builds left that only they may read; only for the holder of the data directory's lock."""
        self.lake.remove_all(_RUN)

    def remove_outdated(self) -> None:
        """Remove the lasting files of these quarters that depend on something that has changed."""
        current = {name for table in self._lasting_tables for name in self.files(table)}
        held = {quarter.quarter for quarter in self.quarters}
        outdated = set(self.lake.names(_LASTING)) - current
        self.lake.remove([name for name in outdated if name.rpartition("/")[2][:6] in held])

    def _write(self, connection: duckdb.DuckDBPyConnection, select: str, name: str) -> None:
        write_table(connection, select, self.lake, name, is_lasting=False)
        self.written.add(name)

    def _models_of(self, stage: Stage) -> tuple[Model, ...]:
        """The tables of a stage and the views of a quarter that lead to them, in order."""
        by_quarter = [model for each in self.stages if each.is_by_quarter for model in each.models]
        wanted: set[str] = set(stage.tables)
        for model in reversed(by_quarter):  # each after what it reads
            if model.name in wanted:
                wanted |= {other.name for other in by_quarter if other.is_view and other.name in model.reads}
        return tuple(model for model in by_quarter if model.name in wanted)

    def _rows_of(self, table: str, quarter: LoadedQuarter) -> str:
        return f"{self._run}/decided/{table}/{quarter.quarter}.parquet"

    @property
    def _run(self) -> str:
        return f"{_RUN}/{re.sub(r'[^0-9A-Za-z_]', '-', self.run_id)}"

    @cached_property
    def _slice_column(self) -> dict[str, str]:
        """The column by which each table is sliced that is made in slices."""
        models = [model for stage in self.stages for model in stage.models]
        return {model.name: model.slice_by for model in models if model.slice_by}

    @cached_property
    def _made_by_quarter(self) -> set[str]:
        return {table for stage in self.stages if stage.is_by_quarter for table in stage.tables}

    @cached_property
    def _lasting_tables(self) -> set[str]:
        """Those of the first stage by quarter, where it depends on the lake and the reference tables alone."""
        if len(self.stages) < 2:
            return set()
        own = {model.name for stage in self.stages if stage.is_by_quarter for model in stage.models}
        read = {name for model in self._models_of(self.stages[1]) for name in model.reads} - own
        return set(self.stages[1].tables) if all(name.startswith(("lake.", "reference.")) for name in read) else set()

    def _key(self, quarter: LoadedQuarter) -> str:
        key = {"zip": quarter.zip_sha256, "loader": quarter.loader_version, "code": self._code}
        return fingerprint(key)[:16]

    @cached_property
    def _code(self) -> str:
        return fingerprint(
            {
                "sql": [(model.name, model.sql) for model in self._models_of(self.stages[1])],
                "macros": hash_files(macro_files()),
                "reference": reference_hash(),
                "duckdb": duckdb.__version__,
            }
        )
