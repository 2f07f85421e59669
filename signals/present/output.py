"""Standard output and error: text from outside cannot control the terminal, and every character can be written."""

import codecs
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

from signals.errors import OutsideError

UNWRITABLE = "nibwatch.unwritable"
"""The error handler of characters that an encoding lacks."""


def plain(text: str) -> str:
    """Text from outside on one line; characters that move the cursor, hide or reverse text are written as escapes."""
    return text if text.isprintable() else "".join(map(_escaped, text))


def plain_lines(text: str) -> str:
    """The same with the line feeds left as they are."""
    return "\n".join(map(plain, text.split("\n")))


def one_line(text: str) -> str:
    """A sentence that quotes text from outside on one line: line separators become blanks."""
    return plain(re.sub(r"[^\S ]+ *", " ", text).strip())


def _escaped(sign: str) -> str:
    return sign if sign.isprintable() else sign.encode("unicode_escape").decode("ascii")


def _replaced(error: UnicodeError) -> tuple[str, int]:
    """Characters that an encoding lacks, in ASCII: lines of a table as similar signs, others as JSON escapes."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(LINES.get(sign) or json.dumps(sign)[1:-1] for sign in signs), error.end


LINES = dict.fromkeys(map(chr, range(0x2500, 0x2580)), "+") | {"─": "-", "│": "|", "–": "-"}
codecs.register_error(UNWRITABLE, _replaced)


class CleanStream:
    """Standard output or error through which text is made plain. One that is closed refuses to be written."""

    def __init__(self, stream: TextIO | None) -> None:
        self.rich_proxied_file = stream
        """The stream itself: rich writes its own moving bars there."""
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=UNWRITABLE)

    def write(self, text: str) -> int:
        return self.write_verbatim(plain_lines(text))

    def write_verbatim(self, text: str) -> int:
        """Write data as they are, for a program that reads them."""
        if self.rich_proxied_file is None:
            raise OutsideError("Standard output is closed, so there is nowhere to write to; open it, or give --out.")
        return self.rich_proxied_file.write(text)

    def flush(self) -> None:
        if self.rich_proxied_file is not None:
            self.rich_proxied_file.flush()

    def isatty(self) -> bool:
        return self.rich_proxied_file is not None and self.rich_proxied_file.isatty()

    def __getattr__(self, name: str) -> Any:
        return getattr(self.rich_proxied_file, name)


class _CleanOutput(CleanStream):
    """Standard output, whose write errors are reported as such, not as a full disk of nibwatch's."""

    def write_verbatim(self, text: str) -> int:
        with _output_errors():
            return super().write_verbatim(text)

    def flush(self) -> None:
        with _output_errors():
            super().flush()


@contextmanager
def _output_errors() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:  # the reader has closed the pipe
        raise
    except OSError as error:
        raise OutsideError(
            f"Standard output cannot be written to ({error.strerror}); have it go elsewhere, or free some space there."
        ) from error


class _Verbatim(io.TextIOBase):
    def __init__(self, stream: CleanStream) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write_verbatim(text)


def data_output() -> Any:
    """Standard output for data: verbatim for a program or a file that takes them, made plain on a terminal."""
    output: Any = sys.stdout
    return _Verbatim(output) if isinstance(output, CleanStream) and not output.isatty() else output


@contextmanager
def clean_output() -> Iterator[None]:
    """While it lasts, everything that is printed or logged goes through a ``CleanStream``."""
    before = sys.stdout, sys.stderr
    if None in (sys.stdin, *before):
        _hold_standard_descriptors()
    sys.stdout, sys.stderr = _CleanOutput(before[0]), CleanStream(before[1] or _null_output())
    try:
        yield
    finally:
        sys.stdout, sys.stderr = before


def allow_closed_output() -> None:
    """Let a command whose result is files continue where standard output is closed."""
    if isinstance(sys.stdout, CleanStream) and sys.stdout.rich_proxied_file is None:
        sys.stdout.rich_proxied_file = _null_output()


def discard_output() -> None:
    """Discard further output: its reader has gone, and Python would report an error at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _null_output() -> TextIO:
    return Path(os.devnull).open("w", encoding="utf-8")


def _hold_standard_descriptors() -> None:
    """Open descriptors 0, 1 and 2 where they are closed; otherwise the first files opened would get their numbers."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
