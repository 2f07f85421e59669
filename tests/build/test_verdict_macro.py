"""The verdict in SQL is that of signals.watch, and its exact limit that of R's fisher.test."""

from collections.abc import Iterator
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.database import open_read_only
from signals.statistics import score
from signals.statistics.exact_odds_ratio import exact_odds_ratio_limits
from signals.statistics.verdict import human_verdict, is_disproportionate, is_disproportionate_within
from tests.publications import Publication

COUNTS = st.integers(0, 4) | st.integers(0, 300) | st.integers(0, 30_000)


@pytest.fixture(scope="module")
def connection(small_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(small_publication.path) as opened:
        yield opened


def test_the_verdict_of_every_watched_row_is_what_is_published(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        """
        SELECT analysis, human_verdict AS published
            , human_verdict(
                a, b, c, d, expected, ic_lower, ic_upper, ror_lower, has_restricted_comparator := has_restricted_comparator
            ) AS found
            , count(*)
        FROM signals.watch
        WHERE analysis != 'adjusted' AND human_verdict IS NOT NULL
        GROUP BY ALL
        """
    ).fetchall()
    assert [row for row in rows if row[1] != row[2]] == []
    assert len({published for _, published, *_ in rows}) >= 3 and sum(row[3] for row in rows) > 10_000


@pytest.mark.parametrize("is_restricted", [False, True])
@settings(max_examples=4)  # of 25 tables each: starting a query takes longer than a table
@given(tables=st.lists(st.tuples(COUNTS, COUNTS, COUNTS, COUNTS), min_size=25, max_size=25))
def test_the_verdict_on_any_table_is_that_of_python(
    connection: duckdb.DuckDBPyConnection, is_restricted: bool, tables: list[tuple[int, int, int, int]]
) -> None:
    a, b, c, d = (np.array(cells) for cells in zip(*tables, strict=True))
    scores = score(a, b, c, d)
    lower, upper = exact_odds_ratio_limits(a, b, c, d)
    stands_out = (
        is_disproportionate_within(a, lower)
        if is_restricted
        else is_disproportionate(a, b, c, scores["ic_lower"], scores["ror_lower"])
    )
    verdicts = human_verdict(stands_out, scores["expected"], scores["ic_upper"], upper)
    found = connection.execute(
        f"""
        SELECT t.cells, scores.human_verdict FROM (SELECT unnest($tables) AS cells) AS t
        CROSS JOIN LATERAL pair_scores(
            t.cells[1], t.cells[2], t.cells[3], t.cells[4], has_restricted_comparator := {is_restricted}
        ) AS scores
        """,
        {"tables": tables},
    ).fetchall()
    assert len(found) == len(tables)
    # On a limit itself, rounding decides; 1e-9 is far beyond the rounding of either way.
    is_plain = ~(np.abs(lower - 1) < 1e-9) & ~(np.abs(upper - 2) < 1e-9)
    wanted = dict(zip(tables, zip(verdicts, is_plain, strict=True), strict=True))
    assert [row for row in found if wanted[tuple(row[0])][1] and wanted[tuple(row[0])][0] != row[1]] == []


@pytest.mark.parametrize(
    "cells",
    [
        (2, 15, 10, 3),
        (0, 100, 100, 10_000),
        (25, 1101, 62, 571_385),
        (300, 40_000, 20_000, 20_000_000),
        (90_000, 900_000, 900_000, 9_000_000),
    ],
)
def test_the_tail_is_two_and_a_half_percent_at_the_exact_limits(
    connection: duckdb.DuckDBPyConnection, cells: tuple[int, ...]
) -> None:
    a, b, c, d = cells
    lower, upper = (limit[0] for limit in exact_odds_ratio_limits([a], [b], [c], [d]))

    def tail(*values: Any) -> float:
        return float(connection.execute("SELECT odds_ratio_tail(?, ?, ?, ?, ?)", values).fetchall()[0][0])

    # lgamma of 20 million is right to 6e-8, and so is a tail.
    assert tail(a, b, c, d, upper) == pytest.approx(0.025, rel=1e-6)
    if lower > 0:
        assert tail(b, a, d, c, 1 / lower) == pytest.approx(0.025, rel=1e-6)


@pytest.mark.parametrize("cells", [(5, 0, 7, 90), (5, 7, 0, 90), (0, 0, 5, 9), (0, 0, 0, 0)])
def test_a_table_without_an_upper_limit_rules_nothing_out(
    connection: duckdb.DuckDBPyConnection, cells: tuple[int, ...]
) -> None:
    assert connection.execute("SELECT odds_ratio_tail(?, ?, ?, ?, 2)", cells).fetchall() == [(1.0,)]


def test_the_verdict_of_a_missing_count_is_missing(connection: duckdb.DuckDBPyConnection) -> None:
    query = "SELECT human_verdict FROM pair_scores(1, 2, NULL, 4)"
    assert connection.execute(query).fetchall() == [(None,)]


def test_two_drugs_head_to_head_are_judged_as_a_restricted_comparator(connection: duckdb.DuckDBPyConnection) -> None:
    rows = connection.execute(
        """
        SELECT found.human_verdict, scores.human_verdict
        FROM head_to_head('imatinib', 'nilotinib', 'Optic neuritis') AS found
        CROSS JOIN LATERAL pair_scores(found.a, found.b, found.c, found.d, has_restricted_comparator := TRUE) AS scores
        """
    ).fetchall()
    assert rows[0][0] == rows[0][1] is not None
