"""The TOML file of settings, and what is wrong with a setting said in a sentence."""

import difflib
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from signals.errors import RequestError

SECRET_WORDS = ("password", "key", "secret", "token")
HIDDEN = "********"
_URL_WITH_MORE = re.compile(r"://[^/]*@|://.*\?")
"""A URL with a user or options, which may hold a key."""


@dataclass(frozen=True)
class Given:
    """What was given, where: by the file and by the environment."""

    file: Mapping[str, Any]
    environment: Mapping[str, str]
    path: Path
    prefix: str


def read_settings_file(path: Path, *, is_required: bool) -> dict[str, Any]:
    """The top-level keys of the file; nothing where there is none and none was asked for. RequestError else."""
    try:
        text = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError) as error:
        if not is_required:
            return {}
        raise RequestError(f"NIBWATCH_SETTINGS names {path}, and there is no such file; correct it.") from error
    except (OSError, UnicodeDecodeError) as error:
        raise RequestError(f"The settings file {path} cannot be read as UTF-8 text: {error}.") from error
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RequestError(
            f"The settings file {path} is not TOML: {error}. A line reads like: smtp_port = 587"
        ) from error
    return {name: _beside(path, name, value) for name, value in held.items()}


def checked_names(found: Iterable[str], known: Sequence[str], *, where: str, prefix: str = "") -> None:
    """RequestError for a setting that does not exist, with the name that was probably meant."""
    for name in found:
        if name not in known:
            near = difflib.get_close_matches(name, known, n=1)
            show = (lambda text: prefix + text.upper()) if prefix else str
            meant = f"did you mean {show(near[0])}? " if near else ""
            raise RequestError(
                f"There is no setting {show(name)} (found in {where}); {meant}`nibwatch settings` lists them all."
            )


def sentence(error: ValidationError, given: Given) -> str:
    """The first thing that is wrong: which setting, given where, what was found unless it is secret, what to do."""
    first = error.errors()[0]
    reason = re.sub(r"^(Value error|Assertion failed), ", "", first["msg"])
    reason = reason[0].lower() + reason[1:]
    if not first["loc"]:
        return f"The settings do not go together: {reason}."
    name = str(first["loc"][0])
    is_told = name in given.environment
    value: object = given.environment[name] if is_told else given.file.get(name)
    shown = f"{given.prefix}{name.upper()}" if is_told else f"{name} in {given.path}"
    return f"The setting {shown} is {_shown(name, value)}, which is not valid: {reason}. Correct or remove it."


def is_secret(name: str) -> bool:
    """Whether a setting's value is never shown."""
    return name.endswith(SECRET_WORDS)


def _shown(name: str, value: object) -> str:
    return HIDDEN if is_secret(name) or _URL_WITH_MORE.search(str(value)) else repr(value)


def _beside(path: Path, name: str, value: Any) -> Any:
    """A relative path in the file is meant from where the file lies."""
    is_path = name in ("data_dir", "lake", "drug_dictionary", "smtp_ca_file") and isinstance(value, str)
    return str(path.parent / Path(value).expanduser()) if is_path and "://" not in value else value
