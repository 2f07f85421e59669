"""Plants the truths in a quarter's new reports."""

import numpy as np

from signals.demo.codes import CONCOMITANT
from signals.demo.lexicon import lexicon
from signals.demo.reports import Column, Reports
from signals.demo.truths import (
    EFFECTS,
    MS_EFFECTS,
    MS_INDICATIONS,
    TENDON_EFFECTS,
    TOO_FEW_COUNT,
    TOO_FEW_DRUG,
    TOO_FEW_TERM,
    Effect,
)
from signals.quarter import Quarter

_FIRST_ARTICLES = Quarter(2014, 3)
"""The first quarter whose files have the column lit_ref."""


def plant_effects(reports: Reports, quarter: Quarter, rng: np.random.Generator) -> Reports:
    """The same reports with the events of all effects, their article and their sender."""
    hits = [
        (effect, _hit(names_any(reports, effect.drugs), effect, rng))
        for effect in EFFECTS
        if not effect.cites_the_article or quarter >= _FIRST_ARTICLES
    ]
    for_ms = _has_indication(reports, MS_INDICATIONS)
    hits += [(effect, _hit(for_ms & names_any(reports, effect.drugs), effect, rng)) for effect in MS_EFFECTS]
    # With draws of its own, and only in reports of a sender: what is drawn after it is the same without it.
    (other_rng,), is_numbered = rng.spawn(1), reports.columns["sender"] >= 0
    hits += [
        (effect, _hit(is_numbered & names_any(reports, effect.drugs), effect, other_rng)) for effect in TENDON_EFFECTS
    ]
    article, sender, report_type = (reports.columns[name].copy() for name in ("article", "sender", "report_type"))
    for effect, places in hits:
        if effect.cites_the_article:
            article[places] = 0
        if effect.from_the_sender:
            sender[places] = len(lexicon().senders) - 1
            report_type[places] = 0
    planted = reports.with_columns(article=article, sender=sender, report_type=report_type)
    rows = np.concatenate([places for _, places in hits])
    terms = np.concatenate([np.full(len(places), lexicon().term(effect.term)) for effect, places in hits])
    return planted.with_reactions(rows, terms)


def plant_too_few(reports: Reports, *, planted_before: int) -> tuple[Reports, int]:
    """The pair with two reports in the whole world: what this quarter adds, and how many there are now."""
    drug, term = lexicon().ingredient(TOO_FEW_DRUG), lexicon().term(TOO_FEW_TERM)
    named = names_any(reports, (TOO_FEW_DRUG,))
    reaction = reports.children["reaction"]
    is_by_chance = named[reaction["row"]] & (reaction["term"] == term)
    kept = {name: values[~is_by_chance] for name, values in reaction.items()}
    without = Reports(reports.columns, {**reports.children, "reaction": kept})
    suspected = reports.children["drug"]["row"][
        (reports.children["drug"]["ingredient"] == drug) & (reports.children["drug"]["role"] < CONCOMITANT)
    ]
    places = np.unique(suspected)[: TOO_FEW_COUNT - planted_before]
    planted = without.with_reactions(places, np.full(len(places), term))
    return planted, planted_before + len(places)


def names_any(reports: Reports, drugs: tuple[str, ...]) -> Column:
    """Which reports name one of these ingredients, in any role."""
    is_asked = np.zeros(len(lexicon().ingredients), dtype=bool)
    is_asked[[lexicon().ingredient(name) for name in drugs]] = True
    drug = reports.children["drug"]
    named = np.zeros(len(reports), dtype=bool)
    named[drug["row"][is_asked[drug["ingredient"]]]] = True
    return named


def _has_indication(reports: Reports, indications: tuple[str, ...]) -> Column:
    drug = reports.children["drug"]
    codes = [lexicon().indications.index(name) for name in indications]
    is_named = np.zeros(len(reports), dtype=bool)
    is_named[drug["row"][np.isin(drug["indication"], codes)]] = True
    return is_named


def _hit(eligible: Column, effect: Effect, rng: np.random.Generator) -> Column:
    return np.flatnonzero(eligible & (rng.random(len(eligible)) < effect.probability))
