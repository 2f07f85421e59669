"""The evidence on a watched drug beside the reports, as text: what the topic has of it."""

import duckdb

from signals.answers.tables import tables
from signals.present.output import one_line
from signals.published import first_value, query, records
from signals.settings import settings

PAPERS_SHOWN = 10
CHANGES_SHOWN = 10


def evidence_text(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """Texts on one drug: coded studies, what they amount to, how that compares with people, and what else is known."""
    (topic,) = records(connection, query("digest/topic"))
    beside = [
        *(tables(connection, "studies", drug=drug) or [f"No coded animal study of {drug}."]),
        *tables(connection, "animal_questions", "animal_families", "agreement", drug=drug),
        *_agreement_sentences(connection, drug),
        *tables(connection, "human_reports", "trials", drug=drug, disease=topic["disease"]),
        *_papers(connection, drug),
    ]
    labels = tables(connection, "labels", drug=drug, label_event=topic["label_event"])
    return [*(beside if topic["has_evidence"] else []), *labels, *_changes(connection, drug)]


def matrix_text(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """The matrix of animal and human verdicts over all drugs, for the event groups that an animal model speaks to."""
    answers = connection.execute("SELECT event, answer FROM evidence.class_difference ORDER BY event").fetchall()
    if not answers:
        return []
    lines = "\n".join(one_line(f"{event}: {answer}.") for event, answer in answers)
    question = "Are drugs that protected animals less often disproportionate in people?"
    return [*tables(connection, "agreement_matrix"), f"{question}\n{lines}"]


def _agreement_sentences(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    """What the agreement of each event group with a caveat rests on; a line that several share stands once."""
    rows = connection.execute(query("answers/agreement_sentences"), {"drug": drug}).fetchall()
    lines = [line for first, reasons, caveat in rows for line in (first, *(f"  - {why}" for why in reasons), caveat)]
    return ["\n".join(dict.fromkeys(map(one_line, lines)))] if lines else []


def _papers(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    count = first_value(connection, "answers/paper_count", drug=drug)
    of_them = f", shown are {PAPERS_SHOWN}" if count > PAPERS_SHOWN else ""
    return tables(connection, "papers", drug=drug, shown=PAPERS_SHOWN, count=count, of_them=of_them)


def _changes(connection: duckdb.DuckDBPyConnection, drug: str) -> list[str]:
    count = first_value(connection, "answers/change_count", drug=drug)
    shown = {"shown": CHANGES_SHOWN, "count": count, "fewer": min(count, CHANGES_SHOWN)}
    return tables(connection, "changes", drug=drug, timezone=settings().timezone, **shown)
