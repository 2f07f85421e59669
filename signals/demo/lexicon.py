"""The vocabulary of the SYNTHETIC world: drugs with their spellings, terms, senders and articles."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signals.demo.invented_names import Drug, invented_articles, invented_drugs, invented_senders, invented_terms
from signals.demo.truths import CNS_ONSET, MS_INDICATIONS, THE_ARTICLE, THE_SENDER

CONTENT = Path(__file__).parent / "content"
INGREDIENT_COUNT = 1_500
TERM_COUNT = 2_000
ARTICLE_COUNT = 20_000
REACTIONS_A_REPORT = 3.3
"""Reaction rows a report, as FDA's quarters have (3.2 to 3.7)."""
UNKNOWN_INDICATION = "Product used for unknown indication"
_NEVER_COMPANION = ("kinase", "ms_therapy", "known_cause", "immune")
# How a name that stands for one ingredient is written in the field drugname.
_FORMS: tuple[Callable[[str], str], ...] = (
    str.upper,
    str.capitalize,
    str.lower,
    "{}.".format,
    "{} TABLETS".format,
    "{} 100 MG".format,
)


@dataclass(frozen=True)
class Lexicon:
    """Lists and the arrays that point into them (a code is a position in its list)."""

    ingredients: tuple[str, ...]
    kinase: NDArray[np.bool_]
    drug_weight: NDArray[np.float64]
    companion_weight: NDArray[np.float64]
    indication_of: NDArray[np.int64]
    indications: tuple[str, ...]
    spellings: tuple[str, ...]
    prod_ai: tuple[str, ...]
    spelling_is_known: NDArray[np.bool_]
    spelling_start: NDArray[np.int64]
    spelling_count: NDArray[np.int64]
    misspelling_count: NDArray[np.int64]
    terms: tuple[str, ...]
    term_weight: NDArray[np.float64]
    profile: NDArray[np.int64]
    senders: tuple[str, ...]
    articles: tuple[str, ...]

    def drug_weights(self, kinase_share: float | None = None) -> NDArray[np.float64]:
        """How often each ingredient is a report's first drug; kinase inhibitors together as often as asked."""
        if kinase_share is None:
            return self.drug_weight
        own = float(self.drug_weight[self.kinase].sum())
        factor = np.where(self.kinase, kinase_share / own, (1 - kinase_share) / (1 - own))
        return np.asarray(self.drug_weight * factor)

    def ingredient(self, name: str) -> int:
        """The code of an ingredient."""
        return self.ingredients.index(name)

    def term(self, name: str) -> int:
        """The code of a preferred term."""
        return self.terms.index(name)


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """The one catalogue of the world; the same in every run."""
    drugs = [*_kinase_inhibitors(), *_other_drugs()]
    drugs += _invented(INGREDIENT_COUNT - len(drugs), share=1 - sum(drug.share for drug in drugs))
    terms, term_weight, watched_count = _terms()
    spelt = np.array([len(drug.spellings) for drug in drugs])
    misspelt = np.array([len(drug.misspellings) for drug in drugs])
    named = [UNKNOWN_INDICATION, *MS_INDICATIONS, *(drug.indication for drug in drugs)]
    indications = {name: code for code, name in enumerate(dict.fromkeys(named))}
    return Lexicon(
        ingredients=tuple(drug.ingredient for drug in drugs),
        kinase=np.array([drug.kind == "kinase" for drug in drugs]),
        drug_weight=_normal([drug.share for drug in drugs]),
        companion_weight=_normal([0.0 if drug.kind in _NEVER_COMPANION else drug.share for drug in drugs]),
        indication_of=np.array([indications[drug.indication] for drug in drugs]),
        indications=tuple(indications),
        spellings=tuple(text for drug in drugs for text in drug.spellings + drug.misspellings),
        prod_ai=tuple(drug.prod_ai for drug in drugs),
        spelling_is_known=np.concatenate(
            [np.arange(right + wrong) < right for right, wrong in zip(spelt, misspelt, strict=True)]
        ),
        spelling_start=np.cumsum(spelt + misspelt) - spelt - misspelt,
        spelling_count=spelt,
        misspelling_count=misspelt,
        terms=tuple(terms),
        term_weight=term_weight,
        profile=_profiles(len(drugs), range(watched_count, len(terms))),
        senders=(*invented_senders(), THE_SENDER),
        articles=(THE_ARTICLE, *invented_articles(ARTICLE_COUNT)),
    )


def _rows(name: str) -> list[dict[str, str]]:
    with (CONTENT / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _normal(shares: Iterable[float]) -> NDArray[np.float64]:
    weights = np.array(list(shares), dtype=float)
    return weights / weights.sum()


def _kinase_inhibitors() -> list[Drug]:
    spellings: dict[str, list[str]] = {}
    for row in _rows("kinase_spellings.csv"):
        forms = _FORMS if row["kind"] in ("brand", "ingredient") else ("{}".format,)
        spellings.setdefault(row["ingredient"], []).extend(form(row["spelling"]) for form in forms)
    return [
        _listed(row | {"kind": "kinase"}, spellings[row["ingredient"]], _misspellings(row["ingredient"].upper()))
        for row in _rows("kinase_inhibitors.csv")
    ]


def _other_drugs() -> list[Drug]:
    return [_listed(row, row["spellings"].split("|"), ()) for row in _rows("drugs.csv")]


def _listed(row: dict[str, str], spellings: list[str], misspellings: tuple[str, ...]) -> Drug:
    distinct = tuple(dict.fromkeys(spellings))
    share = float(row["share_percent"]) / 100
    return Drug(row["ingredient"], row["kind"], share, row["indication"], row["prod_ai"], distinct, misspellings)


def _misspellings(name: str) -> tuple[str, str]:
    """A letter lost and two letters swapped: what no list of names holds."""
    return name[:3] + name[4:], name[:-4] + name[-3] + name[-4] + name[-2:]


def _invented(count: int, *, share: float) -> list[Drug]:
    return invented_drugs(share * _normal((np.arange(count) + 20.0) ** -0.8))


def _terms() -> tuple[list[str], NDArray[np.float64], int]:
    """Terms and their weights a reaction; the watched terms come first, with their declared rates."""
    rows = _rows("terms.csv")
    watched = {row["event_pt"]: float(row["share_percent"]) / 100 for row in rows if row["share_percent"]}
    assert watched.keys() >= set(CNS_ONSET), "every term of CNS_ONSET has a background rate in terms.csv"
    common = [row["event_pt"] for row in rows if not row["share_percent"]]
    common += invented_terms(TERM_COUNT - len(rows), taken=[*watched, *common])
    watched_weight = np.array(list(watched.values())) / REACTIONS_A_REPORT
    common_weight = _normal((np.arange(len(common)) + 4.0) ** -0.9) * (1 - watched_weight.sum())
    return [*watched, *common], np.concatenate([watched_weight, common_weight]), len(watched)


def _profiles(ingredient_count: int, terms: range) -> NDArray[np.int64]:
    """Four terms that each ingredient is reported with more often; never a watched one."""
    rng = np.random.default_rng(ingredient_count)
    return rng.integers(terms.start, terms.stop, size=(ingredient_count, 4))
