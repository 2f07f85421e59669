"""What must hold in a file before it is published: every SELECT in sql/checks returns the rows that break a rule."""

from collections.abc import Sequence
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
    quarters: tuple[str, ...] = ()
    """Those whose rows break it, where they say so."""


def breaches(connection: duckdb.DuckDBPyConnection, folder: Path = SQL_FOLDER / "checks") -> list[Breach]:
    """Run every check and return those that found offending rows.

    Parameters
    ----------
    folder
        Of SELECTs, each of which returns the rows that break its rule.
    """
    return [breach for path in sorted(folder.glob("*.sql")) if (breach := _run(connection, path)) is not None]


def require(connection: duckdb.DuckDBPyConnection, folder: Path = SQL_FOLDER / "checks") -> int:
    """Run every check.

    Returns
    -------
    How many passed.

    Raises
    ------
    CheckError
        One did not; the sentence names the first broken rule.
    """
    if broken := breaches(connection, folder):
        first = broken[0]
        quarters = sorted({quarter for breach in broken for quarter in breach.quarters})
        raise CheckError(
            f"Not published: the build breaks the rule '{first.title}' (sql/checks/{first.check}.sql) in "
            f"{first.row_count} rows, for instance {first.examples[0]}"
            f"{f', and {len(broken) - 1} other rules' if len(broken) > 1 else ''}; what was published before still "
            f"stands. {_advice(quarters)} This is a fault of nibwatch or of its input: please report it with this "
            "sentence."
        )
    return len(list(folder.glob("*.sql")))


def _advice(quarters: Sequence[str]) -> str:
    """Which quarters to set aside, and how."""
    if not quarters:
        return "`nibwatch ingest --drop QUARTER` sets a quarter aside."
    return (
        f"The rows are of {', '.join(quarters)}: `nibwatch ingest --drop {','.join(quarters).lower()}` sets "
        f"{'it' if len(quarters) == 1 else 'them'} aside, so that the next run publishes without."
    )


def _quarters(connection: duckdb.DuckDBPyConnection, rows: Sequence[dict[str, object]]) -> tuple[str, ...]:
    """The quarters of offending rows: those they name, else those of the cases they name."""
    named = {str(row["quarter"]) for row in rows if row.get("quarter")}
    if cases := [row["caseid"] for row in rows if row.get("caseid") is not None and not row.get("quarter")]:
        query = "SELECT DISTINCT quarter FROM faers.cases WHERE caseid IN (SELECT unnest($cases))"
        named |= {str(quarter) for (quarter,) in connection.execute(query, {"cases": cases}).fetchall()}
    return tuple(sorted(named))


def _run(connection: duckdb.DuckDBPyConnection, path: Path) -> Breach | None:
    sql = path.read_text()
    relation = connection.execute(sql)
    names = [column[0] for column in relation.description or []]
    rows = relation.fetchall()
    if not rows:
        return None
    named = [dict(zip(names, row, strict=True)) for row in rows]
    title = sql.splitlines()[0].removeprefix("--").strip()
    return Breach(path.stem, title, len(rows), tuple(named[:SHOWN_ROWS]), _quarters(connection, named))
