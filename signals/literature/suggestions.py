"""What title and abstract of a paper suggest to its coder: model, regimen and direction, with the words they rest on.

A suggestion never enters a verdict: no abstract can be coded by machine (docs/methods.md, The review queue). The words
are those of data/reference/suggestion_rules.csv.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from signals.literature.sentences import sentences

_WORD, _PART = r"[^\s.;]{1,80}+\s[\s-]*+", r"[^\s.;-]{1,80}+-++"
_GAP = rf"(?:{_WORD}){{0,3}}?(?:{_WORD}|(?:{_PART}){{1,8}}?)??"
"""What ~ stands for: up to four words within a sentence, the last of which may be the beginning of one with hyphens.

No letter can be read in two ways and each part has an end, so that no text takes more than its length.
"""
_LONGEST_NEGATION = 300
_NEGATION = re.compile(r"\b(?:not|no|nor|neither|never|without|fail(?:s|ed)? to|unable to)\s+(?:\S+\s+){0,2}$", re.I)
REGIMEN_OF_FAMILY = {"culture": "in vitro", "genetic": "genetic"}
"""Models to which no drug is given over time: the regimen follows from the model."""


@dataclass(frozen=True)
class Rule:
    """Words that suggest something of one aspect (model, regimen or direction)."""

    aspect: str
    suggestion: str
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class Suggested:
    """What is suggested, None where nothing is, and the words of the paper that it rests on."""

    value: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class Suggestion:
    """sentences: those that name drug and model, or, where none names both, those that name one of them."""

    sentences: tuple[str, ...]
    names_together: bool
    model: Suggested
    other_models: tuple[str, ...]
    regimen: Suggested
    direction: Suggested


def read_rules(rows: Iterable[Mapping[str, str]]) -> tuple[Rule, ...]:
    """The rules of a table with the columns aspect, suggestion and words, in its order."""
    return tuple(Rule(row["aspect"], row["suggestion"], rule_pattern(row["words"])) for row in rows)


def rule_pattern(words: str) -> re.Pattern[str]:
    """Finds words in this order, whatever their case; * is any ending (of up to 40 letters), ~ up to four other words
    of the sentence.

    >>> rule_pattern("reduc* ~ severity").findall("It Reduced the clinical severity.")
    ['Reduced the clinical severity']
    """
    joined = ""
    for word in words.split():
        letters = re.escape(word).replace(r"\*", r"[^\s.,;]{0,40}?").replace(r"\-", "[- ]?")
        joined += _GAP if word == "~" else letters + r"[\s-]+"
    joined = joined.removesuffix(r"[\s-]+")
    return re.compile(rf"(?<![\w-]){joined}(?!\w)", re.IGNORECASE)


def suggest(
    title: str | None, abstract: str | None, names: re.Pattern[str] | None, rules: Sequence[Rule]
) -> Suggestion:
    """What title and abstract suggest.

    The direction is read from the sentences that name a drug, where these say anything; a protective word that is
    denied ("did not prevent") suggests no effect, a harmful one that is denied suggests nothing. A text that names
    neither drug nor model suggests nothing.

    Parameters
    ----------
    names
        Finds the drugs that the paper was found by; None where it names none.
    """
    text = [*([title] if title else []), *sentences(abstract or "")]
    named = [sentence for sentence in text if names and names.search(sentence)]
    modelled = [sentence for sentence in text if _matches(sentence, rules, "model")]
    both = [sentence for sentence in named if sentence in modelled]
    if not named and not modelled:
        return Suggestion((), False, Suggested(), (), Suggested(), Suggested())  # it is about something else
    model, others = _model(both or text, text, rules)
    return Suggestion(
        sentences=tuple(both or [sentence for sentence in text if sentence in named or sentence in modelled]),
        names_together=bool(both),
        model=model,
        other_models=others,
        regimen=_regimen(text, model, rules),
        direction=_first(_direction(named, rules), _direction(text, rules)),
    )


def _model(preferred: Sequence[str], text: Sequence[str], rules: Sequence[Rule]) -> tuple[Suggested, tuple[str, ...]]:
    """The family named most often in the preferred sentences, else in any, and the others named at all."""
    words_of = _by_suggestion(preferred, rules, "model") or _by_suggestion(text, rules, "model")
    if not words_of:
        return Suggested(), ()
    family = max(words_of, key=lambda name: len(words_of[name]))
    others = tuple(name for name in _by_suggestion(text, rules, "model") if name != family)
    return Suggested(family, _unique(words_of[family])), others


def _regimen(text: Sequence[str], model: Suggested, rules: Sequence[Rule]) -> Suggested:
    if model.value in REGIMEN_OF_FAMILY:
        return Suggested(REGIMEN_OF_FAMILY[model.value], model.words)
    words_of = _by_suggestion(text, rules, "regimen")
    if len(words_of) > 1:
        return Suggested("both", _unique(word for words in words_of.values() for word in words))
    return next((Suggested(value, _unique(words)) for value, words in words_of.items()), Suggested())


def _direction(text: Sequence[str], rules: Sequence[Rule]) -> Suggested:
    """Protective and harmful words together suggest mixed; no effect is suggested where nothing else is."""
    words_of = _by_suggestion(text, rules, "direction")
    if "protective" in words_of and "harmful" in words_of:
        return Suggested("mixed", _unique([*words_of["protective"], *words_of["harmful"]]))
    for value in ("harmful", "protective", "no effect"):
        if value in words_of:
            return Suggested(value, _unique(words_of[value]))
    return Suggested()


def _first(*suggested: Suggested) -> Suggested:
    return next((one for one in suggested if one.value), Suggested())


def _by_suggestion(text: Iterable[str], rules: Sequence[Rule], aspect: str) -> dict[str, list[str]]:
    words_of: dict[str, list[str]] = {rule.suggestion: [] for rule in rules if rule.aspect == aspect}
    for sentence in text:
        for suggestion, words in _matches(sentence, rules, aspect):
            words_of[suggestion].append(words)
    return {suggestion: words for suggestion, words in words_of.items() if words}


def _matches(sentence: str, rules: Sequence[Rule], aspect: str) -> list[tuple[str, str]]:
    """(suggestion, words) of every match that no longer match of the aspect covers."""
    spans = sorted(
        (
            (match.start(), match.end(), rule.suggestion)
            for rule in rules
            if rule.aspect == aspect
            for match in rule.pattern.finditer(sentence)
        ),
        key=lambda span: (span[0] - span[1], span[0]),
    )
    kept: list[tuple[int, int, str]] = []
    covered = bytearray(len(sentence))
    for start, end, suggestion in spans:
        if not any(covered[start:end]):
            kept.append((start, end, suggestion))
            covered[start:end] = b"\1" * (end - start)
    read = [_read(sentence, *span, is_direction=aspect == "direction") for span in sorted(kept)]
    return [one for one in read if one is not None]


def _read(sentence: str, start: int, end: int, suggestion: str, *, is_direction: bool) -> tuple[str, str] | None:
    """A match as what it says where it is not denied, and as what its denial says where it is."""
    first = max(0, start - _LONGEST_NEGATION)
    denied = _NEGATION.search(sentence[first:start]) if is_direction and suggestion != "no effect" else None
    if denied is None:
        return suggestion, sentence[start:end]
    return ("no effect", sentence[first + denied.start() : end]) if suggestion == "protective" else None


def _unique(words: Iterable[str]) -> tuple[str, ...]:
    return tuple({word.lower(): word for word in reversed(list(words))}.values())[::-1]
