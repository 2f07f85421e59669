"""Matrix products by one thread, so that sums round alike on any machine.

Several threads of BLAS split a sum by their number and add up the pieces, which gives other last digits.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from threadpoolctl import threadpool_limits


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Around what has to come out the same whatever the number of processors; also a decorator."""
    with threadpool_limits(limits=1, user_api="blas"):
        yield
