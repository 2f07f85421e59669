"""What changed: the watched pairs of this publication, compared with those of the digest that was sent last.

Crossing `human_verdict = 'disproportionate'` is new or gone; a pair that stands at both is strengthened or weakened
when the lower bound of its IC moved by `queries.CLEAR_CHANGE` or more, else has more cases where it has
(docs/methods.md, What changed means).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import duckdb

from signals.digest import queries
from signals.digest.options import LastSent
from signals.errors import RequestError
from signals.present.numbers import data_until, day
from signals.present.query import Answer, Row, ask
from signals.published import first_value

PAIR = ("drug", "drug_kind", "event", "event_kind", "analysis")


@dataclass(frozen=True)
class Changes:
    """The pairs that changed since `earlier`, and what else differs between the two publications.

    earlier: the publication compared with, which is the current one where nothing was published since. sent_at: when
    the digest about it went out; None where none was ever sent. pairs: the rows of `what changed`, each with `why`
    it changed. protocol: changes of the watchlist or the code, which can move numbers without a report. quarters: those
    added or dropped, as words.
    """

    earlier: Row
    sent_at: datetime | None
    is_same_publication: bool = False
    pairs: tuple[Row, ...] = ()
    protocol: tuple[str, ...] = ()
    quarters: tuple[str, ...] = ()

    @property
    def since(self) -> str:
        """The publication that this one is compared with, as words."""
        if self.sent_at is None:
            return f"the publication of {day(self.earlier.published_at)} (no digest was ever sent)"
        return f"the digest of {day(self.sent_at)}"

    @property
    def compared_with(self) -> str:
        """The same, how far its data reach, and which quarters came or went, as a sentence."""
        newest = max(self.earlier.quarters, default="no quarter")
        also = f"; since then {'; '.join(self.quarters)}" if self.quarters else ""
        return f"Compared with {self.since}, {data_until(newest)}{also}."


def current_publication(connection: duckdb.DuckDBPyConnection, watchlist: str) -> Row:
    """The publication of the file itself, its own row of meta.run, with the watchlist as it was in it.

    Raises
    ------
    RequestError
        Where there is none.
    """
    rows = ask(connection, "this publication", queries.digest_query("this publication"), watchlist=watchlist).rows
    if not rows:
        raise RequestError(
            "The published file has no row in meta.run, so the digest cannot say which week it is about;"
            " publish again with `nibwatch run`."
        )
    return _publication(rows[0])


def earlier_publication(connection: duckdb.DuckDBPyConnection, current: Row, last_sent: LastSent | None) -> Row | None:
    """The publication of the digest sent last; where none was sent, the publication before.

    None where there is nothing to compare with: the first publication of a watchlist, or a file whose history no longer
    holds the publication that the last digest was about.
    """
    if last_sent is not None and last_sent.run_id == current.run_id:
        return current
    if last_sent:
        run_id = last_sent.run_id
    else:
        run_id = first_value(connection, "digest/run_before", run_id=current.run_id, watchlist=current.watchlist)
    if run_id is None:
        return None
    earlier = queries.digest_query("the publication compared with")
    rows = ask(connection, "earlier", earlier, run_id=run_id, watchlist=current.watchlist).rows
    return _publication(rows[0]) if rows else None


def compare(current: Row, earlier: Row, last_sent: LastSent | None, answers: Mapping[str, Answer]) -> Changes:
    """Put together what changed between two publications, by the answers about this week."""
    sent_at = last_sent.sent_at if last_sent else None
    if "what changed" not in answers:
        return Changes(earlier, sent_at, is_same_publication=True)
    pairs = answers["what changed"].rows
    return Changes(earlier, sent_at, False, pairs, _protocol(earlier, current), _quarters(earlier, current))


def with_cases(answers: Mapping[str, Answer]) -> Answer:
    """`what changed`, each pair with `why` it changed and with the cases that came."""
    reasons: dict[tuple[str, ...], list[str]] = {}
    for row in answers["why it changed"].rows:
        reasons.setdefault(_pair(row), []).append(f"{'+' if row.is_here else '-'}{row.cases:,} {row.reason}")
    came = {(*_pair(row)[:-1], True): row for row in answers["new cases"].rows}
    rows = []
    for row in answers["what changed"].rows:
        new = came.get((*_pair(row)[:-1], row.is_compared))
        more = {"new_case_count": new.cases, "newest": new.newest, "caseid": new.newest[0]} if new else {}
        rows.append(Row(**vars(row), why=_why(row, reasons.get(_pair(row), [])), has_new_cases=bool(new), **more))
    return replace(answers["what changed"], rows=tuple(rows))


def _pair(row: Row) -> tuple[str, ...]:
    return tuple(getattr(row, column, "") for column in PAIR)


def _why(change: Row, cases: Sequence[str]) -> str:
    if change.a_before is None:
        return "not watched before"
    if change.a_now is None:
        return "no longer watched"
    if cases:
        return "cases " + ", ".join(cases)
    if change.a_before != change.a_now:
        return "not known: the cases behind the earlier number were not kept"
    return "the same number of cases: what is expected moved"


def _publication(row: Row) -> Row:
    return Row(**{**vars(row), "quarters": tuple(row.quarters or ())})


def _quarters(earlier: Row, current: Row) -> tuple[str, ...]:
    added = sorted(set(current.quarters) - set(earlier.quarters))
    dropped = sorted(set(earlier.quarters) - set(current.quarters))
    kinds = (("quarters added", added), ("quarters no longer included", dropped))
    return tuple(f"{kind}: {', '.join(quarters)}" for kind, quarters in kinds if quarters)


def _protocol(earlier: Row, current: Row) -> tuple[str, ...]:
    """Reasons why numbers may differ without any new report, as words for the reader."""
    reasons = []
    if earlier.watchlist_sha256 != current.watchlist_sha256:
        reasons.append("the watchlist was edited")
    if earlier.code_version != current.code_version:
        reasons.append(f"the code changed from {earlier.code_version} to {current.code_version}")
    return tuple(reasons)
