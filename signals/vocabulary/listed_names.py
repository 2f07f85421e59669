"""Every name that a watchlist uses, with its place in the file, so that it can be held against the data."""

import csv
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from signals.vocabulary.drug_name import name_words
from signals.vocabulary.reference import kinase_names
from signals.vocabulary.reference_rows import REFERENCE_FOLDER

if TYPE_CHECKING:
    from signals.vocabulary.watchlist import WatchlistFile


class ListedName(NamedTuple):
    """A name of the watchlist: a drug, a preferred term or an indication.

    ``written``: as in the file, where that is a brand or salt of the ingredient that counts.
    """

    place: str
    kind: str
    name: str
    written: str | None = None


def listed_names(watchlist: "WatchlistFile", renamed: Mapping[str, str]) -> Iterator[ListedName]:
    """The names in the order of the file's sections; ``renamed``: what was written, by the ingredient in its place."""
    for name in watchlist.drug_class.ingredients:
        yield ListedName("class.ingredients", "drug", name, renamed.get(name))
    for group, held in watchlist.groups.items():
        yield from (ListedName(f"groups.{group}.terms", "term", term) for term in held.terms)
    for name, listed in watchlist.lists.items():
        yield from (ListedName(f"lists.{name}", "drug", drug) for drug in listed.drug_names)
        yield from (ListedName(f"lists.{name}", "indication", term) for term in listed.indications)
        yield from (ListedName(f"lists.{name}", "term", term) for term in listed.events)
    for name, indications in watchlist.indication_groups.items():
        yield from (ListedName(f"indication_groups.{name}", "indication", term) for term in indications.terms)
    for control in watchlist.positive_controls:
        yield ListedName("positive_controls", "drug", control.ingredient)
    if watchlist.negative_controls:
        for name in watchlist.negative_controls.ingredients:
            yield ListedName("negative_controls.ingredients", "drug", name)


def problem_in_words(problem: Mapping[str, str | None]) -> str:
    """A row of meta.watchlist_problem as a sentence."""
    is_unknown, near = str(problem["problem"]).startswith("no report"), problem["suggestion"]
    hint = f"; did you mean {near}?" if near and is_unknown else "."
    return f"Watchlist, {problem['place']}: {problem['name']!r}: {problem['problem']}{hint}"


@lru_cache(maxsize=1)
def _ingredient_of_product() -> Mapping[str, str]:
    """The one ingredient of each product or salt of data/reference/drug_products.csv, by its name in lower case."""
    with (REFERENCE_FOLDER / "drug_products.csv").open(encoding="utf-8", newline="") as file:  # unchecked: many rows
        rows = csv.DictReader(file)
        return {row["name"].lower(): row["ingredients"] for row in rows if "\\" not in row["ingredients"]}


def ingredient_named(name: str) -> str:
    """The ingredient that a brand, code or salt stands for; any other name is itself."""
    return kinase_names().get(name_words(name)) or _ingredient_of_product().get(name.lower(), name)
