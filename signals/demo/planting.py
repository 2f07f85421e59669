"""Put the planted truths into a quarter's new reports."""

import numpy as np

from signals.demo.batch import Batch, Column
from signals.demo.catalogue import Catalogue
from signals.demo.field import CONCOMITANT
from signals.demo.layouts import Quarter
from signals.demo.truths import EFFECTS, MS_EFFECTS, MS_INDICATIONS, TOO_FEW_COUNT, TOO_FEW_DRUG, TOO_FEW_TERM, Effect

_FIRST_ARTICLES = Quarter(2014, 3)
"""The first quarter whose files have the column lit_ref."""


def plant_effects(batch: Batch, quarter: Quarter, words: Catalogue, rng: np.random.Generator) -> Batch:
    """The same reports with the events of EFFECTS and MS_EFFECTS, their article and their sender."""
    hits = [
        (effect, _hit(names_any(batch, effect.drugs, words), effect, rng))
        for effect in EFFECTS
        if not effect.cites_the_article or quarter >= _FIRST_ARTICLES
    ]
    for_ms = _has_indication(batch, MS_INDICATIONS, words)
    hits += [(effect, _hit(for_ms & names_any(batch, effect.drugs, words), effect, rng)) for effect in MS_EFFECTS]
    article, sender, report_type = (batch.reports[name].copy() for name in ("article", "sender", "report_type"))
    for effect, places in hits:
        if effect.cites_the_article:
            article[places] = 0
        if effect.from_the_sender:
            sender[places] = len(words.senders) - 1
            report_type[places] = 0
    planted = batch.with_reports(article=article, sender=sender, report_type=report_type)
    rows = np.concatenate([places for _, places in hits])
    terms = np.concatenate([np.full(len(places), words.term(effect.term)) for effect, places in hits])
    return planted.with_reactions(rows, terms)


def plant_too_few(batch: Batch, words: Catalogue, *, planted_before: int) -> tuple[Batch, int]:
    """The pair with two reports in the whole world: what this quarter adds, and how many there are now."""
    drug, term = words.ingredient(TOO_FEW_DRUG), words.term(TOO_FEW_TERM)
    named = names_any(batch, (TOO_FEW_DRUG,), words)
    reaction = batch.children["reaction"]
    is_by_chance = named[reaction["row"]] & (reaction["term"] == term)
    kept = {name: values[~is_by_chance] for name, values in reaction.items()}
    without = Batch(batch.reports, batch.children | {"reaction": kept})
    suspected = batch.children["drug"]["row"][
        (batch.children["drug"]["ingredient"] == drug) & (batch.children["drug"]["role"] < CONCOMITANT)
    ]
    places = np.unique(suspected)[: TOO_FEW_COUNT - planted_before]
    planted = without.with_reactions(places, np.full(len(places), term))
    return planted, planted_before + len(places)


def names_any(batch: Batch, drugs: tuple[str, ...], words: Catalogue) -> Column:
    """Which reports name one of these ingredients, in any role."""
    is_asked = np.zeros(len(words.ingredients), dtype=bool)
    is_asked[[words.ingredient(name) for name in drugs]] = True
    drug = batch.children["drug"]
    named = np.zeros(len(batch), dtype=bool)
    named[drug["row"][is_asked[drug["ingredient"]]]] = True
    return named


def _has_indication(batch: Batch, indications: tuple[str, ...], words: Catalogue) -> Column:
    drug = batch.children["drug"]
    codes = [words.indications.index(name) for name in indications]
    found = np.zeros(len(batch), dtype=bool)
    found[drug["row"][np.isin(drug["indication"], codes)]] = True
    return found


def _hit(eligible: Column, effect: Effect, rng: np.random.Generator) -> Column:
    return np.flatnonzero(eligible & (rng.random(len(eligible)) < effect.probability))
