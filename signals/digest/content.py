"""What the published file holds for this week's digest, read once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from signals.database import open_read_only
from signals.digest import queries
from signals.digest.changes import Changes, Publication, current_publication, read_changes
from signals.digest.options import DigestOptions, week_of
from signals.digest.queries import NamedQuery
from signals.errors import RequestError

DISPROPORTIONATE = "disproportionate"
TOO_FEW = "too few reports"


@dataclass(frozen=True)
class PairStatistics:
    """A row of signals.watch: counts in cases, 95% intervals, None where undefined."""

    drug: str
    drug_kind: str
    event: str
    event_kind: str
    analysis: str
    a: int
    b: int
    c: int
    d: int
    expected: float | None
    ror: float | None
    ror_lower: float | None
    ror_upper: float | None
    ic: float | None
    ic_lower: float | None
    ic_upper: float | None
    human_verdict: str | None

    @property
    def pair(self) -> tuple[str, str, str, str]:
        return self.drug, self.drug_kind, self.event, self.event_kind

    @property
    def ror_reason(self) -> str:
        """Why ROR has no value: the first cell of the table that is 0."""
        return next((f"{cell} = 0" for cell in "abcd" if getattr(self, cell) == 0), "")

    @property
    def ic_reason(self) -> str:
        """Why IC has no value: there is no expected count."""
        return "no counted case" if self.a + self.b + self.c + self.d == 0 else ""


@dataclass(frozen=True)
class StandingPair:
    """A pair that is disproportionate in the comparison analysis, in the primary one, or in both."""

    comparison: PairStatistics | None
    primary: PairStatistics | None


@dataclass(frozen=True)
class Agreement:
    """A row of evidence.agreement: animal studies beside people; base_rate is a fraction of 1."""

    drug: str
    drug_kind: str
    event: str
    animal_verdict: str | None
    human_verdict: str | None
    agreement: str | None
    protective_count: int
    harmful_count: int
    mixed_count: int
    null_count: int
    study_count: int
    base_rate: float | None
    a: int | None
    expected: float | None


@dataclass(frozen=True)
class Difference:
    """A pair whose analyses part: masked (stands out only without MS context), confounded (only with)."""

    drug: str
    drug_kind: str
    event: str
    human_verdict: str | None
    primary_verdict: str | None
    remark: str


@dataclass(frozen=True)
class CaseCounts:
    """Cases of the file: those that count (N), all, and those marked as a duplicate of another."""

    counted_cases: int
    cases: int
    duplicates: int


@dataclass(frozen=True)
class QuarterLines:
    """What was read of a quarter's files; `quarter` is 'all' for the sum over every quarter."""

    quarter: str
    reports: int
    lines: int
    rows_loaded: int
    rows_repaired: int
    rows_rejected: int


@dataclass(frozen=True)
class Rejection:
    """How many lines of a table did not load for one reason."""

    quarter: str
    table_name: str
    reason: str
    lines: int


@dataclass(frozen=True)
class VerdictCount:
    """Pairs with a verdict in the comparison analysis; `drugs`: ingredients, for the headline event."""

    verdict: str
    pairs: int
    drugs: int


@dataclass(frozen=True)
class News:
    """A row of evidence.change since the publication compared with: a verdict, study, paper, trial or label."""

    kind: str
    reference: str
    title: str | None
    detail: str
    noticed: date


@dataclass(frozen=True)
class TrendPoint:
    """A drug with the headline event up to the end of a quarter, in the comparison analysis."""

    drug: str
    quarter: str
    a: int
    ic: float | None
    ic_lower: float | None
    ic_upper: float | None


@dataclass(frozen=True)
class DigestQueries:
    """The query behind each block of the digest."""

    publication: NamedQuery
    cases: NamedQuery
    lines: NamedQuery
    rejected: NamedQuery
    notes: NamedQuery
    flagged: NamedQuery
    verdicts: NamedQuery
    standing: NamedQuery
    most_reported: NamedQuery
    agreement: NamedQuery
    agreement_counts: NamedQuery
    differing: NamedQuery
    quiet: NamedQuery
    trend: NamedQuery


@dataclass(frozen=True)
class DigestContent:
    """Everything that the digest prints, as it stands in one published file."""

    publication: Publication
    options: DigestOptions
    headline_event: str
    cases: CaseCounts
    lines: tuple[QuarterLines, ...]
    rejections: tuple[Rejection, ...]
    notes: tuple[tuple[str, str, str], ...]
    flagged: tuple[str, ...]
    verdicts: tuple[VerdictCount, ...]
    standing: tuple[StandingPair, ...]
    most_reported: tuple[PairStatistics, ...]
    changes: Changes | None
    news: tuple[News, ...]
    news_query: NamedQuery | None
    trend: tuple[TrendPoint, ...]
    agreements: tuple[Agreement, ...]
    agreement_counts: tuple[tuple[str | None, int], ...]
    differing: tuple[Difference, ...]
    queries: DigestQueries

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
        moved = changes.pairs or changes.quarters or changes.protocol or self.news
        return not moved and self.options.failures == last.failures

    @property
    def newest_quarter(self) -> str:
        return max(self.publication.quarters, default="no quarter")

    @property
    def drug_count(self) -> int:
        """Single watched ingredients."""
        return sum(row.drugs for row in self.verdicts)

    def drugs_with(self, verdict: str) -> int:
        """Single watched ingredients with a verdict for the headline event, in the comparison analysis."""
        return sum(row.drugs for row in self.verdicts if row.verdict == verdict)

    def pairs_with(self, verdict: str) -> int:
        """Watched pairs of every kind with a verdict in the comparison analysis."""
        return sum(row.pairs for row in self.verdicts if row.verdict == verdict)

    @property
    def new_drug_count(self) -> int | None:
        """Single ingredients newly disproportionate for the headline event; None when nothing came before."""
        if self.changes is None:
            return None
        return len(self.changes.of_drugs_with(self.headline_event, change="new"))


