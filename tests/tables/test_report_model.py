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


def _fitted(events: list[int], traits: list[tuple[int, str, str]]) -> pd.DataFrame:
    """The model of reports, of whom these have the event, with a trait a position, kind and covariate."""
    reports = {"is_event": np.array(events), "draw_offset": np.zeros(len(events))}
    covariates = pd.DataFrame(sorted({trait[1:] for trait in traits}), columns=["kind", "covariate"], dtype="str")
    code = {key: place for place, key in enumerate(covariates.itertuples(index=False, name=None))}
    places = {
        "position": np.array([trait[0] for trait in traits], dtype=int),
        "code": np.array([code[trait[1:]] for trait in traits], dtype=int),
    }
    return fit_reports(reports, covariates, places)


def test_a_covariate_is_counted_in_all_reports_and_in_those_of_the_event() -> None:
    traits = [(place, "watched ingredient", "imatinib") for place in (0, 2, 5)]
    rows = _fitted([1, 0, 1, 0, 1, 0, 0, 0], [*traits, (1, "year_received", "2021")]).set_index("covariate")
    assert rows["covariate_kind"].to_dict() == {"imatinib": "watched ingredient", "2021": "year_received"}
    assert rows.loc["imatinib", ["event_case_count", "report_count"]].tolist() == [2, 3]
    assert rows["model_event_count"].unique().tolist() == [3] and rows["model_report_count"].unique().tolist() == [8]
    assert rows.loc["2021", "is_selected"] is pd.NA


def test_reports_that_the_compared_analysis_leaves_out_are_counted_for_each_ingredient() -> None:
    listed = [(0, "list", "ms_therapy"), (2, "list", "ms_indication"), (3, "list", "ms_therapy")]
    traits = [(place, "watched ingredient", "imatinib") for place in (0, 2, 5)]
    rows = _fitted([1, 0, 1, 0, 1, 0, 0, 0], [*traits, *listed]).set_index("covariate")
    assert rows.loc["imatinib", "listed_report_count"] == 2  # of the reports 0, 2 and 5


def _traits(drugs: list[tuple[int, str, str]], ages: list[str], events: int = 0) -> set[tuple[int, str, str]]:
    """The rows of watch.model_trait of reports 0 up, one an age; the first of them have the event; imatinib is watched."""
    cases = [
        {"position": place, "caseid": 100 + place, "is_event": place < events, "age": age, "sex": "F",
         "reporter": "physician", "year_received": "2020", "lists": ["ms_therapy"] if place == 0 else []}
        for place, age in enumerate(ages)
    ]  # fmt: skip
    columns = "position BIGINT, caseid BIGINT, is_event BOOLEAN, age VARCHAR, sex VARCHAR, reporter VARCHAR"
    given = {
        ("watch.model_case", f"{columns}, year_received VARCHAR, lists VARCHAR[]"): cases,
        ("faers.case_drug", "caseid BIGINT, role VARCHAR, ingredient VARCHAR"): [
            {"caseid": 100 + place, "role": role, "ingredient": ingredient} for place, role, ingredient in drugs
        ],
        ("watchlist.drug", "drug VARCHAR, drug_kind VARCHAR"): [{"drug": "imatinib", "drug_kind": "ingredient"}],
    }
    return {tuple(row.values()) for row in rows_of("watch.model_trait", given)}


def test_the_commonest_value_of_a_trait_is_what_the_others_are_compared_with_and_the_first_of_equals() -> None:
    assert _traits([], ["18-44", "65+", "65+"]) == {(0, "age", "18-44"), (0, "list", "ms_therapy")}
    assert _traits([], ["65+", "18-44"]) == {(0, "age", "65+"), (0, "list", "ms_therapy")}


def test_a_watched_ingredient_needs_three_cases_that_suspect_it_and_another_five_in_any_role() -> None:
    drugs = [(place, "SS", "imatinib") for place in range(4)] + [(place, "C", "aspirin") for place in range(6)]
    named = {trait[1:] for trait in _traits(drugs, ["65+"] * 6, events=3)}
    assert named == {("watched ingredient", "imatinib"), ("list", "ms_therapy")}
    named = {trait[1:] for trait in _traits(drugs, ["65+"] * 6, events=5)}
    assert named == {("watched ingredient", "imatinib"), ("other ingredient", "aspirin"), ("list", "ms_therapy")}
    concomitant = [(place, "C", "imatinib") for place in range(6)] + [(place, "DN", "aspirin") for place in range(6)]
    assert {trait[1:] for trait in _traits(concomitant, ["65+"] * 6, events=6)} == {("list", "ms_therapy")}


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
    assert _fitted(events, []).empty
