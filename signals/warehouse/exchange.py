"""Where a build's parts and decisions lie between its stages: Parquet files in the lake, for everyone who has the lake.

`lake/by_quarter/lasting` holds what rests on a quarter's own files alone; it stays, and is not made again until the
zip, the SELECTs, the reference tables or DuckDB change. `lake/by_quarter/run` holds what rests on decisions for all
quarters, for one build; it is emptied before and after.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import duckdb

from signals.faers.lake import LoadedQuarter, table_name
from signals.faers.lake_files import LakeFiles
from signals.warehouse.connection import SQL_FOLDER, Resources, quoted
from signals.warehouse.fingerprint import fingerprint, hash_files, reference_hash
from signals.warehouse.models import Model
from signals.warehouse.quarter_part import Part, this_code, write_table
from signals.warehouse.stages import Stage, decisions_for_quarters

FOLDER = "by_quarter"
_LASTING, _RUN, _DECIDED = "lasting", "run", "decided"


@dataclass(frozen=True)
class Exchange:
    """The files of one build: ``run_id`` names what only this build may read."""

    lake: LakeFiles
    copies: Path
    """Where the flow keeps copies of files of a lake that is no folder."""
    quarters: tuple[LoadedQuarter, ...]
    stages: tuple[Stage, ...]
    run_id: str
    _handed_over: set[str] = field(default_factory=set)

    def parts(self, stage: Stage, resources: Resources) -> list[Part]:
        """What is to be made of every quarter in a stage by quarter."""
        return [self._part(stage, quarter, resources) for quarter in self.quarters]

    def hand_over(self, connection: duckdb.DuckDBPyConnection, tables: Iterable[str]) -> None:
        """Write those of the tables for all quarters that some quarter reads.

        A table with a column ``quarter`` is handed to each quarter as that quarter's rows.
        """
        for table in sorted(self._decisions.intersection(tables)):
            if not _says_quarter(connection, table):
                self._write(connection, f"FROM {table}", self._decided(table))
                continue
            for quarter in self.quarters:
                own_rows = f"FROM {table} WHERE quarter = {quoted(quarter.quarter)}"
                self._write(connection, own_rows, self._decided(table, quarter.quarter))

    def gather(self, connection: duckdb.DuckDBPyConnection, stage: Stage) -> None:
        """Make every table of a stage by quarter a view of all its parts, in the order of the quarters."""
        for table in stage.tables:
            names = [self._name(stage, table, quarter) for quarter in self.quarters]
            paths = ", ".join(quoted(path) for path in self.lake.here(names, self.copies))
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
        self._handed_over.add(name)

    def _part(self, stage: Stage, quarter: LoadedQuarter, resources: Resources) -> Part:
        models = self._models_of(stage)
        outputs = {table: self._name(stage, table, quarter) for table in stage.tables}
        read = {name for model in models for name in model.reads} - {model.name for model in models}
        return Part(
            quarter=quarter.quarter,
            stage=stage.number,
            models=models,
            lake=self.lake.location,
            inputs={name: self._input(name, quarter) for name in sorted(read)},
            outputs=outputs,
            is_lasting=stage in self._lasting,
            resources=resources,
            made_by=this_code(),
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

    def _input(self, name: str, quarter: LoadedQuarter) -> str:
        schema, table = name.split(".")
        if schema == "lake":
            return table_name(table, quarter.quarter)
        if name in self._stage_of:
            return self._name(self._stage_of[name], name, quarter)
        own = self._decided(name, quarter.quarter)
        return own if own in self._handed_over else self._decided(name)

    def _name(self, stage: Stage, table: str, quarter: LoadedQuarter) -> str:
        if stage in self._lasting:
            key = fingerprint(
                {"zip": quarter.zip_sha256, "loader": quarter.loader_version, "code": self._code}
            )
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
                "sql": [
                    (model.name, model.sql) for stage in self._lasting for model in self._models_of(stage)
                ],
                "macros": hash_files(sorted((SQL_FOLDER / "macros").glob("*.sql"))),
                "reference": reference_hash(),
                "duckdb": duckdb.__version__,
            }
        )


def _says_quarter(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    return "quarter" in [column[0] for column in connection.execute(f"DESCRIBE {table}").fetchall()]
