"""Text for a terminal: how wide it is, what opens an answer, and short cells."""

import shutil
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

TEXT_WIDTH = 98
"""The most characters of a line, which a mail client does not fold."""
NARROWEST = 40

_width: ContextVar[int] = ContextVar("width", default=TEXT_WIDTH)


@contextmanager
def fitted_to_terminal() -> Iterator[None]:
    """While it lasts, text fits the terminal, where that is narrower than a mail."""
    columns = shutil.get_terminal_size((TEXT_WIDTH, 24)).columns
    before = _width.set(max(NARROWEST, min(columns, TEXT_WIDTH)))
    try:
        yield
    finally:
        _width.reset(before)


def text_width() -> int:
    """The most characters of a line of text; of an answer to Python those of a mail."""
    return _width.get()


SYNTHETIC_LINE = "SYNTHETIC data: invented reports, no real person or drug is described."


def synthetic_warning(is_synthetic: bool) -> list[str]:
    """The line that opens every answer from SYNTHETIC data; nothing where the data are real."""
    return [textwrap.fill(SYNTHETIC_LINE, text_width())] if is_synthetic else []


def shorten(text: str, longest: int) -> str:
    """The text, or its beginning with three dots, in at most ``longest`` characters."""
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."
