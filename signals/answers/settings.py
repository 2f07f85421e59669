"""`nibwatch settings`: the settings in use, each with where it came from; secrets are not shown."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import SecretStr

from signals.present.document import Document
from signals.present.numbers import DASH
from signals.present.text import columns, wrapped
from signals.settings import CHECKOUT, Settings
from signals.settings_file import HIDDEN, is_secret


def settings_in_use(current: Settings, origins: Mapping[str, str], file: Path) -> Document:
    """Every setting with its value and origin, and where the file is looked for; in JSON, what each means."""
    meanings = tomllib.loads((CHECKOUT / "signals" / "settings.toml").read_text(encoding="utf-8"))
    rows = _rows(current, origins)
    table = columns(("setting", "from", "value"), [(name, origin, _value_text(value)) for name, value, origin in rows])
    listed = [
        {"setting": name, "value": value, "from": origin, "meaning": meanings[name]} for name, value, origin in rows
    ]
    where = f"Settings file: {file} ({'read' if file.is_file() else 'not there'})."
    return Document(
        [table, wrapped(where)], {"settings_file": str(file), "is_read": file.is_file(), "settings": listed}
    )


def _rows(current: Settings, origins: Mapping[str, str]) -> list[tuple[str, Any, str]]:
    """Name, value and origin of every setting; a secret that is set only as HIDDEN."""
    values = {name: getattr(current, name) for name in type(current).model_fields}
    return [
        (name, HIDDEN if _is_hidden(name, value) else value, origins.get(name, "default"))
        for name, value in values.items()
    ]


def _is_hidden(name: str, value: Any) -> bool:
    return value is not None and (isinstance(value, SecretStr) or is_secret(name))


def _value_text(value: Any) -> str:
    if value in (None, (), {}):
        return DASH
    if isinstance(value, dict):
        return "; ".join(f"{name}: {', '.join(listed)}" for name, listed in value.items())
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
