"""`nibwatch case` shows a case as FDA's files hold it."""

import duckdb
import pytest

from signals.answers.case import find_case, read_case
from signals.errors import RequestError
from tests.publications import Publication


@pytest.fixture(scope="module")
def of_faers(small_publication: Publication) -> tuple[int, int]:
    """A case of FAERS and the number of its report, which is another."""
    files = str(small_publication.home / "lake" / "demo" / "*.parquet")
    with duckdb.connect() as connection:
        found: tuple[int, int] = connection.execute(
            """
            SELECT caseid::BIGINT, max(primaryid::BIGINT) FROM read_parquet($files)
            WHERE primaryid != caseid GROUP BY caseid HAVING count(*) = 1 AND caseid IS NOT NULL ORDER BY 1 LIMIT 1
            """,
            {"files": files},
        ).fetchall()[0]
    return found


def test_the_number_of_a_report_leads_to_its_case_and_says_so(
    small_publication: Publication, of_faers: tuple[int, int]
) -> None:
    caseid, primaryid = of_faers
    assert find_case(small_publication.home, str(caseid)) == (caseid, [])
    assert find_case(small_publication.home, str(primaryid)) == (
        caseid,
        [f"{primaryid} is the number of a report of case {caseid}."],
    )


@pytest.mark.parametrize("written", ["{}-1", "{} v1", "Case ID: {}", "case {}, version 2", " {}.1 "])
def test_a_case_number_is_read_as_people_write_it(
    small_publication: Publication, of_faers: tuple[int, int], written: str
) -> None:
    assert find_case(small_publication.home, written.format(of_faers[0])) == (of_faers[0], [])


def test_a_case_number_with_a_version_glued_to_it_that_is_no_report_is_met_with_the_case(
    small_publication: Publication, of_faers: tuple[int, int]
) -> None:
    with pytest.raises(RequestError, match=rf"No case .*, see `nibwatch case {of_faers[0]}`\."):
        find_case(small_publication.home, f"{of_faers[0]}9")


def test_what_is_no_number_is_refused(small_publication: Publication) -> None:
    with pytest.raises(RequestError, match="Expected a case number such as 20000001, found 'imatinib'"):
        find_case(small_publication.home, "imatinib")


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
