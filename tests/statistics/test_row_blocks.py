"""Blocks of rows are worked on in order, by no more threads than are allowed."""

from threading import current_thread

from signals.statistics.row_blocks import at_most_threads, map_blocks


def thread(rows: slice) -> tuple[int, str]:
    return rows.start, current_thread().name


def test_one_thread_is_the_caller_s_own_and_the_limit_ends_with_its_block() -> None:
    own = current_thread().name
    with at_most_threads(1):
        assert map_blocks(thread, 6, block_rows=2) == [(0, own), (2, own), (4, own)]
    assert own not in {name for _, name in map_blocks(thread, 6, block_rows=2)}


def test_results_come_in_the_order_of_the_rows() -> None:
    with at_most_threads(3):
        assert [first for first, _ in map_blocks(thread, 1_000, block_rows=10)] == list(range(0, 1_000, 10))
