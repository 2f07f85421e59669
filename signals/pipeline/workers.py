"""Where the work on single quarters and slices is done: in the threads of the steps, or by a Dask cluster.

A step waits for its work in a thread of this process either way, so nothing but the work itself reaches a worker:
no runner, no Prefect. docs/decisions/0007-dask.md says why.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import resource_tracker
from typing import Any

import psutil

from signals.errors import OutsideError, RequestError
from signals.interruption import exit_action
from signals.settings import settings

SECONDS_FOR_A_WORKER = 30
WAITING_AT_MOST = 64
"""Steps that wait for a standing cluster at a time; it may have more workers tomorrow than today."""


@dataclass(frozen=True)
class Workers:
    """``call(function, *args)`` has a worker call the function and returns what it returns; ``at_a_time``: how many
    steps should wait for that at once."""

    call: Callable[..., Any]
    at_a_time: int
    see_only_the_lake: bool
    """Whether a worker may run on a machine that has the lake and not the data directory."""


@contextmanager
def workers() -> Iterator[Workers]:
    """The workers that the settings ask for; Dask is imported only if it is one of them.

    Raises
    ------
    RequestError
        Dask is wanted and not installed.
    OutsideError
        The cluster itself fails, not the work.
    """
    if settings().task_runner == "threads":
        yield Workers(lambda function, *args: function(*args), settings().parallel_quarters, see_only_the_lake=False)
        return
    require_dask()
    import distributed

    address = settings().dask_address
    cluster = _cluster(address)
    try:
        with exit_action(_end_own_workers), ExitStack() as at_end:
            with _signals_blocked():
                client = at_end.enter_context(distributed.Client(**cluster))
            client.wait_for_workers(1, timeout=SECONDS_FOR_A_WORKER)
            yield Workers(
                lambda function, *args: client.submit(function, *args, pure=False).result(),
                WAITING_AT_MOST if address else settings().parallel_quarters,
                see_only_the_lake=settings().lake is not None,
            )
    except Exception as error:
        if type(error).__module__.partition(".")[0] != "distributed" and not isinstance(error, OSError):
            raise
        raise OutsideError(
            f"The Dask cluster {address or 'on this machine'} failed ({error}); what was published before still "
            "stands. Look at its scheduler and workers, and run again."
        ) from error


def require_dask() -> None:
    """Check that Dask is installed where the settings ask for it.

    Raises
    ------
    RequestError
        It is not.
    """
    if settings().task_runner != "dask":
        return
    try:
        import_module("distributed")
    except ImportError as error:
        raise RequestError(
            f"NIBWATCH_TASK_RUNNER is dask, which needs the extra `cluster` ({error}): install it with "
            "`uv sync --extra cluster` or `pip install -e '.[cluster]'` in the checkout, or set it to threads."
        ) from error


@contextmanager
def _signals_blocked() -> Iterator[None]:
    """Processes that are started in the block, or by threads made in it, never get Ctrl-C or SIGHUP.

    A terminal sends both to all processes of a command. These are ended by this one, and would end with a traceback by
    themselves. This process is interrupted as before: threads made earlier get its signals.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    try:
        resource_tracker.ensure_running()  # now, since the thread that starts it lets SIGINT through afterwards
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _end_own_workers() -> None:
    """End the worker processes that this one started, which would notice only after some seconds that it has ended.

    Python's tracker of semaphores is not ended: it removes them, and then itself.
    """
    for child in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if not any("resource_tracker" in argument for argument in child.cmdline()):
                child.kill()


def _cluster(address: str | None) -> dict[str, Any]:
    if address:
        return {"address": address, "timeout": SECONDS_FOR_A_WORKER}
    quiet = "ignore:resource_tracker"  # it would say after our last sentence what it removes
    os.environ["PYTHONWARNINGS"] = ",".join(filter(None, [os.environ.get("PYTHONWARNINGS"), quiet]))
    return {
        "n_workers": settings().parallel_quarters,
        "threads_per_worker": 1,
        "host": "127.0.0.1",
        # Without a port of its own, the scheduler asks for 8787 and warns where another run has it.
        "scheduler_kwargs": {"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        "memory_limit": 0,  # DuckDB keeps to its own limit and spills
        "silence_logs": 50,  # it logs tracebacks of connections that close while it ends
    }
