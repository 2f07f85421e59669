"""Progress bars with speed for downloads, on a terminal only; the log has a line for each quarter."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as Display

from signals.files import Progress
from signals.progress import logged_above
from signals.quarter import Quarter

Bars = Callable[[Quarter], AbstractContextManager[Progress]]
"""Gives what the download of a quarter is to report its bytes to, for as long as it lasts."""


@contextmanager
def bars(console: Console | None = None) -> Iterator[Bars]:
    """Within the block, show a bar for each download on standard error, if that is a terminal.

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
    with display, logged_above():
        yield lambda quarter: _bar(display, quarter)


@contextmanager
def _bar(display: Display, quarter: Quarter) -> Iterator[Progress]:
    task = display.add_task(str(quarter), total=None)
    try:
        yield lambda done, size: display.update(task, completed=done, total=size)
    finally:
        display.remove_task(task)
