"""Work on blocks of rows that fit a processor's cache, in parallel."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

Result = TypeVar("Result")

BLOCK_ROWS = 1 << 15
_most_threads: ContextVar[int | None] = ContextVar("most_threads", default=None)


@contextmanager
def at_most_threads(count: int) -> Iterator[None]:
    """Have `map_blocks` use no more threads, where several workers share a machine.

    Parameters
    ----------
    count
        1 or more; without a limit it uses one a processor.

    Returns
    -------
    context manager
        The limit holds within it, for the calls of its own thread.
    """
    token = _most_threads.set(count)
    try:
        yield
    finally:
        _most_threads.reset(token)


def map_blocks(
    function: Callable[[slice], Result], size: int, block_rows: int = BLOCK_ROWS, fewest_for_threads: int = 2
) -> list[Result]:
    """Results of a function for consecutive blocks of rows, in order.

    Parameters
    ----------
    function
        Takes the slice of rows of one block; it may fill an array of the caller's instead of returning a result.
    size
        Number of rows in all.
    block_rows
        Rows of a block; the last block may have fewer.
    fewest_for_threads
        Blocks below which no threads are started.

    Returns
    -------
    list
        One result a block; empty where `size` is 0.
    """
    blocks = [slice(first, first + block_rows) for first in range(0, size, block_rows)]
    threads = _most_threads.get() or os.cpu_count()
    if len(blocks) < fewest_for_threads or threads == 1:
        return [function(block) for block in blocks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(function, blocks))
