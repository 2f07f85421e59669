"""Likelihood ratios and interactions of the watchlist's drugs in a published file, counted again from the cases."""

from collections.abc import Iterator

import duckdb
import pytest

from signals.database import open_read_only
from signals.statistics.interaction import COUNT_NAMES, omega
from signals.statistics.likelihood_ratio import likelihood_ratio
from tests.publications import Publication


@pytest.fixture(scope="module")
def file(demo_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(demo_publication.path) as connection:
        yield connection


def test_every_pair_of_a_watched_ingredient_has_its_likelihood_ratio(file: duckdb.DuckDBPyConnection) -> None:
    rows = file.execute(
        """
        SELECT pair.a, pair.b, pair.c, pair.d, test.a AS tested_a, test.log_likelihood_ratio
        FROM signals.pair AS pair
        FULL JOIN signals.likelihood_ratio AS test ON pair.ingredient = test.drug AND pair.event_pt = test.event_pt
        WHERE pair.ingredient IN (SELECT drug FROM signals.watch WHERE drug_kind = 'ingredient') OR pair.a IS NULL
        """
    ).df()
    assert len(rows) > 1000
    assert rows.notna().all(axis=None)
    assert (rows["a"] == rows["tested_a"]).all()
    again = likelihood_ratio(rows["a"], rows["b"], rows["c"], rows["d"])
    assert rows["log_likelihood_ratio"].to_numpy() == pytest.approx(again, rel=1e-9)


def test_a_drug_s_largest_ratio_is_the_least_likely_and_p_values_fall_as_ratios_rise(
    file: duckdb.DuckDBPyConnection,
) -> None:
    in_order = file.execute(
        """
        SELECT bool_and(p_value <= earlier)
            , min(p_value), max(p_value), min(draw_count), max(draw_count)
        FROM (
            SELECT p_value, draw_count
                , lag(p_value, 1, 1.0) OVER (PARTITION BY drug ORDER BY log_likelihood_ratio) AS earlier
            FROM signals.likelihood_ratio
        )
        """
    ).fetchone()
    assert in_order == (True, 1 / 200, 1.0, 199, 199)


def test_the_planted_event_of_imatinib_is_beyond_chance_and_most_pairs_are_not(file: duckdb.DuckDBPyConnection) -> None:
    beyond, share = file.execute(
        """
        SELECT bool_or(is_lrt) FILTER (drug = 'imatinib'), count_if(is_lrt) / count(*) FROM signals.likelihood_ratio
        """
    ).fetchall()[0]
    assert beyond is True
    assert 0 < share < 0.05


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
