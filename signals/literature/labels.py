"""openFDA's drug labels: where a label names a watched event, or a lesion of the topic in animals, in which words."""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from pydantic_core import from_json

from signals.literature.client import Answer, Source, SourceError, page_numbers
from signals.literature.json_answer import part, read_json, texts
from signals.literature.sentences import sentences
from signals.literature.store import LabelMention, LiteratureStore
from signals.validation import shown_value
from signals.vocabulary.evidence import LabelPatterns

NAME = "openFDA"
PAGE_SIZE = 25
MOST_SKIPPED = 25_000  # openFDA gives no more by skip
_NO_SECTIONS = {"set_id", "id", "version", "effective_time", "openfda", "spl_product_data_elements"}
_SET_ID = re.compile(r"[\w-]+")
ANIMAL_SECTIONS = ("animal_pharmacology_and_or_toxicology", "nonclinical_toxicology")
"""Sections that say what the drug did to animals without a disease, and what their names begin with."""
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
"""The place where two words are joined, as in the cells of openFDA's tables: HeadacheDemyelinationNausea."""


@dataclass(frozen=True)
class Patterns:
    """What sentences are looked for: watched events, and lesions in animals, None where the topic has none."""

    events: re.Pattern[str]
    animal_findings: re.Pattern[str] | None


@dataclass(frozen=True)
class LabelUpdate:
    """What one search of openFDA brought."""

    drug_count: int
    labelled_count: int
    mention_count: int
    naming_count: int
    missing_count: int

    def __str__(self) -> str:
        text = (
            f"openFDA: {self.labelled_count} of {self.drug_count} watched drugs and negative controls have a "
            f"US label; those of {self.naming_count} name such an event, or such a lesion in animals "
            f"({self.mention_count} sentences)"
        )
        if self.missing_count:
            text += f"; {self.missing_count} known labels were not returned, and what they said is kept"
        return text + "."


def update_labels(
    store: LiteratureStore, source: Source, patterns: Mapping[str, Patterns], api_key: str | None
) -> LabelUpdate:
    """Read every label of every drug for its patterns, and only then write.

    A known label that is not returned (openFDA can lose its drug for days) is requested by its set_id;
    if that fails, too, its stored mentions are kept and marked.

    Parameters
    ----------
    patterns
        By drug.
    api_key
        Of openFDA; None: asked without one.
    """
    stored: dict[str, dict[str, list[LabelMention]]] = {}
    for mention in store.read("label", LabelMention):
        stored.setdefault(mention.ingredient, {}).setdefault(mention.set_id, []).append(mention)
    mentions: dict[tuple[str, ...], LabelMention] = {}
    labelled = missing = 0
    for ingredient, wanted in patterns.items():
        before = stored.get(ingredient, {})
        labels = _labels(source, f'openfda.generic_name:"{ingredient}"', api_key)
        for set_id in before.keys() - labels.keys():
            by_number = _labels(source, f'set_id:"{set_id}"', api_key)
            labels |= {set_id: by_number[set_id]} if set_id in by_number else {}
        lost = [mention for set_id in before.keys() - labels.keys() for mention in before[set_id]]
        labelled += bool(labels or lost)
        missing += len(before.keys() - labels.keys())
        sent = [mention for label in labels.values() for mention in label_mentions(ingredient, label, wanted)]
        for mention in [*(replace(mention, state="not returned") for mention in lost), *sent]:
            mentions[mention.ingredient, mention.set_id, mention.section, mention.sentence] = mention
    store.write("label", [mentions[key] for key in sorted(mentions)])
    return LabelUpdate(
        drug_count=len(patterns),
        labelled_count=labelled,
        mention_count=len(mentions),
        naming_count=len({mention.ingredient for mention in mentions.values()}),
        missing_count=missing,
    )


