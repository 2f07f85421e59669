"""The making of a build's tables, stage by stage: for all quarters here, by quarter or slice where a hand is free."""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb

from signals.build.graph import Model
from signals.build.part import Made, Part, make_part
from signals.build.partition import Exchange
from signals.build.schedule import Stage
from signals.database import Resources

log = logging.getLogger("nibwatch.build")

Each = Callable[[Sequence[Part]], Sequence[Made]]
"""Makes every part, in any order and anywhere, and returns when all are made."""

WORKERS = 2
HANDED = "files of "
"""How the log names the writing of tables that parts are to read."""


def in_threads(parts: Sequence[Part]) -> list[Made]:
    """Make the parts a few at a time in this process."""
    with ThreadPoolExecutor(WORKERS, thread_name_prefix="part") as pool:
        return list(pool.map(make_part, parts))


def make_all(
    connection: duckdb.DuckDBPyConnection, exchange: Exchange, given: set[str], share: Resources, each: Each
) -> None:
    """Make every model of the exchange's stages, by turns for all quarters and for each of them.

    ``given`` names the tables that are there before; ``share`` is what each worker may use.
    """
    exchange.remove_run()
    try:
        _hand_over(connection, exchange, given)
        for stage in exchange.stages:
            _make_stage(connection, exchange, stage, share, each)
    finally:
        exchange.remove_run()
    exchange.remove_outdated()


def _make_stage(
    connection: duckdb.DuckDBPyConnection, exchange: Exchange, stage: Stage, share: Resources, each: Each
) -> None:
    if stage.is_by_quarter:
        _make_parts(exchange.parts(stage, share), each, by="quarter")
        exchange.gather(connection, stage.tables)
        return
    for models in stage.batches:
        if models[0].slice_by:
            _make_parts(exchange.slices(models, stage, share), each, by="slice")
            exchange.gather(connection, (model.name for model in models))
        else:
            make(connection, models[0])
        _hand_over(connection, exchange, {name for model in models for name in (model.name, *model.also_makes)})


def _hand_over(connection: duckdb.DuckDBPyConnection, exchange: Exchange, tables: set[str]) -> None:
    started = time.perf_counter()
    if handed := exchange.hand_over(connection, tables):
        log.debug("made %s in %.3f s", f"{HANDED}{', '.join(handed)}", time.perf_counter() - started)


def _make_parts(parts: Sequence[Part], each: Each, by: str) -> None:
    """Make the parts; the log has the seconds of all workers by table, and those that the flow waited."""
    started = time.perf_counter()
    made = each(parts)
    seconds: dict[str, float] = {}
    for part in made:
        for table, took in part.table_seconds.items():
            seconds[table] = seconds.get(table, 0.0) + took
    for table, took in seconds.items():
        log.debug("made %s in %.3f s", f"{table} by {by}", took)
    step = parts[0].stage // 2 + 1
    what = f"step {step} of the quarters" if by == "quarter" else f"slices of {', '.join(sorted(seconds))}"
    log.debug("made %s in %.3f s", what, time.perf_counter() - started)


def make(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Make one table or view of the build."""
    started = time.perf_counter()
    if model.make is not None:
        model.make(connection)
    else:
        kind = "VIEW" if model.is_view else "TABLE"
        connection.execute(f"CREATE {kind} {model.name} AS\n{model.sql}")
    log.debug("made %s in %.3f s", model.name, time.perf_counter() - started)
