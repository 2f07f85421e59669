"""`nibwatch status`: what is held, read, rejected and counted, what looks odd, what is published and what is newer."""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

import duckdb

from signals.answers.json_tables import json_tables
from signals.clock import minute, now
from signals.data_directory import lake_of
from signals.database import PUBLISHED_NAME, open_read_only
from signals.errors import NibwatchError
from signals.lake.quarters import loaded_quarters
from signals.lake.refusal import refusal_line, refusals
from signals.present.block import Section
from signals.present.block_declaration import blocks_of
from signals.present.command_line import command
from signals.present.document import Document
from signals.present.numbers import quarters as spans
from signals.present.output import one_line
from signals.present.query import ask
from signals.present.terminal import synthetic_warning
from signals.present.text import GAP, wrapped
from signals.present.topic import watchlist_problems
from signals.published import Record, last_run, query, records
from signals.quarter import EVERY_QUARTER, Quarter, QuarterRange, last_ended, missing_between
from signals.settings import settings
from signals.source_description import source_description
from signals.sources import open_source

LONGEST_LIST = 20


def status(data_dir: Path, *, source: str | None = None, ask_source: bool = True) -> Document:
    """What is held, published and newer; a source that cannot be asked is reported, not raised.

    Parameters
    ----------
    source
        Where to ask for newer quarters; the setting where None.
    ask_source
        Whether to ask at all.
    """
    lake, published = lake_of(data_dir), data_dir / PUBLISHED_NAME
    loaded, refused = sorted(loaded_quarters(lake)), refusals(lake)
    newer = _newer(source or settings().source, loaded) if ask_source else None
    run: Record | None = None
    about: list[str | Section] = ["Nothing is published yet."]
    if published.is_file():
        with open_read_only(published) as connection:
            run, about = last_run(connection), _published(connection)
    values = {
        "data_dir": str(data_dir),
        "quarters": loaded,
        "refused": [{"quarter": refusal.quarter, "reason": refusal.reason} for refusal in refused],
        "newer": newer,
        "run": run,
    }
    lines = [_held(lake.location, loaded), *(f"Refused: {refusal_line(refusal, loaded)}" for refusal in refused)]
    tables = partial(json_tables, published, "status") if run else dict[str, Any]
    return Document(
        [*map(_line, lines), *about, *(["\n".join(map(_line, newer.split("\n")))] if newer else [])], values, tables
    )


def _line(sentence: str) -> str:
    """A sentence that quotes text from outside, which never begins a line."""
    return wrapped(sentence, hanging=GAP)


def _held(lake: str, quarters: list[str]) -> str:
    if not quarters:
        return f"No quarter is loaded in {lake}."
    missing = missing_between([Quarter.parse(quarter) for quarter in quarters])
    gap = f" Not held between the first and the last: {missing}." if missing else ""
    return f"{len(quarters)} quarters loaded in {lake}: {spans(quarters)}.{gap}"


def _published(connection: duckdb.DuckDBPyConnection) -> list[str | Section]:
    run, words = last_run(connection), _words()
    sections = (block.section(ask(connection, block.query, query(block.query)), words) for block in blocks_of("status"))
    return [
        *synthetic_warning(run["is_synthetic"]),
        _line(
            one_line(
                f"Published {minute(run['published_at'])}, run {run['run_id']}: {len(run['quarters'])} quarters, "
                f"watchlist {run['watchlist']}, code {run['code_version']}."
            )
        ),
        *map(_line, _about_ebgm(connection)),
        *_about_watchlist(connection),
        *filter(None, sections),
    ]


def _words() -> Mapping[str, str]:
    return {
        "publisher": source_description().publisher,
        "load_command": command("sql", "SELECT quarter, table_name, flag, note FROM meta.load"),
        "row_count_command": command("sql", "FROM meta.row_count"),
    }


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
    rest = len(lines) - LONGEST_LIST
    more = [f"  and {rest:,} more: {command('sql', 'FROM meta.watchlist_problem')}"] if rest > 0 else []
    return ["\n".join([*map(_line, lines[:LONGEST_LIST]), *more])] if lines else []


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
