"""The macros that count within a part of the cases, of drugs and events of one's own, and of two drugs alone."""

from collections.abc import Iterator
from typing import Any

import duckdb
import pytest

from signals.database import open_read_only
from signals.statistics import score
from signals.statistics.criteria import is_evans, is_ic, is_ror
from tests.publications import Publication

CELLS = ("a", "b", "c", "d")
PAIR = "['imatinib'], ['Optic neuritis']"
WOMEN = "sex = 'F' AND age_years BETWEEN 18 AND 65"


@pytest.fixture(scope="module")
def connection(demo_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(demo_publication.path) as opened:
        yield opened


def row(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    cursor = connection.execute(query)
    (values,) = cursor.fetchall()
    return dict(zip([column[0] for column in cursor.description or []], values, strict=True))


def counted_one_by_one(connection: duckdb.DuckDBPyConnection, condition: str, roles: tuple[str, ...]) -> dict[str, int]:
    """The cells of imatinib and optic neuritis, by Python's sets."""

    def caseids(query: str) -> set[int]:
        return {caseid for (caseid,) in connection.execute(query).fetchall()}

    named = f"SELECT caseid FROM faers.case_drug WHERE role IN {roles}" if len(roles) > 1 else (
        f"SELECT caseid FROM faers.case_drug WHERE role = '{roles[0]}'"
    )  # fmt: skip
    universe = caseids(f"SELECT caseid FROM faers.cases WHERE is_counted AND {condition}") & caseids(named)
    drug = caseids(f"{named} AND ingredient = 'imatinib'") & universe
    event = caseids("SELECT caseid FROM faers.case_event WHERE event_pt = 'Optic neuritis'") & universe
    return {"a": len(drug & event), "b": len(drug - event), "c": len(event - drug), "d": len(universe - drug - event)}


@pytest.mark.parametrize("condition", ["TRUE", WOMEN, "country = 'US'", "caseid % 2 = 0"])
@pytest.mark.parametrize("roles", [("PS", "SS"), ("PS",)])
def test_cells_within_a_part_are_those_of_its_cases_alone(
    connection: duckdb.DuckDBPyConnection, condition: str, roles: tuple[str, ...]
) -> None:
    found = row(connection, f"FROM within({condition}, {PAIR}, roles := {list(roles)})")
    assert {name: found[name] for name in CELLS} == counted_one_by_one(connection, condition, roles)
    assert found["a"] > 0


def test_roles_are_taken_in_any_letter_case(connection: duckdb.DuckDBPyConnection) -> None:
    lower, upper = (row(connection, f"FROM within(TRUE, {PAIR}, roles := {roles})") for roles in (["ps"], ["PS"]))
    assert lower == upper
    assert upper["a"] > 0


def test_two_drugs_without_a_case_of_the_event_have_no_corrected_estimate(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    query = """
        FROM head_to_head('imatinib', 'nilotinib', 'Optic neuritis'
            , condition := caseid NOT IN (SELECT caseid FROM faers.case_event WHERE event_pt = 'Optic neuritis'))
        """
    found = row(connection, query)
    assert (found["a"], found["c"]) == (0, 0) and found["b"] > 0 and found["d"] > 0
    corrected = ("ror_corrected", "ror_corrected_lower", "ror_corrected_upper")
    assert [found[name] for name in corrected] == [None] * 3
    assert found["is_corrected"] is False


@pytest.mark.parametrize(
    ("roles", "found"),
    [
        ("['XX']", "'XX'"),
        ("['PS', 'XX']", "'XX'"),
        ("[]", "none"),
        ("NULL", "none"),
        ("[NULL]", "none"),
        ("['']", "''"),
    ],
)
def test_an_unknown_role_is_an_error_and_not_too_few_reports(
    connection: duckdb.DuckDBPyConnection, roles: str, found: str
) -> None:
    with pytest.raises(duckdb.Error, match=f"Expected roles of faers.case_drug.*; found {found}$"):
        connection.execute(f"FROM within(TRUE, {PAIR}, roles := {roles})").fetchall()


def test_a_part_that_is_all_cases_is_what_compare_says(connection: duckdb.DuckDBPyConnection) -> None:
    part, whole = row(connection, f"FROM within(TRUE, {PAIR})"), row(connection, f"FROM compare({PAIR})")
    assert part == {name: whole[name] for name in part}


def test_primary_suspects_alone_are_the_analysis_of_the_watchlist(connection: duckdb.DuckDBPyConnection) -> None:
    watched = row(
        connection,
        """
        SELECT a, b, c, d FROM signals.watch
        WHERE drug = 'imatinib' AND event = 'Optic neuritis' AND event_kind = 'term' AND analysis = 'ps_only'
        """,
    )
    part = row(connection, f"SELECT a, b, c, d FROM within(TRUE, {PAIR}, roles := ['PS'])")
    assert part == watched


def test_a_part_may_be_a_table_of_case_numbers_or_a_query(connection: duckdb.DuckDBPyConnection) -> None:
    by_query = (
        f"WITH chosen AS (SELECT caseid FROM faers.cases WHERE {WOMEN}) FROM within(caseid IN (FROM chosen), {PAIR})"
    )
    assert row(connection, by_query) == row(connection, f"FROM within({WOMEN}, {PAIR})")


def test_every_pair_of_two_lists_has_a_row_within_a_part_without_cases(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        "SELECT a, b, c, d, ic FROM within(FALSE, ['imatinib', 'nilotinib'], ['Optic neuritis', 'Nausea'])"
    ).fetchall()
    assert rows == [(0, 0, 0, 0, None)] * 4


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("FROM within(TRUE, ['imatinb'], ['Nausea'])", "Did you mean imatinib"),
        ("FROM within(TRUE, ['imatinib'], ['Nausee'])", "Did you mean Nausea"),
        ("FROM head_to_head('imatinib', 'nilotinb', 'Nausea')", "Did you mean nilotinib"),
        ("FROM head_to_head('imatinib', ' Imatinib', 'Nausea')", "compares two drugs"),
        ("FROM onset_of('imatinb', 'Nausea')", "Did you mean imatinib"),
        ("FROM onset_cases('imatinib', 'Nausee')", "Did you mean Nausea"),
    ],
)
def test_an_unknown_name_is_an_error(connection: duckdb.DuckDBPyConnection, query: str, meant: str) -> None:
    with pytest.raises(duckdb.InvalidInputException, match=meant):
        connection.execute(query).fetchall()


def test_the_criteria_of_every_pair_are_those_of_python(connection: duckdb.DuckDBPyConnection) -> None:
    differing = connection.execute(
        """
        SELECT count(*), count_if(is_evans(a, prr, chi_square_yates) != is_evans OR is_ror(a, ror_lower) != is_ror
            OR is_ic(ic_lower) != is_ic)
        FROM signals.pair
        """
    ).fetchall()
    assert differing[0][0] > 10_000 and differing[0][1] == 0


def test_the_criteria_of_a_macro_are_those_of_python(connection: duckdb.DuckDBPyConnection) -> None:
    tables = [(3, 10, 20, 9000), (2, 0, 1, 5000), (3, 40, 60, 900), (0, 5, 5, 100), (12, 0, 40, 9000)]
    scores = score(*zip(*tables, strict=True))
    a = [table[0] for table in tables]
    wanted = list(
        zip(is_evans(a, scores["prr"], scores["chi_square_yates"]), is_ror(a, scores["ror_lower"]), is_ic(scores["ic_lower"]), strict=True)
    )  # fmt: skip
    found = [
        connection.execute("SELECT is_evans, is_ror, is_ic FROM pair_scores(?, ?, ?, ?)", table).fetchall()[0]
        for table in tables
    ]
    assert found == [tuple(map(bool, one)) for one in wanted]
    assert len(set(found)) > 2


def test_compare_has_the_ebgm_that_is_published_and_none_where_no_case_has_both(small_publication: Publication) -> None:
    with open_read_only(small_publication.path) as fitted:  # this world has a prior
        rows = fitted.execute(
            """
            SELECT found.a, found.ebgm, found.ebgm_lower, found.ebgm_upper, found.is_ebgm
                , pair.ebgm, pair.ebgm_lower, pair.ebgm_upper, coalesce(pair.is_ebgm, FALSE)
            FROM compare(['imatinib', 'nilotinib'], (SELECT list(event_pt) FROM faers.event)) AS found
            LEFT JOIN signals.pair AS pair USING (ingredient, event_pt)
            """
        ).fetchall()
    assert [row[1:5] for row in rows] == [row[5:] for row in rows]
    assert {row[1] is None for row in rows if row[0] == 0} == {True}
    assert {row[1] is None for row in rows if row[0] > 0} == {False}
    assert len({row[4] for row in rows}) == 2


def test_a_drug_and_an_event_of_ones_own_count_within_a_part(connection: duckdb.DuckDBPyConnection) -> None:
    drug = "(SELECT list(caseid) FROM faers.suspect WHERE ingredient = 'imatinib')"
    event = "(SELECT list(caseid) FROM faers.case_event WHERE event_pt = 'Optic neuritis')"
    wanted = row(connection, f"SELECT * EXCLUDE (ingredient, event_pt) FROM within({WOMEN}, {PAIR})")
    asked = f"condition := {WOMEN}"
    assert row(connection, f"FROM of_case_lists({drug}, {event}, {asked})") == wanted
    columns = "* EXCLUDE (ingredient, event_pt)"
    assert row(connection, f"SELECT {columns} FROM of_cases({drug}, 'Optic neuritis', {asked})") == wanted
    assert row(connection, f"SELECT {columns} FROM of_event_cases('imatinib', {event}, {asked})") == wanted


def test_an_empty_list_of_cases_is_a_row_of_no_cases(connection: duckdb.DuckDBPyConnection) -> None:
    found = row(connection, "FROM of_case_lists([], [])")
    total = row(connection, "SELECT count(*) AS d FROM faers.cases WHERE is_counted")["d"]
    assert [found[name] for name in CELLS] == [0, 0, 0, total]
