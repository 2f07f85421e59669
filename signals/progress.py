"""A progress line for long work, on a terminal only; otherwise the log is enough."""

import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn


@contextmanager
def progress_bar(what: str, console: Console | None = None) -> Iterator[None]:
    """Within the block, show ``what`` with a moving bar and the elapsed time on standard error, if it is a terminal."""
    console = console or Console(stderr=True)
    display = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with display, logged_above():
        display.add_task(what, total=None)
        yield


@contextmanager
def logged_above() -> Iterator[None]:
    """Have nibwatch's log write to sys.stderr as it is now: the display stands in for it while it is shown."""
    handlers = [handler for handler in logging.getLogger("nibwatch").handlers if type(handler) is logging.StreamHandler]
    before = [(handler, handler.stream) for handler in handlers]
    for handler in handlers:
        handler.setStream(sys.stderr)
    try:
        yield
    finally:
        for handler, stream in before:
            handler.setStream(stream)
