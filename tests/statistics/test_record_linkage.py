"""The model of probable duplicates, against pairs drawn from a model that is known and against the formula by hand."""

import math
import re

import numpy as np
import pytest

from signals.declaration import SQL_FOLDER
from signals.statistics.record_linkage import (
    BLOCKED_BY,
    CHANCE_RULE,
    FIELDS,
    LEAST_CHANCE_PAIRS,
    Model,
    Shares,
    expected_shares,
    field_names,
    fit,
    match_weight,
)

NAMES = list(field_names())
RULE = 13
"""Blocks on age and sex."""
MATCH = {
    "events": (0.01, 0.05, 0.14, 0.3, 0.05, 0.15, 0.1, 0.2), "drugs": (0.05, 0.25, 0.4, 0.2, 0.1),
    "event_date": (0.05, 0.2, 0.75), "age": (0.02, 0.08, 0.9), "start_date": (0.1, 0.9), "sex": (0.01, 0.99),
    "weight": (0.05, 0.95), "country": (0.02, 0.98), "number": (0.6, 0.25, 0.15),
}  # fmt: skip
CHANCE = {
    "events": (0.93, 0.05, 0.005, 0.003, 0.005, 0.004, 0.002, 0.001), "drugs": (0.8, 0.12, 0.06, 0.015, 0.005),
    "event_date": (0.94, 0.055, 0.005), "age": (0.95, 0.03, 0.02), "start_date": (0.99, 0.01), "sex": (0.45, 0.55),
    "weight": (0.97, 0.03), "country": (0.5, 0.5), "number": (0.7, 0.29, 0.01),
}  # fmt: skip
SERIES = CHANCE | {
    "events": (0.02, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.3), "drugs": (0.01, 0.09, 0.5, 0.2, 0.2),
    "event_date": (0.04, 0.01, 0.95), "country": (0.01, 0.99), "number": (0.01, 0.985, 0.005),
}  # fmt: skip
TRUTH = Model(*(np.concatenate([shares[name] for name in NAMES]) for shares in (MATCH, SERIES, CHANCE)))


def drawn(shares: dict[str, tuple[float, ...]], count: int, rng: np.random.Generator) -> np.ndarray:
    """Levels of pairs, a fifth of each field unknown."""
    levels = np.column_stack([rng.choice(len(shares[name]), count, p=shares[name]) + 1 for name in NAMES])
    return np.where(rng.random(levels.shape) < 0.2, 0, levels)


