"""Settings and watchlists as TOML files, and what is wrong with a setting said in a sentence."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from signals.errors import RequestError
from signals.validation import did_you_mean, may_hold_a_secret, reason

SECRET_WORDS = ("password", "key", "secret", "token")
HIDDEN = "********"
PATHS = ("data_dir", "lake", "drug_dictionary", "temp_dir", "smtp_ca_file")


def read_toml(path: Path, what: str) -> tuple[dict[str, Any], bytes]:
    """The keys of a TOML file, and its bytes; RequestError where it cannot be read, saying ``what`` it should be."""
    try:
        content = path.read_bytes()
        return tomllib.loads(content.decode()), content
    except OSError as error:
        raise RequestError(f"The {what} {path} cannot be read ({error.strerror}); give a file that can.") from error
    except UnicodeDecodeError as error:
        raise RequestError(f"The {what} {path} is not text in UTF-8 ({error}); save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        raise RequestError(
            f'The {what} {path} is not valid TOML: {error}; correct that line. A line reads like: name = "text"'
        ) from error


def read_settings_file(path: Path, *, is_required: bool) -> dict[str, Any]:
    """The top-level keys of the file, relative paths made absolute; nothing where there is no file and none need be."""
    if not path.exists():
        if is_required:
            raise RequestError(f"NIBWATCH_SETTINGS names {path}, and there is no such file; correct it.")
        return {}
    values, _ = read_toml(path, "settings file")
    return {name: _absolute(path, value) if name in PATHS else value for name, value in values.items()}


def exposed_secrets(path: Path) -> str:
    """A warning where the settings file holds a secret and others than its owner may read it; empty: all is well."""
    if not path.is_file() or not path.stat().st_mode & 0o077:
        return ""
    secrets = [name for name in read_settings_file(path, is_required=False) if is_secret(name)]
    if not secrets:
        return ""
    return f"{path} holds {' and '.join(secrets)} and others than its owner may read it: run `chmod 600 {path}`."


def check_names(names: Iterable[str], allowed: Sequence[str], *, where: str, prefix: str = "") -> None:
    """RequestError for a setting that does not exist, with the name that was probably meant."""
    shown = {name: f"{prefix}{name.upper()}" if prefix else name for name in (*allowed, *names)}
    if unknown := [name for name in shown if name not in allowed]:
        hint = did_you_mean(shown[unknown[0]], [shown[name] for name in allowed])
        raise RequestError(
            f"There is no setting {shown[unknown[0]]} in {where}{hint}; `nibwatch settings` lists them all."
        )


def sentence(error: ValidationError, values: Mapping[str, object], origins: Mapping[str, str]) -> str:
    """The first thing that is wrong: which setting, given where, what was expected, what was found unless secret."""
    first = error.errors(include_input=False)[0]
    if not first["loc"]:
        return f"The settings do not go together: {reason(first)}."
    name = str(first["loc"][0])
    value, origin = values.get(name), origins[name]
    place = f"{name} in {origin}" if Path(origin).is_absolute() else origin
    is_hidden = is_secret(name) or may_hold_a_secret(str(value))
    return f"The setting {place}: {reason(first, HIDDEN if is_hidden else repr(value))}; correct or remove it."


def is_secret(name: str) -> bool:
    """Whether a setting's value is never shown."""
    return name.endswith(SECRET_WORDS)


def _absolute(path: Path, value: Any) -> Any:
    """A path in the file, made absolute; a relative one starts at the file's folder."""
    is_path = isinstance(value, str) and "://" not in value
    return str(path.parent / Path(value).expanduser()) if is_path else value
