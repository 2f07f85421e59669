"""sql/build.toml: the schemas in the order in which they may read each other, and how single tables are made."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from signals.settings import CHECKOUT

SQL_FOLDER = CHECKOUT / "sql"
BUILD_FILE = "build.toml"
KINDS = ("given", "scratch", "published")
NO_SCHEMAS = ("answers", "checks", "digest", "evaluation", "examples", "macros", "pages", "pair_history")
"""Folders under sql/ whose files make no tables: checks, macros, and queries over a finished file."""
SOURCE = "faers"
"""The folder under sql/sources whose SELECTs make the schema staging."""
_MANNER = re.compile(r"view|(view )?by quarter|by slice of (?P<column>\w+)")
_KEYS = {"schemas": list, "working": list, "tables": dict}


@dataclass(frozen=True)
class Schema:
    """A schema of the build: given before it, scratch that is removed after it, or published."""

    name: str
    kind: str
    idea: str


@dataclass(frozen=True)
class Manner:
    """How a table is made; without any of these once, for all quarters."""

    is_view: bool = False
    is_by_quarter: bool = False
    slice_by: str | None = None


@dataclass(frozen=True)
class Declaration:
    """What sql/build.toml declares."""

    schemas: tuple[Schema, ...]
    """In order: a table reads its own schema and those before it."""
    working: tuple[str, ...]
    """Tables of published schemas that only other tables read; they are dropped before publication."""
    manners: Mapping[str, Manner]
    """By the path of the table's file under sql/, without its suffix."""

    def names(self, *kinds: str) -> tuple[str, ...]:
        """The names of the schemas of these kinds, in order."""
        return tuple(schema.name for schema in self.schemas if schema.kind in kinds)


@lru_cache
def read_declaration(folder: Path = SQL_FOLDER) -> Declaration:
    """The declaration of the SELECTs under ``folder``.

    Raises
    ------
    ValueError
        It names what is wrong: an unknown key, kind or manner, or a schema or table without a file.
    """
    content = tomllib.loads((folder / BUILD_FILE).read_text(encoding="utf-8"))
    for key, value in content.items():
        if not isinstance(value, _KEYS.get(key, ())):
            raise _error(f"`{key}` is not expected; expected the lists `schemas` and `working` and the tables `tables`")
    declaration = Declaration(
        schemas=tuple(_schema(entry) for entry in content.get("schemas", [])),
        working=tuple(content.get("working", [])),
        manners={
            f"{place}/{table}": _manner(folder, place, table, manner)
            for place, tables in content.get("tables", {}).items()
            for table, manner in tables.items()
        },
    )
    _require_schemas(folder, declaration)
    return declaration


def macro_files(folder: Path = SQL_FOLDER, source: str = SOURCE) -> list[Path]:
    """The macros that the SELECTs use: those for all, then those of the source."""
    return [*sorted((folder / "macros").glob("*.sql")), *sorted((folder / "sources" / source / "macros").glob("*.sql"))]


def _schema(entry: Any) -> Schema:
    if not isinstance(entry, dict) or entry.keys() != {"name", "kind", "idea"} or entry["kind"] not in KINDS:
        raise _error(f"a schema is {entry}; expected a name, a kind ({', '.join(KINDS)}) and an idea")
    return Schema(**entry)


def _manner(folder: Path, place: str, table: str, manner: str) -> Manner:
    if not (folder / place / f"{table}.sql").is_file():
        raise _error(f"tables names {place}/{table}, but there is no file sql/{place}/{table}.sql")
    match = _MANNER.fullmatch(manner) if isinstance(manner, str) else None
    if match is None:
        raise _error(
            f"{place}/{table} is to be made `{manner}`; expected `view`, `by quarter`, `view by quarter` or "
            "`by slice of <column>`"
        )
    return Manner(manner.startswith("view"), manner.endswith("by quarter"), match["column"])


def _require_schemas(folder: Path, declaration: Declaration) -> None:
    names = [schema.name for schema in declaration.schemas]
    if twice := {name for name in names if names.count(name) > 1}:
        raise _error(f"schemas names {', '.join(sorted(twice))} twice")
    folders = {path.parent.name for path in folder.glob("*/*.sql")} - {*NO_SCHEMAS}
    if unknown := folders - {*declaration.names("scratch", "published")}:
        raise _error(f"schemas does not name {', '.join(sorted(unknown))}, and sql/ has a folder of that name")
    if misplaced := [name for name in declaration.working if name.split(".")[0] not in declaration.names("published")]:
        raise _error(f"working names {', '.join(misplaced)}, which is in no published schema")


def _error(sentence: str) -> ValueError:
    return ValueError(f"sql/{BUILD_FILE}: {sentence}")
