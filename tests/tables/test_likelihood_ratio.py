"""Likelihood ratios of the watchlist's drugs in a published file, counted again from the cases."""

import duckdb
import pytest

from signals.statistics.likelihood_ratio import likelihood_ratio


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
