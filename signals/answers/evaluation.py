"""What reference sets say of the statistics, as text and as JSON."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import pandas as pd

from signals.answers.show import SYNTHETIC_LINE, UNDEFINED, columns, interval
from signals.evaluation.evaluate import STANDINGS, WITH_REPORTS, WITHOUT_REPORTS, Evaluation, SetResult
from signals.evaluation.measures import CRITERIA, Measure
from signals.statistics.accuracy import DRAWS, Accuracy

_MEANING = {
    WITH_REPORTS: "scored",
    WITHOUT_REPORTS: "scored: drug and event are reported, never together; ranked lowest where undefined",
    "drug unknown": "left out: no such suspect in the published file",
    "event unknown": "left out: no counted case reports any of the outcome's terms",
}


def evaluation_text(evaluation: Evaluation) -> str:
    """All sets, each with what became of its pairs and what every statistic and criterion made of them."""
    quarters = evaluation.quarters
    opening = [
        *([SYNTHETIC_LINE] if evaluation.is_synthetic else []),
        f"FAERS {quarters[0]} to {quarters[-1]} ({len(quarters)} quarters). A pair is an ingredient and any term of an "
        "outcome, counted in distinct cases.",
        *([f"EBGM was refused: {evaluation.ebgm_refusal}"] if evaluation.ebgm_refusal else []),
    ]
    closing = [
        f"Intervals: 95%, percentiles of {DRAWS:,} bootstrap samples with a fixed seed, positive and negative controls "
        "drawn apart; where all or none are flagged they have no width, which says nothing about how sure that is. PPV "
        "holds for the set's own share of positive controls and for no other.",
        "undefined: pairs with a case and without a number; no cut-off flags them and AUC leaves them out.",
        *_absent(evaluation),
    ]
    return "\n\n".join([*opening, *(_set_text(result) for result in evaluation.sets), *closing])


def evaluation_json(evaluation: Evaluation) -> str:
    """The same as JSON, with every pair's cells and statistics; an undefined number is null."""
    content = {
        "is_synthetic": evaluation.is_synthetic,
        "quarters": list(evaluation.quarters),
        "ebgm_refusal": evaluation.ebgm_refusal,
        "bootstrap_draws": DRAWS,
        "sets": [_set_content(result) for result in evaluation.sets],
        "absent": [known.file for known in evaluation.absent],
    }
    return json.dumps(_defined(content), indent=1, allow_nan=False)


def _set_text(result: SetResult) -> str:
    pairs = result.pairs
    positive = int(pairs["is_positive"].sum())
    title = (
        f"{result.reference.name} ({result.reference.paper}): {len(pairs):,} pairs, {positive:,} positive and "
        f"{len(pairs) - positive:,} negative controls"
    )
    standing = [
        (name, *(f"{result.count(name, is_positive=truth):,}" for truth in (True, False)), _MEANING[name])
        for name in STANDINGS
    ]
    parts = [
        columns(("pairs", "positive", "negative", ""), standing, (1, 2)),
        _measures_text([measure for measure in result.measures if measure.name not in CRITERIA]),
        _criteria_text([measure for measure in result.measures if measure.name in CRITERIA]),
    ]
    return "\n\n".join([title, *(part for part in parts if part)])


def _measures_text(measures: Sequence[Measure]) -> str:
    header = ("statistic", "AUC (95%)", "AUC, pairs with reports", "undefined", "cut-off")
    rows = [
        (
            measure.name,
            _shown(measure.auc),
            _shown(measure.auc_with_reports),
            f"{measure.undefined_pairs:,}",
            measure.rule,
            *_screened(measure),
        )
        for measure in measures
    ]
    return columns((*header, *_SCREENED), rows, (3,)) if rows else ""


def _criteria_text(measures: Sequence[Measure]) -> str:
    rows = [(measure.name, measure.rule, *_screened(measure)) for measure in measures]
    return columns(("criterion", "holds when", *_SCREENED), rows) if rows else ""


_SCREENED = ("sensitivity (95%)", "specificity (95%)", "PPV (95%)")


def _screened(measure: Measure) -> tuple[str, ...]:
    found = measure.screening
    if found is None:
        return ("refused", "refused", "refused")
    shares = (found.sensitivity, found.specificity, found.ppv)
    negatives = found.false_positive + found.true_negative
    counts = (
        f"{found.true_positive}/{found.true_positive + found.false_negative}",
        f"{found.true_negative}/{negatives}",
        f"{found.true_positive}/{found.true_positive + found.false_positive}",
    )
    return tuple(f"{_shown(share)} {count}" for share, count in zip(shares, counts, strict=True))


def _shown(accuracy: Accuracy | None) -> str:
    return UNDEFINED if accuracy is None else interval(accuracy.value, accuracy.lower, accuracy.upper, digits=3)


def _absent(evaluation: Evaluation) -> list[str]:
    if not evaluation.absent:
        return []
    return ["Not in the folder: " + ", ".join(f"{known.file} ({known.name})" for known in evaluation.absent) + "."]


def _set_content(result: SetResult) -> dict[str, Any]:
    frame = result.pairs
    return {
        "name": result.reference.name,
        "paper": result.reference.paper,
        "pairs_by_standing": {
            name: {"positive": result.count(name, is_positive=True), "negative": result.count(name, is_positive=False)}
            for name in STANDINGS
        },
        "measures": [asdict(measure) for measure in result.measures],
        "pairs": frame.astype(object).where(frame.notna(), None).to_dict(orient="records"),
    }


def _defined(content: Any) -> Any:
    """The content without numpy's types; a NaN or infinity becomes None."""
    if isinstance(content, dict):
        return {str(key): _defined(value) for key, value in content.items()}
    if isinstance(content, list | tuple):
        return [_defined(value) for value in content]
    if hasattr(content, "item"):
        content = content.item()
    if content is pd.NA or (isinstance(content, float) and not math.isfinite(content)):
        return None
    return content
