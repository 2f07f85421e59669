"""The making of a build's tables, stage by stage: for all quarters here, by quarter wherever there is a hand free."""

import logging
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

import duckdb

from signals.warehouse.connection import Resources
from signals.warehouse.exchange import Exchange
from signals.warehouse.models import Model
from signals.warehouse.quarter_part import Made, Part, make_part
from signals.warehouse.stages import Stage

log = logging.getLogger("nibwatch.build")

Each = Callable[[Sequence[Part]], Sequence[Made]]
"""Makes every part of a stage, in any order and anywhere, and returns when all are made."""

WORKERS = 2


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
        exchange.hand_over(connection, given)
        for stage in exchange.stages:
            _make_stage(connection, exchange, stage, share, each)
    finally:
        exchange.remove_run()
    exchange.remove_outdated()


def _make_stage(
    connection: duckdb.DuckDBPyConnection, exchange: Exchange, stage: Stage, share: Resources, each: Each
) -> None:
    if stage.is_by_quarter:
        _make_parts(exchange, stage, share, each)
        exchange.gather(connection, stage)
        return
    for model in stage.models:
        make(connection, model)
    exchange.hand_over(
        connection, (name for model in stage.models for name in (model.name, *model.also_makes))
    )


def _make_parts(exchange: Exchange, stage: Stage, share: Resources, each: Each) -> None:
    started = time.perf_counter()
    made = each(exchange.parts(stage, share))
    seconds: dict[str, float] = {}
    for part in made:
        for table, took in part.table_seconds.items():
            seconds[table] = seconds.get(table, 0.0) + took
    for table, took in seconds.items():
        log.debug("made %s in %.3f s", f"{table} by quarter", took)
    log.debug(
        "made %s in %.3f s", f"step {stage.number // 2 + 1} of the quarters", time.perf_counter() - started
    )


def make(connection: duckdb.DuckDBPyConnection, model: Model) -> None:
    """Make one table or view of the build."""
    started = time.perf_counter()
    if model.make is not None:
        model.make(connection)
    else:
        kind = "VIEW" if model.is_view else "TABLE"
        connection.execute(f"CREATE {kind} {model.name} AS\n{model.sql}")
    log.debug("made %s in %.3f s", model.name, time.perf_counter() - started)
