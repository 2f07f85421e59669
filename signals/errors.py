"""The two kinds of failure that a user meets, and the exit code of each (docs/architecture.md, The command).

A message is one sentence that says what was expected, what was found, where, and what to do.
"""

import errno
import os

INTERRUPTED = "nibwatch: Interrupted; what was published before still stands."
"""What a command says that a signal ended."""
_FULL = (errno.ENOSPC, errno.EDQUOT)


class NibwatchError(Exception):
    """A failure whose message is shown to the user without a traceback."""

    exit_code = 1


class OutsideError(NibwatchError):
    """Something outside nibwatch failed: a source is down, a file is broken, the disk is full (exit 1)."""

    exit_code = 1


class TransientError(OutsideError):
    """Worth another attempt. retry_after: the seconds the server asked us to wait, None where it did not."""

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after

    def __reduce__(self) -> tuple[type, tuple[str, float | None]]:
        return type(self), (str(self), self.retry_after)


class DiskFullError(OutsideError):
    """The disk is full: this is no fault of one quarter, so the run does not go on without that quarter (exit 1)."""


class RequestError(NibwatchError):
    """What was asked for is wrong: an unknown name, a folder without quarters, a bad setting (exit 2)."""

    exit_code = 2


def is_disk_full(error: BaseException) -> bool:
    """Whether an error of the system, or of a library that repeats its words, means that the disk is full."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno in _FULL
    return any(os.strerror(number) in str(error) for number in _FULL)
