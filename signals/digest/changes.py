"""What changed: the watched pairs of this publication against those of the digest that was sent last.

Crossing `human_verdict = 'disproportionate'` is new or gone; a pair that stands at both is strengthened or weakened
when the lower bound of its IC moved by `queries.CLEAR_CHANGE` or more (docs/methods.md, What changed means).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

import duckdb

from signals.digest import queries
from signals.digest.options import LastSent
from signals.digest.queries import NamedQuery
from signals.errors import RequestError


@dataclass(frozen=True)
class Publication:
    """A row of meta.run, with its time in UTC."""

    run_id: str
    published_at: datetime
    quarters: tuple[str, ...]
    is_synthetic: bool
    watchlist: str
    watchlist_sha256: str | None
    code_version: str | None
    source: str | None
    quarter_count: int
    ebgm_refusal: str | None


@dataclass(frozen=True)
class PairChange:
    """A pair whose standing changed, with its numbers before and now (None: undefined or not watched)."""

    change: str
    drug: str
    drug_kind: str
    event: str
    event_kind: str
    analysis: str
    a_before: int | None
    a_now: int | None
    expected_before: float | None
    expected_now: float | None
    ror_before: float | None
    ror_now: float | None
    ic_lower_before: float | None
    ic_lower_now: float | None
    verdict_before: str | None
    verdict_now: str | None
    why: str = ""

    @property
    def pair(self) -> tuple[str, str, str, str, str]:
        return self.drug, self.drug_kind, self.event, self.event_kind, self.analysis


@dataclass(frozen=True)
class Changes:
    """The pairs that changed since `earlier`, and what else differs between the two publications.

    sent_at: when the digest about `earlier` went out; None where none was ever sent. protocol: changes of the watchlist
    or the code, which can move numbers without a report. quarters: those added or dropped, as words.
    """

    earlier: Publication
    sent_at: datetime | None
    pairs: tuple[PairChange, ...]
    protocol: tuple[str, ...]
    quarters: tuple[str, ...]
    queries: tuple[NamedQuery, ...]

    def of_drugs_with(self, event: str, *, change: str) -> tuple[PairChange, ...]:
        """Single ingredients whose standing for an event group changed in the comparison analysis."""
        return tuple(
            pair
            for pair in self.pairs
            if (pair.change, pair.event, pair.event_kind) == (change, event, "group")
            and (pair.drug_kind, pair.analysis) == ("ingredient", queries.COMPARISON)
        )


def current_publication(connection: duckdb.DuckDBPyConnection) -> Publication:
    """The publication that the file itself is: the newest row of meta.run.

    RequestError where there is none.
    """
    publication = _publication(NamedQuery("this publication", queries.PUBLICATION), connection)
    if publication is None:
        raise RequestError(
            "The published file has no row in meta.run, so the digest cannot say which week it is about;"
            " publish again with `nibwatch run`."
        )
    return publication


def read_changes(
    connection: duckdb.DuckDBPyConnection, current: Publication, *, headline_event: str, last_sent: LastSent | None
) -> Changes | None:
    """Compare with the publication of the digest sent last; where none was sent, with the publication before.

    None where there is nothing to compare with: the first publication of a watchlist, or a file whose history no longer
    holds the publication that the last digest was about.
    """
    if last_sent is not None and last_sent.run_id == current.run_id:
        return Changes(current, last_sent.sent_at, (), (), (), ())
    run_id = last_sent.run_id if last_sent else _publication_before(connection, current)
    if run_id is None:
        return None
    before = NamedQuery("the publication compared with", queries.EARLIER_PUBLICATION, {"run_id": run_id})
    earlier = _publication(before, connection)
    if earlier is None or earlier.watchlist != current.watchlist:
        return None
    moved = NamedQuery(
        "what changed",
        queries.CHANGES,
        {"run_id": earlier.run_id, "event": headline_event, "clear_change": queries.CLEAR_CHANGE},
    )
    why = NamedQuery("why it changed", queries.WHY, {"run_id": earlier.run_id})
    return Changes(
        earlier,
        last_sent.sent_at if last_sent else None,
        _with_reasons(tuple(PairChange(*row) for row in moved.rows(connection)), why.rows(connection)),
        tuple(_protocol(earlier, current)),
        tuple(_quarters(earlier, current)),
        (before, moved, why),
    )


def _with_reasons(changed: Sequence[PairChange], reasons: Sequence[tuple[Any, ...]]) -> tuple[PairChange, ...]:
    """Each changed pair with the cases that came and went, counted by reason."""
    said: dict[tuple[str, ...], list[str]] = {}
    for *pair, reason, cases, is_here in reasons:
        said.setdefault(tuple(pair), []).append(f"{'+' if is_here else '-'}{cases:,} {reason}")
    return tuple(replace(change, why=_why(change, said)) for change in changed)


def _why(change: PairChange, said: Mapping[tuple[str, ...], Sequence[str]]) -> str:
    if change.a_before is None:
        return "not watched before"
    if change.a_now is None:
        return "no longer watched"
    if change.pair in said:
        return "cases " + ", ".join(said[change.pair])
    if change.a_before != change.a_now:
        return "not known: the cases behind the earlier number were not kept"
    return "the same number of cases: what is expected moved"


def _publication_before(connection: duckdb.DuckDBPyConnection, current: Publication) -> str | None:
    found = connection.execute(
        queries.EARLIER_RUN, {"run_id": current.run_id, "watchlist": current.watchlist}
    ).fetchone()
    return str(found[0]) if found else None


def _publication(query: NamedQuery, connection: duckdb.DuckDBPyConnection) -> Publication | None:
    rows = query.rows(connection)
    if not rows:
        return None
    held = Publication(*rows[0])
    return replace(held, published_at=_utc(held.published_at), quarters=tuple(held.quarters or ()))


def _utc(moment: datetime) -> datetime:
    """A time of meta.run in UTC: DuckDB's TIMESTAMP carries no zone and is written in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _quarters(earlier: Publication, current: Publication) -> Sequence[str]:
    added = sorted(set(current.quarters) - set(earlier.quarters))
    dropped = sorted(set(earlier.quarters) - set(current.quarters))
    said = [f"quarters added: {', '.join(added)}"] if added else []
    return [*said, f"quarters no longer included: {', '.join(dropped)}"] if dropped else said


def _protocol(earlier: Publication, current: Publication) -> Sequence[str]:
    """Why numbers may differ without any new report, as words for the reader."""
    said = []
    if earlier.watchlist_sha256 != current.watchlist_sha256:
        said.append("the watchlist was edited")
    if earlier.code_version != current.code_version:
        said.append(f"the code changed from {earlier.code_version} to {current.code_version}")
    return said
