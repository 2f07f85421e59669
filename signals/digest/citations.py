"""The numbers by which queries are cited, and the number of rows that tables show."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from signals.digest.content import DigestContent
from signals.present.numbers import count
from signals.present.query import NamedQuery

UNCITED_WITHOUT_ROWS = ("over time", "most reported")


@dataclass(frozen=True)
class Citations:
    """What a digest prints, the queries that it cites by their numbers, and the most rows that a table shows."""

    content: DigestContent
    queries: Mapping[int, NamedQuery]
    longest: int
    longest_standing: int
    """Of the tables of new pairs and of standing drugs, which are cut last: a reader is to see each drug's caution."""
    has_pictures: bool = True
    """Whether there are pictures: not where these make the mail larger than its largest size."""

    @property
    def longest_minor(self) -> int:
        """The most rows of a table that no decision waits for; 0 leaves it to its query."""
        return max(0, self.longest - 4)

    def number(self, title: str) -> int:
        """The number of a query."""
        return next(number for number, query in self.queries.items() if query.title == title)

    def cite(self, title: str) -> str:
        """The reference to a query, as [3]."""
        return f"[{self.number(title)}]"

    def left_out(self, rows: Sequence[object], longest: int, *, query: str, noun: str) -> str:
        """How many of the rows a table shows, and which query lists all; empty where it shows all, or there is none."""
        return f"{longest} of {count(len(rows))} {noun}; all: {self.cite(query)}." if 0 < longest < len(rows) else ""


def number_queries(
    content: DigestContent, *, longest: int, longest_standing: int, has_pictures: bool = True
) -> Citations:
    """Number the queries that this digest cites, in the order of its sections."""
    cited = [
        answer.query for title, answer in content.answers.items() if answer.rows or title not in UNCITED_WITHOUT_ROWS
    ]
    return Citations(content, dict(enumerate(cited, start=1)), longest, longest_standing, has_pictures)
