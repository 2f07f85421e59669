"""What is known of a watched drug from outside FAERS, as text: animals beside people, trials, labels, case reports."""

from functools import partial

import duckdb

from signals.present.terminal import QueryTable, texts
from signals.published import first_value, query

PAPERS_SHOWN = 10
CHANGES_SHOWN = 10
_table = partial(QueryTable, missing="", longest=70)
_STUDIES = _table("Coded animal and culture studies of {drug}:", query("answers/studies"))
_QUESTIONS = _table(
    "The two questions, apart; whether animals got it wrong rests on myelin harm:", query("answers/animal_questions")
)
_MODEL_FAMILIES = _table(
    "What they amount to, against the share of such studies that protect whatever the drug:",
    query("answers/animal_families"),
)
_AGREEMENT = _table("Animals beside people:", query("answers/agreement"))
_HUMAN_REPORTS = _table("Published reports on people and {drug}:", query("answers/human_reports"))
_TRIALS = _table("Trials of {drug} in demyelinating disease:", query("answers/trials"))
_LABELS = _table("US labels of {drug} that name a demyelinating event:", query("answers/labels"))
_PAPERS = _table(
    "Papers found on {drug} that nobody has coded yet: {count:,}{of_them}; model, regimen and direction are "
    "suggestions of rules and enter no verdict:",
    query("answers/papers"),
)
_CHANGES = _table(
    "What changed in the evidence on {drug}, the newest first ({fewer} of {count}):", query("answers/changes")
)
_AGREEMENT_MATRIX = _table(
    "Animals beside people, drugs in each cell of the matrix (empty cells left out):", query("answers/agreement_matrix")
)


def evidence_text(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Texts on one drug: coded studies, what they amount to, how that compares with people, and what else is known."""
    return [
        *(_STUDIES.text(connection, drug=drug) or [f"No coded animal study of {drug}."]),
        *texts((_QUESTIONS, _MODEL_FAMILIES, _AGREEMENT), connection, drug=drug),
        *_agreement_sentences(connection, drug),
        *texts((_HUMAN_REPORTS, _TRIALS, _LABELS), connection, drug=drug),
        *_papers(connection, drug),
        *_changes(connection, drug),
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
    rows = connection.execute(query("answers/agreement_sentences"), {"drug": drug}).fetchall()
    lines = [line for first, reasons, caveat in rows for line in (first, *(f"  - {why}" for why in reasons), caveat)]
    return ["\n".join(dict.fromkeys(lines))] if lines else []


def _papers(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    count = first_value(connection, "answers/paper_count", drug=drug)
    of_them = f", shown are {PAPERS_SHOWN}" if count > PAPERS_SHOWN else ""
    return _PAPERS.text(connection, drug=drug, shown=PAPERS_SHOWN, count=count, of_them=of_them)


def _changes(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    count = first_value(connection, "answers/change_count", drug=drug)
    return _CHANGES.text(connection, drug=drug, shown=CHANGES_SHOWN, count=count, fewer=min(count, CHANGES_SHOWN))
