"""Runs the stages of a build: tables for all quarters in this process, others part by part."""

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
    """What a timing measures; the seconds of parts are summed over all workers."""

    TABLE = "making"
    PARTS = "making parts of"
    WAITING = "waiting for parts of"
    FILES = "writing for parts"


@dataclass(frozen=True)
class Timing:
    """How long one piece of work took, on one table or several."""

    work: Work
    name: str
    seconds: float


def in_threads(parts: Sequence[Part]) -> list[Made]:
    """Make the parts a few at a time in this process."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="part") as pool:
        return list(pool.map(make_part, parts))


@dataclass
class Execution:
    """One run of a build's stages; ``timings`` is filled while it runs."""

    connection: duckdb.DuckDBPyConnection
    files: PartitionFiles
    worker: Resources
    """What each worker may use."""
    each: Each
    timings: list[Timing] = field(default_factory=list)

    def run(self, input_tables: set[str], then: Callable[[], None] = lambda: None) -> None:
        """Make every model of the stages.

        Parameters
        ----------
        input_tables
            The tables that exist already.
        then
            Called when all tables are made; it may read them.
        """
        self.files.remove_run()
        try:
            self._write_for_parts(input_tables)
            for stage in self.files.stages:
                self._make_stage(stage)
            then()
        finally:
            self.files.remove_run()
        self.files.remove_outdated()

    def _make_stage(self, stage: Stage) -> None:
        if stage.is_by_quarter:
            self._make_parts(self.files.parts(stage, self.worker), stage.tables)
            return
        for models in stage.batches:
            names = [model.name for model in models]
            if models[0].slice_by:
                self._make_parts(self.files.slices(models, stage, self.worker), names)
            else:
                self.make(models[0])
            self._write_for_parts(set(names))

    def make(self, model: Model, watchlist: str | None = None) -> None:
        """Make a table for all quarters in this process, for one watchlist or for all of them."""
        with self._timed(Work.TABLE, [model.name]):
            make(self.connection, model, watchlist)

    def _write_for_parts(self, tables: set[str]) -> None:
        written: list[str] = []
        with self._timed(Work.FILES, written):
            written += self.files.write_for_parts(self.connection, tables)

    def _make_parts(self, parts: Sequence[Part], tables: Sequence[str]) -> None:
        with self._timed(Work.WAITING, tables):
            made = self.each(parts)
        for table in tables:
            self._record(Timing(Work.PARTS, table, sum(part.table_seconds.get(table, 0.0) for part in made)))
        self.files.read_parts(self.connection, tables)

    @contextmanager
    def _timed(self, work: Work, tables: Sequence[str]) -> Iterator[None]:
        started = time.perf_counter()
        yield
        if tables:
            self._record(Timing(work, ", ".join(tables), time.perf_counter() - started))

    def _record(self, timing: Timing) -> None:
        self.timings.append(timing)
        log.debug("%s %s: %.3f s", timing.work, timing.name, timing.seconds)


def make(connection: duckdb.DuckDBPyConnection, model: Model, watchlist: str | None = None) -> None:
    """Make one table or view of the build, for one watchlist or for all of them."""
    if model.make is not None:
        model.make(connection, watchlist)
    else:
        kind = "VIEW" if model.is_view else "TABLE"
        connection.execute(f"CREATE {kind} {model.name} AS\n{model.sql}")
