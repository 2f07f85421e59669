"""Invented names of ingredients, brands, terms, senders and articles that sound plausible and do not exist."""

import tomllib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import cycle, islice, product
from pathlib import Path

_PARTS = tomllib.loads((Path(__file__).parent / "content" / "invented_names.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Drug:
    """An ingredient, how often it is the reported drug, and how its records are written."""

    ingredient: str
    kind: str
    share: float
    indication: str
    prod_ai: str
    spellings: tuple[str, ...]
    misspellings: tuple[str, ...] = ()


def invented_drugs(shares: Iterable[float]) -> list[Drug]:
    """An invented ingredient for each share, each with a brand of its own."""
    combinations = product(_PARTS["middles"], _PARTS["onsets"], zip(_PARTS["stems"], cycle(_PARTS["brand_ends"])))
    return [
        _drug(onset + middle, float(share), brand_end=brand_end, stem=stem)
        for share, (middle, onset, (stem, brand_end)) in zip(shares, combinations, strict=False)
    ]


def _drug(prefix: str, share: float, *, brand_end: str, stem: Sequence[str]) -> Drug:
    ending, indication, salt = stem
    name = (prefix + ending).upper()
    prod_ai = f"{name} {salt}".strip()
    brand = (prefix + ending[0] + brand_end).upper()
    spellings = tuple(dict.fromkeys((brand, name, prod_ai, f"{name}.", name.lower())))
    return Drug(name.lower(), "invented", share, indication, prod_ai, spellings)


def invented_terms(count: int, *, taken: Collection[str]) -> list[str]:
    """The first `count` made-up preferred terms that are not among those taken."""
    made = (f"{site} {finding}" for finding, site in product(_PARTS["findings"], _PARTS["sites"]))
    forms = (_PARTS["preferred"].get(form, form) for form in made)
    folded = {term.lower() for term in taken}
    return list(islice((form for form in forms if form.lower() not in folded), count))


def invented_senders() -> list[str]:
    """Fifty manufacturers that do not exist."""
    return [first + last for last, first in product(_PARTS["sender_lasts"], _PARTS["sender_firsts"])]


def invented_articles(count: int) -> list[str]:
    """`count` citations of articles that were never written; each says SYNTHETIC."""
    return [
        f"{_PARTS['surnames'][number % 9]} {'ABCDEFG'[number % 7]}. SYNTHETIC report: {_PARTS['topics'][number % 6]}. "
        f"Synth Med J. {2014 + number % 9};{number % 71 + 1}:{number + 1}"
        for number in range(count)
    ]
