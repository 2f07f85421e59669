"""What the published file holds for this week's digest, read once."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from signals.clock import week_of
from signals.database import open_read_only
from signals.digest import queries
from signals.digest.changes import Changes, compare, current_publication, earlier_publication, with_cases
from signals.digest.options import DigestOptions
from signals.errors import RequestError
from signals.present.numbers import count, plural, quarters
from signals.present.query import Answer, Row, ask
from signals.present.topic import Topic, read_topic
from signals.published import watchlists
from signals.settings import settings
from signals.source_description import source_description

DISPROPORTIONATE = "disproportionate"
TOO_FEW = "too few reports"


@dataclass(frozen=True)
class DigestContent:
    """Everything that the digest prints, as it stands in one published file.

    answers: the answer to each of `queries.cited_queries` by its title, those that compare only where there is
    something to compare with. topic: what the first sentence is about.
    """

    publication: Row
    options: DigestOptions
    topic: Topic
    answers: Mapping[str, Answer]
    changes: Changes | None

    def rows(self, title: str) -> tuple[Row, ...]:
        """The rows of a cited query; none where it was not asked."""
        return self.answers[title].rows if title in self.answers else ()

    @property
    def week(self) -> str:
        """The ISO week that the digest is for, as 2026-W48."""
        return week_of(self.as_of)

    @property
    def as_of(self) -> datetime:
        """When the digest was composed; the time of publication where none was given."""
        return self.options.as_of or self.publication.published_at

    @property
    def is_quiet(self) -> bool:
        """Whether nothing changed since the digest sent last: no pair, quarter, protocol, paper or data problem."""
        changes, last = self.changes, self.options.last_sent
        if changes is None or last is None:
            return False
        moved = (
            self.rows("what changed")
            or changes.quarters
            or changes.protocol
            or self.rows("what changed in the evidence")
        )
        return not moved and self.options.failures == last.failures

    @property
    def standing(self) -> tuple[Row, ...]:
        """Pairs with a case that are disproportionate in the compared analysis, the new ones of each event first."""
        return self.rows("standing signals")

    def changed(self, *kinds: str) -> tuple[Row, ...]:
        """Pairs that changed so in the compared analysis; of drugs with the headline event, hollow counts last."""
        return tuple(row for row in self.rows("what changed") if row.is_compared and row.change in kinds)

    @property
    def newest_quarter(self) -> str:
        return max(self.publication.quarters, default="no quarter")

    @property
    def drug_count(self) -> int:
        """Single watched ingredients."""
        return sum(row.drugs for row in self.rows("verdicts counted"))

    def drugs_with(self, verdict: str) -> int:
        """Single watched ingredients with a verdict for the headline event, in the comparison analysis."""
        return sum(row.drugs for row in self.rows("verdicts counted") if row.verdict == verdict)

    @property
    def after_looks(self) -> str:
        """How many of the drugs that stand out do so after allowing for the number of drugs looked at, as words."""
        looks = max((row.looks or 0 for row in self.rows("verdicts counted")), default=0)
        pairs = [pair for pair in self.standing if pair.is_headline_drug]
        if not looks or not pairs:
            return ""
        drugs = sum(bool(pair.is_q) for pair in pairs if not pair.is_hollow)
        apart = ", hollow counts apart" if any(pair.is_hollow for pair in pairs) else ""
        return (
            f"; after allowing for {plural(looks, 'look')}, one for each drug tested, {count(drugs)} still"
            f" {'is' if drugs == 1 else 'are'}{apart}"
        )

    @property
    def drugs_without_report(self) -> int:
        """Single watched ingredients that no report of the comparison analysis suspects."""
        return sum(row.drugs_without_report for row in self.rows("verdicts counted"))

    @property
    def pair_count(self) -> int:
        """Watched pairs of every kind."""
        return sum(row.pairs for row in self.rows("verdicts counted"))

    def drugs_changed(self, *kinds: str) -> int:
        """Single ingredients that changed so for the headline event, in the compared analysis."""
        return sum(row.is_headline_drug for row in self.changed(*kinds))

    @property
    def words(self) -> dict[str, Any]:
        """What the braces in the texts of the week's blocks stand for."""
        return {
            **self.topic.words,
            "drug_count": self.drug_count,
            "pair_count": self.pair_count,
            "standing_drugs": sum(row.is_headline_drug for row in self.standing),
            "held_quarters": quarters(self.publication.quarters),
            "clear_change": queries.CLEAR_CHANGE,
            "compared_with": self.changes.compared_with if self.changes else "",
        }


def read_content(published: Path, options: DigestOptions | None = None) -> DigestContent:
    """Read the published file, read-only, for one digest.

    Raises
    ------
    RequestError
        There is no published file, or it lacks a table or column that the digest rests on.
    """
    with _opened(published) as connection:
        return _content(connection, options or DigestOptions())


def published_watchlists(published: Path) -> list[str]:
    """The watchlists that have a digest, the main one first; ``RequestError`` as ``read_content``."""
    with _opened(published) as connection:
        return watchlists(connection)


@contextmanager
def _opened(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    if not published.is_file():
        raise RequestError(f"There is no published file {published}; make one with `nibwatch run`.")
    try:
        with open_read_only(published) as connection:
            yield connection
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        raise RequestError(
            f"The digest needs a file that `nibwatch run` published, and {published} cannot be read as one"
            f" ({first_line}); publish it again."
        ) from error


def _content(connection: duckdb.DuckDBPyConnection, options: DigestOptions) -> DigestContent:
    topic = read_topic(connection, options.watchlist)
    publication = current_publication(connection, topic.watchlist)
    last = options.last_sent
    earlier = earlier_publication(connection, publication, last)
    is_compared = earlier is not None and earlier.run_id != publication.run_id
    values: dict[str, str | float] = {
        "watchlist": topic.watchlist,
        "event": topic.event,
        "analysis": topic.comparison,
        "first_analysis": topic.first_analysis,
        "clear_change": queries.CLEAR_CHANGE,
        "publisher": source_description().publisher,
        "report_table": source_description().report_table.upper(),
        "run_id": earlier.run_id if earlier and is_compared else "",
        "timezone": settings().timezone,
    }
    answers = {
        title: ask(connection, title, sql, **values)
        for title, sql in queries.cited_queries().items()
        if (is_compared or title not in queries.OF_A_COMPARISON)
        and (topic.has_evidence or title not in queries.OF_EVIDENCE)
    }
    if is_compared:
        answers["what changed"] = with_cases(answers)
    changes = compare(publication, earlier, last, answers) if earlier else None
    return DigestContent(publication, options, topic, answers, changes)
