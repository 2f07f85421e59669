"""What animals say of a drug, and its row beside people."""

import duckdb

from tests.literature.evidence_tables import ANIMALS, build, count_people, rows_of


def animals(connection: duckdb.DuckDBPyConnection, drug: str = "imatinib") -> str:
    build(connection, *ANIMALS)
    rows = rows_of(connection, "SELECT animal_verdict FROM evidence.animal_verdict WHERE drug = $drug", drug=drug)
    return str(rows[0][0])


def agreement(
    connection: duckdb.DuckDBPyConnection, human: str, primary: str, group: str = "cns_onset"
) -> dict[str, object]:
    """imatinib's row, with these verdicts on people in no_ms_context and in primary, and too few reports on others."""
    count_people(connection, human, primary)
    build(connection, *ANIMALS, "evidence.certainty", "evidence.agreement")
    rows = connection.execute("SELECT * FROM evidence.agreement").df()
    row = rows[(rows["drug"] == "imatinib") & (rows["event"] == group)]
    assert len(row) == 1
    return dict(row.iloc[0])
