"""A section of the results: rows of seconds, memory and ratios, and sentences."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from bench.measure import Measured

GIGABYTE = 1e9


@dataclass(frozen=True)
class Row:
    """One measurement; ``ratio`` is to the section's floor.

    ``limit`` is the largest ratio that is accepted, ``peak_limit_bytes`` and ``seconds_limit`` likewise.
    """

    what: str
    seconds: float
    peak_bytes: int | None = None
    ratio: float | None = None
    cpu_seconds: float | None = None
    limit: float | None = None
    peak_limit_bytes: float | None = None
    seconds_limit: float | None = None

    @classmethod
    def of(cls, what: str, measured: Measured, floor: Measured | None = None, **limit: float) -> "Row":
        """The row of a measured call, as a ratio to ``floor`` where there is one."""
        ratio = measured.seconds / floor.seconds if floor else None
        return cls(what, measured.seconds, measured.peak_bytes, ratio, measured.cpu_seconds, **limit)

    @property
    def missed(self) -> list[str]:
        """What lies beyond its limit, in words."""
        beyond = []
        if self.ratio is not None and self.limit is not None and self.ratio > self.limit:
            beyond.append(f"{self.ratio:.2f} x the floor, limit: {self.limit:.2f}")
        if self.seconds_limit is not None and self.seconds > self.seconds_limit:
            beyond.append(f"{self.seconds:.1f} s, limit: {self.seconds_limit:g}")
        if self.peak_bytes and self.peak_limit_bytes and self.peak_bytes > self.peak_limit_bytes:
            beyond.append(f"{self.peak_bytes / GIGABYTE:.2f} GB, limit: {self.peak_limit_bytes / GIGABYTE:.2f}")
        return beyond


@dataclass(frozen=True)
class Section:
    """A title, rows and sentences."""

    title: str
    rows: list[Row]
    sentences: list[str] = field(default_factory=list)

    def lines(self) -> Iterator[str]:
        """The section as text, a line a row."""
        yield f"{self.title:<58}{'seconds':>9}{'of CPU':>8}{'peak GB':>9}{'ratio':>7}  limit"
        for row in self.rows:
            peak = f"{row.peak_bytes / GIGABYTE:.2f}" if row.peak_bytes else ""
            ratio = f"{row.ratio:.2f}" if row.ratio is not None else ""
            cpu = f"{row.cpu_seconds:.1f}" if row.cpu_seconds else ""
            limit = f"<= {row.limit:g}" if row.limit is not None else ""
            limit += f"<= {row.seconds_limit:g} s" if row.seconds_limit is not None else ""
            result = f"{limit}{'  MISSED: ' + '; '.join(row.missed) if row.missed else ''}"
            yield f"  {row.what:<56}{row.seconds:>9.1f}{cpu:>8}{peak:>9}{ratio:>7}  {result}".rstrip()
        yield from (f"  {sentence}" for sentence in self.sentences)
