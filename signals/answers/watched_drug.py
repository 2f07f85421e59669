"""`nibwatch watch DRUG`: all there is on one watched drug, as text and as JSON."""

from pathlib import Path

import duckdb

from signals.answers.name_lookup import find_watched
from signals.answers.watchlist import opening, which_topic
from signals.database import open_read_only
from signals.pages.drug import drug_page, headlines
from signals.present.output import plain
from signals.present.published_file import PublishedFile
from signals.present.strict_json import json_text
from signals.present.text import section_text, wrapped
from signals.published import first_value, last_run, records

LONGEST_TABLE = 20
"""The most rows of a table."""
_OF_WATCH = (
    "first",
    "trend",
    "sequential",
    "onset",
    "subgroup",
    "masking",
    "fragility",
    "calibration",
    "pooled",
    "profile",
)
DRUG_COLUMNS = {
    "signals.watch_summary": "drug",
    "signals.watch": "drug",
    "signals.watch_report_model": "covariate",
    **{f"signals.watch_{name}": "drug" for name in _OF_WATCH},
    "evidence.study": "ingredient",
    **{
        f"evidence.{name}": "drug"
        for name in ("animal_question", "animal_family", "animal_verdict", "agreement", "answer", "inherited")
    },
    **{f"evidence.{name}": "ingredient" for name in ("human_report", "trial", "label", "regulator_signal")},
}
"""The tables that the answer is made from, and the column that names the drug."""
DRUG_LISTS = {"evidence.review_queue": "found_by", "evidence.change": "drugs"}
"""Likewise, and the column that lists several drugs."""


def drug_text(published: Path, text: str, watchlist: str | None = None) -> str:
    """What to know of one watched drug on one screen: the headline, the answer, and its events with a case.

    Parameters
    ----------
    text
        The drug or class as a user writes it.
    watchlist
        Of which it is shown; by default the first that watches it.

    Raises
    ------
    RequestError
        Where it is unknown or not on the watchlist.
    """
    with open_read_only(published) as connection:
        file, drug, kind = _watched(connection, text, watchlist)
        about = {"drug": drug, "drug_kind": kind, "event": file.topic.event}
        parts = [
            *opening(connection),
            *which_topic(connection, file.topic),
            *(wrapped(plain(line)) for line in headlines(file, about)),
            *map(section_text, file.sections("drug_in_short", **about)),
        ]
    command = f"nibwatch watch {drug!r}{file.topic.option}"
    more = f"All there is:         {command} --all\nIts cases one by one: {command} --cases"
    return "\n\n".join([*parts, more])


def whole_drug_text(published: Path, text: str, watchlist: str | None = None) -> str:
    """All there is on one watched drug: the blocks of its page, as text; ``RequestError`` as ``drug_text``."""
    with open_read_only(published) as connection:
        file, drug, kind = _watched(connection, text, watchlist)
        page = drug_page(file, drug, kind)
        parts = [
            *opening(connection),
            *which_topic(connection, file.topic),
            *(wrapped(plain(sentence)) for sentence in page.lead),
            *(section_text(section, LONGEST_TABLE) for section in page.sections),
        ]
    command = f"nibwatch watch {drug!r}{file.topic.option}"
    more = f"Its cases one by one: {command} --cases. Its page, with every row and query: nibwatch report"
    return "\n\n".join([*parts, more])


def _watched(connection: duckdb.DuckDBPyConnection, text: str, watchlist: str | None) -> tuple[PublishedFile, str, str]:
    """The file asked about the drug or class that a text names, and the name and kind of that."""
    found = find_watched(connection, text, watchlist)
    kind = str(first_value(connection, "answers/drug_kind", **vars(found)))
    return PublishedFile.of(connection, [found.drug], found.watchlist), found.drug, kind


def drug_json(published: Path, text: str, watchlist: str | None = None) -> str:
    """Every row of every table that there is on one watched drug, as JSON; ``RequestError`` as ``drug_text``."""
    conditions = {table: f"{column} = $drug" for table, column in DRUG_COLUMNS.items()}
    conditions |= {table: f"list_contains({column}, $drug)" for table, column in DRUG_LISTS.items()}
    with open_read_only(published) as connection:
        found = find_watched(connection, text, watchlist)
        rows = {
            table: records(
                connection, f"FROM {table} WHERE watchlist = $watchlist AND {condition} ORDER BY ALL", **vars(found)
            )
            for table, condition in conditions.items()
        }
        return json_text({"run": last_run(connection), "drug": found.drug, **rows}, indent=1)
