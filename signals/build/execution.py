"""The making of a build's tables, stage by stage: for all quarters in this process, or part by part."""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum

import duckdb

from signals.build.graph import Model
from signals.build.part import Made, Part, make_part
from signals.build.partition import PartitionFiles
from signals.build.schedule import Stage
from signals.database import Resources

log = logging.getLogger("nibwatch.build")

Each = Callable[[Sequence[Part]], Sequence[Made]]
"""Makes every part, in any order and anywhere, and returns when all are made."""

WORKERS = 2


class Work(StrEnum):
    """What the seconds of a timing were spent on."""

    TABLE = "table"
    QUARTERS = "quarters"
    """A table made by quarter, the seconds of all workers."""
    SLICES = "slices"
    """A table made by slice, the seconds of all workers."""
    WAITING = "waiting for parts"
    FILES = "files for parts"


@dataclass(frozen=True)
class Timing:
    """How long one piece of work took."""

    name: str
    work: Work
    seconds: float


def in_threads(parts: Sequence[Part]) -> list[Made]:
    """Make the parts a few at a time in this process."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="part") as pool:
        return list(pool.map(make_part, parts))


@dataclass
class Execution:
    """The making of every table of a build; its timings are filled on the way."""

    connection: duckdb.DuckDBPyConnection
    files: PartitionFiles
    worker: Resources
    """What each worker may use."""
    each: Each
    timings: list[Timing] = field(default_factory=list)

    def run(self, given: set[str]) -> None:
        """Make every model of the stages, alternately for all quarters and for each; ``given`` tables are there."""
        self.files.remove_run()
        try:
            self._write_for_parts(given)
            for stage in self.files.stages:
                self._make_stage(stage)
        finally:
            self.files.remove_run()
        self.files.remove_outdated()

    def _make_stage(self, stage: Stage) -> None:
        if stage.is_by_quarter:
            self._make_parts(self.files.parts(stage, self.worker), Work.QUARTERS)
            self.files.read_parts(self.connection, stage.tables)
            return
        for models in stage.batches:
            if models[0].slice_by:
                self._make_parts(self.files.slices(models, stage, self.worker), Work.SLICES)
                self.files.read_parts(self.connection, (model.name for model in models))
            else:
                with self._timed(models[0].name, Work.TABLE):
                    make(self.connection, models[0])
            self._write_for_parts({model.name for model in models})

    def _write_for_parts(self, tables: set[str]) -> None:
        needed = self.files.needed_by_parts(tables)
        for table in needed:
            with self._timed(table, Work.FILES):
                self.files.write_for_parts(self.connection, table)

    def _make_parts(self, parts: Sequence[Part], work: Work) -> None:
        seconds: dict[str, float] = {}
        with self._timed(parts[0].name, Work.WAITING):
            for made in self.each(parts):
                for table, took in made.table_seconds.items():
                    seconds[table] = seconds.get(table, 0.0) + took
        for table, took in seconds.items():
            self._record(Timing(table, work, took))

    @contextmanager
    def _timed(self, name: str, work: Work) -> Iterator[None]:
        started = time.perf_counter()
        yield
        self._record(Timing(name, work, time.perf_counter() - started))

    def _record(self, timing: Timing) -> None:
        self.timings.append(timing)
        log.debug("%s of %s took %.3f s", timing.work, timing.name, timing.seconds)


def make(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Make one table or view of the build."""
    if model.make is not None:
        model.make(connection)
    else:
        kind = "VIEW" if model.is_view else "TABLE"
        connection.execute(f"CREATE {kind} {model.name} AS\n{model.sql}")
