"""The settings that count now, each with where it came from; secrets are not shown."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from signals.answers.show import columns
from signals.settings import Settings
from signals.settings_file import HIDDEN, is_secret


def settings_text(held: Settings, origins: Mapping[str, str], file: Path) -> str:
    """Every setting with its value and origin, and where the file is looked for."""
    rows = [(name, shown(name, getattr(held, name)), origins.get(name, "default")) for name in type(held).model_fields]
    found = "read" if file.is_file() else "not there"
    return f"{columns(('setting', 'value', 'from'), rows)}\n\nSettings file: {file} ({found})."


def shown(name: str, value: Any) -> str:
    """A value for reading; a secret only as set or not."""
    if value is None or value == ():
        return "-"
    if isinstance(value, SecretStr) or is_secret(name):
        return HIDDEN
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
