"""What is known of a watched drug from outside FAERS, as text: animals beside people, trials, labels, case reports."""

from collections.abc import Sequence
from typing import Any

import duckdb

from signals.answers.show import columns, interval, number

_DRUG_AND_CLASS = """
(
    SELECT drug, drug_kind FROM evidence.animal_verdict WHERE drug = $drug
    UNION ALL
    SELECT target_class, 'target_class' FROM evidence.animal_verdict WHERE drug = $drug AND target_class IS NOT NULL
)
"""
PAPERS_SHOWN = 10
CHANGES_SHOWN = 10


def beside_people(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Blocks of text on one drug: coded studies, what they amount to, how that stands beside people, and the rest."""
    return [
        *_studies(connection, drug),
        *_questions(connection, drug),
        *_families(connection, drug),
        *_agreement(connection, drug),
        *_human_reports(connection, drug),
        *_trials(connection, drug),
        *_labels(connection, drug),
        *_papers(connection, drug),
        *_changes(connection, drug),
    ]


def over_all_drugs(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The matrix of animals and people, each event group that an animal model speaks to, and what it amounts to."""
    answers = connection.execute("SELECT event, answer FROM evidence.class_difference ORDER BY event").fetchall()
    cells = connection.execute(
        """
        SELECT event, animal_verdict, human_verdict, agreement, drug_count, array_to_string(drugs, ', ')
        FROM evidence.agreement_matrix
        WHERE drug_kind = 'ingredient' AND drug_count > 0 AND event IN (SELECT event FROM evidence.class_difference)
        ORDER BY event, animal_verdict = 'none found', animal_verdict, human_verdict
        """
    ).fetchall()
    if not answers:
        return []
    header = ("event group", "animals", "people, no MS context", "together", "drugs", "which")
    said = "\n".join(f"{event}: {answer}." for event, answer in answers)
    return [
        _table("Animals beside people, drugs in each cell of the matrix (empty cells left out):", header, cells),
        f"Are drugs that protected animals less often disproportionate in people?\n{said}",
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
        FROM evidence.study WHERE $drug IN (ingredient, target_class) AND direction != 'not coded'
        ORDER BY is_weighed DESC, model_family, year
        """,
        drug,
    )
    if not rows:
        return [f"No coded animal study of {drug}."]
    header = ("direction", "model", "regimen", "author", "year", "read", "counts", "title")
    return [_table(f"Coded animal and culture studies of {drug}:", header, rows)]


def _questions(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        f"""
        SELECT question.drug, question, label, protective_count, harmful_count, mixed_count, null_count, group_count
            , in_vivo_group_count
        FROM evidence.animal_question AS question
        INNER JOIN {_DRUG_AND_CLASS} USING (drug, drug_kind)
        ORDER BY drug_kind, question DESC
        """,
        drug,
    )
    meaning = {
        "myelin harm": "myelin harm (does it hurt myelin or its repair?)",
        "efficacy": "efficacy (does it protect in an induced disease?)",
    }
    header = (
        "studies of", "question", "animal verdict", "protective", "harmful", "mixed", "no effect", "groups", "in vivo",
    )  # fmt: skip
    title = "The two questions, apart; whether animals got it wrong rests on myelin harm:"
    return [_table(title, header, [(row[0], meaning[row[1]], *row[2:]) for row in rows])] if rows else []


def _families(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        f"""
        SELECT family.drug, question, model_family, label, protective_count, study_count, group_count, base_rate
            , posterior_mean, posterior_lower, posterior_upper, label_unweighted
        FROM evidence.animal_family AS family
        INNER JOIN {_DRUG_AND_CLASS} USING (drug, drug_kind)
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
        _table("What they amount to, against the share of such studies that protect whatever the drug:", header, cells)
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


def _papers(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        """
        SELECT queue_position, coalesce('PMID ' || pmid, publication), year, suggested_model, suggested_regimen
            , suggested_direction, CASE WHEN retraction = 'none' THEN state ELSE retraction END, title
        FROM evidence.review_queue WHERE list_contains(found_by, $drug) OR list_contains(compounds, $drug)
        ORDER BY queue_position
        """,
        drug,
    )
    if not rows:
        return []
    shown = rows[:PAPERS_SHOWN]
    title = (
        f"Papers found on {drug} that nobody has coded yet: {len(rows):,}"
        + (f", shown are {len(shown)}" if len(rows) > len(shown) else "")
        + "; model, regimen and direction are suggestions of rules and enter no verdict:"
    )
    header = ("queue", "paper", "year", "model?", "regimen?", "direction?", "state", "title")
    return [_table(title, header, shown)]


def _changes(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    rows = _rows(
        connection,
        """
        SELECT CAST(published_at AS DATE), change, coalesce(event, reference), value_before, value_after
            , array_to_string(why, '; ')
        FROM evidence.change WHERE list_contains(drugs, $drug) ORDER BY published_at DESC, change, reference
        """,
        drug,
    )
    if not rows:
        return []
    shown = rows[:CHANGES_SHOWN]
    title = f"What changed in the evidence on {drug}, the newest first ({len(shown)} of {len(rows)}):"
    return [_table(title, ("published", "change", "of", "before", "after", "why"), shown)]
