"""The trend of the demo's watched pairs, counted again from the published cases."""

import duckdb
import pandas as pd

from tests.tables.frames import frame

KEYS = ["drug", "drug_kind", "event", "event_kind", "analysis"]


def test_the_trend_counts_the_cases_first_received_until_each_quarter(file: duckdb.DuckDBPyConnection) -> None:
    trend = frame(
        file,
        "SELECT quarter, a, b, c, d FROM signals.watch_trend "
        "WHERE drug = 'imatinib' AND event = 'Optic neuritis' AND analysis = 'primary' ORDER BY quarter",
    )
    cases = frame(
        file,
        """
        SELECT least(quarter, year(init_fda_date) || 'Q' || quarter(init_fda_date)) AS received
            , caseid IN (SELECT caseid FROM faers.suspect WHERE ingredient = 'imatinib') AS has_drug
            , caseid IN (SELECT caseid FROM faers.case_event WHERE event_pt = 'Optic neuritis') AS has_event
        FROM faers.cases WHERE is_counted
        """,
    )
    for row in (trend.iloc[0], trend.iloc[len(trend) // 2], trend.iloc[-1]):
        until = cases[cases["received"] <= row["quarter"]]
        a, drug, event = (
            (until["has_drug"] & until["has_event"]).sum(),
            until["has_drug"].sum(),
            until["has_event"].sum(),
        )
        assert (row["a"], row["b"], row["c"], row["d"]) == (a, drug - a, event - a, len(until) - drug - event + a)


def test_a_signal_begins_once_and_its_first_quarter_is_the_first_in_which_it_holds(
    file: duckdb.DuckDBPyConnection,
) -> None:
    trend = frame(file, "FROM signals.watch_trend ORDER BY quarter")
    holding = trend[trend["is_disproportionate"]].groupby(KEYS)["quarter"].min()
    first = trend[trend["is_first_signal"]].set_index(KEYS)["quarter"]
    pd.testing.assert_series_equal(first.sort_index(), holding.sort_index())
    assert first.index.is_unique
    table = frame(file, "FROM signals.watch_first").set_index(KEYS)["first_signal_quarter"].dropna()
    pd.testing.assert_series_equal(table.sort_index(), holding.sort_index(), check_names=False)


def test_the_trend_says_that_it_is_rebuilt(file: duckdb.DuckDBPyConnection) -> None:
    comments = frame(
        file, "SELECT table_name, comment FROM duckdb_tables() WHERE table_name IN ('watch_trend', 'watch_first')"
    )
    assert len(comments) == 2
    assert comments["comment"].str.contains("not what was knowable").all()
