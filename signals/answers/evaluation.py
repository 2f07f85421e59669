"""`nibwatch evaluate`: what reference sets say of the statistics, as text and as JSON."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from signals.evaluation.evaluation import STANDINGS, WITH_REPORTS, WITHOUT_REPORTS, Evaluation, SetResult
from signals.evaluation.measures import CRITERIA, Measure
from signals.present.document import Document
from signals.present.numbers import DASH, data_span, interval
from signals.present.terminal import synthetic_warning
from signals.present.text import columns, wrapped
from signals.statistics.accuracy import DRAWS, Accuracy

_MEANING = {
    WITH_REPORTS: "scored",
    WITHOUT_REPORTS: "scored: drug and event are reported, never together; ranked lowest where undefined",
    "drug unknown": "left out: no such suspect in the published file",
    "event unknown": "left out: no counted case reports any of the outcome's terms",
}
_SCREENING = ("sensitivity (95%)", "specificity (95%)", "PPV (95%)")


def scores(evaluation: Evaluation) -> Document:
    """All sets, each with the fate of its pairs and the accuracy of every statistic and criterion.

    JSON has every pair's cells and statistics; an undefined number is null.
    """
    run = evaluation.run
    absent = ", ".join(f"{each.file} ({each.name})" for each in evaluation.absent)
    parts = [
        *synthetic_warning(run["is_synthetic"]),
        f"{data_span(run['quarters'])}. A pair is an ingredient and any term of an outcome, counted in distinct cases.",
        evaluation.ebgm_refusal and f"EBGM is undefined: {evaluation.ebgm_refusal}",
        *(_set_text(result) for result in evaluation.sets),
        f"Intervals: 95%, percentiles of {DRAWS:,} bootstrap samples with a fixed seed, positive and negative controls "
        "drawn apart; where all or none are flagged they have no width, which says nothing about how sure that is. PPV "
        "holds for the set's own share of positive controls and for no other.",
        "undefined: pairs with a case and without a number; no cut-off flags them and AUC leaves them out.",
        absent and f"Not in the folder: {absent}.",
    ]
    content = {
        "is_synthetic": run["is_synthetic"],
        "quarters": run["quarters"],
        "ebgm_refusal": evaluation.ebgm_refusal,
        "bootstrap_draws": DRAWS,
        "sets": [_set_content(result) for result in evaluation.sets],
        "absent": [each.file for each in evaluation.absent],
    }
    return Document([part for part in parts if part], content)


def _set_text(result: SetResult) -> str:
    count, positive = len(result.pairs), int(result.pairs["is_positive"].sum())
    title = (
        f"{result.reference.name} ({result.reference.paper}): {count:,} pairs, {positive:,} positive and "
        f"{count - positive:,} negative controls"
    )
    standings = [
        (name, *(f"{result.count(name, is_positive=truth):,}" for truth in (True, False)), _MEANING[name])
        for name in STANDINGS
    ]
    parts = [wrapped(title), columns(("pairs", "positive", "negative", ""), standings, (1, 2))]
    if result.measures:
        parts += [
            _rankings_text([measure for measure in result.measures if measure.name not in CRITERIA]),
            _criteria_text([measure for measure in result.measures if measure.name in CRITERIA]),
        ]
    return "\n\n".join(parts)


def _rankings_text(measures: Sequence[Measure]) -> str:
    header = ("statistic", "AUC (95%)", "AUC, pairs with reports", "undefined", "cut-off", *_SCREENING)
    rows = [
        (
            measure.name,
            _accuracy_text(measure.auc),
            _accuracy_text(measure.auc_with_reports),
            f"{measure.undefined_pairs:,}",
            measure.rule,
            *_screening_cells(measure),
        )
        for measure in measures
    ]
    return columns(header, rows, right=(3,))


def _criteria_text(measures: Sequence[Measure]) -> str:
    rows = [(measure.name, measure.rule, *_screening_cells(measure)) for measure in measures]
    return columns(("criterion", "holds when", *_SCREENING), rows)


def _screening_cells(measure: Measure) -> list[str]:
    """Sensitivity, specificity and PPV, each with its interval and the counts it is made of."""
    flags = measure.screening
    if flags is None:
        return ["refused"] * 3
    counts = (
        (flags.sensitivity, flags.true_positive, flags.false_negative),
        (flags.specificity, flags.true_negative, flags.false_positive),
        (flags.ppv, flags.true_positive, flags.false_positive),
    )
    return [f"{_accuracy_text(share)} {right}/{right + wrong}" for share, right, wrong in counts]


def _accuracy_text(accuracy: Accuracy | None) -> str:
    return DASH if accuracy is None else interval(accuracy.value, accuracy.lower, accuracy.upper, digits=3)


def _set_content(result: SetResult) -> dict[str, Any]:
    pairs = result.pairs.astype(object)
    return {
        "name": result.reference.name,
        "paper": result.reference.paper,
        "pairs_by_standing": {
            name: {"positive": result.count(name, is_positive=True), "negative": result.count(name, is_positive=False)}
            for name in STANDINGS
        },
        "measures": [asdict(measure) for measure in result.measures],
        "pairs": pairs.where(pairs.notna(), None).to_dict(orient="records"),
    }
