"""The macros of the published file: sql/macros/published/<name>.sql, each with its COMMENT and an example.

A file begins with comment lines: what the macro means, then `Example:` and a query that a test runs. They are created
in the published file itself, in the order in which they use each other, so that they work in every DuckDB client that
opens the file or attaches it and makes it current with USE.
"""

import re
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

import duckdb

from signals.build.graph import SQL_FOLDER
from signals.database import quoted

MACRO_FOLDER = SQL_FOLDER / "macros" / "published"
EXAMPLE = "Example:"


@dataclass(frozen=True)
class Macro:
    """A macro of the published file: how it is called, what it means, a query that uses it, and its definition."""

    name: str
    parameters: str
    is_table: bool
    meaning: str
    example: str
    sql: str

    @property
    def call(self) -> str:
        return f"{self.name}({self.parameters})"


def published_macros(folder: Path = MACRO_FOLDER) -> list[Macro]:
    """Every macro, each after those it uses."""
    macros = {path.stem: _macro(path) for path in sorted(folder.glob("*.sql"))}
    uses = {
        name: sorted(set(re.findall(r"\b(\w+)\(", macro.sql)) & macros.keys() - {name})
        for name, macro in macros.items()
    }
    return [macros[name] for name in TopologicalSorter(uses).static_order()]


def create_macros(connection: duckdb.DuckDBPyConnection) -> None:
    """Create every macro in the connection's own database, with its COMMENT."""
    for macro in published_macros():
        connection.execute(macro.sql)
        kind = "MACRO TABLE" if macro.is_table else "MACRO"
        comment = f"{macro.call}: {macro.meaning}. {EXAMPLE} {macro.example}"
        connection.execute(f"COMMENT ON {kind} {macro.name} IS {quoted(comment)}")


def _macro(path: Path) -> Macro:
    lines = path.read_text(encoding="utf-8").splitlines()
    header = [line.removeprefix("--").strip() for line in lines if line.startswith("--")]
    sql = "\n".join(line for line in lines if not line.startswith("--"))
    definition = re.match(r"\s*CREATE MACRO (\w+)\((.+?)\) AS( TABLE)?", sql)
    meaning, _, example = " ".join(header).partition(EXAMPLE)
    if definition is None or definition[1] != path.stem or not meaning or not example:
        raise ValueError(f"{path} must hold what {path.stem} means, an {EXAMPLE} and CREATE MACRO {path.stem}(...)")
    return Macro(
        name=path.stem,
        parameters=definition[2],
        is_table=definition[3] is not None,
        meaning=meaning.strip(),
        example=example.strip(),
        sql=sql,
    )
