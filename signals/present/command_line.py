"""Commands of nibwatch that an answer offers, as they work when typed in the shell that asked."""

import re
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
    """What calls this nibwatch: its name, or its path where a shell finds none of that name, or another one."""
    own, found = Path(sys.executable).with_name("nibwatch"), which("nibwatch")
    if found and (not own.exists() or own.samefile(found)):
        return "nibwatch"
    return quote(relpath(own))


def as_typed(sentence: str) -> str:
    """A sentence with each `nibwatch ...` in it as ``command`` has it; to Python as it stands."""
    options = _options.get()
    if options is None:
        return sentence

    def typed(match: re.Match[str]) -> str:
        needs_none = not options or match[1].startswith("-") or "--data-dir" in match[1]
        return f"`{program()} {match[1]}{'' if needs_none else f' {join(options)}'}`"

    return re.sub("`nibwatch ([^`]*)`", typed, sentence)


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
