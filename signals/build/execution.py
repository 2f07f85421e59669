"""Runs the stages of a build: tables for all quarters in this process, others part by part."""

import logging
import threading
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from graphlib import TopologicalSorter

import duckdb

from signals.build.graph import Model
from signals.build.part import Part, PartTiming, make_part
from signals.build.partition import PartitionFiles
from signals.build.schedule import Stage
from signals.database import Resources, second_connection

log = logging.getLogger("nibwatch.build")

Each = Callable[[Sequence[Part]], Sequence[PartTiming]]
"""Makes every part, in any order and anywhere, and returns when all are made."""

WORKERS = 2


class Work(StrEnum):
    """What a timing measures.

    Tables are made two at a time, and one may wait for the other's SELECT, so their seconds add up to more than those
    of TABLES; the seconds of parts are summed over all workers.
    """

    TABLE = "making"
    TABLES = "making together"
    PARTS = "making parts of"
    WAITING = "waiting for parts of"
    FILES = "writing for parts"


@dataclass(frozen=True)
class Timing:
    """How long one piece of work took, on one table or several."""

    work: Work
    name: str
    seconds: float


def in_threads(parts: Sequence[Part]) -> list[PartTiming]:
    """Make the parts a few at a time in this process."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="part") as pool:
        return list(pool.map(make_part, parts))


@dataclass
class Execution:
    """One run of a build's stages; ``timings`` is filled while it runs.

    Tables that SELECTs make are made one after another on ``connection``, by all threads of DuckDB. The functions of
    Python that make the others have ``for_functions``: while one computes, mostly by one thread, the next SELECT runs.
    """

    connection: duckdb.DuckDBPyConnection
    files: PartitionFiles
    worker: Resources
    """What each worker may use."""
    each: Each
    timings: list[Timing] = field(default_factory=list)
    for_functions: duckdb.DuckDBPyConnection = field(init=False)
    _querying: threading.Lock = field(default_factory=threading.Lock, init=False)
    """Held by the one that queries: two large SELECTs at a time would not fit into the memory limit."""

    def __post_init__(self) -> None:
        self.for_functions = second_connection(self.connection)

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
            self.for_functions.close()
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
                self.make_all(models)
            self._write_for_parts(set(names))

    def make_all(self, models: Sequence[Model], watchlist: str | None = None) -> None:
        """Make tables for all quarters in this process, each after those it reads, for one watchlist or for all."""
        by_name = {model.name: model for model in models}
        order = TopologicalSorter({model.name: sorted(model.reads & by_name.keys()) for model in models})
        order.prepare()
        running: set[Future[str]] = set()
        with (
            self._timed(Work.TABLES, [*by_name]),
            ThreadPoolExecutor(1, "select") as selects,
            ThreadPoolExecutor(1, "function") as functions,
        ):
            try:
                while order.is_active():
                    for name in order.get_ready():
                        pool = functions if by_name[name].make else selects
                        running.add(pool.submit(self._make, by_name[name], watchlist))
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    order.done(*(each.result() for each in done))
            except BaseException:
                for pool in (selects, functions):
                    pool.shutdown(wait=False, cancel_futures=True)
                self._interrupt(running)
                raise

    def _make(self, model: Model, watchlist: str | None) -> str:
        connection = self.for_functions if model.make else self.connection
        try:
            with self._timed(Work.TABLE, [model.name]):
                make(connection, model, watchlist, self._querying)
        except Exception as error:
            error.add_note(f"while making {model.name}")
            raise
        return model.name

    def _interrupt(self, running: Collection[Future[str]]) -> None:
        """End the queries that still run; again and again, since one that only begins forgets an interruption."""
        while any(each.running() for each in running):
            self.connection.interrupt()
            self.for_functions.interrupt()
            time.sleep(0.05)

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


def make(
    connection: duckdb.DuckDBPyConnection,
    model: Model,
    watchlist: str | None = None,
    query_lock: AbstractContextManager[object] | None = None,
) -> None:
    """Make one table or view of the build, for one watchlist or for all; its SELECTs hold ``query_lock``."""
    query_lock = query_lock or nullcontext()
    if model.make is not None:
        model.make(connection, watchlist, query_lock)
    else:
        kind = "VIEW" if model.is_view else "TABLE"
        with query_lock:
            connection.execute(f"CREATE {kind} {model.name} AS\n{model.sql}")
