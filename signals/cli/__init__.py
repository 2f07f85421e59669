"""The nibwatch command. Nothing heavy is imported until the command that needs it runs."""

import os
import sys
from collections.abc import Sequence
from typing import NoReturn

from signals.errors import NibwatchError, is_disk_full
from signals.interruption import interruptible, is_interrupted, leave_interrupted, writes

CODE_OF_AN_INTERRUPT = 130
"""What typer returns, instead of raising anything, for a command that Ctrl-C ended."""


def main() -> None:
    """Run the command; every expected failure is one sentence and an exit code."""
    arguments = sys.argv[1:] or ["--help"]
    try:
        " ".join(arguments).encode()
    except UnicodeEncodeError:  # Python passes bytes that are no UTF-8 on as surrogates
        _leave("An argument holds bytes that are no UTF-8; write it in UTF-8.", 2)
    try:
        with interruptible():
            code = _run(arguments)
    except KeyboardInterrupt:
        leave_interrupted()
    except BrokenPipeError:
        if is_interrupted() or writes():
            leave_interrupted()
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what is still to be written would fail at the end
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
    """The sentence that tells a user of an error, and the exit code."""
    if isinstance(error, NibwatchError):
        return str(error), error.exit_code
    if hasattr(error, "format_message"):  # click's own: a wrong option or argument
        message: str = error.format_message()
        return f"{message}{'' if message.endswith(('.', '?')) else '.'} See `nibwatch --help`.", 2
    if is_disk_full(error):
        return f"The disk is full ({error}); what was published before still stands. Free some space and run again.", 1
    if isinstance(error, OSError):
        return f"The operating system refused: {error}. What was published before still stands.", 1
    return (
        f"{type(error).__name__}: {error}. This is a fault of nibwatch; run again with --debug for the traceback.",
        1,
    )


def _leave(sentence: str, code: int) -> NoReturn:
    print(f"nibwatch: {sentence}", file=sys.stderr)
    sys.exit(code)
