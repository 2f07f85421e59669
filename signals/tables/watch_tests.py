"""Tests of the watchlist's drugs in a build: the likelihood ratio of each event, and Omega with companions."""

import duckdb
import numpy as np
import pandas as pd

from signals.build.graph import Model
from signals.statistics.criteria import is_lrt, is_omega
from signals.statistics.interaction import COUNT_NAMES, expected_together, omega
from signals.statistics.likelihood_ratio import likelihood_ratio, max_lrt_test

DRAWS = 199
"""Deals of the null; p-values are multiples of 1/200, fine enough for a level of 5% at a fifth of the usual time."""

SEED = 20110101


def compare_likelihoods(connection: duckdb.DuckDBPyConnection) -> None:
    """Make watch.likelihood_ratio: every watched ingredient x term with a case, tested by dealing drug sets."""
    pairs = connection.execute(
        """
        SELECT ingredient_id, event_id, a, b, c, d, dense_rank() OVER (ORDER BY ingredient_id) - 1 AS code
        FROM totals.pair SEMI JOIN (FROM watch.ingredient) AS watched USING (ingredient_id)
        ORDER BY ingredient_id, event_id
        """
    ).df()
    ratio = likelihood_ratio(pairs["a"], pairs["b"], pairs["c"], pairs["d"])
    p_value = _p_values(connection, pairs["code"].to_numpy(), ratio) if len(pairs) else ratio
    largest = pd.Series(ratio).groupby(pairs["code"]).transform("max")
    tested = pairs[["ingredient_id", "event_id"]].assign(  # noqa: F841 - DuckDB reads it by name
        log_likelihood_ratio=ratio,
        p_value=p_value,
        is_largest=(ratio == largest) & (ratio > 0),
        is_lrt=is_lrt(p_value),
        draw_count=DRAWS,
    )
    connection.execute("CREATE TABLE watch.likelihood_ratio AS FROM tested")


def _p_values(connection: duckdb.DuckDBPyConnection, code: np.ndarray, ratio: np.ndarray) -> np.ndarray:
    drugs = connection.execute(
        """
        SELECT case_number - 1 AS position, dense_rank() OVER (ORDER BY ingredient_id) - 1 AS code
        FROM watch.case_ingredient SEMI JOIN (FROM watch.ingredient) AS watched USING (ingredient_id)
        ORDER BY ALL
        """
    ).fetchnumpy()
    events = connection.execute(
        "SELECT case_number - 1 AS position, event_id FROM watch.case_term ORDER BY ALL"
    ).fetchnumpy()
    year = connection.execute(
        """
        SELECT coalesce(year(cases.init_fda_date), 0) AS received
        FROM watch.counted_case INNER JOIN faers.cases AS cases USING (caseid) ORDER BY case_number
        """
    ).fetchnumpy()["received"]
    test = max_lrt_test(
        drugs["position"], drugs["code"], events["position"], events["event_id"], year, replicates=DRAWS, seed=SEED
    )
    return test.p_value_of(code, ratio)


def score_interactions(connection: duckdb.DuckDBPyConnection) -> None:
    """Make watch.omega: Omega of every watched ingredient, companion and event."""
    cells = connection.execute("FROM watch.interaction ORDER BY ALL").df()
    counts = [cells[name] for name in COUNT_NAMES]
    estimate = omega(*counts)
    scored = cells[["drug", "companion", "event", "event_kind"]].assign(  # noqa: F841 - DuckDB reads it by name
        expected_together=expected_together(*counts),
        omega=estimate.value,
        omega_lower=estimate.lower,
        omega_upper=estimate.upper,
        is_omega=is_omega(estimate.lower),
    )
    connection.execute("CREATE TABLE watch.omega AS FROM scored")


def watch_test_models() -> list[Model]:
    """The tables above as nodes of the build's graph."""
    cases = {"watch.case_ingredient", "watch.case_term", "watch.counted_case", "faers.cases"}
    return [
        Model(
            "watch.likelihood_ratio", frozenset({"totals.pair", "watch.ingredient", *cases}), make=compare_likelihoods
        ),
        Model("watch.omega", frozenset({"watch.interaction"}), make=score_interactions),
    ]
