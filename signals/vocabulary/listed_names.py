"""Every name that a watchlist uses, with its place in the file, so that it can be compared with the data."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from signals.vocabulary.watchlist import Watchlist


class ListedName(NamedTuple):
    """A name of the watchlist: a drug, a preferred term or an indication.

    ``written``: as in the file, where that is a brand or salt of the ingredient that counts.
    """

    place: str
    kind: str
    name: str
    written: str | None = None


def listed_names(watchlist: Watchlist) -> Iterator[ListedName]:
    """The names in the order of the file's sections."""
    for name in watchlist.drug_class.ingredients:
        yield ListedName("class.ingredients", "drug", name, watchlist.renamed.get(name))
    for group, event_group in watchlist.groups.items():
        yield from (ListedName(f"groups.{group}.terms", "term", term) for term in event_group.terms)
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
