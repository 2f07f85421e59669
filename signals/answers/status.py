"""`nibwatch status`: what is held, read, rejected and counted, what looks odd, what is published and what is newer."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from signals.clock import minute, now
from signals.data_directory import lake_of
from signals.database import PUBLISHED_NAME, open_read_only
from signals.errors import NibwatchError
from signals.lake.quarters import loaded_quarters
from signals.lake.refusal import refusal_line, refusals
from signals.present.block_declaration import blocks_of
from signals.present.output import one_line
from signals.present.query import ask
from signals.present.strict_json import json_text
from signals.present.terminal import synthetic_warning
from signals.present.text import section_text
from signals.present.topic import watchlist_problems
from signals.published import last_run, query, records
from signals.quarter import EVERY_QUARTER, Quarter, QuarterRange, last_ended, missing_between
from signals.settings import settings
from signals.source_description import source_description
from signals.sources import open_source

LONGEST_LIST = 20


def status_text(data_dir: Path, *, source: str | None = None, ask_source: bool = True) -> str:
    """What is held, published and newer; a source that cannot be asked is reported, not raised.

    Parameters
    ----------
    source
        Where to ask for newer quarters; the setting where None.
    ask_source
        Whether to ask at all.
    """
    lake = lake_of(data_dir)
    loaded = sorted(loaded_quarters(lake))
    parts = [_held(lake.location, loaded)]
    parts += [f"Refused: {refusal_line(refusal, loaded)}" for refusal in refusals(lake)]
    if (data_dir / PUBLISHED_NAME).is_file():
        with open_read_only(data_dir / PUBLISHED_NAME) as connection:
            parts += _published(connection)
    else:
        parts.append("Nothing is published yet.")
    if ask_source:
        parts.append(_newer(source or settings().source, loaded))
    return "\n\n".join(parts)


def status_json(data_dir: Path, *, source: str | None = None, ask_source: bool = True) -> str:
    """The same as JSON, with the published account of lines, flags and cases."""
    lake = lake_of(data_dir)
    loaded = sorted(loaded_quarters(lake))
    content: dict[str, Any] = {
        "data_dir": str(data_dir),
        "quarters": loaded,
        "refused": [{"quarter": refusal.quarter, "reason": refusal.reason} for refusal in refusals(lake)],
        "newer": _newer(source or settings().source, loaded) if ask_source else None,
        "run": None,
    }
    if (data_dir / PUBLISHED_NAME).is_file():
        with open_read_only(data_dir / PUBLISHED_NAME) as connection:
            content["run"] = last_run(connection)
            for table in ("meta.load", "meta.row_count", "meta.reconciliation"):
                content[table] = records(connection, f"FROM {table} ORDER BY ALL")
    return json_text(content, indent=1)


def _held(lake: str, quarters: list[str]) -> str:
    if not quarters:
        return f"No quarter is loaded in {lake}."
    missing = missing_between([Quarter.parse(quarter) for quarter in quarters])
    gap = f" Not held between the first and the last: {missing}." if missing else ""
    return f"{len(quarters)} quarters loaded in {lake}: {', '.join(quarters)}.{gap}"


def _published(connection: duckdb.DuckDBPyConnection) -> list[str]:
    run, words = last_run(connection), {"publisher": source_description().publisher}
    made = (block.section(ask(connection, block.query, query(block.query)), words) for block in blocks_of("status"))
    *lines, steps = (section_text(section) for section in made if section)
    return [
        *synthetic_warning(run["is_synthetic"]),
        one_line(
            f"Published {minute(run['published_at'])}, run {run['run_id']}: {len(run['quarters'])} quarters, "
            f"watchlist {run['watchlist']}, code {run['code_version']}."
        ),
        *_about_ebgm(connection),
        *_about_watchlist(connection),
        *lines,
        _flagged(connection.execute(query("answers/flagged_files")).fetchall()),
        *_against_publisher(connection.execute(query("answers/known_counts")).fetchall()),
        steps,
    ]


def _about_ebgm(connection: duckdb.DuckDBPyConnection) -> list[str]:
    (prior,) = records(connection, "FROM meta.prior")
    if prior["refusal"]:
        return [f"EBGM is undefined for every pair, as its prior could not be fitted: {one_line(prior['refusal'])}."]
    because = prior.get("penalised_because")  # not known before version 0.2.0
    return [f"The prior of EBGM is a penalised maximum: {one_line(because)}."] if because else []


def _about_watchlist(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Names of the watchlist that nothing knows, or that were read as others; a file of 0.1.0 does not say."""
    if not connection.execute("FROM duckdb_tables() WHERE table_name = 'watchlist_problem'").fetchall():
        return []
    lines = list(map(one_line, watchlist_problems(connection)))
    return ["\n".join(_first(lines, "FROM meta.watchlist_problem"))] if lines else []


def _flagged(rows: Sequence[tuple[Any, ...]]) -> str:
    if not rows:
        return "Flagged: nothing; no file looks broken."
    lines = [f"Flagged: {quarter} {table}: {one_line(why)}." for quarter, table, why in rows]
    return "\n".join(_first(lines, "SELECT quarter, table_name, flag, note FROM meta.load"))


def _against_publisher(rows: Sequence[tuple[Any, ...]]) -> list[str]:
    """How the loaded rows compare with the rows that the publisher's own files are known to hold."""
    if not rows:
        return []
    publisher = source_description().publisher
    compared, equal = sum(row[1] for row in rows), sum(row[2] for row in rows)
    sentence = f"Rows against those known of {publisher}'s own files: {equal:,} of {compared:,} tables agree."
    differing = [one_line(f"  {quarter}: {tables_off}") for quarter, _, _, tables_off in rows if tables_off]
    if differing:
        sentence += f" These are another edition of {publisher}'s, an extract, or not whole:"
    return ["\n".join([sentence, *_first(differing, "FROM meta.row_count")])]


def _first(lines: Sequence[str], query: str) -> list[str]:
    """The first lines of a long list, and how to see the others."""
    rest = len(lines) - LONGEST_LIST
    return [*lines[:LONGEST_LIST], *([f"  and {rest:,} more: nibwatch sql '{query}'"] if rest > 0 else [])]


def _newer(source: str, loaded: list[str]) -> str:
    wanted = EVERY_QUARTER
    if loaded:
        first, last = Quarter.parse(loaded[-1]).next(), last_ended(now().date())
        if first > last:
            return f"No quarter after {loaded[-1]} has ended yet, so no source can hold a newer one."
        wanted = QuarterRange(spans=((first, last),))
    try:
        offers = open_source(source).offers(wanted)
    except NibwatchError as error:
        return f"Whether anything newer is there is not known, as {source} could not be asked: {one_line(str(error))}"
    available = [str(offer.quarter) for offer in offers if not offer.trouble]
    doubtful = [
        f"It is not known whether {offer.quarter} is there: {offer.trouble}" for offer in offers if offer.trouble
    ]
    return "\n".join([f"Newer at {source}: {', '.join(available) or 'nothing'}.", *doubtful])
