"""One drug alone, its class, or chance: what the pooled ratios of drugs and their classes amount to."""

from typing import Any

import pytest

from tests.sql.select import Row, rows_of

PAIR = "drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR"
CELLS = ("watch.cells", f"{PAIR}, analysis VARCHAR, reason VARCHAR, a BIGINT, b BIGINT, c BIGINT, d BIGINT")
SCORE = ("watch.score", f"{PAIR}, analysis VARCHAR, expected DOUBLE, human_verdict VARCHAR")
POOLED = (
    "watch.pooled",
    f"{PAIR}, pooled_ratio DOUBLE, pooled_ratio_lower DOUBLE, pooled_ratio_upper DOUBLE, probability_above_1 DOUBLE"
    ", probability_above_2 DOUBLE, probability_above_class DOUBLE, sd_within_class DOUBLE, sd_between_classes DOUBLE"
    ", allows_for_error BOOLEAN, error_mean DOUBLE",
)
PROTOCOL = ("watchlist.protocol", "name VARCHAR, comparison_analysis VARCHAR, comparison_group VARCHAR")
DRUG = ("watchlist.drug", "drug VARCHAR, drug_kind VARCHAR, ingredient VARCHAR")
EVENT = ("watchlist.event", "event VARCHAR, event_kind VARCHAR, term_group VARCHAR")
CAUTION = (
    "signals.watch_caution",
    f"{PAIR}, analysis VARCHAR, place INTEGER, rule VARCHAR, caution VARCHAR, is_hollow BOOLEAN",
)
MODEL = (
    "signals.watch_report_model",
    "covariate VARCHAR, covariate_kind VARCHAR, event VARCHAR, odds_ratio DOUBLE, odds_ratio_lower DOUBLE",
)
CLASSES = {"one": "K", "two": "K", "other": "L"}
KINDS = {"all": "class", "K": "target_class", "L": "target_class", **dict.fromkeys(CLASSES, "ingredient")}
NONE = {"lower": 0.5, "above_2": 0.2, "above_class": 0.5, "verdict": "inconclusive"}
HIGH = {"lower": 1.2, "above_2": 0.7, "above_class": 0.9}
RULED_OUT = {"above_2": 0.02, "verdict": "not disproportionate"}
TOO_FEW = {"above_2": 0.02, "verdict": "too few reports"}
ALONE = HIGH | {"above_class": 0.98}
BESIDE = {"event": "g", "covariate_kind": "watched ingredient", "odds_ratio": 0.99}


def explained(cautions: tuple[Row, ...] = (), model: tuple[Row, ...] = (), **ratios: Row) -> dict[str, Any]:
    """The explanation of every drug and class; ``ratios``: those that are not like NONE."""
    rows: dict[tuple[str, str], list[Row]] = {CELLS: [], SCORE: [], POOLED: []}
    common = {
        "event": "g",
        "event_kind": "group",
        "drug_kind": "ingredient",
        "analysis": "compared",
        "is_hollow": False,
    }
    for drug, kind in KINDS.items():
        key = {"drug": drug, "drug_kind": kind, "event": "g", "event_kind": "group"}
        rows[CELLS].append({**key, "analysis": "compared", "a": 9, "b": 991, "c": 100, "d": 98_900})
        own = {**NONE, **ratios.get(drug, {})}
        verdict = {"human_verdict": own["verdict"]}
        rows[SCORE].append({**key, **verdict, "analysis": "compared", "expected": 1.09})
        if own["lower"] is not None:
            pooled = {"pooled_ratio": 2.0, "pooled_ratio_lower": own["lower"], "probability_above_2": own["above_2"]}
            pooled["error_mean"] = -0.2
            above = own["above_class"] if kind == "ingredient" else None
            name = "" if kind == "class" else drug  # the statistic does not know what the whole class is called
            rows[POOLED].append({**key, "drug": name, **pooled, "probability_above_class": above})
    targets = [{"drug": target, "drug_kind": "target_class", "ingredient": one} for one, target in CLASSES.items()]
    whole = [{"drug": "all", "drug_kind": "class", "ingredient": one} for one in CLASSES]
    found = rows_of(
        "signals.watch_pooled",
        {
            **rows,
            CAUTION: [common | caution for caution in cautions],
            MODEL: [BESIDE | one for one in model],
            PROTOCOL: ({"name": "w", "comparison_analysis": "compared", "comparison_group": "g"},),
            DRUG: targets + whole,
            EVENT: ({"event": "g", "event_kind": "group", "term_group": "g"},),
        },
    )
    return {row["drug"]: row for row in found}


