"""What a person at a terminal sees of long work, and a log does not."""

import io

from rich.console import Console

from signals.progress import progress_bar


def shown(*, is_terminal: bool) -> str:
    """Everything written while some work went on."""
    screen = io.StringIO()
    with progress_bar("building", Console(file=screen, force_terminal=is_terminal, width=100)):
        pass
    return screen.getvalue()


def test_a_terminal_shows_what_goes_on_and_for_how_long() -> None:
    text = shown(is_terminal=True)
    assert "building" in text
    assert "0:00:00" in text


def test_a_log_gets_nothing_that_moves() -> None:
    assert shown(is_terminal=False) == ""
