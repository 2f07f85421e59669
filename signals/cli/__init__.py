"""The nibwatch command. Large libraries are imported only by the commands that need them."""

import re
import sys
from collections.abc import Sequence
from typing import Any, NoReturn

from signals.errors import NibwatchError, is_disk_full
from signals.interruption import (
    ignore_closed_output,
    interruptible,
    is_interrupted,
    is_writing_command,
    leave_interrupted,
)
from signals.present.command_line import as_typed, asked_with
from signals.present.output import clean_output, discard_output, one_line
from signals.present.terminal import fitted_to_terminal

CODE_OF_AN_INTERRUPT = 130
"""What typer returns, instead of raising anything, for a command that Ctrl-C ended."""


def main() -> None:
    """Run the command of this process, which a signal ends with one sentence."""
    try:
        with interruptible():
            answer(sys.argv[1:])
    except KeyboardInterrupt:
        leave_interrupted()


def answer(arguments: Sequence[str]) -> None:
    """Run a command; every expected failure is one sentence and a ``SystemExit`` with its exit code."""
    with clean_output(), fitted_to_terminal():
        try:
            _answer(arguments)
        finally:
            ignore_closed_output()


def _answer(arguments: Sequence[str]) -> None:
    try:
        " ".join(arguments).encode()
    except UnicodeEncodeError:  # Python passes bytes that are no UTF-8 on as surrogates
        _leave("An argument holds bytes that are no UTF-8; write it in UTF-8.", 2)
    try:
        code = _run(arguments)
    except BrokenPipeError:
        if is_interrupted() or is_writing_command():
            leave_interrupted()
        discard_output()  # as `| head -1` does: whoever closed it knows
        sys.exit(1)
    except Exception as error:
        if is_interrupted():
            leave_interrupted()
        if "--debug" in arguments:
            raise
        _leave(*_explained(error))
    else:
        if code:
            sys.exit(code)


def _run(arguments: Sequence[str]) -> int:
    """Run the command and write out what it prints; its exit code. Ctrl-C is a KeyboardInterrupt from here on."""
    import typer

    from signals.cli.application import app

    asked_with(None)
    try:
        code = app(args=arguments, standalone_mode=False)
    except typer.Abort as error:
        raise KeyboardInterrupt from error
    except typer.Exit as stop:
        code = stop.exit_code
    if code == CODE_OF_AN_INTERRUPT:
        raise KeyboardInterrupt
    if sys.stdout is not None:
        sys.stdout.flush()
    return int(code or 0)


def _explained(error: Exception) -> tuple[str, int]:
    """The sentence that reports an error to the user, and the exit code."""
    if isinstance(error, NibwatchError):
        return str(error), error.exit_code
    if hasattr(error, "format_message"):  # click's own: a wrong option or argument
        return f"{_click_sentence(error)} See `nibwatch --help`.", 2
    if is_disk_full(error):
        return f"The disk is full ({error}); what was published before still stands. Free some space and run again.", 1
    if isinstance(error, OSError):
        return f"The operating system refused: {error}. What was published before still stands.", 1
    return (
        f"{type(error).__name__}: {error}. This is a fault of nibwatch; run again with --debug for the traceback.",
        1,
    )


def _click_sentence(error: Any) -> str:
    """What click objects to, with a stop before what it suggests and at its end."""
    message: str = error.format_message()
    if names := getattr(error, "possibilities", None):
        message = f"{error.message.rstrip('.')}. Did you mean {' or '.join(sorted(names))}?"
    return message if message.endswith((".", "?")) else f"{message}."


def _leave(sentence: str, code: int) -> NoReturn:
    """Say a sentence on one line, and below it the line of a query that DuckDB points at, if any."""
    match = re.fullmatch(r"(?s)(.*?)(\n\nLINE \d+: [^\n]*\n *\^+)?\n*", sentence)
    said = f"nibwatch: {one_line(match[1])}{match[2] or ''}" if match else one_line(sentence)
    print(as_typed(said), file=sys.stderr)
    sys.exit(code)
