"""The nibwatch command. Nothing heavy is imported until the command that needs it runs.

The commands register themselves with the application in this order, which is that of ``nibwatch --help``.
"""

import sys

import typer

from signals.cli import doing, looking
from signals.cli.application import app
from signals.errors import NibwatchError, is_disk_full
from signals.utf8 import is_utf8

__all__ = ["app", "doing", "looking", "main"]


INTERRUPTED = "Interrupted; what was published before still stands."
CODE_OF_AN_INTERRUPT = 130
"""What typer returns, instead of raising anything, for a command that Ctrl-C ended."""


def main() -> None:
    """Run the command; every expected failure is one sentence and an exit code."""
    arguments = sys.argv[1:]
    if not all(is_utf8(argument) for argument in arguments):
        _leave("An argument holds bytes that are no UTF-8; write it in UTF-8.", 2)
    try:
        code = app(args=arguments, standalone_mode=False)
    except typer.Abort:
        _leave(INTERRUPTED, 1)
    except NibwatchError as error:
        if "--debug" in arguments:
            raise
        _leave(str(error), error.exit_code)
    except KeyboardInterrupt:
        _leave(INTERRUPTED, 1)
    except BrokenPipeError:
        sys.stderr.close()
    except typer.Exit as stop:
        sys.exit(stop.exit_code)
    except Exception as error:
        if "--debug" in arguments:
            raise
        if hasattr(error, "format_message"):  # click's own: a wrong option or argument
            _leave(f"{error.format_message()} See `nibwatch --help`.", 2)
        if is_disk_full(error):
            _leave(
                f"The disk is full ({error}); what was published before still stands. Free some space and run again.", 1
            )
        if isinstance(error, OSError):
            _leave(f"The operating system refused: {error}. What was published before still stands.", 1)
        _leave(
            f"{type(error).__name__}: {error}. This is a fault of nibwatch; run again with --debug for the traceback.",
            1,
        )
    else:
        if code == CODE_OF_AN_INTERRUPT:
            _leave(INTERRUPTED, 1)
        if code:
            sys.exit(code)


def _leave(sentence: str, code: int) -> None:
    print(f"nibwatch: {sentence}", file=sys.stderr)
    sys.exit(code)
