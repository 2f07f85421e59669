"""sql/build.toml: the schemas in the order in which they may read each other, and how single tables are made."""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from signals.settings import CHECKOUT
from signals.source_description import SOURCE
from signals.validation import StrictModel, expecting, key_of, reason

SQL_FOLDER = CHECKOUT / "sql"
BUILD_FILE = "build.toml"
NO_SCHEMAS = ("answers", "checks", "digest", "evaluation", "examples", "macros", "pages", "pair_history")
"""Folders under sql/ whose files make no tables: checks, macros, and queries over a finished file."""
Manner = Annotated[
    str,
    Field(pattern=r"^(view|(view )?by quarter|by slice of \w+)$"),
    expecting("`view`, `by quarter`, `view by quarter` or `by slice of <column>`"),
]
"""How a table is made; one that is not named is made once, for all quarters."""


class Schema(StrictModel):
    """A schema of the build: given before it, scratch that is removed after it, or published."""

    name: str
    kind: Literal["given", "scratch", "published"]
    idea: str


class Declaration(StrictModel):
    """What sql/build.toml declares."""

    schemas: list[Schema]
    """In order: a table reads its own schema and those before it."""
    working: list[str]
    """Tables of published schemas that only other tables read; they are dropped before publication."""
    for_all_watchlists: list[str]
    """Tables that are made once although they read a watchlist or what is made for each."""
    tables: dict[str, dict[str, Manner]]
    """By the folder under sql/ and the name of the table's file, without its suffix."""

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
    try:
        declaration = Declaration.model_validate(tomllib.loads((folder / BUILD_FILE).read_text(encoding="utf-8")))
    except ValidationError as error:
        first = error.errors()[0]
        raise ValueError(f"sql/{BUILD_FILE}: {key_of(first)}: {reason(first)}") from error
    if wrong := _declaration_error(folder, declaration):
        raise ValueError(f"sql/{BUILD_FILE}: {wrong}")
    return declaration


def macro_files(folder: Path = SQL_FOLDER, source: str = SOURCE) -> list[Path]:
    """The macros that the SELECTs use: those for all, then those of the source."""
    return [*sorted((folder / "macros").glob("*.sql")), *sorted((folder / "sources" / source / "macros").glob("*.sql"))]


def _declaration_error(folder: Path, declaration: Declaration) -> str | None:
    """What a declaration lacks, repeats or gets wrong about the files under ``folder``."""
    declared = [f"{place}/{table}" for place, tables in declaration.tables.items() for table in tables]
    if without_file := [name for name in declared if not (folder / f"{name}.sql").is_file()]:
        return f"tables names {without_file[0]}, but there is no file sql/{without_file[0]}.sql"
    names = [schema.name for schema in declaration.schemas]
    if repeated := {name for name in names if names.count(name) > 1}:
        return f"schemas names {', '.join(sorted(repeated))} twice"
    folders = {path.parent.name for path in folder.glob("*/*.sql")} - {*NO_SCHEMAS}
    if unknown := folders - {*declaration.names("scratch", "published")}:
        return f"schemas does not name {', '.join(sorted(unknown))}, and sql/ has a folder of that name"
    if misplaced := [name for name in declaration.working if name.split(".")[0] not in declaration.names("published")]:
        return f"working names {', '.join(misplaced)}, which is in no published schema"
    return None
