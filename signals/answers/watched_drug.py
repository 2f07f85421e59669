"""`nibwatch watch DRUG`: all there is on one watched drug, as text and as JSON."""

from pathlib import Path

import duckdb

from signals.answers.evidence import evidence_text
from signals.answers.name_lookup import find_watched
from signals.answers.robustness import robustness_text
from signals.answers.watchlist import opening
from signals.database import open_read_only
from signals.present.strict_json import json_text
from signals.present.terminal import QueryTable
from signals.published import last_run, records

VALUES_SHOWN = 6
"""How many values a topic of the cases' profile shows."""
_OF_WATCH = ("first", "trend", "sequential", "onset", "masking", "fragility", "calibration", "profile")
DRUG_COLUMNS = {
    "signals.watch_summary": "drug",
    "signals.watch": "drug",
    **{f"signals.watch_{name}": "drug" for name in _OF_WATCH},
    "evidence.study": "ingredient",
    **{f"evidence.{name}": "drug" for name in ("animal_question", "animal_family", "animal_verdict", "agreement")},
    **{f"evidence.{name}": "ingredient" for name in ("human_report", "trial", "label")},
}
"""The tables that the answer is made from, and the column that names the drug."""
DRUG_LISTS = {"evidence.review_queue": "found_by", "evidence.change": "drugs"}
"""Likewise, and the column that lists several drugs."""

_STATISTICS = '(ror, ror_lower, ror_upper) AS "ROR (95%)", (ic, ic_lower, ic_upper) AS "IC (95%)"'
_ANALYSES = QueryTable(
    "{event}, by analysis:",
    f"""
    SELECT analysis, case_count AS N, a, expected, {_STATISTICS}
        , CASE WHEN reason IS NULL THEN human_verdict ELSE 'not made: ' || reason END AS verdict
    FROM signals.watch WHERE drug = $drug AND event = $event AND event_kind = 'group'
    ORDER BY analysis != 'primary', analysis
    """,
    right=("N", "a", "expected"),
)
_TERMS = QueryTable(
    "Single terms with a case:",
    f"""
    SELECT event AS term, analysis, a, expected, {_STATISTICS}, human_verdict AS verdict
    FROM signals.watch
    WHERE drug = $drug AND event_kind = 'term' AND analysis IN ('primary', 'no_ms_context')
    QUALIFY max(a) OVER (PARTITION BY event) > 0
    ORDER BY max(a) OVER (PARTITION BY event) DESC, event, analysis DESC
    """,
    right=("a", "expected"),
)
_LEGEND = QueryTable(
    "",
    """
    SELECT DISTINCT ON (analysis) analysis, leaves_out AS "leaves out" FROM signals.watch
    WHERE drug = $drug AND event_kind = 'group'
    ORDER BY analysis != 'primary', analysis
    """,
)
_PROFILE = QueryTable(
    "Cases of {event} with {drug}:",
    f"""
    WITH answer AS (
        SELECT topic, list(value || format(' {{:,}}', case_count) ORDER BY case_count DESC, value) AS counts
            , count(*) - {VALUES_SHOWN} AS rest
        FROM signals.watch_profile WHERE drug = $drug AND event = $event GROUP BY topic
    )
    SELECT topic
        , array_to_string(counts[:{VALUES_SHOWN}], ', ')
        || CASE WHEN rest > 0 THEN format(', and {{}} more', rest) ELSE '' END AS cases
    FROM answer ORDER BY topic
    """,
)


def drug_text(published: Path, text: str) -> str:
    """All there is on one watched drug: people by analysis and event, their cases' profile, animals, and agreement.

    Parameters
    ----------
    text : the drug or class as a user writes it.

    Raises
    ------
    RequestError
        Where it is unknown or not on the watchlist.
    """
    with open_read_only(published) as connection:
        drug = find_watched(connection, text)
        parts = [
            *opening(connection),
            *_sentences(connection, drug),
            *_analyses(connection, drug),
            *_TERMS.text(connection, drug=drug),
            *robustness_text(connection, drug),
            *_profile(connection, drug),
            *evidence_text(connection, drug),
        ]
    return "\n\n".join([*parts, f"The cases behind these counts: nibwatch watch {drug!r} --cases"])


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


def _sentences(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = connection.execute(
        """
        SELECT sentence FROM signals.watch_summary WHERE drug = $drug
        ORDER BY primary_a DESC, no_ms_context_ic_lower DESC NULLS LAST, event
        """,
        {"drug": drug},
    ).fetchall()
    return ["\n".join(f"- {row[0]}" for row in rows)]


def _analyses(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """A table for each event group that has a case, its analyses in rows; then what each analysis leaves out."""
    events = connection.execute(
        """
        SELECT event FROM signals.watch WHERE drug = $drug AND event_kind = 'group'
        GROUP BY event HAVING max(a) > 0 ORDER BY max(a) DESC, event
        """,
        {"drug": drug},
    ).fetchall()
    if not events:
        return ["No event group has a case."]
    tables = [text for (event,) in events for text in _ANALYSES.text(connection, drug=drug, event=event)]
    return [*tables, *_LEGEND.text(connection, drug=drug)]


def _profile(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """The profile of the event group that is reported most often with the drug."""
    event = connection.execute(
        """
        SELECT event FROM signals.watch_summary WHERE drug = $drug AND primary_a > 0
        ORDER BY primary_a DESC, event LIMIT 1
        """,
        {"drug": drug},
    ).fetchone()
    return _PROFILE.text(connection, drug=drug, event=event[0]) if event else []
