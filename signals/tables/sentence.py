"""One plain sentence on a watched drug and an event, made by the rules of docs/methods.md (The sentence).

The sentence says what the verdicts say and no more. A result is said to vanish only where a doubling is ruled out;
where too few reports are left, or the rest is inconclusive, it says that. It speaks of reporting only.
"""

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from signals.build.table import table
from signals.vocabulary.reference import verdict_words

WITHOUT: dict[str, str] = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
"""The analyses in words, to follow a verb, in the order in which they are named."""

Row = Mapping[str, Any]


@table("signals.watch_summary")
def add_sentences(rows: pa.Table) -> pa.Table:
    """The rows of sql/signals/watch_summary.sql with the sentence of each."""
    return rows.append_column("sentence", pa.array(map(sentence, rows.to_pylist()), pa.string()))


def sentence(row: Row) -> str:
    """The sentence of a row of sql/signals/watch_summary.sql."""
    drug, event = drug_in_words(row["drug"], row["drug_kind"]), row["event_title"]
    if row["primary_reason"] is not None:
        return f"Nothing can be said about {_mid(event)} with {drug}: {row['primary_reason']}."
    return "; ".join([_opening(row, drug, event), *_analyses(row)]) + "."


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
            return f"Too few reports to judge {_mid(event)} with {drug}: {counted}{_power(row)}"
        case "not disproportionate":
            return f"{event} is not reported disproportionately with {drug}: {counted}, and {words}"
    return f"Reports of {_mid(event)} with {drug} are inconclusive: {counted}, {ratio} as often as expected"


def _analyses(row: Row) -> list[str]:
    """In which other analyses it holds, and how many cases carry it."""
    if row["primary_verdict"] != "disproportionate":
        appears_in = row["appears_in"]
        found = f": {_ratio(row, 'no_ms_context')} as often as expected, {_cases(row['no_ms_context_a'])}"
        unmasked = found if list(appears_in) == ["no_ms_context"] else ""
        return [f"but it is reported disproportionately {_listed(appears_in)}{unmasked}"] if appears_in else []
    held, lost = (
        ", ".join([_held(len(row["holds_in"]), row["analysis_count"]), *_not_held(row)]),
        row["primary_cases_to_lose"],
    )
    return [held] if lost is None else [held, "one case carries it" if lost == 1 else f"{lost} cases carry it"]


def _held(count: int, made: int) -> str:
    if made == 1:
        return "no other analysis could be made"
    which = f"{made} analyses" if made == len(WITHOUT) else f"the {made} analyses that could be made"
    return f"it holds in all {which.removeprefix('the ')}" if count == made else f"it holds in {count} of {which}"


def _not_held(row: Row) -> list[str]:
    """``vanishes_in``: where it does not hold; those of them inconclusive or with too few reports are not ruled out."""
    inconclusive, too_few = row["inconclusive_in"], row["too_few_in"]
    kinds = (
        ("vanishes", [name for name in row["vanishes_in"] if name not in {*inconclusive, *too_few}]),
        ("is inconclusive", [name for name in row["vanishes_in"] if name in inconclusive]),
        ("too few reports are left to judge it", [name for name in row["vanishes_in"] if name in too_few]),
    )
    clauses = [f"{verb} {_listed(names)}" for verb, names in kinds if names]
    return [*clauses[:-1], f"and {clauses[-1]}"] if clauses else []


def _power(row: Row) -> str:
    least = row["primary_detectable_ratio"]
    found = f"; a Poisson test has 80% power for a ratio of {_number(least)} or more"
    return "" if least is None else found


def _listed(analyses: Sequence[str]) -> str:
    words = [WITHOUT[name] for name in WITHOUT if name in analyses]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


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
    digits = 0 if value >= 9.95 else 1 if value >= 0.995 else 2 if value >= 0.0995 else 3
    return f"{value:,.{digits}f}"


def _mid(event: str) -> str:
    """The event inside a sentence: its first letter small, unless it is a name or an abbreviation."""
    first_word = event.split()[0]
    is_name = "-" in first_word or "'" in first_word or first_word[1:] != first_word[1:].lower()
    return event if is_name else event[0].lower() + event[1:]
