"""`nibwatch watchlist check`: a watchlist held against the published file, before anything is built with it."""

from dataclasses import dataclass
from pathlib import Path

import duckdb

from signals.answers.first_lines import first_lines
from signals.database import Resources, quoted, register_macros
from signals.declaration import SQL_FOLDER
from signals.present.numbers import count, plural
from signals.present.output import one_line
from signals.published import Record, query, records
from signals.settings import settings
from signals.source_description import SOURCE
from signals.temporary_folder import temporary_folder
from signals.vocabulary.listed_names import problem_in_words
from signals.vocabulary.reference import register_reference
from signals.vocabulary.watchlist import load_watchlist
from signals.vocabulary.watchlist_tables import register_watchlist

_PUBLISHED = {
    "staging.source": f"sources/{SOURCE}/source",
    "linkage.parameter": "answers/watchlist_linkage_parameter",
    "linkage.probable_group": "answers/watchlist_probable_group",
    "watch.routed_list": "answers/watchlist_routed_list",
}
"""Tables that the published file does not hold, with the query that reads each from what it holds."""
_OF_THE_BUILD = (
    *("suspected", "case_article", "repeated_article_case", "repeated_probable_case", "case_list"),
    *("case_indication_group", "case_condition", "profile", "drug", "analysis", "frame_profile", "counted_case"),
    "drug_case",
)
"""Tables under sql/watch that the analyses rest on, in the order in which they are made."""


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
    limits = Resources(settings().reader_memory, settings().threads).config
    with (
        temporary_folder("check") as scratch,
        duckdb.connect(config={**limits, "temp_directory": str(scratch)}) as connection,
    ):
        for name in ("watchlist", "reference", "staging", "linkage", "watch"):
            connection.execute(f"ATTACH {quoted(scratch / name)} AS {name}")
        register_reference(connection)
        register_watchlist(connection, watchlist)
        connection.execute(f"ATTACH {quoted(published)} AS published (READ_ONLY)")
        connection.execute("USE published")
        problems = records(connection, (SQL_FOLDER / "meta" / "watchlist_problem.sql").read_text(encoding="utf-8"))
        parts = [
            *first_lines(connection),
            "\n".join(one_line(problem_in_words(problem)) for problem in problems)
            or f"The watchlist {watchlist.name} is in order: reports or reference tables know every name in it.",
            *_counts(connection),
            *_left_out(connection),
        ]
    return Checked("\n\n".join(parts), len(problems))


def _counts(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The watched drugs, then the terms of each group, with the counted cases that name them."""
    lines: dict[str, list[str]] = {}
    for row in records(connection, query("answers/watchlist_counts")):
        lines.setdefault(row["place"], []).append(f"{row['name']} {row['case_count']:,}")
    return [one_line(f"{place}: {', '.join(named)}.") for place, named in lines.items()]


def _left_out(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """What each analysis would leave out, from the queries of the build over what is published."""
    register_macros(connection)
    for table, name in (_PUBLISHED | {f"watch.{name}": f"watch/{name}" for name in _OF_THE_BUILD}).items():
        connection.execute(f"CREATE TABLE {table} AS {query(name)}")
    rows = records(connection, query("answers/watchlist_left_out"))
    return [
        "\n".join(["What each analysis leaves out for every watched drug:", *(one_line(_row(row)) for row in rows)])
    ]


def _row(each: Record) -> str:
    """An analysis with its counts: of all cases, of those that suspect a watched drug, and of those compared with."""
    named = f"{each['analysis']} ({each['words']})"
    if not each["made_count"]:
        return f"{named}: not made, since {each['reason']}."
    if each["made_count"] < each["drug_count"]:
        named += f", made for {each['made_count']} of {plural(each['drug_count'], 'drug')}"
    left_out, watched, not_compared = (
        each[f"{name}_count"] for name in ("left_out", "watched_left_out", "not_compared")
    )
    if not (left_out or watched or not_compared):
        return f"{named}: leaves out nothing."
    parts = [
        f"leaves out {count(left_out)} of {plural(each['case_count'], 'case')}",
        f"{count(watched)} of the {count(each['watched_count'])} that suspect a watched drug do not count as its cases",
        f"{count(not_compared)} are in no drug's comparator" if not_compared > left_out else "",
    ]
    return f"{named}: {'; '.join(filter(None, parts))}."
