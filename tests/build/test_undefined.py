"""Undefined is NULL in the database: no number is NaN or infinite there, and no criterion holds without its number."""

from collections.abc import Callable, Iterator
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.database import open_read_only
from signals.statistics.criteria import is_ebgm, is_evans, is_ic, is_lrt, is_omega, is_q, is_ror
from signals.statistics.verdict import human_verdict, is_disproportionate, is_disproportionate_within
from tests.publications import Publication

ANYTHING = st.none() | st.floats(allow_nan=True, allow_infinity=True)
CRITERIA: dict[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "is_evans": (is_evans, ("a", "prr", "chi_square_yates")),
    "is_ror": (is_ror, ("a", "ror_lower")),
    "is_q": (is_q, ("a", "q_value")),
    "is_ic": (is_ic, ("ic_lower",)),
    "is_ebgm": (is_ebgm, ("ebgm_lower",)),
    "is_omega": (is_omega, ("omega_lower",)),
    "is_lrt": (is_lrt, ("p_value",)),
}


@pytest.fixture(scope="module")
def published(small_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(small_publication.path) as connection:
        yield connection


@pytest.fixture(scope="module")
def scratch() -> Iterator[duckdb.DuckDBPyConnection]:
    """A database in memory for every example: opening one takes longer than asking it."""
    with duckdb.connect() as connection:
        yield connection


def test_no_column_of_the_published_file_holds_a_nan_or_an_infinity(published: duckdb.DuckDBPyConnection) -> None:
    columns = published.execute(
        """
        SELECT schema_name, table_name, column_name FROM duckdb_columns()
        WHERE data_type IN ('DOUBLE', 'FLOAT') AND NOT internal
        """
    ).fetchall()
    assert len(columns) > 100
    found = {
        (schema, table, column): published.execute(
            f'SELECT count(*) FROM {schema}."{table}" WHERE NOT isfinite("{column}")'
        ).fetchall()[0][0]
        for schema, table, column in columns
    }
    assert {place for place, count in found.items() if count} == set()


@pytest.mark.parametrize("name", CRITERIA)
@given(rows=st.lists(st.tuples(ANYTHING, ANYTHING, ANYTHING), min_size=1, max_size=20))
def test_no_criterion_is_true_in_sql_for_what_is_nan_infinite_or_null(
    scratch: duckdb.DuckDBPyConnection, name: str, rows: list[tuple[float | None, ...]]
) -> None:
    function, arguments = CRITERIA[name]
    frame = pd.DataFrame([row[: len(arguments)] for row in rows], columns=list(arguments), dtype="float64")
    frame["holds"] = function(*(frame[argument] for argument in arguments))
    is_undefined = " OR ".join(f"{argument} IS NULL OR NOT isfinite({argument})" for argument in arguments)
    scratch.execute("CREATE OR REPLACE TABLE stored AS FROM frame")
    (row,) = scratch.execute(
        f"SELECT count_if(holds AND ({is_undefined})), count_if(holds IS NULL) FROM stored"
    ).fetchall()
    assert row == (0, 0)
    # As SQL itself would ask it of the stored numbers: NaN came in as NULL, which holds nothing.
    (asked,) = scratch.execute(f"SELECT count(*) FILTER (isnan({arguments[-1]})) FROM stored").fetchall()
    assert asked == (0,)


@given(
    bounds=st.tuples(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING),
    expected=st.none() | st.floats(0, 1e9) | st.just(float("nan")),
    cells=st.tuples(*[st.integers(0, 50)] * 3),
)
def test_no_verdict_rests_on_a_bound_that_is_not_finite(
    bounds: tuple[float | None, ...], expected: float | None, cells: tuple[int, ...]
) -> None:
    a, b, c = ([cell] for cell in cells)
    ic_lower, ic_upper, ror_lower, exact_lower, exact_upper = (np.array([bound], dtype=float) for bound in bounds)
    stands_out = is_disproportionate(a, b, c, ic_lower, ror_lower)
    verdict = human_verdict(stands_out, np.array([expected], dtype=float), ic_upper, exact_upper)[0]
    if not np.isfinite(ic_lower[0]) or (not np.isfinite(ror_lower[0]) and b[0] and c[0]):
        assert not stands_out[0]
    if not np.isfinite(exact_lower[0]):
        assert not is_disproportionate_within(a, exact_lower)[0]
    if not (np.isfinite(ic_upper[0]) and np.isfinite(exact_upper[0])):
        assert verdict != "not disproportionate"
