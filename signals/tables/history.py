"""The results of earlier publications, carried from the published file into the next one and appended to."""

from collections.abc import Iterator

from signals.build.previous import Previous
from signals.build.table import Relation, table
from signals.database import quoted

HISTORY = "SELECT keep_runs, watchlist, reference_run FROM run.history"
"""How many earlier publications are kept (0: all), and the one that each watchlist is compared with."""


def _keep_rows(name: str, source: str) -> None:
    @table(name, now=f"SELECT CAST(NULL AS VARCHAR) AS run_id, * FROM {source} LIMIT 0", history=HISTORY)
    def keep(now: Relation, history: Relation, previous: Previous) -> Iterator[Relation]:
        """What the earlier file's history held, then the rows it published itself, under its run_id."""
        yield now
        kept = _kept_runs(previous, history)
        earlier, published = previous.table(name, runs=kept), previous.table(source)
        if earlier is not None:
            yield earlier
        if published is not None and previous.newest_run:
            yield published.project(f"{quoted(previous.newest_run)} AS run_id, *")


_keep_rows("history.watch", "signals.watch")
_keep_rows("history.agreement", "evidence.agreement")


@table("history.watch_case", history=HISTORY)
def keep_cases(now: Relation, history: Relation, previous: Previous) -> Iterator[Relation]:
    """The cases behind each a of one earlier publication a watchlist: of its digest sent last, else the one before.

    With them the digest can say why a number changed. They come from that publication's own signals.watch_case, or
    from the history of the file before, where it kept the same publication.
    """
    yield now
    for _, watchlist, reference_run in history.fetchall():
        run_id = reference_run or previous.newest_run
        if run_id is None:
            continue
        if run_id == previous.newest_run:
            cases = previous.table("signals.watch_case")
        else:
            cases = previous.table("history.watch_case", runs=[run_id])
        if cases is not None:  # else published before there was such a table
            columns = "watchlist, drug, drug_kind, event, event_kind, caseid, analyses"
            own = cases.filter(f"watchlist = {quoted(watchlist)}")
            yield own.project(f"{quoted(run_id)} AS run_id, {columns}")


@table("history.watchlist")
def keep_watchlists(now: Relation, previous: Previous) -> Iterator[Relation]:
    """The watchlists of this publication, then those of all before it."""
    yield now
    if previous.watchlists is not None:
        yield previous.watchlists


@table("meta.run")
def add_run(now: Relation, previous: Previous) -> Iterator[Relation]:
    """This publication first, then all before it: ``sequence`` counts them, whatever their clocks."""
    yield now
    if previous.runs is not None:
        yield previous.runs


def _kept_runs(previous: Previous, history: Relation) -> list[str]:
    rows = history.fetchall()
    newest = previous.run_ids[: rows[0][0] or None]
    return [name for name in previous.run_ids if name in newest or name in {row[2] for row in rows}]
