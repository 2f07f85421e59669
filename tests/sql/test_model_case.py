"""Which reports the report-level model takes: every case of the event, and a sample by a hash of the others."""

from typing import Any

import duckdb
import pytest

from signals.database import register_macros
from tests.sql.select import SQL


def model_cases(*, cases: int, events: int, watched: int, order: str = "ASC") -> list[dict[str, Any]]:
    """The rows of watch.model_case of cases 1 to `cases`: the first have the event, the last suspect a watched drug."""
    with duckdb.connect(config={"threads": 1}) as connection:
        register_macros(connection)
        connection.execute(
            f"""
            CREATE SCHEMA watch; CREATE SCHEMA watchlist; CREATE SCHEMA faers;
            CREATE TABLE watch.counted_case AS
                SELECT range AS caseid, CAST(range AS INTEGER) AS case_number FROM range(1, {cases + 1}) ORDER BY range {order};
            CREATE TABLE watch.event_case AS
                SELECT 'g' AS event, 'group' AS event_kind, case_number FROM watch.counted_case WHERE case_number <= {events};
            CREATE TABLE watch.drug_case AS
                SELECT 'k' AS drug, 'class' AS drug_kind, case_number FROM watch.counted_case
                WHERE case_number > {cases - watched};
            CREATE TABLE faers.cases AS
                SELECT caseid, 50.0 AS age_years, 'F' AS sex, 'MD' AS reporter_type, DATE '2020-02-03' AS init_fda_date
                FROM watch.counted_case;
            CREATE TABLE watch.case_list AS SELECT 1 AS caseid, ['left', 'other'] AS lists;
            CREATE TABLE watchlist.analysis AS SELECT 'compared' AS analysis, ['left'] AS leave_out;
            CREATE TABLE watchlist.protocol AS SELECT 'compared' AS comparison_analysis, 'g' AS comparison_group;
            """
        )
        relation = connection.execute(SQL["watch.model_case"])
        names = [column[0] for column in relation.description or []]
        return sorted(
            (dict(zip(names, row, strict=True)) for row in relation.fetchall()), key=lambda row: row["caseid"]
        )


def test_every_report_of_the_event_is_in_and_both_kinds_of_others_are_drawn_apart() -> None:
    rows = model_cases(cases=90_000, events=100, watched=30_000)
    assert sum(row["is_event"] for row in rows) == 100
    drawn = {kind: [row for row in rows if row["is_watched"] is kind and not row["is_event"]] for kind in (True, False)}
    for kind, others in ((True, 30_000), (False, 59_900)):
        assert len(drawn[kind]) == pytest.approx(20_000, abs=500)  # 4 standard deviations
        assert {row["drawn_share"] for row in drawn[kind]} == {len(drawn[kind]) / others}


def test_the_sample_depends_on_the_cases_alone_not_on_their_order() -> None:
    one, other = (model_cases(cases=30_000, events=10, watched=5_000, order=order) for order in ("ASC", "DESC"))
    assert one == other and len(one) < 30_000


def test_few_reports_are_all_taken() -> None:
    rows = model_cases(cases=50, events=5, watched=0)
    assert len(rows) == 50 and {row["drawn_share"] for row in rows} == {1.0}


def test_of_a_case_the_lists_count_that_the_compared_analysis_leaves_out() -> None:
    rows = model_cases(cases=3, events=1, watched=1)
    assert [row["lists"] for row in rows] == [["left"], [], []]
    assert (rows[0]["age"], rows[0]["reporter"], rows[0]["year_received"]) == ("45-64", "physician", "2020")
