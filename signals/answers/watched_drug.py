"""`nibwatch watch DRUG`: all there is on one watched drug, as text and as JSON."""

from pathlib import Path

import duckdb

from signals.answers.name_lookup import find_watched
from signals.answers.tables import tables
from signals.answers.watchlist import opening
from signals.database import open_read_only
from signals.pages.drug import drug_page
from signals.pages.query_section import PublishedFile
from signals.present.headline import headline
from signals.present.numbers import inside_a_sentence
from signals.present.output import plain
from signals.present.query import Row, Value, ask
from signals.present.strict_json import json_text
from signals.present.text import section_text, wrapped
from signals.published import first_value, last_run, query, records

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


def drug_text(published: Path, text: str) -> str:
    """What to know of one watched drug on one screen: the headline, the answer, and its events with a case.

    Parameters
    ----------
    text
        The drug or class as a user writes it.

    Raises
    ------
    RequestError
        Where it is unknown or not on the watchlist.
    """
    with open_read_only(published) as connection:
        drug = find_watched(connection, text)
        (topic,) = ask(connection, "topic", query("digest/topic")).rows
        scope = {"words": topic.comparison_words, "comparison": topic.comparison}
        parts = [
            *opening(connection),
            *_headlines(connection, drug, topic),
            *tables(connection, "drug_groups", drug=drug, **scope),
        ]
    named = repr(drug)
    more = f"All there is: nibwatch watch {named} --all. Its cases one by one: nibwatch watch {named} --cases"
    return "\n\n".join([*parts, more])


def whole_drug_text(published: Path, text: str) -> str:
    """All there is on one watched drug: the blocks of its page, as text; ``RequestError`` as ``drug_text``."""
    with open_read_only(published) as connection:
        drug = find_watched(connection, text)
        file = PublishedFile.of(connection, [drug])
        kind = str(first_value(connection, "answers/drug_kind", drug=drug))
        page = drug_page(file, drug, kind)
        parts = [
            *opening(connection),
            *(wrapped(plain(sentence)) for sentence in page.lead),
            *(section_text(section, LONGEST_TABLE) for section in page.sections),
        ]
    named = repr(drug)
    more = f"Its cases one by one: nibwatch watch {named} --cases. Its page, with every row and query: nibwatch report"
    return "\n\n".join([*parts, more])


def _headlines(connection: duckdb.DuckDBPyConnection, drug: str, topic: Row) -> list[str]:
    """The line that digest and page begin with, and the rules' answer to the topic's question, wrapped."""
    about: dict[str, Value] = {"drugs": (drug,), "event": topic.event, "analysis": topic.comparison}
    event = f"{inside_a_sentence(topic.title)} ({topic.event})"
    scope = f"{topic.comparison_words} ({topic.comparison})"
    rows = ask(connection, "headline", query("pages/headline"), **about).rows
    lines = [headline(row, drug=drug, event=event, scope=scope) for row in rows]
    if topic.has_evidence:
        lines += [str(row.in_short) for row in ask(connection, "answer", query("pages/answer"), **about).rows]
    return [wrapped(plain(line)) for line in lines]


def drug_json(published: Path, text: str) -> str:
    """Every row of every table that there is on one watched drug, as JSON; ``RequestError`` as ``drug_text``."""
    conditions = {table: f"{column} = $drug" for table, column in DRUG_COLUMNS.items()}
    conditions |= {table: f"list_contains({column}, $drug)" for table, column in DRUG_LISTS.items()}
    with open_read_only(published) as connection:
        drug = find_watched(connection, text)
        rows = {
            table: records(connection, f"FROM {table} WHERE {condition} ORDER BY ALL", drug=drug)
            for table, condition in conditions.items()
        }
        return json_text({"run": last_run(connection), "drug": drug, **rows}, indent=1)