@pytest.mark.parametrize(
    ("ratios", "drug", "explanation"),
    [
        ({}, "one", "chance"),
        ({"one": RULED_OUT}, "one", "no doubling"),
        ({"one": {"above_2": 0.02}}, "one", "chance"),
        ({"one": TOO_FEW}, "one", "too few reports"),
        ({"one": HIGH | {"verdict": "too few reports"}, "K": HIGH}, "one", "the target class"),
        ({"K": TOO_FEW}, "K", "too few reports"),
        ({"one": {"lower": 1.0}}, "one", "chance"),
        ({"one": HIGH | {"above_class": 0.98}}, "one", "one drug alone"),
        ({"one": HIGH | {"above_class": 0.98}}, "K", "one drug alone"),
        ({"one": HIGH | {"above_class": 0.98}}, "all", "one drug alone"),
        ({"one": HIGH | {"above_class": 0.98}}, "other", "chance"),
        ({"one": HIGH | {"above_class": 0.98}}, "L", "chance"),
        ({"one": HIGH}, "one", "one drug, class not clear"),
        ({"one": HIGH | {"above_class": 0.98}, "two": HIGH}, "one", "several drugs"),
        ({"one": HIGH, "two": HIGH}, "K", "several drugs"),
        ({"one": HIGH | {"above_class": 0.98}, "other": HIGH | {"above_class": 0.98}}, "one", "one drug alone"),
        ({"one": HIGH | {"above_class": 0.98}, "other": HIGH | {"above_class": 0.98}}, "all", "several drugs"),
        ({"one": HIGH, "K": HIGH}, "one", "the target class"),
        ({"K": HIGH}, "two", "chance"),
        ({"one": HIGH, "K": HIGH, "all": HIGH}, "one", "the whole class"),
        ({"all": HIGH}, "all", "the whole class"),
    ],
)
def test_the_explanation_is_the_first_that_holds(ratios: dict[str, Row], drug: str, explanation: str) -> None:
    assert explained(**ratios)[drug]["explanation"] == explanation


def test_a_class_says_how_many_of_its_drugs_are_pooled_and_how_many_stand_out() -> None:
    found = explained(one=HIGH, other={"lower": None})
    assert (found["K"]["drug_count"], found["K"]["standing_count"]) == (2, 1)
    assert (found["L"]["drug_count"], found["all"]["drug_count"], found["all"]["standing_count"]) == (0, 2, 1)
    assert found["one"]["drug_count"] is None


def test_a_drug_that_cannot_be_pooled_says_so_and_has_no_explanation() -> None:
    found = explained(one={"lower": None})["one"]
    assert (found["pooled_ratio"], found["explanation"]) == (None, None) and found["reason"]


def test_the_pull_begins_at_the_ratio_without_the_error_of_the_negative_controls() -> None:
    # raw: 9 / 1,000 over 100 / 99,000 = 8.91; without an error of -0.2: 8.91 exp(0.2) = 10.883; pooled to 2: log2(2 / 10.883)
    found = explained()["one"]
    assert found["raw_ratio"] == pytest.approx(8.91) and found["corrected_ratio"] == pytest.approx(10.883, abs=1e-3)
    assert found["pulled_log2"] == pytest.approx(-2.444, abs=1e-3)


def test_a_class_is_the_centre_of_its_drugs_and_is_not_pulled() -> None:
    assert explained()["K"]["pulled_log2"] is None


def test_a_drug_alone_and_its_class_say_that_it_does_not_hold_beside_other_drugs() -> None:
    found = explained(one=ALONE, model=({"covariate": "one", "odds_ratio_lower": 0.62},))
    said = "does not hold beside the other drugs of its reports (odds ratio 0.99)"
    assert found["one"]["explanation"] == "one drug alone" and found["one"]["concern"] == said
    assert found["K"]["concern"] == found["all"]["concern"] == f"one {said}"
    assert found["two"]["concern"] is None
    assert explained(one=ALONE, model=({"covariate": "one", "odds_ratio_lower": 1.2},))["one"]["concern"] is None


def test_a_drug_that_stands_out_says_what_is_hollow_and_what_rests_on_one_article_or_sender() -> None:
    rules = [("one article", False), ("probable duplicates", True), ("one sender", False), ("few analyses", False)]
    raised = tuple(
        {"drug": "one", "place": place, "rule": rule, "caution": rule, "is_hollow": is_hollow}
        for place, (rule, is_hollow) in enumerate(rules)
    )
    found = explained(one=ALONE, cautions=raised)
    assert found["one"]["concern"] == "one article; probable duplicates; one sender"
    assert found["K"]["concern"] == "of one one article; probable duplicates; one sender"
    assert explained(cautions=raised)["one"]["concern"] is None
