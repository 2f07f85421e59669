"""One plain sentence on a watched drug and an event, made by the rules of docs/methods.md (The sentence).

The sentence says no more than the verdicts. A result *vanishes* only where a doubling is ruled out;
where too few reports are left, or the rest is inconclusive, it says that. It is about reporting only.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow as pa

from signals.build.table import table
from signals.present.numbers import inside_a_sentence, two_digits
from signals.vocabulary.reference import verdict_words

Words = Mapping[str, str]
"""The analyses in words, to follow a verb, in the order in which they are named."""
Row = Mapping[str, Any]


@table("signals.watch_summary", analyses="SELECT analysis, words FROM watchlist.analysis ORDER BY place")
def add_sentences(rows: pa.Table, analyses: pa.Table) -> pa.Table:
    """The rows of sql/signals/watch_summary.sql with the sentence of each."""
    words = {row["analysis"]: row["words"] for row in analyses.to_pylist()}
    return rows.append_column("sentence", pa.array([sentence(row, words) for row in rows.to_pylist()], pa.string()))


def sentence(row: Row, words: Words) -> str:
    """The sentence of a row of sql/signals/watch_summary.sql, which begins with its analysis.

    Parameters
    ----------
    words
        Every analysis of the watchlist in words, the first analysis first.
    """
    drug, event = _verdict_subject(row["drug"], row["drug_kind"]), row["event_title"]
    if row.get("drug_case_count") == 0 and row["drug_kind"] == "ingredient":
        return f"No report at all suspects {drug}, so that nothing can be said about {inside_a_sentence(event)}."
    if row["primary_reason"] is not None:
        return f"Nothing can be said about {inside_a_sentence(event)} with {drug}: {row['primary_reason']}."
    first = next(iter(words.values()))
    statement = "; ".join([inside_a_sentence(_opening(row, drug, event)), *_analyses(row, words)])
    return f"{first[0].upper()}{first[1:]}: {statement}."


def _verdict_subject(drug: str, drug_kind: str) -> str:
    """The drug that a verdict is on: of a class it is on all its reports together, and on none of its drugs."""
    return f"the class {drug} as a whole" if drug_kind == "class" else drug_in_words(drug, drug_kind)


def drug_in_words(drug: str, drug_kind: str) -> str:
    """The drug as the sentence names it: a target class as one, the whole class as any of its drugs."""
    return {"target_class": f"the target class {drug}", "class": f"any {drug}"}.get(drug_kind, drug)


def _opening(row: Row, drug: str, event: str) -> str:
    cases, ratio = _cases(row["primary_a"]), _ratio(row, "primary")
    counted = f"{cases}, {_number(row['primary_expected'])} expected"
    words = verdict_words()[row["primary_verdict"]]
    match row["primary_verdict"]:
        case "disproportionate":
            return f"{event} is reported {ratio} as often as expected with {drug}, {cases}"
        case "too few reports":
            return f"Too few reports to judge {inside_a_sentence(event)} with {drug}: {counted}{_power(row)}"
        case "not disproportionate":
            return f"{event} is not reported disproportionately with {drug}: {counted}, and {words}"
    title = inside_a_sentence(event)
    return f"Reports of {title} with {drug} are inconclusive: {counted}, {ratio} as often as expected"


def _analyses(row: Row, words: Words) -> list[str]:
    """In which other analyses it holds, and without how many cases it would not stand out."""
    if row["primary_verdict"] != "disproportionate":
        appears_in, compared = row["appears_in"], row["comparison_analysis"]
        if compared not in appears_in:
            return [f"but it is reported disproportionately {_listed(appears_in, words)}"] if appears_in else []
        finding = f"{_ratio(row, 'comparison')} as often as expected, {_cases(row['comparison_a'])}"
        finding += "".join(f", {clause}" for clause in _chance(row, "comparison"))
        unmasked = f"but it is reported disproportionately {words[compared]}: {finding}"
        others = [name for name in appears_in if name != compared]
        return [unmasked, *([f"it is so, too, {_listed(others, words)}"] if others else [])]
    holds = _holds(len(row["holds_in"]), row["analysis_count"], len(words))
    lost = row["primary_cases_to_lose"]
    needed = [] if lost is None else [f"without {'one' if lost == 1 else lost} of these cases it would not stand out"]
    return [", ".join([holds, *_does_not_hold(row, words)]), *needed, *_chance(row, "primary")]


def _chance(row: Row, analysis: str) -> list[str]:
    """How surprising it is after allowing for the drugs looked at, and by negative controls; nothing of classes."""
    q, looks, p = (row[f"{analysis}_{name}"] for name in ("q_value", "look_count", "calibrated_p"))
    if q is None:
        return []
    calibrated = "" if p is None else f", calibrated p {_probability(p)}"
    return [f"q {_probability(q)} over {looks:,} drugs{calibrated}"]


def _holds(count: int, made: int, listed: int) -> str:
    if made == 1:
        return "no other analysis could be made"
    which = f"{made} analyses" if made == listed else f"the {made} analyses that could be made"
    return f"it holds in all {which.removeprefix('the ')}" if count == made else f"it holds in {count} of {which}"


def _does_not_hold(row: Row, words: Words) -> list[str]:
    """``vanishes_in``: where it does not hold; those of them inconclusive or with too few reports are not ruled out."""
    inconclusive, too_few = row["inconclusive_in"], row["too_few_in"]
    kinds = (
        ("vanishes", [name for name in row["vanishes_in"] if name not in {*inconclusive, *too_few}]),
        ("is inconclusive", [name for name in row["vanishes_in"] if name in inconclusive]),
        ("too few reports are left to judge it", [name for name in row["vanishes_in"] if name in too_few]),
    )
    clauses = [f"{verb} {_listed(names, words)}" for verb, names in kinds if names]
    return [*clauses[:-1], f"and {clauses[-1]}"] if clauses else []


def _power(row: Row) -> str:
    least = row["primary_detectable_ratio"]
    clause = f"; a Poisson test has 80% power for a ratio of {_number(least)} or more"
    return "" if least is None else clause


def _listed(analyses: Sequence[str], words: Words) -> str:
    phrases = [words[name] for name in words if name in analyses]
    return phrases[0] if len(phrases) == 1 else f"{', '.join(phrases[:-1])} and {phrases[-1]}"


def _ratio(row: Row, analysis: str) -> str:
    """Reported to expected, shrunk, with bounds: 2 to the power of IC."""
    logs = (row[f"{analysis}_{name}"] for name in ("ic", "ic_lower", "ic_upper"))
    ratio, lower, upper = (_number(None if log is None else 2.0**log) for log in logs)
    return f"{ratio} times ({lower} to {upper})"


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count:,} cases"


def _number(value: float | None) -> str:
    """Two digits that matter: 0.042, 0.31, 3.1, 31."""
    if value is None:
        return "an undefined number"
    return two_digits(value)


def _probability(value: float) -> str:
    """A probability with two digits that matter."""
    return "below 1e-10" if value < 1e-10 else f"{value:.2g}"
