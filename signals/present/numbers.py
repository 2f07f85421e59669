"""How a number, an interval or a name from outside is written, once for both parts of the mail."""

import math
import re
import string
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from signals.clock import local
from signals.source_description import source_description

DASH = "–"
IDENTIFIERS = ("year", "caseid", "pmid", "line_number", "primaryid")
"""Whole numbers that are written without separators."""
LONGEST_NAME = 80
LONGEST_LIST = 5
LONGEST_SENTENCE = 300


def count(value: int | None) -> str:
    """A whole number with separators of thousands; a dash where there is none."""
    return DASH if value is None else f"{value:,}"


def statistic(value: float | None, digits: int = 2) -> str:
    """Two decimals (`digits`), two digits below 0.1, whole from 1,000 on; a dash where undefined, never nan or inf."""
    if value is None or not math.isfinite(value):
        return DASH
    if abs(value) >= 1000:
        return f"{value:,.0f}"
    if 0 < abs(value) < 0.1:
        return f"{value:.2g}" if abs(value) >= 1e-4 else f"{value:.1e}"
    return f"{float(value) + 0.0:.{digits}f}"


def interval(
    estimate: float | None, lower: float | None, upper: float | None, *, reason: str = "", digits: int = 2
) -> str:
    """An estimate with its interval; where there is no estimate, a dash and the reason when it is known."""
    shown, low, high = (statistic(value, digits) for value in (estimate, lower, upper))
    if shown == DASH:
        return f"{DASH} ({reason})" if reason else DASH
    return f"{shown} ({low} to {high})" if low != DASH else f"{shown} ({DASH})"


def two_digits(value: float) -> str:
    """A number with two digits that matter: 0.042, 0.31, 3.1, 31."""
    digits = 0 if value >= 9.95 else 1 if value >= 0.995 else 2 if value >= 0.0995 else 3
    return f"{value:,.{digits}f}"


def times(ic: float | None, lower: float | None, upper: float | None) -> str:
    """How many times as often as expected: 2^IC with its interval, as 9.0 (6.9 to 11); a dash where IC is undefined."""
    shown = [two_digits(2.0**log) for log in (ic, lower, upper) if log is not None and math.isfinite(log)]
    if ic is None or not math.isfinite(ic):
        return DASH
    return f"{shown[0]} ({shown[1]} to {shown[2]})" if len(shown) == 3 else shown[0]


def value_text(value: Any, name: str = "") -> str:
    """A value for reading; a dash where it is undefined or missing.

    A tuple of three numbers is an estimate with its interval; in a column of times expected, an IC with its.
    """
    if value is None or value == []:
        return DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return str(value) if name in IDENTIFIERS else f"{value:,}"
    if isinstance(value, float | Decimal):
        return statistic(float(value))
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return times(*value) if "times expected" in name else interval(*value)
    return ", ".join(map(value_text, value)) if isinstance(value, list) else str(value)


def share(fraction: float | None) -> str:
    """A fraction of 1 as a percentage without decimals."""
    return DASH if fraction is None or not math.isfinite(fraction) else f"{100 * fraction:.0f}%"


def name(text: str | None) -> str:
    """A name from outside on one line, at most 80 characters; a dash where there is none."""
    return DASH if text is None else _shortened(line(text) or DASH, LONGEST_NAME)


def sentence(text: str) -> str:
    """A sentence from outside on one line, at most 300 characters."""
    return _shortened(line(text), LONGEST_SENTENCE)


def line(text: str) -> str:
    """Text from outside on one line, without control characters or changes of direction."""
    return " ".join("".join(" " if unicodedata.category(sign)[0] in "CZ" else sign for sign in text).split())


def _shortened(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1] + "…"


def drug_title(drug: str, drug_kind: str) -> str:
    """A watched drug by name, with what it is where it is no single ingredient: JAK (target class)."""
    return name(drug) if drug_kind == "ingredient" else f"{name(drug)} ({name(drug_kind).replace('_', ' ')})"


def listed(texts: Sequence[str], separator: str = ", ") -> str:
    """The first of several texts, and how many more there are."""
    more = len(texts) - LONGEST_LIST
    return f"{separator.join(texts[:LONGEST_LIST])}{f' and {count(more)} more' if more > 0 else ''}"


def plural(number: int, noun: str, several: str = "") -> str:
    """A count with its noun: 1 quarter, 5 quarters, 3 studies."""
    return f"{count(number)} {noun if number == 1 else several or f'{noun}s'}"


def have(number: int) -> str:
    """The verb after a count."""
    return "has" if number == 1 else "have"


class _Filling(string.Formatter):
    def get_value(self, key: int | str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
        value = super().get_value(key, args, kwargs)
        return str(value) if key in IDENTIFIERS and value is not None else value

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec == "listed":
            return listed([name(one) for one in value])
        if format_spec:
            return plural(value, *format_spec.split("|"))
        return "" if value is None else value_text(value)


def filled(text: str, words: Mapping[str, Any]) -> str:
    """A text with the words that its braces stand for.

    A number is counted by the noun behind a colon: with 2, {reports:report} is 2 reports and {n:study|studies} 2
    studies. Of a list {drugs:listed} has the first.
    """
    return _Filling().vformat(text, (), words)


def day(moment: datetime) -> str:
    """The date of a moment, in NIBWATCH_TIMEZONE."""
    return local(moment).date().isoformat()


def quarters(held: Sequence[str]) -> str:
    """Quarters in order, neighbours drawn together: 2004Q1, 2022Q4 to 2023Q2."""
    runs: list[list[str]] = []
    for quarter in sorted(set(held)):
        if runs and _follows(quarter, runs[-1][-1]):
            runs[-1].append(quarter)
        else:
            runs.append([quarter])
    return ", ".join(run[0] if len(run) == 1 else f"{run[0]} to {run[-1]}" for run in runs) or "none"


def data_span(held: Sequence[str]) -> str:
    """What a publication rests on, by the source's name: 2004Q1 to 2023Q2 (78 quarters) of it."""
    return f"{source_description().name} {held[0]} to {held[-1]} ({len(held)} quarters)"


def data_until(quarter: str) -> str:
    """How far the source's data reach, after its name: to 2023Q2."""
    return f"{source_description().name} to {name(quarter)}"


def _follows(quarter: str, earlier: str) -> bool:
    later, former = (re.fullmatch(r"(\d{4})[Qq]([1-4])", text) for text in (quarter, earlier))
    if later is None or former is None:
        return False
    return 4 * int(later[1]) + int(later[2]) - 4 * int(former[1]) - int(former[2]) == 1


def inside_a_sentence(title: str) -> str:
    """A title inside a sentence: its first letter small, unless it is a name or an abbreviation."""
    first_word = title.split()[0]
    is_name = "-" in first_word or "'" in first_word or first_word[1:] != first_word[1:].lower()
    return title if is_name else title[0].lower() + title[1:]
