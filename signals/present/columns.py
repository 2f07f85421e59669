"""The columns of blocks, as columns.toml declares them, and their kinds: how a row is written in one."""

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from signals.present.block import Column
from signals.present.charts import marked
from signals.present.numbers import DASH, count, drug_title, interval, name, plural, sentence, share, times, value_text
from signals.present.paths import drug_path
from signals.present.query import Row

Link = Callable[[Row], str | None]
DECLARED = tomllib.loads(Path(__file__).with_name("columns.toml").read_text(encoding="utf-8"))
BOUNDS = ("lower", "upper")
ARROW = " → "


def queried(
    names: Sequence[str], rows: Sequence[Row], links: Mapping[str, Link], below: Sequence[str] = ()
) -> tuple[Column, ...]:
    """The columns of a query, in its order. A column x beside x_lower and x_upper is shown with both as its interval.

    Parameters
    ----------
    links
        For a column by name, where its cells lead, beside the addresses of columns.toml.
    below
        Columns whose values follow under their row, beside those of columns.toml.
    """
    with_interval = {one for one in names if {f"{one}_{end}" for end in BOUNDS} <= set(names)}
    bounds = {f"{one}_{end}" for one in with_interval for end in BOUNDS}
    usual: dict[str, dict[str, Any]]
    usual = {one: {"title": one.replace("_", " "), "kind": "value"} for one in names if one not in bounds}
    usual |= {one: {**usual[one], "kind": "ratio"} for one in with_interval}
    usual |= {one: {**usual[one], "kind": "if any", "is_below": True} for one in below}
    columns = {one: {**usual[one], **DECLARED["queried"].get(one, {})} for one in usual}
    return tuple(_column(one, href=links.get(one), is_number=_is_number(one, rows), **columns[one]) for one in columns)


def listed(names: Sequence[str]) -> tuple[Column, ...]:
    """Columns by their names in columns.toml; all cells of a watched drug's row lead to its page."""
    return tuple(_column(one, href=_page_of, **DECLARED["listed"][one]) for one in names)


def _column(
    key: str,
    *,
    href: Link | None,
    title: str | None = None,
    kind: str = "value",
    column: str = "",
    link: str = "",
    pattern: str = "",
    **settings: Any,
) -> Column:
    """A column as declared: `column` is that of the row, `link` an address with its value at the {}."""
    of_row = column or key
    leads = partial(_address, of_row, pattern, link) if link else href
    shown = key if title is None else title
    return Column(shown, partial(KINDS[kind], of_row), href=leads, sort_value=partial(_sort_value, of_row), **settings)


def _is_number(column: str, rows: Sequence[Row]) -> bool:
    values = [value for row in rows if (value := getattr(row, column)) is not None]
    return bool(values) and all(isinstance(value, int | float) and not isinstance(value, bool) for value in values)


def _sort_value(column: str, row: Row) -> str | None:
    """A number unrounded, nothing where it is missing; None for what is sorted as it is written."""
    value = getattr(row, column, DASH)
    if value is None or (column.startswith("ic") and getattr(row, "expected", None) == 0):
        return ""
    return repr(float(value)) if isinstance(value, int | float) else None


def _address(column: str, pattern: str, address: str, row: Row) -> str | None:
    value = str(getattr(row, column))
    return address.format(value) if re.fullmatch(pattern, value) else None


def _page_of(row: Row) -> str | None:
    return drug_path(row.drug, row.drug_kind) if hasattr(row, "drug_kind") else None


def _value(column: str, row: Row) -> str:
    return value_text(getattr(row, column), column)


def _times(column: str, row: Row) -> str:
    """How many times as often as expected; nothing where nothing was expected, of which there is no multiple."""
    if getattr(row, "expected", None) == 0:
        return DASH
    return times(getattr(row, column), *(getattr(row, f"{column}_{end}", None) for end in BOUNDS))


def _ratio(column: str, row: Row, reason: str = "") -> str:
    return interval(getattr(row, column), *(getattr(row, f"{column}_{end}") for end in BOUNDS), reason=reason)


