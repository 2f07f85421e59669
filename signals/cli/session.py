"""What writing commands share: the log, the check of the request, and the start of a pipeline."""

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from signals.cli.parameters import data_dir_of
from signals.interruption import ignore_closed_output, interrupt_at_closed_output
from signals.present.command_line import as_typed
from signals.present.output import allow_closed_output, plain


class _PlainFormatter(logging.Formatter):
    """A message on one line, whatever text from outside it quotes, with commands as they are typed."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        return plain(as_typed(super().formatMessage(record)))


def begin(what: str, data_dir: Path | None) -> Path:
    """Log to standard error, one line a step, beginning with the command and its data directory, which is returned."""
    from signals.settings import warn_of_exposed_secrets

    allow_closed_output()
    interrupt_at_closed_output()
    home = data_dir_of(data_dir)
    handler = logging.StreamHandler()
    handler.setFormatter(_PlainFormatter("%(asctime)s %(message)s", datefmt="%H:%M:%S"))
    logger = logging.getLogger("nibwatch")
    logger.setLevel(logging.INFO)
    logger.handlers = [handler]
    logger.propagate = False
    logger.info("%s in %s", what, home)
    warn_of_exposed_secrets()
    return home


@contextmanager
def pipelines(data_dir: Path, debug: bool) -> Iterator[Callable[..., Any]]:
    """Lock the data directory and yield a function that starts a pipeline by name; a closed output interrupts it."""
    from signals.build.lock import write_lock
    from signals.cli.start import start
    from signals.disk_space import explain_full_disk

    with write_lock(data_dir), explain_full_disk(data_dir):
        yield partial(start, data_dir=data_dir, debug=debug)
    ignore_closed_output()


def check_request(watchlists: Sequence[str] | None, quarters: str | None) -> None:
    """Refuse an unknown watchlist, a bad range or a Dask that is not installed before anything is started."""
    from signals.quarter import parse_range

    if quarters is not None:
        parse_range(quarters)

    from signals.pipeline.workers import require_dask
    from signals.settings import settings
    from signals.vocabulary.watchlist import load_watchlists

    require_dask()
    load_watchlists(watchlists or settings().watchlists_in_use)


def check_folder(source: str | None, quarters: str | None) -> None:
    """Refuse a source that is no folder with quarters, or no URL, before anything is started; ask no server."""
    from signals.quarter import EVERY_QUARTER, parse_range
    from signals.settings import settings
    from signals.sources import FolderSource, open_source

    place = open_source(source or settings().source)
    if isinstance(place, FolderSource):
        place.offers(parse_range(quarters) if quarters else EVERY_QUARTER)
