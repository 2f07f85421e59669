"""Bars with speed for what is being fetched, on a terminal; elsewhere none, since the log has a line a quarter."""

import logging
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Display

from signals.faers.download import Progress
from signals.faers.quarter import Quarter

Bars = Callable[[Quarter], AbstractContextManager[Progress]]
"""Gives what the download of a quarter is to report its bytes to, for as long as it lasts."""


@contextmanager
def bars(console: Console | None = None) -> Iterator[Bars]:
    """While it lasts, a bar for each download on standard error, if that is a terminal.

    What nibwatch logs meanwhile goes above the bars.
    """
    console = console or Console(stderr=True)
    display = Display(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )
    with display, _logged_above():
        yield lambda quarter: _bar(display, quarter)


@contextmanager
def _bar(display: Display, quarter: Quarter) -> Iterator[Progress]:
    task = display.add_task(str(quarter), total=None)
    try:
        yield lambda done, size: display.update(task, completed=done, total=size)
    finally:
        display.remove_task(task)


@contextmanager
def _logged_above() -> Iterator[None]:
    """Have nibwatch's log write to sys.stderr as it is now: the display stands in for it while it is shown."""
    handlers = [
        handler
        for handler in logging.getLogger("nibwatch").handlers
        if type(handler) is logging.StreamHandler
    ]
    before = [(handler, handler.stream) for handler in handlers]
    for handler in handlers:
        handler.setStream(sys.stderr)
    try:
        yield
    finally:
        for handler, stream in before:
            handler.setStream(stream)
