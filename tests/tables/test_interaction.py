"""Interactions of the watchlist's drugs in a published file, counted again from the cases."""

import duckdb
import pytest

from signals.statistics.interaction import COUNT_NAMES, omega


def test_the_eight_counts_of_an_interaction_are_those_of_the_cases(file: duckdb.DuckDBPyConnection) -> None:
    counted = """
        WITH named AS (
            SELECT DISTINCT caseid, ingredient FROM faers.case_drug
            SEMI JOIN (SELECT caseid FROM faers.cases WHERE is_counted) AS counted USING (caseid)
            WHERE role IN ('PS', 'SS', 'I')
        )
        SELECT count_if(d AND c AND e), count_if(d AND c AND NOT e), count_if(d AND NOT c AND e)
            , count_if(d AND NOT c AND NOT e), count_if(NOT d AND c AND e), count_if(NOT d AND c AND NOT e)
            , count_if(NOT d AND NOT c AND e), count_if(NOT d AND NOT c AND NOT e)
        FROM (
            SELECT caseid IN (SELECT caseid FROM named WHERE ingredient = $drug) AS d
                , caseid IN (SELECT caseid FROM named WHERE ingredient = $companion) AS c
                , caseid IN (SELECT caseid FROM faers.case_event WHERE lower(event_pt) = lower($event)) AS e
            FROM faers.cases WHERE is_counted
        )
    """
    published = file.execute(
        f"""
        SELECT drug, companion, event, {", ".join(COUNT_NAMES)} FROM signals.watch_interaction
        WHERE event_kind = 'term' ORDER BY n111 DESC, n101 DESC, drug, companion, event LIMIT 3
        """
    ).fetchall()
    assert published[0][3] > 0
    for drug, companion, event, *counts in published:
        again = file.execute(counted, {"drug": drug, "companion": companion, "event": event}).fetchone()
        assert tuple(counts) == again


def test_omega_is_that_of_the_counts_and_absences_are_rows(file: duckdb.DuckDBPyConnection) -> None:
    rows = file.execute("FROM signals.watch_interaction").df()
    estimate = omega(*(rows[name] for name in COUNT_NAMES))
    assert rows["omega_lower"].to_numpy() == pytest.approx(estimate.lower, abs=1e-9, nan_ok=True)
    assert (rows["n111"] == 0).any()
    assert (rows[list(COUNT_NAMES)].sum(axis=1) == rows[list(COUNT_NAMES)].sum(axis=1).iloc[0]).all()
    assert rows["is_omega"].tolist() == (rows["omega_lower"] > 0).tolist()


def test_a_companion_shares_at_least_five_cases_and_there_are_ten_at_most(file: duckdb.DuckDBPyConnection) -> None:
    fewest, most = file.execute(
        """
        SELECT min(shared), max(companions) FROM (
            SELECT drug, min(n111 + n110) AS shared, count(DISTINCT companion) AS companions
            FROM signals.watch_interaction GROUP BY drug
        )
        """
    ).fetchall()[0]
    assert fewest >= 5
    assert most <= 10
