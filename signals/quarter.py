"""Calendar quarters and ranges of them."""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from signals.errors import RequestError

_QUARTER = re.compile(r"([12][0-9]{3})q([1-4])", re.IGNORECASE)


@dataclass(frozen=True, order=True)
class Quarter:
    """A calendar quarter, written 2023Q1; quarters sort by time.

    >>> str(Quarter.parse("2012q3").next())
    '2012Q4'
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1 <= self.year <= 9999 and 1 <= self.number <= 4):
            raise ValueError(f"no such quarter: year {self.year}, number {self.number}")

    @classmethod
    def parse(cls, text: str) -> "Quarter":
        """The quarter written as YYYYqN, in any case; RequestError for any other text."""
        match = _QUARTER.fullmatch(text.strip())
        if not match:
            raise RequestError(f"Expected a quarter such as 2023Q1 (a year and Q1 to Q4), found {text.strip()!r}.")
        return cls(year=int(match[1]), number=int(match[2]))

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.number}"

    def next(self) -> "Quarter":
        """The quarter after this one."""
        return Quarter(self.year + 1, 1) if self.number == 4 else Quarter(self.year, self.number + 1)

    def previous(self) -> "Quarter":
        """The quarter before this one."""
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        month = 3 * self.number
        return date(self.year, month, calendar.monthrange(self.year, month)[1])


def last_ended(today: date) -> Quarter:
    """The last quarter that had ended before `today`."""
    return Quarter(today.year, (today.month + 2) // 3).previous()


def quarters_between(first: Quarter, last: Quarter) -> Iterator[Quarter]:
    """Every quarter from `first` to `last`, both included; none when `last` comes first."""
    while first <= last:
        yield first
        first = first.next()


@dataclass(frozen=True)
class QuarterRange:
    """Which quarters are wanted: one or more spans, both ends included.

    >>> Quarter(2023, 4) in parse_range("2023q1..2024q4")
    True
    """

    spans: tuple[tuple[Quarter, Quarter], ...]

    def __contains__(self, quarter: Quarter) -> bool:
        return any(first <= quarter <= last for first, last in self.spans)

    def between(self, first: Quarter, last: Quarter) -> list[Quarter]:
        """The wanted quarters from `first` to `last`, in order, each once."""
        return [quarter for quarter in quarters_between(first, last) if quarter in self]

    def __str__(self) -> str:
        if self == EVERY_QUARTER:
            return "any year"
        return ", ".join(str(first) if first == last else f"{first}..{last}" for first, last in self.spans)


def missing_between(held: Iterable[Quarter]) -> QuarterRange | None:
    """The quarters between the first and the last held that are not held themselves; None where there are none.

    >>> str(missing_between([Quarter(2023, 4), Quarter(2022, 4)]))
    '2023Q1..2023Q3'
    """
    ordered = sorted(set(held))
    spans = tuple((before.next(), after.previous()) for before, after in pairwise(ordered) if before.next() != after)
    return QuarterRange(spans) if spans else None


EVERY_QUARTER = QuarterRange(spans=((Quarter(1, 1), Quarter(9999, 4)),))


def parse_range(text: str) -> QuarterRange:
    """What `--quarters` says: `2023q1..2024q4`, one quarter, or several of either with commas between.

    Raises RequestError for anything else, and for a range that ends before it begins.
    """
    return QuarterRange(spans=tuple(_parse_span(part, text) for part in text.split(",")))


def _parse_span(part: str, text: str) -> tuple[Quarter, Quarter]:
    ends = [end.strip() for end in part.split("..")]
    if len(ends) > 2 or not all(ends):
        raise RequestError(
            f"Expected --quarters as 2023q1, 2023q1..2024q4, or several of these with commas between; found {text!r}."
        )
    first, last = Quarter.parse(ends[0]), Quarter.parse(ends[-1])
    if last < first:
        raise RequestError(f"--quarters {part.strip()} ends before it begins; write {last}..{first}.")
    return first, last
