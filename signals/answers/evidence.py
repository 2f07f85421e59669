"""What is known of a watched drug from outside FAERS, as text: animals beside people, trials, labels, case reports."""

from collections.abc import Sequence
from typing import Any

import duckdb

from signals.answers.show import columns, interval, number


def beside_people(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Blocks of text on one drug: coded studies, what they amount to, how that stands beside people, and the rest."""
    return [
        *_studies(connection, drug),
        *_families(connection, drug),
        *_agreement(connection, drug),
        *_human_reports(connection, drug),
        *_trials(connection, drug),
        *_labels(connection, drug),
    ]


def _rows(connection: duckdb.DuckDBPyConnection, sql: str, drug: str) -> list[tuple[Any, ...]]:
    return connection.execute(sql, {"drug": drug}).fetchall()


def _table(title: str, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    cells = [["" if value is None else _short(str(value)) for value in row] for row in rows]
    return f"{title}\n" + columns(header, cells)


def _short(text: str, longest: int = 70) -> str:
    return text if len(text) <= longest else text[: longest - 3].rstrip() + "..."


def _studies(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        """
        SELECT direction, model_family, regimen_kind, first_author, year, seen_level
            , CASE
                WHEN is_weighed AND retraction = 'none' THEN 'yes'
                WHEN is_weighed THEN 'yes (' || retraction || ')'
                ELSE 'no: ' || not_weighed_reason
            END
            , title
        FROM evidence.study WHERE ingredient = $drug AND direction != 'not coded'
        ORDER BY is_weighed DESC, model_family, year
        """,
        drug,
    )
    if not rows:
        return [f"No coded animal study of {drug}."]
    header = ("direction", "model", "regimen", "author", "year", "read", "counts", "title")
    return [_table(f"Coded animal and culture studies of {drug}:", header, rows)]


def _families(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        """
        SELECT family.drug, question, model_family, label, protective_count, study_count, group_count, base_rate
            , posterior_mean, posterior_lower, posterior_upper, label_unweighted
        FROM evidence.animal_family AS family
        INNER JOIN (
            SELECT $drug AS drug, 'ingredient' AS drug_kind
            UNION ALL
            SELECT DISTINCT study.target_class, 'target_class'
            FROM evidence.study AS study
            WHERE study.ingredient = $drug AND study.target_class IS NOT NULL
        ) USING (drug, drug_kind)
        ORDER BY drug_kind, question, model_family
        """,
        drug,
    )
    if not rows:
        return []
    cells = [
        (
            of, question, family, label, f"{protective} of {studies}", groups, number(base_rate),
            interval(mean, lower, upper), "same" if label == plain else plain,
        )
        for of, question, family, label, protective, studies, groups, base_rate, mean, lower, upper, plain in rows
    ]  # fmt: skip
    header = (
        "studies of", "question", "model", "label", "protective", "groups", "base rate", "share protective (95%)",
        "weights at 1",
    )  # fmt: skip
    return [
        _table(
            "What they amount to, against the share of such studies that protect whatever the drug:",
            header,
            cells,
        )
    ]


def _agreement(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        """
        SELECT event, animal_verdict, human_verdict, primary_verdict, agreement, myelin_agreement, certainty, remark
            , sentence, certainty_reasons, caveat
        FROM evidence.agreement WHERE drug = $drug ORDER BY caveat IS NULL, event
        """,
        drug,
    )
    if not rows:
        return []
    header = (
        "event group", "animals", "people, no MS context", "people, primary", "together", "myelin harm alone",
        "certainty", "remark",
    )  # fmt: skip
    said = dict.fromkeys(
        line
        for event, *_, sentence, reasons, caveat in rows
        if caveat
        for line in (f"{event}: {sentence}", *[f"  - {reason}" for reason in reasons or ()], caveat)
    )
    return [_table("Animals beside people:", header, [row[:8] for row in rows]), "\n".join(said)]


def _human_reports(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        """
        SELECT kind, year, case_count, direction, seen_level, citation
        FROM evidence.human_report WHERE ingredient = $drug ORDER BY year, citation
        """,
        drug,
    )
    header = ("kind", "year", "people", "what it says", "read", "citation")
    return [_table(f"Published reports on people and {drug}:", header, rows)] if rows else []


def _trials(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        """
        SELECT trial, year, participant_count, coalesce(registry_status, status)
            , previous_status || ' until ' || status_changed_date, coalesce(finding, citation)
        FROM evidence.trial WHERE ingredient = $drug ORDER BY year, trial
        """,
        drug,
    )
    header = ("trial", "year", "people", "status", "before", "finding or title")
    return [_table(f"Trials of {drug} in demyelinating disease:", header, rows)] if rows else []


def _labels(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        """
        SELECT section, words, count(DISTINCT set_id), sentence
        FROM evidence.label WHERE ingredient = $drug GROUP BY section, words, sentence ORDER BY section, words, sentence
        """,
        drug,
    )
    header = ("section", "words", "labels", "sentence")
    return [_table(f"US labels of {drug} that name a demyelinating event:", header, rows)] if rows else []
