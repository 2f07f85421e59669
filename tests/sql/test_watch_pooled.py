"""One drug alone, its class, or chance: what the pooled ratios of drugs and their classes amount to."""

from typing import Any

import pytest

from tests.sql.select import Row, rows_of

PAIR = "drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR"
CELLS = ("watch.cells", f"{PAIR}, analysis VARCHAR, reason VARCHAR, a BIGINT, b BIGINT, c BIGINT, d BIGINT")
SCORE = ("watch.score", f"{PAIR}, analysis VARCHAR, expected DOUBLE")
POOLED = (
    "watch.pooled",
    f"{PAIR}, pooled_ratio DOUBLE, pooled_ratio_lower DOUBLE, pooled_ratio_upper DOUBLE, probability_above_1 DOUBLE"
    ", probability_above_2 DOUBLE, probability_above_class DOUBLE, sd_within_class DOUBLE, sd_between_classes DOUBLE"
    ", allows_for_error BOOLEAN",
)
PROTOCOL = ("watchlist.protocol", "name VARCHAR, comparison_analysis VARCHAR, comparison_group VARCHAR")
DRUG = ("watchlist.drug", "drug VARCHAR, drug_kind VARCHAR, ingredient VARCHAR")
EVENT = ("watchlist.event", "event VARCHAR, event_kind VARCHAR, term_group VARCHAR")
CLASSES = {"one": "K", "two": "K", "other": "L"}
KINDS = {"all": "class", "K": "target_class", "L": "target_class", **dict.fromkeys(CLASSES, "ingredient")}
NONE = {"lower": 0.5, "above_2": 0.2, "above_class": 0.5}
HIGH = {"lower": 1.2, "above_2": 0.7, "above_class": 0.9}


def explained(**ratios: Row) -> dict[str, Any]:
    """The explanation of every drug and class; ``ratios``: those that are not like NONE."""
    rows: dict[tuple[str, str], list[Row]] = {CELLS: [], SCORE: [], POOLED: []}
    for drug, kind in KINDS.items():
        key = {"drug": drug, "drug_kind": kind, "event": "g", "event_kind": "group"}
        rows[CELLS].append({**key, "analysis": "compared", "a": 9, "b": 991, "c": 100, "d": 98_900})
        rows[SCORE].append({**key, "analysis": "compared", "expected": 1.09})
        own = {**NONE, **ratios.get(drug, {})}
        if own["lower"] is not None:
            told = {"pooled_ratio": 2.0, "pooled_ratio_lower": own["lower"], "probability_above_2": own["above_2"]}
            above = own["above_class"] if kind == "ingredient" else None
            name = "" if kind == "class" else drug  # the statistic does not know what the whole class is called
            rows[POOLED].append({**key, "drug": name, **told, "probability_above_class": above})
    targets = [{"drug": target, "drug_kind": "target_class", "ingredient": one} for one, target in CLASSES.items()]
    whole = [{"drug": "all", "drug_kind": "class", "ingredient": one} for one in CLASSES]
    found = rows_of(
        "signals.watch_pooled",
        {
            **rows,
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
        ({"one": {"above_2": 0.02}}, "one", "no doubling"),
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


def test_the_pull_is_the_log2_of_pooled_to_raw_ratio() -> None:
    # raw: 9 / 1,000 over 100 / 99,000 = 8.91; pooled to 2: log2(2 / 8.91) = -2.155
    found = explained()["one"]
    assert found["raw_ratio"] == pytest.approx(8.91) and found["pulled_log2"] == pytest.approx(-2.155, abs=1e-3)
