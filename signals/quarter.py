"""A quarter of FAERS: its name, its days, and the names FDA gives its zip."""

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import PurePath

from signals.errors import RequestError

_QUARTER = re.compile(r"([0-9]{4})q([1-4])", re.IGNORECASE)
_ZIP_NAME = re.compile(r"f?aers_ascii_([0-9]{4}q[1-4])\.zip", re.IGNORECASE)

ZIP_PATTERN = "aers_ascii_YYYYqN.zip or faers_ascii_YYYYqN.zip"


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
        """The quarter written as YYYYqN, in any case; FAERS begins with 2004Q1, so nothing before it is one.

        Raises RequestError for any other text.
        """
        match = _QUARTER.fullmatch(text.strip())
        if not match:
            raise RequestError(f"Expected a quarter such as 2023Q1 (a year and Q1 to Q4), found {text.strip()!r}.")
        if int(match[1]) < FIRST_QUARTER.year:
            raise RequestError(f"FDA's quarterly files begin with {FIRST_QUARTER}; found {text.strip()!r}.")
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

    @property
    def era(self) -> str:
        """AERS through 2012Q3, FAERS from 2012Q4 on: FDA changed database, layout and file names."""
        return "FAERS" if self >= FIRST_FAERS_QUARTER else "AERS"

    @property
    def zip_names(self) -> tuple[str, str]:
        """The names FDA may give this quarter's zip, the commoner first: it writes q, and now and then Q."""
        prefix = f"{self.era.lower()}_ascii_{self.year:04d}"
        return f"{prefix}q{self.number}.zip", f"{prefix}Q{self.number}.zip"

    @property
    def zip_name(self) -> str:
        """The one name this quarter's zip has on our disk, whatever the server called it."""
        return self.zip_names[0]


FIRST_QUARTER = Quarter(2004, 1)
FIRST_FAERS_QUARTER = Quarter(2012, 4)


def quarter_of_zip(name: str) -> Quarter | None:
    """The quarter that a zip's name says, in any letter case; None where it is not a name of FDA's.

    Either prefix is taken for any quarter: the name still says which quarter it is, and the layout is read
    from the headers inside. Refusing `faers_ascii_2004q1.zip` would leave a quarter out in silence.
    """
    match = _ZIP_NAME.fullmatch(PurePath(name).name)
    if not match or int(match[1][:4]) < FIRST_QUARTER.year:
        return None
    return Quarter.parse(match[1])


def published_until(today: date) -> Quarter:
    """The last quarter that had ended before `today`: no later one can have been published."""
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
        return ", ".join(str(first) if first == last else f"{first}..{last}" for first, last in self.spans)


def missing_between(held: Iterable[Quarter]) -> QuarterRange | None:
    """The quarters between the first and the last held that are not held themselves; None where there are none.

    >>> str(missing_between([Quarter(2023, 4), Quarter(2022, 4)]))
    '2023Q1..2023Q3'
    """
    ordered = sorted(set(held))
    spans = tuple((before.next(), after.previous()) for before, after in pairwise(ordered) if before.next() != after)
    return QuarterRange(spans) if spans else None


EVERY_QUARTER = QuarterRange(spans=((FIRST_QUARTER, Quarter(9999, 4)),))


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