def read_content(published: Path, options: DigestOptions | None = None) -> DigestContent:
    """Read the published file, read-only, for one options of the digest.

    RequestError: there is no published file, or it lacks a table or column that the digest rests on.
    """
    if not published.is_file():
        raise RequestError(f"There is no published file {published}; make one with `nibwatch run`.")
    try:
        with open_read_only(published) as connection:
            return _content(connection, options or DigestOptions())
    except duckdb.Error as error:
        first_line = str(error).partition("\n")[0]
        raise RequestError(
            f"The digest needs a file that `nibwatch run` published, and {published} cannot be read as one"
            f" ({first_line}); publish it again."
        ) from error


def _content(connection: duckdb.DuckDBPyConnection, options: DigestOptions) -> DigestContent:
    publication = current_publication(connection)
    headline_event = _headline_event(connection)
    asked = _queries(headline_event)
    changes = read_changes(connection, publication, headline_event=headline_event, last_sent=options.last_sent)
    news_query = _news_query(changes)
    return DigestContent(
        publication=publication,
        options=options,
        headline_event=headline_event,
        cases=CaseCounts(*asked.cases.rows(connection)[0]),
        lines=tuple(QuarterLines(*row) for row in asked.lines.rows(connection)),
        rejections=tuple(Rejection(*row) for row in asked.rejected.rows(connection)),
        notes=tuple((quarter, table, note) for quarter, table, note in asked.notes.rows(connection)),
        flagged=tuple(quarter for (quarter,) in asked.flagged.rows(connection)),
        verdicts=tuple(VerdictCount(*row) for row in asked.verdicts.rows(connection)),
        standing=_standing(tuple(PairStatistics(*row) for row in asked.standing.rows(connection))),
        most_reported=tuple(PairStatistics(*row) for row in asked.most_reported.rows(connection)),
        changes=changes,
        news=tuple(News(*row) for row in news_query.rows(connection)) if news_query else (),
        news_query=news_query,
        trend=tuple(TrendPoint(*row) for row in asked.trend.rows(connection)),
        agreements=tuple(Agreement(*row) for row in asked.agreement.rows(connection)),
        agreement_counts=tuple((agreement, pairs) for agreement, pairs in asked.agreement_counts.rows(connection)),
        differing=tuple(Difference(*row) for row in asked.differing.rows(connection)),
        queries=asked,
    )


def _news_query(changes: Changes | None) -> NamedQuery | None:
    """What changed in the evidence is counted from the publication compared with."""
    if changes is None or not changes.queries:
        return None
    return NamedQuery("what changed in the evidence", queries.NEWS, {"run_id": changes.earlier.run_id})


def _headline_event(connection: duckdb.DuckDBPyConnection) -> str:
    found = connection.execute(queries.HEADLINE_EVENT).fetchone()
    if found is None:
        raise RequestError(
            "The published file's signals.watch holds no event group, so the digest has nothing to report on;"
            " check the [groups] of the watchlist and run `nibwatch detect`."
        )
    return str(found[0])


def _queries(headline_event: str) -> DigestQueries:
    event = {"event": headline_event}
    compared = {**event, "analysis": queries.COMPARISON}
    return DigestQueries(
        publication=NamedQuery("this publication", queries.PUBLICATION),
        cases=NamedQuery("cases", queries.CASES),
        lines=NamedQuery("lines and reports read", queries.LINES),
        rejected=NamedQuery("rejected lines", queries.REJECTED),
        notes=NamedQuery("notes on the files", queries.NOTES),
        flagged=NamedQuery("flagged quarters", queries.FLAGGED),
        verdicts=NamedQuery("verdicts counted", queries.VERDICTS, compared),
        standing=NamedQuery("standing signals", queries.STANDING, event),
        most_reported=NamedQuery("most reported", queries.MOST_REPORTED, compared),
        agreement=NamedQuery("animals beside people", queries.AGREEMENT, event),
        agreement_counts=NamedQuery("agreement counted", queries.AGREEMENT_COUNTS, event),
        differing=NamedQuery("where the analyses differ", queries.DIFFERING, event),
        trend=NamedQuery("over time", queries.TREND, compared),
        quiet=NamedQuery("the week's numbers", queries.QUIET, compared),
    )


def _standing(rows: Sequence[PairStatistics]) -> tuple[StandingPair, ...]:
    """Put the two analyses of each pair side by side, pairs in the order of the rows."""
    by_analysis = {(row.pair, row.analysis): row for row in rows}
    return tuple(
        StandingPair(by_analysis.get((pair, queries.COMPARISON)), by_analysis.get((pair, queries.PRIMARY)))
        for pair in dict.fromkeys(row.pair for row in rows)
    )
