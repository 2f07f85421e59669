"""The `nibwatch` command from its first moment: a signal that comes while its own modules are imported ends it, too.

Imports nothing heavy at the top: what follows takes tenths of a second, in which nobody else listens to signals.
"""

import os
import signal
import sys
from types import FrameType

from signals.errors import INTERRUPTED


def main() -> None:
    """Run the command of this process, which a signal ends with one sentence and exit code 1."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:  # as nohup and a shell's background job have it
            signal.signal(number, _leave)
    from signals import cli

    cli.main()


def _leave(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
    """Print that the command was interrupted and end it; signals.interruption takes over when it is imported."""
    try:
        print(INTERRUPTED, file=sys.stderr, flush=True)
    finally:
        os._exit(1)


if __name__ == "__main__":
    main()
