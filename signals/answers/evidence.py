"""Animals beside people over all drugs, as text."""

import duckdb

from signals.answers.tables import tables
from signals.present.output import one_line

CLASS_DIFFERENCE = "SELECT event, answer FROM evidence.class_difference WHERE watchlist = $watchlist ORDER BY event"


def matrix_text(connection: duckdb.DuckDBPyConnection, watchlist: str) -> list[str]:
    """The matrix of animal and human verdicts over all drugs, for the event groups that an animal model speaks to."""
    answers = connection.execute(CLASS_DIFFERENCE, {"watchlist": watchlist}).fetchall()
    if not answers:
        return []
    lines = "\n".join(one_line(f"{event}: {answer}.") for event, answer in answers)
    question = "Are drugs that protected animals less often disproportionate in people?"
    return [*tables(connection, "agreement_matrix", watchlist=watchlist), f"{question}\n{lines}"]
