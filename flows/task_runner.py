"""Where tasks of single quarters and slices run: in threads of this process, or on a Dask cluster."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from prefect.settings import PREFECT_API_URL, temporary_settings
from prefect.task_runners import ThreadPoolTaskRunner

from signals.errors import OutsideError, RequestError
from signals.settings import settings

SECONDS_FOR_A_WORKER = 30


def task_runner() -> Any:
    """Prefect's task runner as the settings want it; nothing of Dask is imported unless it is wanted.

    Typed Any: Prefect's runners do not fit the type its flow decorator asks for (3.8). Raises ``RequestError`` where
    Dask is wanted and not installed.
    """
    if settings().task_runner == "threads":
        return ThreadPoolTaskRunner(max_workers=settings().parallel_quarters)
    runner = _dask_runner()
    if settings().dask_address:
        return runner(address=settings().dask_address)
    return runner(
        cluster_kwargs={
            "n_workers": settings().parallel_quarters,
            "threads_per_worker": 1,
            "host": "127.0.0.1",
            "dashboard_address": None,
            "memory_limit": 0,  # DuckDB keeps to its own limit and spills
        }
    )


def workers_see_only_the_lake() -> bool:
    """Whether single quarters are worked on where the data directory may not be: on Dask, with a lake apart from it."""
    return settings().task_runner == "dask" and settings().lake is not None


def _dask_runner() -> Any:
    try:
        from prefect_dask import DaskTaskRunner
    except ImportError as error:
        raise RequestError(
            f"NIBWATCH_TASK_RUNNER is dask, which needs the extra `cluster` ({error}): install it with "
            "`uv sync --extra cluster` or `pip install -e '.[cluster]'` in the checkout, or set it to threads."
        ) from error
    return DaskTaskRunner


@contextmanager
def on_the_runner() -> Iterator[None]:
    """Around the submitting and awaiting of tasks on ``task_runner``.

    Tasks in other processes report to this run's Prefect server, a temporary one included: that is known to the
    process that started it only, and each worker would start one of its own. What goes wrong with the cluster itself,
    not with a task, is an ``OutsideError``.
    """
    if settings().task_runner == "threads":
        yield
        return
    try:
        _require_a_worker()
        with temporary_settings(updates={PREFECT_API_URL: PREFECT_API_URL.value() or _temporary_server()}):
            yield
    except Exception as error:
        is_dasks = type(error).__module__.partition(".")[0] == "distributed"
        if not is_dasks and not isinstance(error, OSError):
            raise
        where = settings().dask_address or "on this machine"
        raise OutsideError(
            f"The Dask cluster {where} failed ({error}); what was published before still stands. Look at its "
            "scheduler and workers, and run again."
        ) from error


def _require_a_worker() -> None:
    """``TimeoutError`` where a standing cluster has no worker: its tasks would wait for one for ever."""
    if settings().dask_address:
        from distributed import Client

        with Client(settings().dask_address, timeout=SECONDS_FOR_A_WORKER) as client:
            client.wait_for_workers(1, timeout=SECONDS_FOR_A_WORKER)


def _temporary_server() -> str:
    """The address of the temporary server that Prefect has started for this process."""
    from prefect.server.api.server import SubprocessASGIServer

    server = SubprocessASGIServer()
    server.start()
    return server.api_url
