"""Work on blocks of rows that fit a processor's cache, in parallel."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Result = TypeVar("Result")

BLOCK_ROWS = 1 << 15


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
    if len(blocks) < fewest_for_threads:
        return [function(block) for block in blocks]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, blocks))
