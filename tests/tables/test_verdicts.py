"""The verdicts of signals.watch follow from the cells beside them, analysis by analysis."""

import duckdb
import numpy as np
import pandas as pd

from signals.statistics.exact_odds_ratio import exact_odds_ratio_limits
from tests.statistics.verdicts import verdict_of
from tests.tables.frames import frame

CELLS = ["a", "b", "c", "d"]


def test_every_verdict_is_that_of_its_cells_and_its_comparator(file: duckdb.DuckDBPyConnection) -> None:
    rows = frame(file, "FROM signals.watch WHERE analysis != 'adjusted'")
    cells = [rows[cell] for cell in CELLS]
    restricted = verdict_of(*cells, is_restricted=True)
    wanted = np.where(rows["has_restricted_comparator"], restricted, verdict_of(*cells))
    assert (rows["human_verdict"] == wanted).all()
    lower, upper = exact_odds_ratio_limits(*cells)
    np.testing.assert_array_equal(rows["ror_exact_lower"], lower)
    np.testing.assert_array_equal(rows["ror_exact_upper"], upper)


def test_a_comparator_is_restricted_where_the_analysis_chooses_reports_for_the_drug(
    file: duckdb.DuckDBPyConnection,
) -> None:
    names = "SELECT DISTINCT watchlist, analysis"
    rows = frame(file, f"{names} FROM signals.watch WHERE has_restricted_comparator ORDER BY ALL")
    asked = frame(
        file, f"{names} FROM signals.watch_analysis WHERE comparator != 'all' OR only_indications ORDER BY ALL"
    )
    pd.testing.assert_frame_equal(rows, asked)
    assert "same_indication" in rows["analysis"].tolist() and "primary" not in rows["analysis"].tolist()


def test_the_adjusted_analysis_rules_a_doubling_out_by_the_adjusted_ratio(file: duckdb.DuckDBPyConnection) -> None:
    rows = frame(file, "FROM signals.watch WHERE analysis = 'adjusted' AND human_verdict = 'not disproportionate'")
    assert (rows["ic_upper"] < 1).all()
    with_cases = rows[rows["a"] > 0]
    assert len(with_cases) and (with_cases["ror_upper"] < 2).all()
    without = rows[rows["a"] == 0]
    assert len(without) and (without["ror_exact_upper"] < 2).all() and without["ror_upper"].isna().all()
