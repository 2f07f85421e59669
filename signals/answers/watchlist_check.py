"""`nibwatch watchlist check`: a watchlist held against the published file, before anything is built with it."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from signals.answers.watchlist import opening
from signals.database import quoted
from signals.declaration import SQL_FOLDER
from signals.present.numbers import plural
from signals.present.output import one_line
from signals.published import query, records
from signals.vocabulary.listed_names import problem_in_words
from signals.vocabulary.reference import register_reference
from signals.vocabulary.watchlist import Watchlist, load_watchlist
from signals.vocabulary.watchlist_tables import register_watchlist


@dataclass(frozen=True)
class Checked:
    """What a check says, and how many names it found fault with."""

    text: str
    problem_count: int


def check_watchlist(published: Path, name_or_path: str) -> Checked:
    """Names that nothing knows, every watched drug and term with its cases, and what each analysis would leave out.

    Raises
    ------
    RequestError
        The watchlist is not there, or does not hold what a watchlist holds.
    """
    watchlist = load_watchlist(name_or_path)
    with duckdb.connect() as connection:
        for name in ("watchlist", "reference"):
            connection.execute(f"ATTACH ':memory:' AS {name}")
        register_reference(connection)
        register_watchlist(connection, watchlist)
        connection.execute(f"ATTACH {quoted(published)} AS published (READ_ONLY)")
        connection.execute("USE published")
        problems = records(connection, (SQL_FOLDER / "meta" / "watchlist_problem.sql").read_text(encoding="utf-8"))
        parts = [
            *opening(connection),
            "\n".join(one_line(problem_in_words(problem)) for problem in problems)
            or f"The watchlist {watchlist.name} is in order: reports or reference tables know every name in it.",
            *_counts(connection),
            *_left_out(connection, watchlist),
        ]
    return Checked("\n\n".join(parts), len(problems))


def _counts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The watched drugs, then the terms of each group, with the counted cases that name them."""
    lines: dict[str, list[str]] = {}
    for row in records(connection, query("answers/watchlist_counts")):
        lines.setdefault(row["place"], []).append(f"{row['name']} {row['case_count']:,}")
    return [one_line(f"{place}: {', '.join(named)}.") for place, named in lines.items()]


def _left_out(connection: duckdb.DuckDBPyConnection, watchlist: Watchlist) -> list[str]:
    """How many counted cases the lists of each analysis take out."""
    ((total,),) = connection.execute("SELECT count(*) FROM faers.cases WHERE is_counted").fetchall()
    lines = []
    for analysis in watchlist.analyses:
        if not analysis.leave_out:
            continue
        if watchlist.is_empty(analysis):
            lines.append(f"{analysis.name}: not made, since its lists are empty.")
            continue
        ((count,),) = connection.execute(
            query("answers/watchlist_left_out"), {"lists": list(analysis.leave_out)}
        ).fetchall()
        lines.append(f"{analysis.name}: leaves out {plural(count, 'case')} of {total:,} by its lists.")
    return ["\n".join(map(one_line, lines))] if lines else []
