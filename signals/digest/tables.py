"""The digest's tables: how a row of the published file is written, and the section that shows the first of them."""

import tomllib
from collections.abc import Callable, Mapping, Sequence
from importlib.resources import files
from typing import Any

from signals.digest.citations import Citations
from signals.present.blocks import Column, Section, table
from signals.present.numbers import DASH, count, drug_title, interval, name, plural, sentence, share, statistic, times
from signals.present.paths import drug_path
from signals.present.query import Row

ARROW = " → "


def drug_name(row: Row) -> str:
    """A drug by name, with what it is when it is no single ingredient, and whether it is new."""
    return f"{drug_title(row.drug, row.drug_kind)}{', new' if getattr(row, 'is_new', False) else ''}"


def ror(row: Row) -> str:
    """ROR with its interval, or the first cell of the table that is 0 and leaves it undefined."""
    reason = next((f"{cell} = 0" for cell in "abcd" if getattr(row, cell) == 0), "")
    return interval(row.ror, row.ror_lower, row.ror_upper, reason=reason)


def animals(evidence: Row) -> str:
    """Coded animal studies by direction; that there is none."""
    if not evidence.study_count:
        return "no coded study"
    directions = ("protective", "harmful", "mixed", "null")
    counts = {direction: getattr(evidence, f"{direction}_count") for direction in directions}
    of_each = ", ".join(f"{count(number)} {direction}" for direction, number in counts.items() if number)
    base_rate = f"; {share(evidence.base_rate)} protect whatever the drug" if evidence.base_rate is not None else ""
    return f"{of_each} of {plural(evidence.study_count, 'study', 'studies')}{base_rate}"


def _all_reports(row: Row) -> str:
    """What stands beside: the cases and the ratio of the first analysis, which leaves nothing out."""
    if row.first_a is None:
        return ""
    ratio = times(row.first_ic, row.first_ic_lower, row.first_ic_upper)
    return f"{plural(row.first_a, 'case')}, {ratio} times expected"


def _moved(before: str, now: str) -> str:
    return now if before in (DASH, now) else f"{before}{ARROW}{now}"


def _times_moved(row: Row) -> str:
    now = times(row.ic_now, row.ic_lower_now, row.ic_upper_now)
    before = times(row.ic_before, None, None)
    return now if now.partition(" ")[0] == before else _moved(before, now)


def _new_cases(row: Row) -> str:
    """The numbers of the newest cases that came, and how many more there are."""
    if not row.new_cases:
        return ""
    more = row.new_cases.cases - len(row.new_cases.newest)
    return f"{', '.join(map(str, row.new_cases.newest))}{f' and {count(more)} more' if more > 0 else ''}"


VALUES: Mapping[str, Callable[[Any], str]] = {
    "as it is": str,
    "name": name,
    "count": count,
    "statistic": statistic,
    "sentence": lambda text: sentence(text or ""),
}
"""How the value of a column is written."""
TEXTS: Mapping[str, Callable[[Row], str]] = {
    "drug": drug_name,
    "event": lambda row: row.event_words,
    "ROR": ror,
    "times": lambda row: times(row.ic, row.ic_lower, row.ic_upper),
    "holds in": lambda row: f"{count(row.holds_count)} of {count(row.analysis_count)}" if row.analysis_count else DASH,
    "animals": animals,
    "people": lambda row: f"{name(row.human_verdict)}{' (hollow count)' if row.is_hollow else ''}",
    "all reports": _all_reports,
    "caution": lambda row: row.caution or "",
    "cases then and now": lambda row: _moved(count(row.a_before), count(row.a_now)),
    "times then and now": _times_moved,
    "verdict before": lambda row: name(row.verdict_before) if row.change == "new" and row.verdict_before else "",
    "new cases": _new_cases,
}
"""How a whole row is written in a column."""


def _column(title: str, text: str = "name", column: str = "", **settings: Any) -> Column:
    write = TEXTS.get(text) or (lambda row: VALUES[text](getattr(row, column or title)))
    return Column(title, write, **settings)


BY_QUERY = {
    query: (tuple(_column(**column) for column in declared["columns"]), str(declared["noun"]))
    for query, declared in tomllib.loads((files("signals.digest") / "tables.toml").read_text(encoding="utf-8")).items()
}
"""The columns in which the rows of each query are shown, and what its rows are, by tables.toml."""


def without(query: str, *titles: str) -> tuple[Column, ...]:
    """The columns of a query's table but some."""
    return tuple(column for column in BY_QUERY[query][0] if column.title not in titles)


def section(
    citations: Citations,
    title: str,
    query: str,
    *paragraphs: str,
    rows: Sequence[Row],
    columns: tuple[Column, ...] = (),
    noun: str = "",
    longest: int | None = None,
    also_cited: Sequence[str] = (),
) -> Section:
    """A section whose table has the first rows of a query's answer, cells of a drug leading to its page."""
    longest = citations.longest if longest is None else longest
    usual_columns, usual_noun = BY_QUERY[query]
    shown = rows[:longest]
    return Section(
        title,
        paragraphs,
        table(columns or usual_columns, shown, _page_of if hasattr(shown[0], "drug_kind") else None) if shown else None,
        left_out=citations.left_out(rows, longest, query=query, noun=noun or usual_noun),
        query_numbers=tuple(map(citations.number, (*also_cited, query))),
    )


def _page_of(row: Row) -> str:
    return drug_path(row.drug, row.drug_kind)
