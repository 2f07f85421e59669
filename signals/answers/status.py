"""What is held, what was read, rejected and counted, what is published, and what is newer at the source."""

from datetime import UTC, datetime
from pathlib import Path

import duckdb

from signals.answers.show import SYNTHETIC_LINE, columns
from signals.errors import NibwatchError
from signals.faers.lake import loaded_quarters
from signals.faers.quarter import FIRST_QUARTER, Quarter, QuarterRange, published_until
from signals.faers.refusal import refusals
from signals.faers.source import open_source
from signals.settings import settings
from signals.warehouse.connection import PUBLISHED_NAME, open_read_only


def status_text(data_dir: Path, *, source: str | None = None, ask_source: bool = True) -> str:
    """Everything `nibwatch status` says; a source that cannot be asked is said, not raised."""
    loaded = loaded_quarters(data_dir / "lake")
    parts = [_held(data_dir, sorted(loaded))]
    parts += [f"Refused: {refusal.quarter}: {refusal.reason}" for refusal in refusals(data_dir / "lake")]
    published = data_dir / PUBLISHED_NAME
    if published.is_file():
        with open_read_only(published) as connection:
            parts += _published(connection)
    else:
        parts.append("Nothing is published yet.")
    if ask_source:
        parts.append(_newer(source or settings().source, sorted(loaded)))
    return "\n\n".join(parts)


def _held(data_dir: Path, quarters: list[str]) -> str:
    if not quarters:
        return f"No quarter is loaded in {data_dir}."
    return f"{len(quarters)} quarters loaded in {data_dir}: {', '.join(quarters)}."


def _published(connection: duckdb.DuckDBPyConnection) -> list[str]:
    run_id, at, quarters, is_synthetic, watchlist, code = connection.execute(
        "SELECT run_id, published_at, quarters, is_synthetic, watchlist, code_version FROM meta.run "
        "ORDER BY published_at DESC LIMIT 1"
    ).fetchall()[0]
    lines = connection.execute(
        """
        SELECT quarter, table_name, lines, lines_split, lines_joined, rows_loaded, rows_repaired, rows_rejected
        FROM meta.load ORDER BY quarter, table_name, member
        """
    ).fetchall()
    steps = connection.execute(
        "SELECT name, count_in, count_removed, count_out, meaning FROM meta.reconciliation ORDER BY step"
    ).fetchall()
    return [
        *([SYNTHETIC_LINE] if is_synthetic else []),
        f"Published {at:%Y-%m-%d %H:%M} UTC, run {run_id}: {len(quarters)} quarters, watchlist {watchlist}, "
        f"code {code}.",
        columns(
            ("quarter", "table", "lines", "split", "joined", "loaded", "repaired", "rejected"),
            [(row[0], row[1], *(f"{value:,}" for value in row[2:])) for row in lines],
            right=range(2, 8),
        ),
        columns(
            ("step", "in", "removed", "left", "meaning"),
            [(row[0], *(f"{value:,}" for value in row[1:4]), row[4]) for row in steps],
            right=range(1, 4),
        ),
    ]


def _newer(source: str, loaded: list[str]) -> str:
    first = Quarter.parse(loaded[-1]).next() if loaded else FIRST_QUARTER
    last = published_until(datetime.now(UTC).date())
    if first > last:
        return f"No quarter after {loaded[-1]} has ended yet, so no source can hold a newer one."
    try:
        offers = open_source(source).offers(QuarterRange(spans=((first, last),)))
    except NibwatchError as error:
        return f"Nothing newer than what is held was found at {source}. It said: {error}"
    return f"Newer at {source}: {', '.join(str(offer.quarter) for offer in offers)}."
