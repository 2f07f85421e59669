"""Ctrl-C and SIGTERM end a command within seconds, whatever it is doing."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

SENTENCE = "nibwatch: Interrupted; what was published before still stands."
GRACE_SECONDS = 2.0
"""Seconds a command has to end by itself; then it is cut off: a long query of DuckDB 2.0 does not stop for a signal."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)

_interrupted = threading.Event()
_lock = threading.Lock()
_stops: dict[str, Callable[[], None]] = {}


def stop_with(stop: Callable[[], None]) -> None:
    """Have a signal call this from a thread of its own, to end what runs in C code before Python's handlers can."""
    _stops["query"] = stop


@contextmanager
def interruptible() -> Iterator[None]:
    """While it lasts, SIGTERM does what Ctrl-C does, and what is not over soon after either is cut off.

    The signal arrives through a file descriptor, since Python's own handlers wait for the main thread's C code.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    descriptor = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    handlers = {number: signal.signal(number, _interrupt) for number in SIGNALS}
    threading.Thread(target=_cut_off, args=(reader,), name="interruption", daemon=True).start()
    try:
        yield
    finally:
        signal.set_wakeup_fd(descriptor)
        os.close(writer)
        for number, handler in handlers.items():
            signal.signal(number, handler)


def is_interrupted() -> bool:
    """Whether a signal came; libraries pass it on as errors of their own."""
    return _interrupted.is_set()


def leave_interrupted() -> NoReturn:
    """Say so and leave with 1, waiting for no step that still runs in a thread."""
    with _lock:
        print(SENTENCE, file=sys.stderr, flush=True)
        if any(thread.name.startswith("step") for thread in threading.enumerate()):
            os._exit(1)
        sys.exit(1)


def _interrupt(number: int, frame: FrameType | None) -> None:
    if not _interrupted.is_set():  # asked again while leaving, we go on leaving
        _interrupted.set()
        raise KeyboardInterrupt


def _cut_off(reader: int) -> None:
    while (byte := os.read(reader, 1)) and byte[0] not in SIGNALS:
        pass
    if byte:
        if stop := _stops.get("query"):
            stop()
        time.sleep(GRACE_SECONDS)
        with _lock:
            print(SENTENCE, file=sys.stderr, flush=True)
            os._exit(1)
    os.close(reader)