def label_patterns(terms: Iterable[str], further: Sequence[LabelPatterns]) -> Patterns:
    """What finds the watchlists' terms and the topics' further words for its events, whole and whatever their case.

    Sections on animals are read for the lesions that the topic's evidence names; without any they are passed over.
    """
    escaped = sorted((re.escape(term) for term in terms), key=len, reverse=True)
    return Patterns(
        _whole_words([*escaped, *(pattern for one in further for pattern in one.events)]),
        _whole_words(pattern for one in further for pattern in one.animal_findings) if further else None,
    )


def _whole_words(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)", re.IGNORECASE)


def label_mentions(ingredient: str, label: Mapping[str, Any], patterns: Patterns) -> Iterator[LabelMention]:
    """A mention for each sentence that names an event, or, in a section on animals, a lesion of the topic."""
    of_label = LabelMention(
        ingredient=ingredient,
        set_id=_set_id(label),
        section="",
        words="",
        sentence="",
        brand_names=texts(label, "openfda", "brand_name"),
        manufacturer=next(iter(texts(label, "openfda", "manufacturer_name")), None),
        effective_date=_date(part(label, str, "effective_time") or ""),
    )
    for section, content in sorted(label.items()):
        if section in _NO_SECTIONS:
            continue
        wanted = patterns.animal_findings if section.startswith(ANIMAL_SECTIONS) else patterns.events
        if wanted is None:
            continue
        for text in (content,) if isinstance(content, str) else texts(label, section):
            for sentence in sentences(_plain(text)):
                if words := list(dict.fromkeys(word.lower() for word in wanted.findall(_GLUED.sub(" ", sentence)))):
                    yield replace(of_label, section=section, words=", ".join(words), sentence=sentence)


def _set_id(label: Any) -> str:
    set_id = part(label, str, "set_id") or ""
    if not _SET_ID.fullmatch(set_id):
        raise SourceError(f"{NAME} sent a label whose set_id is {shown_value(set_id)}.")
    return set_id


def _plain(text: str) -> str:
    """A label's text with each tag replaced by a space. A < that begins no tag, as in < 1%, is kept."""
    before, *pieces = text.split("<")
    parts = [before]
    for piece in pieces:
        tag, end, after = piece.partition(">")
        parts.append(f" {after}" if end and (tag[:1].isalpha() or tag[:1] in "/!?") else f"<{piece}")
    try:
        return html.unescape("".join(parts))
    except ValueError as error:  # the number of a character has more digits than Python reads
        raise SourceError(f"{NAME} sent a label with a character reference that is none.") from error


def _date(text: str) -> str | None:
    """The date that openFDA writes as 20240315; None for what is no date, such as 00000000."""
    try:
        return datetime.strptime(text, "%Y%m%d").date().isoformat() if len(text) == 8 else None
    except ValueError:
        return None


def _labels(source: Source, search: str, api_key: str | None) -> dict[str, Mapping[str, Any]]:
    """The labels that a search finds, by their set_id."""
    labels: dict[str, Mapping[str, Any]] = {}
    skip = 0
    for _ in page_numbers(NAME):
        parameters = {"search": search, "limit": PAGE_SIZE, "skip": skip}
        results, total = source.ask("", parameters | ({"api_key": api_key} if api_key else {}), _read_page)
        labels |= {_set_id(label): label for label in results}
        skip += len(results)
        if not results or skip >= total:
            break
        if skip > MOST_SKIPPED:
            raise SourceError(f"{NAME} counts {total:,} labels for {search}, more than it gives.")
    return labels


def _read_page(answer: Answer) -> tuple[list[Any], int]:
    """The labels of a page, and how many there are in all."""
    if answer.status == 404:
        if _is_not_found(answer.body):
            return [], 0
        raise SourceError(f"{answer.address} answered 404 without saying NOT_FOUND.")
    page = read_json(answer)
    results, total = part(page, list, "results"), part(page, int, "meta", "results", "total")
    if results is None or total is None:
        raise SourceError(f"{NAME} sent an answer without results and their total.")
    return results, total


def _is_not_found(body: bytes) -> bool:
    try:
        return bool(from_json(body)["error"]["code"] == "NOT_FOUND")
    except (ValueError, KeyError, TypeError):
        return False
