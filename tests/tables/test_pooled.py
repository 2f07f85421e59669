"""Partial pooling of the demo's watched drugs: what rests on what, and the sentences."""

import duckdb
import numpy as np
import pytest

from signals.statistics.hierarchical_model import partial_pooling
from signals.statistics.null_uncertainty import SystematicError, systematic_error
from signals.tables.pooled_sentence import sentence
from tests.tables.frames import frame, one

COMPARED = "analysis = 'no_ms_context'"
HEADLINE = "event = 'cns_onset' AND event_kind = 'group'"


def test_a_drug_is_pooled_with_its_target_class_and_the_error_of_the_negative_controls(
    file: duckdb.DuckDBPyConnection,
) -> None:
    cells = frame(
        file,
        f"""
        SELECT drug, target_class, watch.a, b, c, d, pooled_ratio, pooled_ratio_upper, probability_above_1
        FROM signals.watch_pooled INNER JOIN signals.watch AS watch USING (drug, drug_kind, event, event_kind, analysis)
        WHERE {HEADLINE} AND drug_kind = 'ingredient' AND pooled_ratio IS NOT NULL ORDER BY drug
        """,
    )
    controls = frame(
        file,
        "FROM signals.watch_control WHERE control_kind = 'negative' AND event = 'cns_onset' AND analysis = 'no_ms_context'",
    )
    error = systematic_error(controls["a"], controls["expected"])
    counts = (cells[cell] for cell in "abcd")
    wanted = partial_pooling(*counts, target_class=cells["target_class"], error=error)
    np.testing.assert_allclose(cells["pooled_ratio"], wanted.of_drug.median, rtol=1e-6)
    np.testing.assert_allclose(cells["pooled_ratio_upper"], wanted.of_drug.upper, rtol=1e-6)
    np.testing.assert_allclose(cells["probability_above_1"], wanted.of_drug.above_1, atol=1e-9)
    of_class = frame(file, f"FROM signals.watch_pooled WHERE {HEADLINE} AND drug_kind = 'target_class' ORDER BY drug")
    of_class = of_class[of_class["pooled_ratio"].notna()]
    assert of_class["drug"].tolist() == wanted.classes.tolist()
    np.testing.assert_allclose(of_class["pooled_ratio"], wanted.of_class.median, rtol=1e-6)
    whole = one(file, f"FROM signals.watch_pooled WHERE {HEADLINE} AND drug_kind = 'class'")
    assert whole["pooled_ratio"] == pytest.approx(wanted.of_all.median[0])
    assert isinstance(error, SystematicError) and whole["allows_for_error"]


def test_planted_drugs_stand_out_and_drugs_without_an_effect_do_not(file: duckdb.DuckDBPyConnection) -> None:
    found = frame(file, f"FROM signals.watch_pooled WHERE {HEADLINE} AND drug_kind = 'ingredient'").set_index("drug")
    assert found.loc["imatinib", "pooled_ratio_lower"] > 2
    assert found.loc["imatinib", "explanation"] == "several drugs"  # bosutinib and nilotinib stand out, too
    planted = ["imatinib", "nilotinib", "bosutinib", "pazopanib", "tofacitinib"]
    assert sorted(found.index[found["pooled_ratio_lower"] > 1]) == sorted(planted)


def test_every_watched_drug_and_class_has_a_row_and_a_reason_where_it_has_no_ratio(
    file: duckdb.DuckDBPyConnection,
) -> None:
    found = frame(file, "FROM signals.watch_pooled WHERE event_kind = 'group'")
    watched = frame(file, "SELECT DISTINCT drug, drug_kind, event FROM signals.watch WHERE event_kind = 'group'")
    assert len(found) == len(watched)
    assert (found["pooled_ratio"].isna() == found["reason"].notna()).all()
    assert (found["explanation"].isna() == found["pooled_ratio"].isna()).all()
    assert (found["sentence"].isna() == found["explanation"].isna()).all()


def test_terms_are_those_of_the_compared_group_and_are_pooled_within_their_drug(
    file: duckdb.DuckDBPyConnection,
) -> None:
    found = frame(file, "FROM signals.watch_pooled WHERE event_kind = 'term'")
    listed = frame(file, "SELECT unnest(terms) AS event FROM signals.watch_group WHERE is_comparison")
    assert set(found["event"]) == set(listed["event"])
    assert set(found["drug_kind"]) == {"ingredient"} and found["explanation"].isna().all()
    imatinib = found[(found["drug"] == "imatinib") & found["raw_ratio"].notna() & (found["a"] > 0)]
    pulled = np.log2(imatinib["pooled_ratio"] / imatinib["corrected_ratio"])
    np.testing.assert_allclose(imatinib["pulled_log2"], pulled, rtol=1e-9)
    most = imatinib.loc[imatinib["raw_ratio"].idxmax()]
    error = one(
        file, f"SELECT DISTINCT error_mean FROM signals.watch_calibration WHERE event = 'cns_onset' AND {COMPARED}"
    )
    assert most["pooled_ratio"] < most["raw_ratio"] / np.exp(error["error_mean"])