@pytest.fixture(scope="module")
def pairs() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Levels, rules, and what each pair is: 4,000 matches, 8,000 of series, 30,000 by chance, 60,000 drawn by chance."""
    rng = np.random.default_rng(2026)
    levels = [drawn(MATCH, 4_000, rng), drawn(SERIES, 8_000, rng), drawn(CHANCE, 90_000, rng)]
    rule = np.repeat([RULE, RULE, RULE, CHANCE_RULE], [4_000, 8_000, 30_000, 60_000])
    return np.vstack(levels), rule, np.repeat([0, 1, 2, 3], [4_000, 8_000, 30_000, 60_000])


def fitted(levels: np.ndarray, rule: np.ndarray) -> Model:
    model = fit(levels, rule, np.ones(len(rule), dtype=int))
    assert model is not None
    return model


def by_field(shares: np.ndarray) -> dict[str, np.ndarray]:
    sizes = np.cumsum([len(field.levels) for field in FIELDS])[:-1]
    return dict(zip(NAMES, np.split(shares, sizes), strict=True))


def test_the_parameters_that_pairs_were_drawn_with_are_found(pairs: tuple[np.ndarray, ...]) -> None:
    # 3 standard errors of a share of 0.5 among 3,200 known values of the matches are 0.027; the classes overlap a little.
    levels, rule, _ = pairs
    model = fitted(levels, rule)
    match, series, chance = (by_field(shares) for shares in (model.match, model.series, model.chance))
    for name in set(NAMES) - BLOCKED_BY[RULE]:
        assert match[name] == pytest.approx(MATCH[name], abs=0.04), name
        assert chance[name] == pytest.approx(CHANCE[name], abs=0.006), name
    for name in ("events", "drugs", "event_date", "country", "number"):
        assert series[name] == pytest.approx(SERIES[name], abs=0.04), name


def test_a_field_that_the_rule_blocks_on_teaches_nothing_about_matches(pairs: tuple[np.ndarray, ...]) -> None:
    levels, rule, _ = pairs
    match = by_field(fitted(levels, rule).match)
    expected = {field.name: field.match for field in FIELDS}
    for name in BLOCKED_BY[RULE]:
        assert match[name] == pytest.approx(expected[name])


def test_probable_pairs_are_matches_and_neither_series_nor_chance(pairs: tuple[np.ndarray, ...]) -> None:
    # Of pairs at 19 to 1 or better at most a twentieth may be wrong; a series agrees on drugs, events, day and sender.
    levels, rule, kind = pairs
    found = rule == RULE
    rarity = np.full(found.sum(), 6)
    model = fitted(levels, rule)
    shares = expected_shares(model, levels[found], rarity, np.ones(found.sum()), cases=20_000)
    probable = match_weight(model, shares, levels[found], rarity) >= math.log2(19)
    assert (kind[found][probable] == 0).mean() > 0.97
    assert probable[kind[found] == 0].mean() > 0.8


def test_the_probabilities_of_all_compared_pairs_add_up_to_the_matches_of_the_cases(
    pairs: tuple[np.ndarray, ...],
) -> None:
    levels, rule, _ = pairs
    found = rule == RULE
    rarity = np.full(found.sum(), 5)
    shares = expected_shares(TRUTH, levels[found], rarity, np.ones(found.sum()), cases=50_000)
    weight = match_weight(TRUTH, shares, levels[found], rarity)
    assert 2 * (1 / (1 + 2.0**-weight)).sum() / 50_000 == pytest.approx(shares.match, rel=1e-6)


def test_the_weight_is_the_log_odds_of_the_formula() -> None:
    level = {"events": 8, "drugs": 0, "event_date": 3, "age": 3, "number": 2}
    levels = np.array([[level.get(name, 0) for name in NAMES]])

    def likelihood(shares: dict[str, tuple[float, ...]]) -> float:
        return math.prod(shares[name][value - 1] for name, value in level.items() if value)

    odds = (0.04 / 2**7 * likelihood(MATCH)) / (0.1 / 2**7 * likelihood(SERIES) + likelihood(CHANCE))
    found = match_weight(TRUTH, Shares(match=0.04, series=0.1), levels, np.array([7]))
    assert found[0] == pytest.approx(math.log2(odds), abs=1e-12)


def test_unknown_fields_are_no_evidence_and_a_rarer_drug_is() -> None:
    unknown = np.zeros((2, len(FIELDS)), dtype=int)
    weight = match_weight(TRUTH, Shares(match=0.04, series=1e-12), unknown, np.array([3, 10]))
    assert weight == pytest.approx(np.log2(0.04) - [3, 10], abs=1e-6)


def test_the_order_of_the_pairs_does_not_matter(pairs: tuple[np.ndarray, ...]) -> None:
    levels, rule, _ = pairs
    backwards = fitted(levels[::-1], rule[::-1])
    assert backwards.match == pytest.approx(fitted(levels, rule).match, rel=1e-9)


def test_counted_patterns_are_the_pairs_they_stand_for(pairs: tuple[np.ndarray, ...]) -> None:
    levels, rule, _ = pairs
    patterns, count = np.unique(np.column_stack([rule, levels]), axis=0, return_counts=True)
    model = fit(patterns[:, 1:], patterns[:, 0], count)
    assert model is not None
    assert model.match == pytest.approx(fitted(levels, rule).match, rel=1e-6)


def test_shares_add_up_within_each_field(pairs: tuple[np.ndarray, ...]) -> None:
    levels, rule, _ = pairs
    model = fitted(levels, rule)
    for shares in (model.match, model.series, model.chance):
        assert [field.sum() for field in by_field(shares).values()] == pytest.approx(np.ones(len(FIELDS)))


def test_too_few_pairs_by_chance_make_no_model() -> None:
    levels = np.ones((LEAST_CHANCE_PAIRS - 1, len(FIELDS)), dtype=int)
    assert fit(levels, np.zeros(len(levels), dtype=int), np.ones(len(levels), dtype=int)) is None


def test_the_rules_of_blocking_are_those_of_the_select_and_name_fields() -> None:
    text = (SQL_FOLDER / "linkage" / "block.sql").read_text(encoding="utf-8")
    assert {int(number) for number in re.findall(r"\{rule: (\d+)", text)} == BLOCKED_BY.keys() - {CHANCE_RULE}
    assert set().union(*BLOCKED_BY.values()) <= set(NAMES)
