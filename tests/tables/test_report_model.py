"""The report-level model on the demo: which effects it attributes to a drug, and which reports it rests on."""

import duckdb
import numpy as np
import pandas as pd
import pytest

from signals.tables.report_model import fit_reports
from tests.sql.select import rows_of
from tests.tables.frames import frame, one

TOPIC = "watchlist = 'tki_demyelination'"
MODEL = f"FROM (FROM signals.watch_report_model WHERE {TOPIC})"


def test_a_drug_that_is_taken_with_known_causes_is_above_1_alone_and_near_1_in_the_model(
    file: duckdb.DuckDBPyConnection,
) -> None:
    # Planted: 40% of tofacitinib's reports suspect a TNF inhibitor, which brings the event.
    drug = one(file, f"{MODEL} WHERE covariate = 'tofacitinib'")
    assert drug["compared_ror_lower"] > 2
    assert drug["odds_ratio"] < 1.5 and drug["odds_ratio_lower"] < 1 and not drug["is_selected"]
    causes = frame(file, f"{MODEL} WHERE covariate IN ('adalimumab', 'etanercept', 'infliximab')")
    assert (causes["odds_ratio_lower"] > 2).all() and causes["is_selected"].all()


def test_drugs_with_an_effect_of_their_own_keep_it(file: duckdb.DuckDBPyConnection) -> None:
    kept = frame(file, f"{MODEL} WHERE covariate IN ('imatinib', 'pazopanib')")
    assert len(kept) == 2 and (kept["odds_ratio_lower"] > 2).all() and kept["is_selected"].all()


def test_every_watched_ingredient_has_a_row_and_a_reason_where_it_has_too_few_cases(
    file: duckdb.DuckDBPyConnection,
) -> None:
    rows = frame(file, f"{MODEL} WHERE covariate_kind = 'watched ingredient'")
    watched = frame(file, f"SELECT DISTINCT drug FROM signals.watch WHERE drug_kind = 'ingredient' AND {TOPIC}")
    assert sorted(rows["covariate"]) == sorted(watched["drug"])
    assert (rows["odds_ratio"].isna() == (rows["event_case_count"] < 3)).all()
    assert (rows["reason"].notna() == rows["odds_ratio"].isna()).all()
    others = frame(file, f"{MODEL} WHERE covariate_kind = 'other ingredient'")
    assert others["event_case_count"].min() >= 5
    assert not set(others["covariate"]) & set(watched["drug"])


def test_it_counts_every_case_of_the_event_and_a_sample_of_the_others(file: duckdb.DuckDBPyConnection) -> None:
    counts = one(file, f"SELECT DISTINCT model_event_count, model_report_count {MODEL} WHERE odds_ratio IS NOT NULL")
    cases = one(
        file,
        f"""
        SELECT count(DISTINCT caseid) AS cases FROM faers.case_event INNER JOIN faers.cases USING (caseid)
        WHERE is_counted AND event_pt IN (SELECT unnest(terms) FROM signals.watch_group WHERE is_comparison AND {TOPIC})
        """,
    )
    assert counts["model_event_count"] == cases["cases"]
    everyone = one(file, "SELECT count_if(is_counted) AS cases FROM faers.cases")
    assert counts["model_event_count"] + 20_000 * 0.97 < counts["model_report_count"] <= everyone["cases"]


def _reports(events: list[int], offset: float = 0.0) -> pd.DataFrame:
    """Reports numbered from 10 up, of whom these have the event."""
    numbers = np.arange(10, 10 + len(events))
    return pd.DataFrame({
        "case_number": numbers, "is_event": np.array(events, dtype=bool), "draw_offset": offset, "age": "18-44", "sex": "F",
        "reporter": "physician", "year_received": np.where(numbers % 3, "2020", "2021"),
    })  # fmt: skip


def test_the_commonest_value_of_a_trait_is_what_the_others_are_compared_with() -> None:
    traits = pd.DataFrame({"case_number": [10, 12, 15], "kind": "watched ingredient", "covariate": "imatinib"})
    rows = fit_reports(_reports([1, 0, 1, 0, 1, 0, 0, 0]), traits).set_index(["covariate_kind", "covariate"])
    assert rows.index.tolist() == [("watched ingredient", "imatinib"), ("year_received", "2021")]
    assert rows.loc[("watched ingredient", "imatinib"), ["event_case_count", "report_count"]].tolist() == [2, 3]
    assert rows["model_event_count"].unique().tolist() == [3] and rows["model_report_count"].unique().tolist() == [8]
    assert rows.loc[("year_received", "2021"), "is_selected"] is pd.NA


def test_reports_that_the_compared_analysis_leaves_out_are_counted_for_each_ingredient() -> None:
    traits = pd.DataFrame({
        "case_number": [10, 12, 15, 10, 12, 13], "kind": ["watched ingredient"] * 3 + ["list"] * 3,
        "covariate": ["imatinib"] * 3 + ["ms_therapy", "ms_indication", "ms_therapy"],
    })  # fmt: skip
    rows = fit_reports(_reports([1, 0, 1, 0, 1, 0, 0, 0]), traits).set_index("covariate")
    assert rows.loc["imatinib", "listed_report_count"] == 2  # of the reports 10, 12 and 15


@pytest.mark.parametrize(("listed", "is_told"), [(90, True), (89, False)])
def test_a_drug_has_a_caution_where_nine_in_ten_of_its_reports_are_left_out(listed: int, is_told: bool) -> None:
    watch = "drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR, analysis VARCHAR, a BIGINT, ror DOUBLE"
    fitted = "covariate_kind VARCHAR, covariate VARCHAR, event_case_count BIGINT, report_count BIGINT"
    given = {
        ("signals.watch", f"{watch}, ror_exact_lower DOUBLE, ror_exact_upper DOUBLE"): [
            {"drug": "evobrutinib", "drug_kind": "ingredient", "event": "g", "event_kind": "group", "analysis": "p", "a": 9}
        ],
        ("watchlist.protocol", "name VARCHAR, primary_analysis VARCHAR, comparison_analysis VARCHAR, comparison_group VARCHAR"): [
            {"name": "w", "primary_analysis": "p", "comparison_analysis": "c", "comparison_group": "g"}
        ],
        ("watch.report_model", f"{fitted}, listed_report_count BIGINT, odds_ratio DOUBLE, odds_ratio_lower DOUBLE"
         ", odds_ratio_upper DOUBLE, lasso_odds_ratio DOUBLE, is_selected BOOLEAN, model_event_count BIGINT"
         ", model_report_count BIGINT"): [
            {
                "covariate_kind": "watched ingredient", "covariate": "evobrutinib", "event_case_count": 9,
                "report_count": 100, "listed_report_count": listed,
            }
        ],
    }  # fmt: skip
    (row,) = rows_of("signals.watch_report_model", given)
    assert (row["caution"] is not None) == is_told
    assert not is_told or "90 of its 100 reports" in row["caution"]


@pytest.mark.parametrize("events", [[0, 0, 0], [1, 1, 1], []])
def test_reports_that_cannot_be_fitted_give_no_row(events: list[int]) -> None:
    assert fit_reports(_reports(events), pd.DataFrame({"case_number": [], "kind": [], "covariate": []})).empty
