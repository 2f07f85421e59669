"""What a reader is warned of on a watched signal, and in which order."""

from typing import Any

import pytest

from tests.sql.select import Row, rows_of

PAIR = "drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR, analysis VARCHAR"
WATCH = ("signals.watch", f"{PAIR}, reason VARCHAR, human_verdict VARCHAR, q_value DOUBLE, look_count BIGINT")
FRAGILITY = (
    "signals.watch_fragility",
    f"{PAIR}, a BIGINT, cases_to_lose BIGINT, sender_case_count BIGINT, sender_verdict VARCHAR"
    ", article_case_count BIGINT, article_verdict VARCHAR"
    ", probable_excess_count BIGINT",
)
CALIBRATION = ("signals.watch_calibration", f"{PAIR}, calibrated_p DOUBLE, control_count BIGINT")
MODEL = (
    "signals.watch_report_model",
    "covariate_kind VARCHAR, covariate VARCHAR, event VARCHAR, odds_ratio DOUBLE, odds_ratio_lower DOUBLE",
)
KEY = {"drug": "bosutinib", "drug_kind": "ingredient", "event": "cns_onset", "event_kind": "group", "analysis": "first"}
HOLDS = "disproportionate"


def cautions(
    fragility: Row,
    *others: str,
    calibrated_p: float | None = None,
    q_value: float | None = None,
    model: Row | None = None,
) -> list[dict[str, Any]]:
    """The cautions on a signal with 20 cases; ``others`` are the verdicts of its other analyses."""
    sound = {"a": 20, "cases_to_lose": 9, "sender_case_count": 4, "sender_verdict": HOLDS, "article_case_count": 2}
    analyses: list[Row] = [{**KEY, "human_verdict": HOLDS, "q_value": q_value, "look_count": 98}]
    analyses += [{**KEY, "analysis": f"other {n}", "human_verdict": verdict} for n, verdict in enumerate(others)]
    rows = {
        WATCH: tuple(analyses),
        FRAGILITY: ({**KEY, **sound, "article_verdict": HOLDS, **fragility},),
        CALIBRATION: ({**KEY, "calibrated_p": calibrated_p},),
        MODEL: (
            {"covariate_kind": "watched ingredient", "covariate": "bosutinib", "event": "cns_onset", **(model or {})},
        ),
    }
    return rows_of("signals.watch_caution", rows)


def test_a_signal_that_holds_whatever_is_left_out_raises_no_caution() -> None:
    assert cautions({}, HOLDS, "inconclusive", calibrated_p=0.001) == []


def test_a_signal_whose_interval_beside_the_other_drugs_reaches_1_says_so() -> None:
    (found,) = cautions({}, HOLDS, model={"odds_ratio": 1.24, "odds_ratio_lower": 1.0})
    assert found["caution"] == "does not hold when the other drugs of its reports are allowed for (odds ratio 1.2)"
    assert (found["is_hollow"], found["rests_on"]) == (False, "signals.watch_report_model")


@pytest.mark.parametrize(
    "model",
    [
        {"odds_ratio": 1.9, "odds_ratio_lower": 1.01},
        {"odds_ratio": 0.9, "odds_ratio_lower": 0.5, "event": "ms_course"},
        {"odds_ratio": 0.9, "odds_ratio_lower": 0.5, "covariate_kind": "other ingredient"},
        {},
    ],
)
def test_a_model_of_reports_that_bears_it_out_is_of_another_event_or_has_no_number_raises_no_caution(
    model: Row,
) -> None:
    assert cautions({}, HOLDS, model=model) == []


@pytest.mark.parametrize(
    ("fragility", "said", "is_hollow"),
    [
        ({"article_case_count": 20, "article_verdict": "too few reports"}, "all 20 cases cite one article", True),
        (
            {"article_case_count": 12, "article_verdict": "inconclusive"},
            "does not hold without the 12 of 20 cases that cite one article",
            True,
        ),
        (  # counted once, the article takes 8 cases away, and 9 have to be lost
            {"article_case_count": 9, "article_verdict": "inconclusive"},
            "does not hold without the 9 of 20 cases that cite one article",
            False,
        ),
        ({"probable_excess_count": 9}, "9 of 20 cases may be duplicates", True),
        ({"probable_excess_count": 5}, "5 of 20 cases may be duplicates", False),
        ({"cases_to_lose": 1}, "one case carries it", False),
        ({"sender_case_count": 15, "sender_verdict": "inconclusive"}, "does not hold without one sender (which sent 15 of 20 cases)", False),
    ],
)  # fmt: skip
def test_the_sender_article_or_case_that_a_signal_depends_on_is_named(
    fragility: Row, said: str, is_hollow: bool
) -> None:
    (row,) = cautions(fragility)
    assert (row["caution"], row["is_hollow"], row["rests_on"]) == (said, is_hollow, "signals.watch_fragility")


def test_a_signal_that_holds_in_less_than_half_of_its_analyses_says_in_how_many() -> None:
    assert cautions({}, "inconclusive") == []
    (row,) = cautions({}, "inconclusive", "too few reports")
    assert row["caution"] == "holds in 1 of 3 analyses"


def test_a_signal_that_does_not_survive_the_number_of_looks_says_how_many_they_were() -> None:
    assert cautions({}, q_value=0.049) == []
    (row,) = cautions({}, q_value=0.05)
    assert row["caution"] == "not after allowing for 98 looks"


def test_controls_that_score_as_high_are_distinguished_from_a_calibrated_p_above_the_verdicts_own_level() -> None:
    assert cautions({}, calibrated_p=0.025) == []
    (row,) = cautions({}, calibrated_p=0.026)
    assert row["caution"] == "negative controls score as high (calibrated p 0.03)"


def test_a_few_probable_duplicates_that_change_nothing_raise_no_caution() -> None:
    assert cautions({"probable_excess_count": 4}) == []


def test_one_case_that_cites_an_article_alone_is_no_article_told_more_than_once() -> None:
    (row,) = cautions({"article_case_count": 1, "article_verdict": "inconclusive", "cases_to_lose": 1})
    assert (row["rule"], row["is_hollow"]) == ("one case", False)


def test_the_worst_caution_comes_first() -> None:
    worst = {"article_verdict": "inconclusive", "sender_verdict": "inconclusive", "cases_to_lose": 1}
    rows = cautions(worst, "inconclusive", "inconclusive", calibrated_p=0.5, q_value=0.5)
    assert [(row["place"], row["rule"]) for row in rows] == [
        (1, "one article"),
        (2, "one case"),
        (3, "one sender"),
        (4, "few analyses"),
        (5, "many looks"),
        (6, "negative controls"),
    ]
