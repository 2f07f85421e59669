"""The two kinds of failure a user meets, and the exit code each one has (DESIGN.md, The command).

A message is one sentence that says what was expected, what was found, where, and what to do.
"""


class NibwatchError(Exception):
    """A failure that is told to the user as its message, without a traceback."""

    exit_code = 1


class OutsideError(NibwatchError):
    """The outside world failed: a source is down, a file is broken, the disk is full (exit 1)."""

    exit_code = 1


class RequestError(NibwatchError):
    """What was asked for is wrong: an unknown name, a folder without quarters, a bad setting (exit 2)."""

    exit_code = 2
