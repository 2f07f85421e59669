"""openFDA's drug labels: where a label of a watched drug names a demyelinating event, and with which words."""

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from signals.literature.client import Answer, Source, SourceError
from signals.literature.sentences import sentences
from signals.literature.store import LabelMention, LiteratureStore
from signals.literature.terms import TERMS
from signals.literature.trials import read_json

NAME = "openFDA"
PAGE_SIZE = 25
MOST_SKIPPED = 25_000  # openFDA gives no more by skip
_NO_SECTIONS = {"set_id", "id", "version", "effective_time", "openfda", "spl_product_data_elements"}
_TAG = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class LabelUpdate:
    """What one search of openFDA brought."""

    drug_count: int
    labelled_count: int
    mention_count: int
    naming_count: int

    def __str__(self) -> str:
        return (
            f"openFDA: {self.labelled_count} of {self.drug_count} watched drugs have a US label; those of "
            f"{self.naming_count} name a demyelinating event ({self.mention_count} sentences)."
        )


def update_labels(
    store: LiteratureStore, source: Source, ingredients: Sequence[str], terms: Iterable[str], api_key: str | None
) -> LabelUpdate:
    """Read every label of every watched drug, and only then write; NOT_FOUND means that there is none."""
    pattern = label_pattern(terms)
    mentions: dict[tuple[str, ...], LabelMention] = {}
    labelled = 0
    for ingredient in ingredients:
        found = list(_labels(source, ingredient, api_key))
        labelled += bool(found)
        for label in found:
            for mention in label_mentions(ingredient, label, pattern):
                key = (mention.ingredient, mention.set_id, mention.section, mention.sentence)
                mentions[key] = mention
    store.write("label", [mentions[key] for key in sorted(mentions)])
    return LabelUpdate(
        drug_count=len(ingredients),
        labelled_count=labelled,
        mention_count=len(mentions),
        naming_count=len({mention.ingredient for mention in mentions.values()}),
    )


def label_pattern(terms: Iterable[str]) -> re.Pattern[str]:
    """Finds the watchlist's terms and the usual words for demyelinating events, whole and whatever their case."""
    escaped = sorted((re.escape(term) for term in terms), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join([*escaped, *TERMS['label_events']])})(?!\w)", re.IGNORECASE)


def label_mentions(ingredient: str, label: Mapping[str, Any], pattern: re.Pattern[str]) -> Iterator[LabelMention]:
    """A mention for each sentence of each section that names an event."""
    known = label.get("openfda", {})
    effective = str(label.get("effective_time", ""))
    for section, texts in sorted(label.items()):
        if section in _NO_SECTIONS:
            continue
        for text in [texts] if isinstance(texts, str) else texts if isinstance(texts, list) else []:
            for sentence in sentences(html.unescape(_TAG.sub(" ", str(text)))):
                if words := list(dict.fromkeys(word.lower() for word in pattern.findall(sentence))):
                    yield LabelMention(
                        ingredient=ingredient,
                        set_id=str(label.get("set_id", "")),
                        section=section,
                        words=", ".join(words),
                        sentence=sentence,
                        brand_names=tuple(known.get("brand_name", [])),
                        manufacturer=next(iter(known.get("manufacturer_name", [])), None),
                        effective_date=f"{effective[:4]}-{effective[4:6]}-{effective[6:8]}"
                        if re.fullmatch(r"\d{8}", effective)
                        else None,
                    )


def _labels(source: Source, ingredient: str, api_key: str | None) -> Iterator[Mapping[str, Any]]:
    skip = 0
    while True:
        asked = {"search": f'openfda.generic_name:"{ingredient}"', "limit": PAGE_SIZE, "skip": skip}
        page = source.ask("", asked | ({"api_key": api_key} if api_key else {}), _read_page)
        yield from page["results"]
        skip += len(page["results"])
        if not page["results"] or skip >= page["total"]:
            return
        if skip > MOST_SKIPPED:
            raise SourceError(f"{NAME} counts {page['total']:,} labels of {ingredient}, more than it gives.")


def _read_page(answer: Answer) -> dict[str, Any]:
    if answer.status == 404:
        if _is_not_found(answer.body):
            return {"results": [], "total": 0}
        raise SourceError(f"{answer.address} answered 404 without saying NOT_FOUND.")
    page = read_json(answer)
    results = page.get("results")
    total = page.get("meta", {}).get("results", {}).get("total")
    if not isinstance(results, list) or not isinstance(total, int):
        raise SourceError(f"{NAME} sent an answer without results and their total.")
    return {"results": results, "total": total}


def _is_not_found(body: bytes) -> bool:
    try:
        return bool(json.loads(body)["error"]["code"] == "NOT_FOUND")
    except (ValueError, KeyError, TypeError):
        return False
