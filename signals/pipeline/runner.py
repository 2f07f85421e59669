"""How the steps of a pipeline are run: what a runner offers, and the runner of this process."""

import logging
import random
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from functools import partial
from inspect import signature
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

from signals.errors import TransientError

log = logging.getLogger("nibwatch.pipeline")

LAKE = "nibwatch://lake"
PUBLISHED = "nibwatch://published-file"
DIGEST = "nibwatch://digest"
REPORT = "nibwatch://report"
"""What the pipelines make, named for Prefect's lineage."""

P = ParamSpec("P")
R = TypeVar("R")

BACKOFF_SECONDS = 2.0
"""Before the second attempt; twice as long before each further one."""
JITTER = 0.5
"""A wait is drawn from this share less to this share more, so that many do not ask again at once."""


@dataclass(frozen=True)
class Step(Generic[P, R]):
    """A named step: a function, and what a runner needs to know of it. It can be called as the function is."""

    function: Callable[P, R]
    run_name: str
    """Names one run of the step; fields such as {offer.quarter} are those of its arguments."""
    attempts: int
    """How often it is tried in all while it raises ``TransientError``."""
    asset: str | None
    """What it makes, for Prefect's lineage."""
    asset_deps: tuple[str, ...]
    """What that is made from."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        return self.function(*args, **kwargs)

    def attempt(self, number: int, /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Call the step once; if another attempt follows, wait as long as the server asked.

        Parameters
        ----------
        number
            Which attempt this is, from 1.

        Raises
        ------
        TransientError
            The function's own, after the wait.
        """
        try:
            return self.function(*args, **kwargs)
        except TransientError as error:
            name = self.run_name.format(**signature(self.function).bind(*args, **kwargs).arguments)
            log.info("%s failed in attempt %d of %d: %s", name, number, self.attempts, error)
            if number < self.attempts:
                time.sleep(error.retry_after or 0)
            raise


def step(
    run_name: str | None = None, *, attempts: int = 1, asset: str | None = None, asset_deps: Sequence[str] = ()
) -> Callable[[Callable[P, R]], Step[P, R]]:
    """Make a step of a function.

    Parameters
    ----------
    run_name
        Names one run of the step, with fields such as {offer.quarter} of the arguments; the function's name by default.
    attempts
        How often it is tried in all while it raises ``TransientError``.
    asset, asset_deps
        What it makes, and what that is made from, for Prefect's lineage.
    """
    return lambda function: Step(function, run_name or function.__name__, attempts, asset, tuple(asset_deps))


class Runner(Protocol):
    """Runs steps and pipelines, and shows their results."""

    def run(self, step: Step[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a step, with its attempts; return or raise what the last of them does. Any thread may call it."""

    def pipeline(self, function: Callable[Concatenate["Runner", P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run a pipeline within this one; ``kwargs`` are all its parameters but the runner."""

    def show_table(self, key: str, rows: list[dict[str, Any]], description: str) -> None:
        """Show rows to those who follow the run.

        Parameters
        ----------
        key
            Names the table in every run of the pipeline.
        """

    def show_text(self, key: str, text: str, description: str) -> None:
        """Show text to those who follow the run."""


class LocalRunner:
    """Runs everything in this process; its only output is the log."""

    def run(self, step: Step[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        for number in range(1, step.attempts):
            try:
                return step.attempt(number, *args, **kwargs)
            except TransientError:
                time.sleep(BACKOFF_SECONDS * 2 ** (number - 1) * random.uniform(1 - JITTER, 1 + JITTER))  # noqa: S311 - a wait
        return step.attempt(step.attempts, *args, **kwargs)

    def pipeline(self, function: Callable[Concatenate[Runner, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        return function(self, *args, **kwargs)

    def show_table(self, key: str, rows: list[dict[str, Any]], description: str) -> None:
        log.debug("%s: %s\n%s", key, description, rows)

    def show_text(self, key: str, text: str, description: str) -> None:
        log.debug("%s: %s\n%s", key, description, text)


@contextmanager
def thread_pool(size: int) -> Iterator[ThreadPoolExecutor]:
    """Threads for steps. All have ended when it is left, except by Ctrl-C, which waits for none of them."""
    pool = ThreadPoolExecutor(size, thread_name_prefix="step")
    try:
        yield pool
    except BaseException as error:
        pool.shutdown(wait=isinstance(error, Exception), cancel_futures=True)
        raise
    pool.shutdown()


def submit(
    pool: ThreadPoolExecutor, runner: Runner, step: Step[P, R], *args: P.args, **kwargs: P.kwargs
) -> "Future[R]":
    """Run a step in a thread of the pool, in the context of the caller: Prefect finds the flow run in it."""
    return pool.submit(partial(copy_context().run, partial(runner.run, step, *args, **kwargs)))


def run_each(runner: Runner, step: Step[..., R], arguments: Sequence[tuple[Any, ...]], *, at_a_time: int) -> list[R]:
    """Run a step once for each tuple of arguments.

    Returns
    -------
    What the steps return, in the order of the arguments. All have ended by then, also where the first error of one is
    raised.
    """
    with thread_pool(at_a_time) as pool:
        return [future.result() for future in [submit(pool, runner, step, *each) for each in arguments]]
