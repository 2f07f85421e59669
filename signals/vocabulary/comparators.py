"""What a watchlist says of its drugs' comparators: what each drug is given for, and when its events became known."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import pandas as pd

from signals.vocabulary.toml_keys import Keys

COMPARATOR_COLUMNS = {
    "indication_group": "indication_group VARCHAR, indication_pt VARCHAR",
    "main_indication": "ingredient VARCHAR, indication_group VARCHAR, source VARCHAR",
    "publicity": "ingredient VARCHAR, publicity_date DATE, source VARCHAR",
}


@dataclass(frozen=True)
class IndicationGroup:
    """Preferred terms, as indications, of one disease that drugs are given for."""

    name: str
    terms: tuple[str, ...]


@dataclass(frozen=True)
class MainIndication:
    """The indication groups that a drug is mainly given for, and who says so."""

    ingredient: str
    groups: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Publicity:
    """The day of the first publication or label change that may have made people report the drug's events."""

    ingredient: str
    day: datetime.date
    source: str


def read_indication_groups(top: Keys) -> tuple[IndicationGroup, ...]:
    """The tables [indication_groups.NAME]."""
    if not top.has("indication_groups"):
        return ()
    return tuple(IndicationGroup(keys.name, keys.words("terms")) for keys in top.inner_by_name("indication_groups"))


def read_main_indications(
    top: Keys, watched: Collection[str], groups: Sequence[IndicationGroup]
) -> tuple[MainIndication, ...]:
    """The list [[main_indications]]: each ingredient is a watched one and stands in it once."""
    if not top.has("main_indications"):
        return ()
    known = [group.name for group in groups]
    found: list[MainIndication] = []
    for keys in top.inner_list("main_indications"):
        named, source = keys.words("groups"), keys.text("source")
        if unknown := [group for group in named if group not in known]:
            raise keys.wrong("groups", f"tables of [indication_groups] ({', '.join(known)})", unknown[0])
        for ingredient in keys.ingredients("ingredients"):
            _check(keys, "ingredients", ingredient, watched, [main.ingredient for main in found])
            found.append(MainIndication(ingredient, named, source))
    return tuple(found)


def read_publicity(top: Keys, watched: Collection[str]) -> tuple[Publicity, ...]:
    """The list [[publicity]]: each ingredient is a watched one and stands in it once."""
    if not top.has("publicity"):
        return ()
    found: list[Publicity] = []
    for keys in top.inner_list("publicity"):
        ingredient = keys.ingredient("ingredient")
        _check(keys, "ingredient", ingredient, watched, [publicity.ingredient for publicity in found])
        found.append(Publicity(ingredient, keys.day("date"), keys.text("source")))
    return tuple(found)


def _check(keys: Keys, key: str, ingredient: str, watched: Collection[str], before: Sequence[str]) -> None:
    if ingredient not in watched:
        raise keys.wrong(key, "ingredients of [class]", ingredient)
    if ingredient in before:
        raise keys.wrong(key, "each ingredient once", f"{ingredient} twice")


def comparator_tables(
    groups: Sequence[IndicationGroup], main: Sequence[MainIndication], publicity: Sequence[Publicity]
) -> dict[str, pd.DataFrame]:
    """The tables of COMPARATOR_COLUMNS."""
    return {
        "indication_group": pd.DataFrame(
            [(group.name, term) for group in groups for term in group.terms],
            columns=["indication_group", "indication_pt"],
        ),
        "main_indication": pd.DataFrame(
            [(given.ingredient, group, given.source) for given in main for group in given.groups],
            columns=["ingredient", "indication_group", "source"],
        ),
        "publicity": pd.DataFrame(
            [(known.ingredient, known.day, known.source) for known in publicity],
            columns=["ingredient", "publicity_date", "source"],
        ),
    }
