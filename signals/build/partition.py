"""The files through which the partitions of a build exchange tables: Parquet in the lake, for every worker.

A partition is a quarter, or a slice of a table for all quarters. `lake/by_quarter/lasting` holds what depends on a
quarter's own files alone; it stays, and is not made again until the zip, the SELECTs, the reference tables or DuckDB
change. `lake/by_quarter/run` holds what depends on tables for all quarters, for one build; it is emptied before and
after.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb

from signals.build.fingerprint import fingerprint, hash_files, reference_hash
from signals.build.graph import Model
from signals.build.part import Part, Slice, this_code, write_table
from signals.build.schedule import Stage, decisions_for_quarters, decisions_for_slices
from signals.database import SQL_FOLDER, Resources, quoted
from signals.lake.files import LakeFiles
from signals.lake.quarters import LoadedQuarter, table_name

FOLDER = "by_quarter"
_LASTING, _RUN, _DECIDED = "lasting", "run", "decided"


@dataclass
class PartitionFiles:
    """The files of one build: ``run_id`` names what only this build may read."""

    lake: LakeFiles
    copies: Path
    """Where the build keeps copies of files of a lake that is no folder."""
    quarters: tuple[LoadedQuarter, ...]
    stages: tuple[Stage, ...]
    run_id: str
    key_slices: int
    """In how many slices a table is made that is made by slice."""
    written: set[str] = field(default_factory=set)
    """The files of tables for all quarters that were written for parts so far."""

    def parts(self, stage: Stage, resources: Resources) -> list[Part]:
        """What is to be made of every quarter in a stage by quarter."""
        return [self._part(stage, quarter, resources) for quarter in self.quarters]

    def slices(self, models: Iterable[Model], stage: Stage, resources: Resources) -> list[Part]:
        """What is to be made of sliced models that need nothing of each other."""
        return [self._slice(model, number, stage, resources) for model in models for number in range(self.key_slices)]

    def needed_by_parts(self, tables: Iterable[str]) -> list[str]:
        """Those of the tables for all quarters that parts read, and that do not lie in slices that parts read whole."""
        in_quarters = self._decisions.intersection(tables)
        return sorted(in_quarters | self._slice_decisions.intersection(tables))

    def write_for_parts(self, connection: duckdb.DuckDBPyConnection, table: str) -> None:
        """Write a table for all quarters to the files that parts read it from.

        A table with a column ``quarter`` is written for each quarter as that quarter's rows, and for slices whole.
        """
        by_quarter = table in self._decisions and "quarter" in connection.sql(f"FROM {table}").columns
        for quarter in self.quarters if by_quarter else ():
            own_rows = f"FROM {table} WHERE quarter = {quoted(quarter.quarter)}"
            self._write(connection, own_rows, self._decided(table, quarter.quarter))
        if table in self._slice_decisions or not (by_quarter or table in self._sliced):
            self._write(connection, f"FROM {table}", self._decided(table))

    def read_parts(self, connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
        """Make every table that parts made a view of all its files, in the order of the quarters or slices."""
        for table in tables:
            paths = ", ".join(quoted(path) for path in self.lake.here(self._whole(table), self.copies))
            connection.execute(f"CREATE VIEW {table} AS FROM read_parquet([{paths}])")

    def remove_run(self) -> None:
        """Remove what builds left that only they may read; only for the holder of the data directory's lock."""
        self.lake.remove_all(f"{FOLDER}/{_RUN}")

    def remove_outdated(self) -> None:
        """Remove what lasted of these quarters until something that it rests on changed."""
        current = {
            self._name(stage, table, quarter)
            for stage in self.stages
            if stage.is_by_quarter
            for table in stage.tables
            for quarter in self.quarters
        }
        held = {quarter.quarter for quarter in self.quarters}
        there = self.lake.names(f"{FOLDER}/{_LASTING}")
        self.lake.remove([name for name in there - current if name.rpartition("/")[2][:6] in held])

    def _write(self, connection: duckdb.DuckDBPyConnection, select: str, name: str) -> None:
        write_table(connection, select, self.lake, name, is_lasting=False)
        self.written.add(name)

    def _part(self, stage: Stage, quarter: LoadedQuarter, resources: Resources) -> Part:
        models = self._models_of(stage)
        outputs = {table: self._name(stage, table, quarter) for table in stage.tables}
        read = {name for model in models for name in model.reads} - {model.name for model in models}
        return Part(
            of=quarter.quarter,
            stage=stage.number,
            models=models,
            lake=self.lake.location,
            inputs={name: self._input(name, quarter) for name in sorted(read)},
            outputs=outputs,
            is_lasting=stage in self._lasting,
            resources=resources,
            made_by=this_code(),
        )

    def _slice(self, model: Model, number: int, stage: Stage, resources: Resources) -> Part:
        return Part(
            of=f"slice {number + 1} of {self.key_slices}: {model.name}",
            stage=stage.number,
            models=(model,),
            lake=self.lake.location,
            inputs={name: self._whole(name) for name in sorted(model.reads)},
            outputs={model.name: self._whole(model.name)[number]},
            is_lasting=False,
            resources=resources,
            made_by=this_code(),
            slice=Slice(str(model.slice_by), number, self.key_slices),
        )

    def _models_of(self, stage: Stage) -> tuple[Model, ...]:
        """The tables of a stage and the views of a quarter that lead to them, in order."""
        by_quarter = [model for each in self.stages if each.is_by_quarter for model in each.models]
        views = {model.name: model for model in by_quarter if model.is_view}
        wanted, asked = set(stage.tables), list(stage.tables)
        by_name = {model.name: model for model in by_quarter}
        while asked:
            new = (by_name[asked.pop()].reads & views.keys()) - wanted
            wanted |= new
            asked += sorted(new)
        return tuple(model for model in by_quarter if model.name in wanted)

    def _input(self, table: str, quarter: LoadedQuarter) -> Sequence[str]:
        """The files that a quarter reads a table from."""
        if self._is_by_quarter(table):
            return [self._of_quarter(table, quarter)]
        own = self._decided(table, quarter.quarter)
        return [own] if own in self.written else self._whole(table)

    def _whole(self, table: str) -> Sequence[str]:
        """The files that hold all of a table."""
        if self._is_by_quarter(table):
            return [self._of_quarter(table, quarter) for quarter in self.quarters]
        if table in self._sliced:
            count = self.key_slices
            return [f"{self._run}/{table}/slice-{number + 1}-of-{count}.parquet" for number in range(count)]
        return [self._decided(table)]

    def _is_by_quarter(self, table: str) -> bool:
        return table.startswith("lake.") or table in self._stage_of

    def _of_quarter(self, table: str, quarter: LoadedQuarter) -> str:
        if table.startswith("lake."):
            return table_name(table.removeprefix("lake."), quarter.quarter)
        return self._name(self._stage_of[table], table, quarter)

    def _name(self, stage: Stage, table: str, quarter: LoadedQuarter) -> str:
        if stage in self._lasting:
            key = fingerprint({"zip": quarter.zip_sha256, "loader": quarter.loader_version, "code": self._code})
            return f"{FOLDER}/{_LASTING}/{table}/{quarter.quarter}-{key[:16]}.parquet"
        return f"{self._run}/{table}/{quarter.quarter}.parquet"

    def _decided(self, table: str, quarter: str | None = None) -> str:
        return f"{self._run}/{_DECIDED}/{table}/{quarter or 'all'}.parquet"

    @property
    def _run(self) -> str:
        return f"{FOLDER}/{_RUN}/{re.sub(r'[^0-9A-Za-z_]', '-', self.run_id)}"

    @cached_property
    def _decisions(self) -> set[str]:
        return decisions_for_quarters(self.stages)

    @cached_property
    def _slice_decisions(self) -> set[str]:
        return decisions_for_slices(self.stages)

    @cached_property
    def _sliced(self) -> set[str]:
        return {model.name for stage in self.stages for model in stage.models if model.slice_by}

    @cached_property
    def _stage_of(self) -> dict[str, Stage]:
        return {table: stage for stage in self.stages if stage.is_by_quarter for table in stage.tables}

    @cached_property
    def _lasting(self) -> tuple[Stage, ...]:
        """The first stage by quarter, where it rests on the lake and the reference tables alone."""
        return tuple(
            stage
            for stage in self.stages
            if stage.number == 1 and all(name.startswith("reference.") for name in self._decisions_of(stage))
        )

    def _decisions_of(self, stage: Stage) -> set[str]:
        return {name for model in self._models_of(stage) for name in model.reads} & self._decisions

    @cached_property
    def _code(self) -> str:
        """What the lasting tables rest on beside the quarter's zip."""
        return fingerprint(
            {
                "sql": [(model.name, model.sql) for stage in self._lasting for model in self._models_of(stage)],
                "macros": hash_files(sorted((SQL_FOLDER / "macros").glob("*.sql"))),
                "reference": reference_hash(),
                "duckdb": duckdb.__version__,
            }
        )
