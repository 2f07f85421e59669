"""What must hold in a file before it is published: every SELECT in sql/checks returns the rows that break a rule."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from signals.build.graph import SQL_FOLDER
from signals.errors import NibwatchError

SHOWN_ROWS = 3


class CheckError(NibwatchError):
    """A build broke a rule and was not published."""


@dataclass(frozen=True)
class Breach:
    """A rule that does not hold: its title, how many rows break it, and the first of them."""

    check: str
    title: str
    row_count: int
    examples: tuple[dict[str, object], ...]


def breaches(connection: duckdb.DuckDBPyConnection, folder: Path = SQL_FOLDER / "checks") -> list[Breach]:
    """Run every check and return those that found offending rows."""
    return [breach for path in sorted(folder.glob("*.sql")) if (breach := _run(connection, path)) is not None]


def require(connection: duckdb.DuckDBPyConnection, folder: Path = SQL_FOLDER / "checks") -> int:
    """How many checks passed; a ``CheckError`` that names the first broken rule if one did not."""
    if broken := breaches(connection, folder):
        first = broken[0]
        raise CheckError(
            f"Not published: the build breaks the rule '{first.title}' (sql/checks/{first.check}.sql) in "
            f"{first.row_count} rows, for instance {first.examples[0]}"
            f"{f', and {len(broken) - 1} other rules' if len(broken) > 1 else ''}; what was published before still "
            "stands. This is a fault of nibwatch or of its input: please report it with this sentence."
        )
    return len(list(folder.glob("*.sql")))


def _run(connection: duckdb.DuckDBPyConnection, path: Path) -> Breach | None:
    sql = path.read_text()
    relation = connection.execute(sql)
    names = [column[0] for column in relation.description or []]
    rows = relation.fetchall()
    if not rows:
        return None
    examples = tuple(dict(zip(names, row, strict=True)) for row in rows[:SHOWN_ROWS])
    return Breach(path.stem, sql.splitlines()[0].removeprefix("--").strip(), len(rows), examples)
