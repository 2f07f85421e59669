"""What a person at a terminal sees of a download, and a log does not."""

import io
import logging
import sys
import time

from rich.console import Console

from signals.quarter import Quarter
from signals.sources.faers.download_bars import bars


def shown(*, is_terminal: bool) -> str:
    """Everything written while half of a megabyte was reported."""
    screen = io.StringIO()
    with bars(Console(file=screen, force_terminal=is_terminal, width=100)) as show, show(Quarter(2023, 1)) as report:
        report(0, 1_000_000)
        for done in (250_000, 500_000):  # a speed takes two
            time.sleep(0.15)  # the display draws ten times a second
            report(done, 1_000_000)
        time.sleep(0.15)
    return screen.getvalue()


def test_a_terminal_shows_quarter_bytes_and_speed() -> None:
    text = shown(is_terminal=True)
    assert "2023Q1" in text
    assert "0.5/1.0 MB" in text
    assert "/s" in text


def test_a_log_gets_no_bars() -> None:
    assert shown(is_terminal=False) == ""


def test_log_lines_go_where_the_display_stands_and_back_afterwards() -> None:
    handler = logging.StreamHandler(io.StringIO())
    before = handler.stream
    logger = logging.getLogger("nibwatch")
    logger.addHandler(handler)
    try:
        with bars(Console(file=io.StringIO(), force_terminal=True)):
            assert handler.stream is sys.stderr
        assert handler.stream is before
    finally:
        logger.removeHandler(handler)
