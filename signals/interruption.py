"""Ctrl-C, SIGTERM, SIGHUP, SIGPIPE and a closed output end a command within seconds at any time."""

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import NoReturn

from signals.errors import INTERRUPTED

GRACE_SECONDS = 2.0
"""Seconds a command has to end by itself; then it is cut off: a long query of DuckDB 2.0 does not stop for a signal."""
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
SHOW_CURSOR = "\r\x1b[K\x1b[?25h"
"""Ends the line of a progress bar, which hides the cursor."""

_interrupted = threading.Event()
_leaving = threading.Lock()
_writes = threading.Event()
_stops: dict[str, Callable[[], None]] = {}
_at_leaving: list[Callable[[], None]] = []
_output_watch: list[int] = []
"""The pipe that ends the waiting for a closed output, while there is any."""


def set_query_stop(stop: Callable[[], None]) -> None:
    """Set a function that a signal calls in a thread of its own, to end C code that delays Python's handlers."""
    _stops["query"] = stop


@contextmanager
def exit_action(action: Callable[[], None]) -> Iterator[None]:
    """Within the block, ``leave_at_once`` calls a function just before the process ends, to end what would outlive it.

    It is called, too, where an interruption has already left the block.
    """
    _at_leaving.append(action)
    try:
        yield
    finally:
        if not is_interrupted():
            _at_leaving.remove(action)


@contextmanager
def interruptible() -> Iterator[None]:
    """Within the block, every signal has the effect of Ctrl-C; a command that does not end soon is terminated.

    A signal arrives through a file descriptor, since Python's own handlers wait for the main thread's C code. One that
    is ignored from the start (nohup, a shell's background job) stays ignored. SIGPIPE is blocked, so that a connection
    that breaks stays an error of who writes to it, and waited for, so that one that was sent counts.
    """
    reader, writer = os.pipe()
    os.set_blocking(writer, False)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    handled = [number for number in SIGNALS if signal.getsignal(number) is not signal.SIG_IGN]
    for number in handled:
        signal.signal(number, _interrupt)
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGPIPE})
    threading.Thread(target=_terminate, args=(reader,), name="interruption", daemon=True).start()
    threading.Thread(target=_wait_for_sigpipe, name="sigpipe", daemon=True).start()
    try:
        yield
    finally:
        if not is_interrupted():  # else what is left to do is to leave
            for number in handled:
                signal.signal(number, signal.SIG_IGN)  # all is done and said: it ends with its own exit code
            signal.set_wakeup_fd(-1)
            os.close(writer)


def interrupt_at_closed_output() -> None:
    """From now on, interrupt the command when its standard output is closed.

    One that was closed from the start is a way to want no output, and counts as none.
    """
    _writes.set()
    if sys.stdout is not None and not _output_watch:
        stopped, stop = os.pipe()
        _output_watch.append(stop)
        threading.Thread(target=_wait_for_closed_output, args=(stopped,), name="output", daemon=True).start()


def ignore_closed_output() -> None:
    """Stop interrupting the command when its output is closed, since its work is done."""
    while _output_watch:
        os.close(_output_watch.pop())


def is_interrupted() -> bool:
    """Whether a signal came; libraries pass it on as errors of their own."""
    return _interrupted.is_set()


def is_writing_command() -> bool:
    """Whether the command is one that writes, and says so where its output is closed; a reading one is quiet."""
    return _writes.is_set()


def leave_interrupted() -> NoReturn:
    """Print that the command was interrupted and end the process at once."""
    leave_at_once(INTERRUPTED)


def leave_at_once(sentence: str) -> NoReturn:
    """Print a sentence, once, and exit with 1 without waiting for threads; the next run removes what they leave."""
    with _leaving:
        try:
            with suppress(OSError, ValueError, AttributeError):  # nobody reads it, or there is no standard error
                print(f"{SHOW_CURSOR if sys.stderr.isatty() else ''}{sentence}", file=sys.stderr, flush=True)
            for action in _at_leaving:
                action()
        finally:
            os._exit(1)


def _interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
    if not _interrupted.is_set():  # asked again while leaving, we go on leaving
        _interrupted.set()
        sys.unraisablehook = lambda _: None  # where Python cannot raise it, it would print a traceback
        raise KeyboardInterrupt


def _terminate(reader: int) -> None:
    while (byte := os.read(reader, 1)) and byte[0] not in SIGNALS:
        pass
    if byte:
        if stop := _stops.get("query"):
            stop()
        time.sleep(GRACE_SECONDS)
        leave_interrupted()
    os.close(reader)


def _wait_for_sigpipe() -> None:
    signal.sigwait({signal.SIGPIPE})
    _interrupt_main()


def _wait_for_closed_output(stopped: int) -> None:
    poll = select.poll()
    poll.register(stopped, 0)
    poll.register(1, 0)
    if any(descriptor != stopped for descriptor, _ in poll.poll()):
        _interrupt_main()
    os.close(stopped)


def _interrupt_main() -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
