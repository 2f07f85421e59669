"""The source of reports in use: its name, its files in the lake, and its names for readers.

Every source describes itself in signals/sources/<source>/source.toml, so that what comes after the staging contract
names no agency (docs/architecture.md, The staging contract).
"""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

SOURCE = "faers"
"""The source in use: the folder under signals/sources, and that under sql/sources which makes the schema staging."""


@dataclass(frozen=True)
class SourceDescription:
    """What source.toml says of a source; the file says what each key means."""

    name: str
    publisher: str
    publisher_in_full: str
    name_in_full: str
    address: str
    address_help: str
    case_help: str
    tables: tuple[str, ...]
    other_tables: tuple[str, ...]

    @property
    def report_table(self) -> str:
        """The table of the lake that has a row for each version of a report."""
        return self.tables[0]


@cache
def source_description(source: str = SOURCE) -> SourceDescription:
    """The description of a source.

    Parameters
    ----------
    source
        The name of its folder under signals/sources.

    Raises
    ------
    TypeError
        Its file lacks a key or has one that is not known.
    """
    text = (Path(__file__).parent / "sources" / source / "source.toml").read_text(encoding="utf-8")
    content: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in tomllib.loads(text).items()
    }
    return SourceDescription(**content)
