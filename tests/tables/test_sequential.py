"""The ledger of the sequential test: one look a quarter, frozen, kept through every publication."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest

from signals.database import open_read_only
from signals.statistics.maxsprt import critical_value, log_likelihood_ratio
from signals.statistics.maxsprt_wait import wait
from tests.publications import FIRST_NAME, Publication, make_tables

LEDGER = "history.sequential_look"
QUARTERS = ["2023Q1", "2023Q2", "2023Q3", "2023Q4"]
Counts = dict[tuple[str, str], tuple[int, float]]


class Publications:
    """One publication after the other, each reading the ledger of the one before; counts are given by hand."""

    def __init__(self) -> None:
        self.kept: pd.DataFrame | None = None
        self.state = pd.DataFrame()

    def run(
        self,
        held: list[str],
        counts: Counts,
        drugs: tuple[str, ...] = ("imatinib", "nilotinib"),
        name: str = "mine",
        alpha: float = 0.05,
        upper_limit: float = 10.0,
    ) -> pd.DataFrame:
        """Publish with these quarters held; {(drug, quarter): (a, expected)}, 0 where not given. The ledger after it."""
        with duckdb.connect() as connection:
            for database in ("watch", "watchlist", "run"):
                connection.execute(f"ATTACH ':memory:' AS {database}")
            connection.execute("CREATE SCHEMA history; CREATE SCHEMA signals")
            if self.kept is not None:
                connection.execute("ATTACH ':memory:' AS previous")
                connection.execute("CREATE SCHEMA previous.history")
                connection.from_df(self.kept).create(f"previous.{LEDGER}")
            quarters = pd.DataFrame(
                [
                    (drug, "cns_onset", "no_ms_context", quarter, *counts.get((drug, quarter), (0, 0.0)))
                    for drug in drugs
                    for quarter in held
                ],
                columns=["drug", "event", "analysis", "quarter", "a", "expected"],
            )
            connection.from_df(quarters).create("watch.sequential_quarter")
            drug_rows = pd.DataFrame({"drug": drugs}).assign(drug_kind="ingredient")
            connection.from_df(drug_rows).create("watchlist.drug")
            connection.execute(
                "CREATE TABLE watchlist.protocol AS SELECT $name AS name, 'abc' AS sha256", {"name": name}
            )
            connection.execute(
                """
                CREATE TABLE watchlist.sequential AS SELECT CAST($alpha AS DOUBLE) AS alpha
                    , CAST($upper_limit AS DOUBLE) AS upper_limit, 4 AS minimum_events
                    , 'no_ms_context' AS analysis, 'cns_onset' AS event
                """,
                {"alpha": alpha, "upper_limit": upper_limit},
            )
            connection.execute("CREATE TABLE run.publication AS SELECT $run AS run_id", {"run": f"run of {held[-1]}"})
            make_tables(connection, "watch.sequential_earlier", "watch.sequential_new", "watch.sequential_look")
            make_tables(connection, "signals.watch_sequential", LEDGER)
            self.kept = connection.execute(f"FROM {LEDGER}").df()
            self.state = connection.execute("FROM signals.watch_sequential").df().set_index("drug")
            return self.kept


@pytest.fixture
def publications() -> Iterator[Publications]:
    yield Publications()


def test_the_first_publication_looks_at_its_newest_quarter_only(publications: Publications) -> None:
    looks = publications.run(QUARTERS[:3], {("imatinib", "2023Q1"): (9, 1.0), ("imatinib", "2023Q3"): (2, 0.5)})
    assert looks[["drug", "quarter", "look", "a"]].values.tolist() == [
        ["imatinib", "2023Q3", 1, 2],
        ["nilotinib", "2023Q3", 1, 0],
    ]


def test_a_quarter_is_looked_at_once_however_often_it_is_published(publications: Publications) -> None:
    first = publications.run(QUARTERS[:2], {("imatinib", "2023Q2"): (2, 0.5)})
    again = publications.run(QUARTERS[:2], {("imatinib", "2023Q2"): (7, 0.1)})
    assert again.equals(first)


def test_a_follow_up_changes_no_look_and_stands_beside_it(publications: Publications) -> None:
    publications.run(QUARTERS[:2], {("imatinib", "2023Q2"): (2, 0.5)})
    looks = publications.run(QUARTERS[:3], {("imatinib", "2023Q2"): (6, 0.9), ("imatinib", "2023Q3"): (1, 0.25)})
    of_drug = looks[looks["drug"] == "imatinib"]
    assert of_drug["a"].tolist() == [2, 1] and of_drug["cumulative_a"].tolist() == [2, 3]
    assert of_drug["cumulative_expected"].tolist() == [0.5, 0.75]
    state = publications.state.loc["imatinib"]
    assert (state["a"], state["expected"], state["a_today"]) == (3, 0.75, 7)
    assert state["expected_today"] == pytest.approx(1.15)


def test_the_state_says_how_long_a_doubling_would_take(publications: Publications) -> None:
    publications.run(QUARTERS[:2], {})
    publications.run(QUARTERS, {("imatinib", quarter): (0, 0.5) for quarter in QUARTERS})
    state = publications.state.loc["imatinib"]
    settings = state[["critical_value", "upper_limit", "minimum_events"]]
    found = wait([state["expected"] / state["look_count"]], *settings)
    assert state["doubling_power"] == found.power[0] > 0
    np.testing.assert_equal(state["doubling_median_looks"], found.median_look[0])
    assert np.isnan(publications.state.loc["nilotinib", "doubling_power"])


def test_quarters_that_came_together_are_looked_at_one_by_one(publications: Publications) -> None:
    publications.run(QUARTERS[:1], {})
    looks = publications.run(QUARTERS, {("imatinib", quarter): (n, 0.5) for n, quarter in enumerate(QUARTERS, start=1)})
    of_drug = looks[looks["drug"] == "imatinib"]
    assert of_drug["quarter"].tolist() == QUARTERS and of_drug["look"].tolist() == [1, 2, 3, 4]
    assert of_drug["cumulative_a"].tolist() == [0, 2, 5, 9]


def test_a_signal_needs_the_critical_value_and_four_cases(publications: Publications) -> None:
    critical = critical_value(10.0, 0.025, 4)  # 0.05 over two drugs
    looks = publications.run(QUARTERS[:1], {("imatinib", "2023Q1"): (3, 0.001), ("nilotinib", "2023Q1"): (8, 1.0)})
    rows = looks.set_index("drug")
    assert rows["critical_value"].tolist() == pytest.approx([critical, critical])
    assert rows.loc["imatinib", "log_likelihood_ratio"] > critical
    assert not rows.loc["imatinib", "is_signal"]
    assert rows.loc["nilotinib", "log_likelihood_ratio"] == pytest.approx(log_likelihood_ratio([8], [1.0])[0])
    assert rows.loc["nilotinib", "is_signal"]
    assert publications.state["state"].to_dict() == {"imatinib": "watching", "nilotinib": "signal"}


def test_a_signal_stays_when_later_quarters_are_quiet(publications: Publications) -> None:
    publications.run(QUARTERS[:1], {("nilotinib", "2023Q1"): (8, 1.0)})
    publications.run(QUARTERS[:2], {("nilotinib", "2023Q1"): (8, 1.0), ("nilotinib", "2023Q2"): (0, 7.0)})
    state = publications.state.loc["nilotinib"]
    assert (state["state"], state["signal_quarter"], state["look_count"]) == ("signal", "2023Q1", 2)


def test_past_its_upper_limit_the_test_has_ended(publications: Publications) -> None:
    publications.run(QUARTERS[:1], {("imatinib", "2023Q1"): (6, 6.0)})
    publications.run(QUARTERS[:2], {("imatinib", "2023Q2"): (90, 6.0)})
    state = publications.state.loc["imatinib"]
    assert state["state"] == "ended at its upper limit without a signal"
    assert not state["is_signal"] and state["log_likelihood_ratio"] > state["critical_value"]


def test_cases_where_none_are_expected_are_no_signal_and_no_ratio(publications: Publications) -> None:
    looks = publications.run(QUARTERS[:1], {("imatinib", "2023Q1"): (5, 0.0)}).set_index("drug")
    assert pd.isna(looks.loc["imatinib", "log_likelihood_ratio"]) and not looks.loc["imatinib", "is_signal"]


def test_a_drug_that_joins_the_watchlist_begins_with_its_first_quarter_there(publications: Publications) -> None:
    publications.run(QUARTERS[:2], {}, drugs=("imatinib",))
    looks = publications.run(QUARTERS[:3], {}, drugs=("imatinib", "nilotinib"))
    assert looks[looks["drug"] == "nilotinib"]["quarter"].tolist() == ["2023Q3"]
    assert looks[looks["drug"] == "imatinib"]["quarter"].tolist() == ["2023Q2", "2023Q3"]
    assert publications.state["is_settings_changed"].to_dict() == {"imatinib": True, "nilotinib": False}


def test_another_watchlist_keeps_its_own_looks_and_loses_none(publications: Publications) -> None:
    publications.run(QUARTERS[:1], {})
    looks = publications.run(QUARTERS[:2], {}, name="other")
    assert looks.groupby("watchlist")["quarter"].unique().map(list).to_dict() == {
        "mine": ["2023Q1"],
        "other": ["2023Q2"],
    }


def test_an_older_quarter_that_is_loaded_later_is_no_look(publications: Publications) -> None:
    publications.run(["2023Q2"], {})
    looks = publications.run(["2023Q1", "2023Q2"], {("imatinib", "2023Q1"): (20, 0.1)})
    assert looks["quarter"].unique().tolist() == ["2023Q2"]


def test_the_ledger_survives_publications_and_grows_by_a_look_a_quarter(two_publications: Publication) -> None:
    with open_read_only(two_publications.home / FIRST_NAME) as connection:
        first = connection.execute(f"FROM {LEDGER} ORDER BY ALL").df()
    with open_read_only(two_publications.path) as connection:
        both = connection.execute(f"FROM {LEDGER} ORDER BY look, drug").df()
        states = connection.execute("SELECT DISTINCT look_count, last_look_quarter FROM signals.watch_sequential").df()
    assert first["quarter"].unique().tolist() == ["2023Q1"]
    old = both[both["look"] == 1].sort_values(list(first.columns)).reset_index(drop=True)
    pd.testing.assert_frame_equal(old, first)
    assert both[both["look"] == 2]["quarter"].unique().tolist() == ["2023Q2"]
    assert states.values.tolist() == [[2, "2023Q2"]]
