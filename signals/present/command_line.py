"""Commands of nibwatch that an answer offers, as they work when typed in the shell that asked."""

import sys
from contextvars import ContextVar
from os.path import relpath
from pathlib import Path
from shlex import join, quote, split
from shutil import which

_options: ContextVar[tuple[str, ...] | None] = ContextVar("options", default=None)


def asked_with(data_dir: Path | None) -> None:
    """Remember the `--data-dir` of the command that runs; what it offers needs the same."""
    _options.set(() if data_dir is None else ("--data-dir", str(data_dir)))


def program() -> str:
    """What calls nibwatch: its name, or its path where a shell does not find the name."""
    return "nibwatch" if which("nibwatch") else quote(relpath(Path(sys.executable).with_name("nibwatch")))


def command(*words: str, option: str = "") -> str:
    """A command with these words, quoted where a shell needs it; of an answer to Python with the name alone.

    Parameters
    ----------
    option
        What stands behind the words, quoted already: ``Topic.option``.
    """
    options = _options.get()
    name = "nibwatch" if options is None else program()
    return f"{name} {join([*words, *split(option), *(options or ())])}"
