"""What is held, what was read, rejected and counted, what looks odd, what is published and what is newer."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from signals.answers.show import SYNTHETIC_LINE, columns
from signals.data_directory import lake_of
from signals.database import PUBLISHED_NAME, open_read_only
from signals.errors import NibwatchError
from signals.lake.quarters import loaded_quarters
from signals.lake.refusal import refusals
from signals.quarter import EVERY_QUARTER, Quarter, QuarterRange, last_ended, missing_between
from signals.settings import settings
from signals.sources.faers import open_source

LONGEST_LIST = 20

_LINES = """
    SELECT {name}, count(*), sum(lines)::BIGINT, sum(lines_split)::BIGINT, sum(lines_joined)::BIGINT
        , sum(rows_loaded)::BIGINT, sum(rows_repaired)::BIGINT, sum(rows_rejected)::BIGINT
    FROM meta.load GROUP BY {grouping} ORDER BY grouping({name}), {name}
    """
_FLAGS = """
    SELECT quarter, table_name, string_agg(DISTINCT concat_ws('; ', flag, note), '; ')
    FROM meta.load WHERE flag IS NOT NULL OR note IS NOT NULL
    GROUP BY ALL ORDER BY bool_or(flag IS NOT NULL) DESC, quarter DESC, table_name
    """
_KNOWN = """
    SELECT quarter, count(*), count_if(row_count = known_count)
        , string_agg(table_name || format(' {:,} of {:,}', row_count, known_count), ', ' ORDER BY table_name)
            FILTER (row_count != known_count)
    FROM meta.row_count WHERE known_count IS NOT NULL GROUP BY quarter ORDER BY quarter DESC
    """
_STEPS = "SELECT name, count_in, count_removed, count_out, meaning FROM meta.reconciliation ORDER BY step"


def status_text(data_dir: Path, *, source: str | None = None, ask_source: bool = True) -> str:
    """Everything `nibwatch status` says; a source that cannot be asked is said, not raised."""
    lake = lake_of(data_dir)
    loaded = sorted(loaded_quarters(lake))
    parts = [_held(lake.location, loaded)]
    parts += [f"Refused: {refusal.quarter}: {refusal.reason}" for refusal in refusals(lake)]
    published = data_dir / PUBLISHED_NAME
    if published.is_file():
        with open_read_only(published) as connection:
            parts += _published(connection)
    else:
        parts.append("Nothing is published yet.")
    if ask_source:
        parts.append(_newer(source or settings().source, loaded))
    return "\n\n".join(parts)


def held(data_dir: Path, *, source: str | None = None, ask_source: bool = True) -> dict[str, Any]:
    """What is loaded and refused, and what the source says of newer quarters (None: not asked)."""
    loaded = sorted(loaded_quarters(lake_of(data_dir)))
    return {
        "data_dir": str(data_dir),
        "quarters": loaded,
        "refused": [{"quarter": no.quarter, "reason": no.reason} for no in refusals(lake_of(data_dir))],
        "newer": _newer(source or settings().source, loaded) if ask_source else None,
    }


def _held(lake: str, quarters: list[str]) -> str:
    if not quarters:
        return f"No quarter is loaded in {lake}."
    missing = missing_between([Quarter.parse(quarter) for quarter in quarters])
    gap = f" Not held between the first and the last: {missing}." if missing else ""
    return f"{len(quarters)} quarters loaded in {lake}: {', '.join(quarters)}.{gap}"


def _published(connection: duckdb.DuckDBPyConnection) -> list[str]:
    run_id, at, quarters, is_synthetic, watchlist, code, refusal = connection.execute(
        "SELECT run_id, published_at, quarters, is_synthetic, watchlist, code_version, ebgm_refusal FROM meta.run "
        "ORDER BY published_at DESC LIMIT 1"
    ).fetchall()[0]
    return [
        *([SYNTHETIC_LINE] if is_synthetic else []),
        f"Published {at:%Y-%m-%d %H:%M} UTC, run {run_id}: {len(quarters)} quarters, watchlist {watchlist}, "
        f"code {code}.",
        *(
            [f"EBGM is undefined for every pair, because the fit of its prior could not be trusted: {refusal}."]
            if refusal
            else []
        ),
        "Lines of FDA's files; lines + split - joined = loaded + rejected (a row a file: meta.load).",
        _lines(connection, "table_name", "table"),
        _lines(connection, "quarter", "quarter"),
        _flagged(connection.execute(_FLAGS).fetchall()),
        *_known(connection.execute(_KNOWN).fetchall()),
        "From lines to counted cases; each step begins with what the one before left.",
        columns(
            ("step", "in", "removed", "left", "meaning"),
            [(row[0], *_counts(row[1:4]), row[4]) for row in connection.execute(_STEPS).fetchall()],
            right=range(1, 4),
        ),
    ]


def _lines(connection: duckdb.DuckDBPyConnection, name: str, title: str) -> str:
    """The line counts summed by table or by quarter, and their total."""
    rows = connection.execute(_LINES.format(name=name, grouping=f"ROLLUP ({name})")).fetchall()
    return columns(
        (title, "files", "lines", "split", "joined", "loaded", "repaired", "rejected"),
        [(row[0] or "all", *_counts(row[1:])) for row in rows],
        right=range(1, 8),
    )


def _counts(values: Sequence[int]) -> list[str]:
    return [f"{value:,}" for value in values]


def _flagged(rows: list[tuple[Any, ...]]) -> str:
    if not rows:
        return "Flagged: nothing; no file looks broken."
    shown = [f"Flagged: {quarter} {table}: {why}." for quarter, table, why in rows[:LONGEST_LIST]]
    return "\n".join([*shown, *_more(len(rows), "SELECT quarter, table_name, flag, note FROM meta.load")])


def _known(rows: list[tuple[Any, ...]]) -> list[str]:
    """How the loaded rows compare with the rows that FDA's own files are known to hold."""
    if not rows:
        return []
    tables, equal = sum(row[1] for row in rows), sum(row[2] for row in rows)
    told = f"Rows against those known of FDA's own files: {equal:,} of {tables:,} tables agree."
    differing = [f"  {quarter}: {tables_off}" for quarter, _, _, tables_off in rows if tables_off]
    if differing:
        told += " These are another edition of FDA's, an extract, or not whole:"
    return ["\n".join([told, *differing[:LONGEST_LIST], *_more(len(differing), "FROM meta.row_count")])]


def _more(count: int, query: str) -> list[str]:
    return [f"  and {count - LONGEST_LIST:,} more: nibwatch sql '{query}'"] if count > LONGEST_LIST else []


def _newer(source: str, loaded: list[str]) -> str:
    wanted = EVERY_QUARTER
    if loaded:
        first, last = Quarter.parse(loaded[-1]).next(), last_ended(datetime.now(UTC).date())
        if first > last:
            return f"No quarter after {loaded[-1]} has ended yet, so no source can hold a newer one."
        wanted = QuarterRange(spans=((first, last),))
    try:
        offers = open_source(source).offers(wanted)
    except NibwatchError as error:
        return f"Nothing newer than what is held was found at {source}. It said: {error}"
    found = [str(offer.quarter) for offer in offers if not offer.trouble]
    doubtful = [
        f"Whether {offer.quarter} is there could not be told: {offer.trouble}" for offer in offers if offer.trouble
    ]
    return "\n".join([f"Newer at {source}: {', '.join(found) or 'nothing'}.", *doubtful])
