"""One plain sentence on a watched drug and an event, made by the rules of docs/methods.md (The sentence).

The sentence says what the verdicts say and no more. A result is said to vanish only where enough reports are left to
rule a doubling out; where too few are left, or the rest is inconclusive, it says that. It speaks of reporting only.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WITHOUT = {
    "primary": "when all reports count",
    "ps_only": "when only primary suspects count",
    "hcp_only": "among reports of health professionals",
    "no_ms_context": "without reports in an MS context",
    "no_known_causes": "without reports that name a drug known to demyelinate",
    "same_indication": "within the drug's main indications",
    "without_literature_duplicates": "when reports of one article count once",
    "before_publicity": "before the first publication or label change",
    "adjusted": "after adjustment for age, sex and year",
}
"""The analyses in words, to follow a verb, in the order in which they are named."""


@dataclass(frozen=True)
class Reported:
    """What one analysis found. ``ratio`` with bounds is reported to expected, shrunk: 2 to the power of IC."""

    a: int
    expected: float | None
    ratio: float | None
    lower: float | None
    upper: float | None
    verdict: str
    detectable_ratio: float | None


@dataclass(frozen=True)
class PairSummary:
    """A watched drug and event: two analyses in full, the others by name, and what carries the result.

    ``vanishes_in``: every analysis that could be made and does not hold where primary does; those among them that are
    in ``inconclusive_in`` or ``too_few_in`` have not been ruled out. ``cases_to_lose``: the fewest cases whose removal
    ends `disproportionate`; None where it does not hold or is not known.
    """

    drug: str
    event: str
    primary: Reported
    reason: str | None
    no_ms_context: Reported
    analysis_count: int
    holds_in: Sequence[str]
    vanishes_in: Sequence[str]
    inconclusive_in: Sequence[str]
    too_few_in: Sequence[str]
    appears_in: Sequence[str]
    cases_to_lose: int | None = None


def sentence(summary: PairSummary) -> str:
    """The sentence of one pair.

    Example
    -------
    >>> found = Reported(23, 7.2, 3.1, 1.9, 5.0, "disproportionate", 2.4)
    >>> gone = Reported(4, 13.0, 0.3, 0.1, 0.8, "not disproportionate", 2.0)
    >>> print(sentence(PairSummary(
    ...     drug="imatinib", event="Optic neuritis", primary=found, reason=None, no_ms_context=gone, analysis_count=9,
    ...     holds_in=("primary", "ps_only"), vanishes_in=("no_ms_context",), inconclusive_in=(),
    ...     too_few_in=(), appears_in=(), cases_to_lose=9)))
    Optic neuritis is reported 3.1 times (1.9 to 5.0) as often as expected with imatinib, 23 cases; it holds in 2 of \
9 analyses, and vanishes without reports in an MS context; 9 cases carry it.
    """
    if summary.reason is not None:
        return f"Nothing can be said about {_mid(summary.event)} with {summary.drug}: {summary.reason}."
    parts = [_opening(summary), *_analyses(summary), *_carried(summary)]
    return "; ".join(parts) + "."


def drug_in_words(drug: str, drug_kind: str) -> str:
    """The drug as the sentence names it: a target class as one, the whole class as any of its drugs."""
    return {"target_class": f"the target class {drug}", "class": f"any {drug}"}.get(drug_kind, drug)


def _opening(summary: PairSummary) -> str:
    found, drug, event = summary.primary, summary.drug, summary.event
    counted = f"{_cases(found.a)}, {_number(found.expected)} expected"
    if found.verdict == "disproportionate":
        return f"{event} is reported {_ratio(found)} as often as expected with {drug}, {_cases(found.a)}"
    if found.verdict == "too few reports":
        return f"Too few reports to judge {_mid(event)} with {drug}: {counted}" + _power(found)
    if found.verdict == "not disproportionate":
        return f"{event} is not reported disproportionately with {drug}: {counted}, and a doubling is ruled out"
    return f"Reports of {_mid(event)} with {drug} are inconclusive: {counted}, {_ratio(found)} as often as expected"


def _analyses(summary: PairSummary) -> list[str]:
    if summary.primary.verdict == "disproportionate":
        return [", ".join([_held(summary), *_not_held(summary)])]
    if summary.appears_in:
        return [f"but it is reported disproportionately {_listed(summary.appears_in)}{_unmasked(summary)}"]
    return []


def _held(summary: PairSummary) -> str:
    count, made = len(summary.holds_in), summary.analysis_count
    if made == 1:
        return "no other analysis could be made"
    which = f"{made} analyses" if made == len(WITHOUT) else f"the {made} analyses that could be made"
    return f"it holds in all {which.removeprefix('the ')}" if count == made else f"it holds in {count} of {which}"


def _not_held(summary: PairSummary) -> list[str]:
    undecided = {*summary.inconclusive_in, *summary.too_few_in}
    kinds = (
        ("vanishes", [name for name in summary.vanishes_in if name not in undecided]),
        ("is inconclusive", [name for name in summary.vanishes_in if name in summary.inconclusive_in]),
        ("too few reports are left to judge it", [name for name in summary.vanishes_in if name in summary.too_few_in]),
    )
    said = [f"{verb} {_listed(names)}" for verb, names in kinds if names]
    return [*said[:-1], f"and {said[-1]}"] if said else []


def _unmasked(summary: PairSummary) -> str:
    if tuple(summary.appears_in) != ("no_ms_context",):
        return ""
    found = summary.no_ms_context
    return f": {_ratio(found)} as often as expected, {_cases(found.a)}"


def _carried(summary: PairSummary) -> list[str]:
    if summary.cases_to_lose is None or summary.primary.verdict != "disproportionate":
        return []
    return ["one case carries it" if summary.cases_to_lose == 1 else f"{summary.cases_to_lose} cases carry it"]


def _power(found: Reported) -> str:
    if found.detectable_ratio is None:
        return ""
    return f"; only a ratio of {_number(found.detectable_ratio)} or more would probably have been found"


def _listed(analyses: Sequence[str]) -> str:
    words = [WITHOUT[name] for name in WITHOUT if name in analyses]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _ratio(found: Reported) -> str:
    return f"{_number(found.ratio)} times ({_number(found.lower)} to {_number(found.upper)})"


def _cases(count: int) -> str:
    return "1 case" if count == 1 else f"{count:,} cases"


def _number(value: float | None) -> str:
    """Two digits that matter: 0.042, 0.31, 3.1, 31."""
    if value is None:
        return "an undefined number"
    digits = 0 if value >= 9.95 else 1 if value >= 0.995 else 2 if value >= 0.0995 else 3
    return f"{value:,.{digits}f}"


def _mid(event: str) -> str:
    """The event inside a sentence: its first letter small, unless it is a name or an abbreviation."""
    first_word = event.split()[0]
    is_name = "-" in first_word or "'" in first_word or first_word[1:] != first_word[1:].lower()
    return event if is_name else event[0].lower() + event[1:]
