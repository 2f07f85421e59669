"""Under which number each query is cited, and how many rows a table shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from signals.digest.content import DISPROPORTIONATE, DigestContent
from signals.digest.figures import count
from signals.digest.queries import NamedQuery

Row = TypeVar("Row")


@dataclass(frozen=True)
class Plan:
    """The number under which each query is cited, and how many rows a table shows."""

    numbers: Mapping[str, int]
    longest: int

    @property
    def longest_aside(self) -> int:
        """Rows of a table that is beside the point: 10, or what all tables are cut at."""
        return min(self.longest, 10)

    @property
    def has_room_for_pictures(self) -> bool:
        """Whether the mail is not already cut to a row a table to stay below its largest size."""
        return self.longest > 1

    def cite(self, title: str) -> str:
        """The reference to a query, as [3]."""
        return f"[{self.numbers[title]}]"

    def cut(self, rows: Sequence[Row], longest: int, *, query: int, noun: str) -> tuple[Sequence[Row], str]:
        """The first rows, and a sentence on how many more there are and which query lists them."""
        if len(rows) <= longest:
            return rows, ""
        shown = f"Shown are {longest} of {count(len(rows))} {noun}"
        return rows[:longest], f"{shown}; query [{query}] lists the other {count(len(rows) - longest)}."


def numbered(content: DigestContent) -> list[tuple[NamedQuery, int]]:
    """The queries that this digest cites, in the order in which its blocks stand."""
    asked = content.queries
    listed = [asked.publication, asked.cases, asked.verdicts]
    listed += content.changes.queries if content.changes else ()
    listed += [content.news_query] if content.news_query else []
    listed += [asked.rejected, asked.notes, asked.standing]
    listed += [asked.trend] if content.trend else []
    listed += [asked.most_reported] if shows_most_reported(content) else []
    listed += [asked.agreement_counts, asked.agreement, asked.differing, asked.lines, asked.flagged]
    return [(query, number) for number, query in enumerate(listed, start=1)]


def shows_most_reported(content: DigestContent) -> bool:
    """Whether no drug stands out for the headline event, so that the most reported pairs are shown instead."""
    return bool(content.most_reported) and not content.drugs_with(DISPROPORTIONATE)
