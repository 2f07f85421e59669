"""How long a step took, for its line in the log."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Stopwatch:
    """Runs from when it is made; `seconds` so far, or in all once it was stopped."""

    started: float = field(default_factory=time.monotonic)
    stopped: float | None = None

    @property
    def seconds(self) -> float:
        return (self.stopped or time.monotonic()) - self.started


@contextmanager
def timed() -> Iterator[Stopwatch]:
    """A stopwatch that stops with the block."""
    watch = Stopwatch()
    try:
        yield watch
    finally:
        watch.stopped = time.monotonic()
