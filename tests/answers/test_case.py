"""`nibwatch case` shows a case as FDA's files hold it."""

import duckdb

from signals.answers.case import read_case
from tests.publications import Publication


def test_the_rows_of_a_report_stand_in_the_order_of_their_file(small_publication: Publication) -> None:
    files = str(small_publication.home / "lake" / "reac" / "*.parquet")
    with duckdb.connect() as connection:
        caseid, terms = connection.execute(
            """
            SELECT caseid, list(pt ORDER BY quarter, primaryid, file_row_number) AS terms
            FROM read_parquet($files, file_row_number = TRUE)
            WHERE caseid IS NOT NULL GROUP BY caseid ORDER BY count(*) DESC, caseid LIMIT 1
            """,
            {"files": files},
        ).fetchall()[0]
    assert [row["pt"] for row in read_case(small_publication.home, int(caseid))["reac"]] == terms
    assert len(terms) > 3
