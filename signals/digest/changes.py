"""What is new: the watched pairs of this publication against those of the one before it.

Crossing `human_verdict = 'disproportionate'` is new or no longer; a pair that stands at both publications is
strengthened or weakened when the lower bound of its IC moved by `queries.CLEAR_CHANGE` or more.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import duckdb

from signals.digest import queries
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


@dataclass(frozen=True)
class Changes:
    """The pairs that changed since `earlier`, and what else differs between the two publications."""

    earlier: Publication
    pairs: tuple[PairChange, ...]
    differences: tuple[str, ...]
    queries: tuple[NamedQuery, NamedQuery]

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
    publication = _publication(NamedQuery("publication", queries.PUBLICATION), connection)
    if publication is None:
        raise RequestError(
            "The published file has no row in meta.run, so the digest cannot say which week it is about;"
            " publish again with `nibwatch run`."
        )
    return publication


def read_changes(
    connection: duckdb.DuckDBPyConnection, current: Publication, *, headline_event: str
) -> Changes | None:
    """Compare with the latest earlier publication of the same watchlist; None when there is none."""
    known = {"run_id": current.run_id, "watchlist": current.watchlist}
    found = connection.execute(queries.EARLIER_RUN, known).fetchone()
    if found is None:
        return None
    before = NamedQuery("the publication compared with", queries.EARLIER_PUBLICATION, {"run_id": found[0]})
    earlier = _publication(before, connection)
    if earlier is None:
        raise ValueError(f"run {found[0]} is in meta.run and cannot be read from it")
    moved = NamedQuery(
        "what changed",
        queries.CHANGES,
        {"run_id": earlier.run_id, "event": headline_event, "clear_change": queries.CLEAR_CHANGE},
    )
    pairs = tuple(PairChange(*row) for row in moved.rows(connection))
    return Changes(earlier, pairs, tuple(_differences(earlier, current)), (before, moved))


def _publication(query: NamedQuery, connection: duckdb.DuckDBPyConnection) -> Publication | None:
    rows = query.rows(connection)
    if not rows:
        return None
    held = Publication(*rows[0])
    return replace(held, published_at=_utc(held.published_at), quarters=tuple(held.quarters or ()))


def _utc(moment: datetime) -> datetime:
    """A time of meta.run in UTC: DuckDB's TIMESTAMP carries no zone and is written in UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _differences(earlier: Publication, current: Publication) -> Sequence[str]:
    """Why numbers may differ other than by new reports, as words for the reader."""
    added = sorted(set(current.quarters) - set(earlier.quarters))
    dropped = sorted(set(earlier.quarters) - set(current.quarters))
    said = []
    if added:
        said.append(f"quarters added: {', '.join(added)}")
    if dropped:
        said.append(f"quarters no longer included: {', '.join(dropped)}")
    if earlier.watchlist_sha256 != current.watchlist_sha256:
        said.append("the watchlist was edited")
    if earlier.code_version != current.code_version:
        said.append(f"the code changed from {earlier.code_version} to {current.code_version}")
    return said
