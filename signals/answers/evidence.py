"""What is known of a watched drug from outside FAERS, as text: animals beside people, trials, labels, case reports."""

from functools import partial

import duckdb

from signals.present.terminal import QueryTable, texts

PAPERS_SHOWN = 10
CHANGES_SHOWN = 10
_table = partial(QueryTable, missing="", longest=70)
_DRUG_AND_CLASS = """
(
    SELECT drug, drug_kind FROM evidence.animal_verdict WHERE drug = $drug
    UNION ALL
    SELECT target_class, 'target_class' FROM evidence.animal_verdict WHERE drug = $drug AND target_class IS NOT NULL
)
"""
_STUDIES = _table(
    "Coded animal and culture studies of {drug}:",
    """
    SELECT direction, model_family AS model, regimen_kind AS regimen, first_author AS author, year, seen_level AS read
        , CASE
            WHEN is_weighed AND retraction = 'none' THEN 'yes'
            WHEN is_weighed THEN 'yes (' || retraction || ')'
            ELSE 'no: ' || not_weighed_reason
        END AS counts
        , title
    FROM evidence.study WHERE $drug IN (ingredient, target_class) AND direction != 'not coded'
    ORDER BY is_weighed DESC, model_family, year
    """,
)
_QUESTIONS = _table(
    "The two questions, apart; whether animals got it wrong rests on myelin harm:",
    f"""
    SELECT question.drug AS "studies of"
        , CASE question
            WHEN 'myelin harm' THEN 'myelin harm (does it hurt myelin or its repair?)'
            WHEN 'efficacy' THEN 'efficacy (does it protect in an induced disease?)'
        END AS question
        , label AS "animal verdict", protective_count AS protective, harmful_count AS harmful, mixed_count AS mixed
        , null_count AS "no effect", group_count AS groups, in_vivo_group_count AS "in vivo"
    FROM evidence.animal_question AS question
    INNER JOIN {_DRUG_AND_CLASS} USING (drug, drug_kind)
    ORDER BY drug_kind, question.question DESC
    """,
)
_MODEL_FAMILIES = _table(
    "What they amount to, against the share of such studies that protect whatever the drug:",
    f"""
    SELECT family.drug AS "studies of", question, model_family AS model, label
        , format('{{}} of {{}}', protective_count, study_count) AS protective, group_count AS groups
        , coalesce(format('{{:.2f}}', base_rate), '-') AS "base rate"
        , (posterior_mean, posterior_lower, posterior_upper) AS "share protective (95%)"
        , CASE WHEN label = label_unweighted THEN 'same' ELSE label_unweighted END AS "weights at 1"
    FROM evidence.animal_family AS family
    INNER JOIN {_DRUG_AND_CLASS} USING (drug, drug_kind)
    ORDER BY drug_kind, question, model_family
    """,
)
_AGREEMENT = _table(
    "Animals beside people:",
    """
    SELECT event AS "event group", animal_verdict AS animals, human_verdict AS "people, no MS context"
        , primary_verdict AS "people, primary", agreement AS together, myelin_agreement AS "myelin harm alone"
        , certainty, remark
    FROM evidence.agreement WHERE drug = $drug ORDER BY caveat IS NULL, event
    """,
)
_HUMAN_REPORTS = _table(
    "Published reports on people and {drug}:",
    """
    SELECT kind, year, case_count AS people, direction AS "what it says", seen_level AS read, citation
    FROM evidence.human_report WHERE ingredient = $drug ORDER BY year, citation
    """,
)
_TRIALS = _table(
    "Trials of {drug} in demyelinating disease:",
    """
    SELECT trial, year, participant_count AS people, coalesce(registry_status, status) AS status
        , previous_status || ' until ' || status_changed_date AS before
        , coalesce(finding, citation) AS "finding or title"
    FROM evidence.trial WHERE ingredient = $drug ORDER BY year, trial
    """,
)
_LABELS = _table(
    "US labels of {drug} that name a demyelinating event:",
    """
    SELECT section, words, count(DISTINCT set_id) AS labels, sentence
    FROM evidence.label WHERE ingredient = $drug GROUP BY section, words, sentence ORDER BY section, words, sentence
    """,
)
_PAPERS = """
    FROM evidence.review_queue WHERE list_contains(found_by, $drug) OR list_contains(compounds, $drug)
    """