def _odds_ratio(column: str, row: Row) -> str:
    """With its interval, or the first cell of the table that is 0 and leaves it undefined."""
    return _ratio(column, row, next((f"{cell} = 0" for cell in "abcd" if getattr(row, cell) == 0), ""))


def _drug(_: str, row: Row) -> str:
    """A drug by name, with what it is when it is no single ingredient, and whether it is new."""
    return f"{drug_title(row.drug, row.drug_kind)}{', new' if getattr(row, 'is_new', False) else ''}"


def _event(column: str, row: Row) -> str:
    """An event by name; beside terms, one of which can have its name, a group says that it is one."""
    return f"{_value(column, row)}{' (group)' if getattr(row, 'event_kind', None) == 'group' else ''}"


def _animals(_: str, row: Row) -> str:
    """Coded animal studies by direction; that there is none."""
    if not row.study_count:
        return "no coded study"
    directions = ("protective", "harmful", "mixed", "null")
    counts = {direction: getattr(row, f"{direction}_count") for direction in directions}
    of_each = ", ".join(f"{count(number)} {direction}" for direction, number in counts.items() if number)
    base_rate = f"; {share(row.base_rate)} protect whatever the drug" if row.base_rate is not None else ""
    return f"{of_each} of {plural(row.study_count, 'study', 'studies')}{base_rate}"


def _all_reports(_: str, row: Row) -> str:
    """What stands beside: the cases and the ratio of the first analysis, which leaves nothing out."""
    return "" if row.first_a is None else f"{plural(row.first_a, 'case')}, {_times('first_ic', row)} times expected"


def _moved(before: str, now: str) -> str:
    return now if before in (DASH, now) else f"{before}{ARROW}{now}"


def _times_moved(_: str, row: Row) -> str:
    now = times(row.ic_now, row.ic_lower_now, row.ic_upper_now)
    before = times(row.ic_before, None, None)
    return now if now.partition(" ")[0] == before else _moved(before, now)


def _new_cases(_: str, row: Row) -> str:
    """The numbers of the newest cases that came, and how many more there are."""
    if not row.has_new_cases:
        return ""
    more = row.new_case_count - len(row.newest)
    return f"{', '.join(map(str, row.newest))}{f' and {count(more)} more' if more > 0 else ''}"


def _to_know(_: str, row: Row) -> str:
    """Below a row of the watchlist: all reports, where those are not judged, what it holds in, its cautions."""
    all_reports = (
        f"all: {plural(row.primary_a, 'case')}, {_times('primary_ic', row)}, {row.primary_verdict or 'not made'}"
    )
    notes = [*([all_reports] if row.has_first else []), f"holds in {row.holds_count} of {row.analysis_count}"]
    notes += [f"caution: {row.caution}"] if row.caution else []
    notes += [f"caution on all: {row.first_caution}"] if row.first_caution and not row.caution else []
    return "; ".join(notes)


KINDS: Mapping[str, Callable[[str, Row], str]] = {
    "value": _value,
    "if any": lambda column, row: value_text(value, column) if (value := getattr(row, column)) else "",
    "name": lambda column, row: name(getattr(row, column)),
    "sentence": lambda column, row: sentence(getattr(row, column) or ""),
    "verdict": lambda column, row: getattr(row, column) or "not made",
    "times": _times,
    "ratio": _ratio,
    "odds ratio": _odds_ratio,
    "drug": _drug,
    "event": _event,
    "holds in": lambda _, row: f"{row.holds_count:,} of {row.analysis_count:,}" if row.analysis_count else DASH,
    "animals": _animals,
    "people": lambda _, row: f"{name(row.human_verdict)}{marked(row)}",
    "all reports": _all_reports,
    "cases then and now": lambda _, row: _moved(count(row.a_before), count(row.a_now)),
    "times then and now": _times_moved,
    "verdict before": lambda _, row: name(row.verdict_before) if row.change == "new" and row.verdict_before else "",
    "new cases": _new_cases,
    "to know": _to_know,
}
"""How a row is written in a column: of some kinds the column's value, of others what several columns say."""
