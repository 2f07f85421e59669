"""The macros of the published file give what the Python functions give, in every client that opens the file."""

import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.build.macros import Macro, published_macros
from signals.database import open_read_only
from signals.statistics import score
from signals.tables.gamma_quantile import LARGEST_COUNT
from tests.publications import Publication

# Results of the two ways differ by rounding alone.
CLOSE = 1e-9
MACROS = published_macros()
IN_SQL = re.findall(r" AS (\w+)$", next(macro.sql for macro in MACROS if macro.name == "pair_scores"), re.MULTILINE)
SCORES = [name for name in score([1], [1], [1], [1]).columns if name in IN_SQL]
WITHOUT_EBGM = "* EXCLUDE (ebgm, ebgm_lower, ebgm_upper, is_ebgm)"
ANOTHER_CLIENT = """
import json, sys, duckdb
path, way, query = sys.argv[1:]
connection = duckdb.connect(path, read_only=True) if way == "open" else duckdb.connect()
if way == "attach":
    connection.execute(f"ATTACH '{path}' AS anything (READ_ONLY)")
    connection.execute("USE anything")
print(json.dumps(connection.execute(query).fetchall(), default=str))
"""


@pytest.fixture
def connection(small_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(small_publication.path) as opened:
        yield opened


@pytest.mark.parametrize("macro", MACROS, ids=[macro.name for macro in MACROS])
def test_the_example_of_every_macro_answers(connection: duckdb.DuckDBPyConnection, macro: Macro) -> None:
    assert macro.name in macro.example
    assert connection.execute(macro.example).fetchall()


def test_every_macro_carries_its_meaning_and_example_as_a_comment(connection: duckdb.DuckDBPyConnection) -> None:
    comments = dict(
        connection.execute("SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal").fetchall()
    )
    assert comments.keys() == {macro.name for macro in MACROS}
    for macro in MACROS:
        assert comments[macro.name].startswith(macro.call)
        assert macro.example in comments[macro.name]


def test_the_macros_of_the_contract_are_there() -> None:
    calls = {macro.call for macro in MACROS}
    assert {
        "two_by_two(ingredient, event)", "pair_scores(a, b, c, d, has_restricted_comparator := FALSE)", "cases_of(ingredient, event)",
        "compare(ingredients, events)", "of_cases(drug_caseids, event_pt, condition := TRUE)",
        "of_event_cases(ingredient, event_caseids, condition := TRUE)",
        "of_case_lists(drug_caseids, event_caseids, condition := TRUE)",
        "within(condition, ingredients, events, roles := ['PS', 'SS'], has_restricted_comparator := FALSE)",
        "head_to_head(ingredient, comparator, event, condition := TRUE)",
        "onset_of(ingredient, event, condition := TRUE)", "onset_cases(ingredient, event, condition := TRUE)",
        "prr(a, b, c, d)", "ror(a, b, c, d)", "ror_lower(a, b, c, d)", "ic(a, b, c, d)", "ic_lower(a, b, c, d)",
    } <= calls  # fmt: skip


def test_the_measures_of_the_contract_are_columns_of_pair_scores() -> None:
    bounded = [f"{name}{end}" for name in ("prr", "ror", "ic") for end in ("", "_lower", "_upper")]
    assert {"expected", "chi_square", "chi_square_yates", *bounded} <= set(SCORES)


@pytest.mark.parametrize("way", ["open", "attach"])
@pytest.mark.parametrize("name", ["two_by_two", "pair_scores", "cases_of", "compare", "of_cases", "ic_lower"])
def test_a_client_that_opens_or_attaches_the_file_can_use_them(
    small_publication: Publication, name: str, way: str
) -> None:
    (macro,) = (macro for macro in MACROS if macro.name == name)
    done = subprocess.run(
        [sys.executable, "-c", ANOTHER_CLIENT, str(small_publication.path), way, macro.example],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(done.stdout)


def same(found: Any, wanted: float) -> bool:
    if found is None or math.isnan(wanted):
        return found is None and math.isnan(wanted)
    return math.isclose(found, wanted, rel_tol=CLOSE, abs_tol=CLOSE)


def in_sql(connection: duckdb.DuckDBPyConnection, *cells: int) -> dict[str, Any]:
    query = f"SELECT {', '.join(SCORES)} FROM pair_scores($a, $b, $c, $d)"
    return dict(
        zip(SCORES, connection.execute(query, dict(zip("abcd", cells, strict=True))).fetchall()[0], strict=True)
    )


COUNTS = st.integers(0, 3) | st.integers(0, 50_000_000)


# One connection serves all examples: it is only read.
@settings(max_examples=4)  # of 25 tables each: starting a query takes longer than a table
@given(tables=st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=25, max_size=25))
def test_any_table_scores_in_sql_as_in_python(
    macro_file: duckdb.DuckDBPyConnection, tables: list[tuple[int, int, int, int]]
) -> None:
    columns = ", ".join(f"scores.{name}" for name in SCORES)
    rows = macro_file.execute(
        f"""
        SELECT t.cells, {columns} FROM (SELECT unnest($tables) AS cells) AS t
        CROSS JOIN LATERAL pair_scores(t.cells[1], t.cells[2], t.cells[3], t.cells[4]) AS scores
        """,
        {"tables": tables},
    ).fetchall()
    assert len(rows) == len(tables)
    scored = score(*(np.array(cells) for cells in zip(*tables, strict=True)))
    for cells, *found in rows:
        wanted = scored.iloc[tables.index(tuple(cells))]
        both = zip(SCORES, found, strict=True)
        assert {name: value for name, value in both if not same(value, wanted[name])} == {}, cells


@pytest.fixture(scope="module")
def macro_file(small_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(small_publication.path) as opened:
        yield opened


def test_the_scalar_macros_are_columns_of_pair_scores(macro_file: duckdb.DuckDBPyConnection) -> None:
    names = ("prr", "ror", "ror_lower", "ic", "ic_lower", "ic_upper")
    calls = ", ".join(f"{name}(25, 1101, 62, 571385)" for name in names)
    row = macro_file.execute(f"SELECT {calls}").fetchall()[0]
    scores = in_sql(macro_file, 25, 1101, 62, 571385)
    assert dict(zip(names, row, strict=True)) == {name: scores[name] for name in names}


@pytest.mark.parametrize("a", [0, 1, LARGEST_COUNT - 1, LARGEST_COUNT, LARGEST_COUNT + 1, 10**5, 10**6, 10**9])
def test_the_bounds_of_ic_are_exact_on_both_sides_of_the_end_of_the_table(
    macro_file: duckdb.DuckDBPyConnection, a: int
) -> None:
    found, wanted = in_sql(macro_file, a, 10**9, 10**9, 10**9), score([a], [10**9], [10**9], [10**9]).iloc[0]
    # The expansion is right to 4e-14 where the table ends; log2 of 1e9 itself is rounded at 4e-15.
    assert found["ic_lower"] == pytest.approx(wanted["ic_lower"], abs=1e-13)
    assert found["ic_upper"] == pytest.approx(wanted["ic_upper"], abs=1e-13)


@pytest.mark.parametrize("cell", ["-1", "0.5", "'NaN'::DOUBLE", "'inf'::DOUBLE"])
def test_what_is_no_count_is_an_error_that_says_so(macro_file: duckdb.DuckDBPyConnection, cell: str) -> None:
    with pytest.raises(duckdb.InvalidInputException, match="whole counts of 0 or more"):
        macro_file.execute(f"SELECT prr(1, 2, 3, {cell})").fetchall()


def test_a_missing_count_scores_null(macro_file: duckdb.DuckDBPyConnection) -> None:
    assert macro_file.execute("SELECT prr(1, 2, NULL, 4), ic_lower(1, NULL, 3, 4)").fetchall() == [(None, None)]


def test_compare_gives_what_is_published_for_every_pair(connection: duckdb.DuckDBPyConnection) -> None:
    names = ", ".join(["ingredient", "event_pt", "a", "b", "c", "d", *SCORES])
    found = connection.execute(
        f"""
        SELECT {names} FROM compare(['imatinib', 'nilotinib'], (SELECT list(event_pt) FROM faers.event)) WHERE a > 0
        ORDER BY ingredient, event_pt
        """
    ).fetchnumpy()
    published = connection.execute(
        f"SELECT {names} FROM signals.pair WHERE ingredient IN ('imatinib', 'nilotinib') ORDER BY ingredient, event_pt"
    ).fetchnumpy()
    assert len(found["a"]) > 100
    for name in ("ingredient", "event_pt", "a", "b", "c", "d"):
        assert (found[name] == published[name]).all()
    for name in SCORES:
        np.testing.assert_allclose(
            np.ma.filled(found[name], np.nan), np.ma.filled(published[name], np.nan), rtol=CLOSE, atol=CLOSE
        )


def test_a_pair_without_a_case_is_an_answer(connection: duckdb.DuckDBPyConnection) -> None:
    never = connection.execute(
        """
        SELECT ingredient, event_pt FROM faers.ingredient CROSS JOIN faers.event
        ANTI JOIN signals.pair USING (ingredient, event_pt) WHERE event.case_count > 0 AND ingredient.case_count > 0
        ORDER BY ALL LIMIT 1
        """
    ).fetchall()[0]
    cells = connection.execute("SELECT a, b, c, d, ror FROM two_by_two($1, $2)", never).fetchall()[0]
    total = connection.execute("SELECT count(*) FROM faers.cases WHERE is_counted").fetchall()[0][0]
    assert cells[0] == 0
    assert sum(cells[:4]) == total
    assert cells[4] is None


def test_names_may_be_written_in_any_case(connection: duckdb.DuckDBPyConnection) -> None:
    ask = "FROM two_by_two($1, $2)"
    assert (
        connection.execute(ask, [" IMATINIB", "nAUSEA "]).fetchall()
        == connection.execute(ask, ["imatinib", "Nausea"]).fetchall()
    )


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("SELECT a FROM two_by_two('imatinb', 'Nausea')", "Did you mean imatinib"),
        ("SELECT a FROM two_by_two('imatinib', 'Nausee')", "Did you mean Nausea"),
        ("FROM cases_of('imatinib', 'Nausee')", "Did you mean Nausea"),
        ("SELECT count(*) FROM compare(['imatinib', 'imatinb'], ['Nausea'])", "'imatinb'"),
        ("FROM of_cases([1], 'Nausee')", "Did you mean Nausea"),
        ("FROM of_event_cases('imatinb', [1])", "Did you mean imatinib"),
        ("FROM two_by_two(NULL, 'Nausea')", "'NULL'"),
    ],
)
def test_a_name_nobody_reported_is_never_a_row_of_zeros(
    connection: duckdb.DuckDBPyConnection, query: str, meant: str
) -> None:
    with pytest.raises(duckdb.InvalidInputException, match=meant):
        connection.execute(query).fetchall()