_CHANGES = "FROM evidence.change WHERE list_contains(drugs, $drug)"
_AGREEMENT_MATRIX = _table(
    "Animals beside people, drugs in each cell of the matrix (empty cells left out):",
    """
    SELECT event AS "event group", animal_verdict AS animals, human_verdict AS "people, no MS context"
        , agreement AS together, drug_count AS drugs, drugs AS which
    FROM evidence.agreement_matrix
    WHERE drug_kind = 'ingredient' AND drug_count > 0 AND event IN (SELECT event FROM evidence.class_difference)
    ORDER BY event, animal_verdict = 'none found', animal_verdict, human_verdict
    """,
)


def evidence_text(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Texts on one drug: coded studies, what they amount to, how that compares with people, and what else is known."""
    return [
        *(_STUDIES.text(connection, drug=drug) or [f"No coded animal study of {drug}."]),
        *texts((_QUESTIONS, _MODEL_FAMILIES, _AGREEMENT), connection, drug=drug),
        *_agreement_sentences(connection, drug),
        *texts((_HUMAN_REPORTS, _TRIALS, _LABELS), connection, drug=drug),
        *texts((_papers(connection, drug), _changes(connection, drug)), connection, drug=drug),
    ]


def matrix_text(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The matrix of animal and human verdicts over all drugs, for the event groups that an animal model speaks to."""
    answers = connection.execute("SELECT event, answer FROM evidence.class_difference ORDER BY event").fetchall()
    if not answers:
        return []
    lines = "\n".join(f"{event}: {answer}." for event, answer in answers)
    question = "Are drugs that protected animals less often disproportionate in people?"
    return [*_AGREEMENT_MATRIX.text(connection), f"{question}\n{lines}"]


def _agreement_sentences(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """What the agreement of each event group with a caveat rests on; a line that several share stands once."""
    rows = connection.execute(
        """
        SELECT event || ': ' || sentence, coalesce(certainty_reasons, []), caveat
        FROM evidence.agreement WHERE drug = $drug AND caveat IS NOT NULL ORDER BY event
        """,
        {"drug": drug},
    ).fetchall()
    lines = [line for first, reasons, caveat in rows for line in (first, *(f"  - {why}" for why in reasons), caveat)]
    return ["\n".join(dict.fromkeys(lines))] if lines else []


def _count(connection: duckdb.DuckDBPyConnection, rows: str, drug: str) -> int:
    return int(connection.execute(f"SELECT count(*) {rows}", {"drug": drug}).fetchall()[0][0])


def _papers(connection: duckdb.DuckDBPyConnection, drug: str) -> QueryTable:
    count = _count(connection, _PAPERS, drug)
    shown = f", shown are {PAPERS_SHOWN}" if count > PAPERS_SHOWN else ""
    return _table(
        f"Papers found on {drug} that nobody has coded yet: {count:,}{shown}; model, regimen and direction are "
        "suggestions of rules and enter no verdict:",
        f"""
        SELECT CAST(queue_position AS VARCHAR) AS queue, coalesce('PMID ' || pmid, publication) AS paper, year
            , suggested_model AS "model?", suggested_regimen AS "regimen?", suggested_direction AS "direction?"
            , CASE WHEN retraction = 'none' THEN state ELSE retraction END AS state, title
        {_PAPERS} ORDER BY queue_position LIMIT {PAPERS_SHOWN}
        """,
    )


def _changes(connection: duckdb.DuckDBPyConnection, drug: str) -> QueryTable:
    count = _count(connection, _CHANGES, drug)
    return _table(
        f"What changed in the evidence on {drug}, the newest first ({min(count, CHANGES_SHOWN)} of {count}):",
        f"""
        SELECT CAST(published_at AS DATE) AS published, change, coalesce(event, reference) AS of
            , value_before AS before, value_after AS after, array_to_string(why, '; ') AS why
        {_CHANGES} ORDER BY published_at DESC, change, reference LIMIT {CHANGES_SHOWN}
        """,
    )