def test_the_sentence_says_the_explanation_the_numbers_and_what_is_left_out() -> None:
    row = {
        "explanation": "the target class", "drug": "imatinib", "drug_kind": "ingredient", "target_class": "BCR-ABL",
        "pooled_ratio": 2.34, "pooled_ratio_lower": 1.2, "pooled_ratio_upper": 4.5, "probability_above_1": 0.9991,
        "probability_above_2": 0.61, "a": 7, "raw_ratio": 3.1, "allows_for_error": False, "drug_count": None,
        "human_verdict": "disproportionate", "concern": None, "corrected_ratio": 3.4,
    }  # fmt: skip
    assert sentence(row) == (
        "BCR-ABL as a class: imatinib, pooled with its class, 2.34 (1.20 to 4.50), P(> 1) over 99%, P(> 2) 61%; 7 cases, "
        "ratio 3.10 before pooling; systematic error is not allowed for, since the negative controls say too little."
    )
    whole = row | {
        "drug": "TKI",
        "drug_kind": "class",
        "explanation": "chance",
        "drug_count": 98,
        "allows_for_error": True,
    }
    assert str(sentence(whole)).startswith(
        "Chance cannot be ruled out: the centre of 98 drugs of TKI 2.34 (1.20 to 4.50)"
    )
    assert "; 7 cases, ratio 3.10 before pooling (3.40 without the negative controls' error)." in str(sentence(whole))
    assert sentence(row | {"explanation": None}) is None


@pytest.mark.parametrize(
    ("changed", "opening"),
    [
        (
            {"explanation": "one drug alone", "concern": "all 7 cases cite one article"},
            "One drug alone, and all 7 cases cite one article: imatinib",
        ),
        (
            {"explanation": "too few reports", "human_verdict": "too few reports"},
            "Too few reports of its own; what its class shows speaks for it: ",
        ),
        ({"human_verdict": "too few reports"}, "BCR-ABL as a class, with too few reports of its own to tell: imatinib"),
        (
            {"explanation": "one drug alone", "concern": "does not hold beside the other drugs (odds ratio 0.99)"},
            "One drug alone, and it does not hold beside the other drugs (odds ratio 0.99): imatinib",
        ),
        (
            {
                "explanation": "one drug alone",
                "concern": "imatinib does not hold",
                "drug": "K",
                "drug_kind": "target_class",
            },
            "One drug alone, and imatinib does not hold: the centre of 3 drugs of K",
        ),
    ],
)
def test_the_sentence_says_what_is_too_few_and_what_does_not_hold_elsewhere(changed: dict, opening: str) -> None:
    row = {
        "explanation": "the target class", "drug": "imatinib", "drug_kind": "ingredient", "target_class": "BCR-ABL",
        "pooled_ratio": 2.34, "pooled_ratio_lower": 1.2, "pooled_ratio_upper": 4.5, "probability_above_1": 0.99,
        "probability_above_2": 0.61, "a": 7, "raw_ratio": 3.1, "corrected_ratio": 3.4, "allows_for_error": True,
        "drug_count": 3, "human_verdict": "disproportionate", "concern": None,
    }  # fmt: skip
    assert str(sentence(row | changed)).startswith(opening)


def test_no_doubling_is_stated_only_where_the_row_s_own_reports_rule_it_out(file: duckdb.DuckDBPyConnection) -> None:
    found = frame(file, "FROM signals.watch_pooled WHERE event_kind = 'group'")
    assert set(found.loc[found["explanation"] == "no doubling", "human_verdict"]) == {"not disproportionate"}
    assert (found["explanation"] == "too few reports").any()


def test_a_drug_that_is_taken_with_known_causes_says_that_it_does_not_hold_beside_them(
    file: duckdb.DuckDBPyConnection,
) -> None:
    # Planted: 40% of tofacitinib's reports suspect a TNF inhibitor, which brings the event.
    row = one(file, f"FROM signals.watch_pooled WHERE {HEADLINE} AND drug = 'tofacitinib'")
    assert "and it does not hold beside the other drugs of its reports (odds ratio" in row["sentence"]