def test_cases_of_are_the_a_cases_of_two_by_two(connection: duckdb.DuckDBPyConnection) -> None:
    a = connection.execute("SELECT a FROM two_by_two('imatinib', 'Nausea')").fetchall()[0][0]
    rows = connection.execute(
        "SELECT caseid, ingredients, events, is_counted FROM cases_of('imatinib', 'Nausea')"
    ).fetchall()
    assert len({row[0] for row in rows}) == len(rows) == a > 0
    assert all("imatinib" in row[1] and "Nausea" in row[2] and row[3] for row in rows)


def test_a_drug_given_as_its_own_cases_scores_like_the_ingredient(connection: duckdb.DuckDBPyConnection) -> None:
    listed = "SELECT list(caseid) FROM faers.suspect WHERE ingredient = 'imatinib'"
    own = connection.execute(f"FROM of_cases(({listed}), 'nausea')").fetchall()[0]
    published = connection.execute(f"SELECT {WITHOUT_EBGM} FROM two_by_two('imatinib', 'Nausea')").fetchall()[0]
    assert own[0] is None
    assert own[1:] == published[1:]


def test_an_event_given_as_its_own_cases_scores_like_the_term(connection: duckdb.DuckDBPyConnection) -> None:
    listed = "SELECT list(caseid) FROM faers.case_event WHERE event_pt = 'Nausea'"
    own = connection.execute(f"FROM of_event_cases('imatinib', ({listed}))").fetchall()[0]
    published = connection.execute(f"SELECT {WITHOUT_EBGM} FROM two_by_two('imatinib', 'Nausea')").fetchall()[0]
    assert own[1] is None
    assert (own[0], *own[2:]) == (published[0], *published[2:])


def test_numbers_listed_twice_or_unknown_or_not_counted_add_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    caseid = connection.execute("SELECT min(caseid) FROM faers.suspect").fetchall()[0][0]
    outside = connection.execute("SELECT min(caseid) FROM faers.cases WHERE NOT is_counted").fetchall()[0][0]
    a, b = connection.execute(
        "SELECT a, b FROM of_cases($listed, 'Nausea')", {"listed": [caseid, caseid, outside, -7]}
    ).fetchall()[0]
    assert a + b == 1


def test_a_macro_file_without_an_example_is_refused(tmp_path: Path) -> None:
    (tmp_path / "half.sql").write_text("-- half of a number\nCREATE MACRO half(x) AS x / 2;\n")
    with pytest.raises(ValueError, match="Example"):
        published_macros(tmp_path)
