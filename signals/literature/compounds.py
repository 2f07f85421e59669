"""The names under which a watched drug or a research compound is looked for in texts."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from signals.vocabulary.watchlist import Watchlist

SHORTEST_CLEAR_NAME = 6
"""A name with fewer letters and digits (PP2, M2951) can mean many things and needs a second word next to it."""
TARGET_WORDS = ("inhibitor", "inhibitors", "inhibition")
_CODE = re.compile(r"([A-Za-z]{1,5})[- ]?([0-9]{2,}[A-Za-z]?)")
_NAME_KINDS = ("ingredient", "brand", "code", "synonym")


@dataclass(frozen=True)
class Compound:
    """A drug (with its ingredient) or a research compound (without), its target class, and its names.

    short_names count only where another word shows that a drug is meant.
    """

    name: str
    ingredient: str | None
    target_class: str | None
    names: tuple[str, ...]
    short_names: tuple[str, ...]

    @property
    def all_names(self) -> tuple[str, ...]:
        return (*self.names, *self.short_names)

    @property
    def pattern(self) -> re.Pattern[str]:
        """Finds any of the names as whole words."""
        return words_pattern(self.all_names)


def watched_compounds(watchlist: Watchlist, reference: Mapping[str, pa.Table]) -> list[Compound]:
    """Every watched ingredient, then every research compound of the coded studies, each with its names."""
    names: dict[str, list[tuple[str, bool]]] = {}
    for row in reference["kinase_name"].to_pylist():
        if row["kind"] in _NAME_KINDS:
            names.setdefault(row["ingredient"], []).append((row["name"], row["match"] == "whole text"))
    drug_class = watchlist.drug_class
    drugs = [
        _compound(ingredient, ingredient, target, [(ingredient, False), *names.get(ingredient, [])])
        for ingredient, target in zip(drug_class.ingredients, drug_class.targets, strict=True)
    ]
    researched: dict[str, tuple[str | None, list[tuple[str, bool]]]] = {}
    for row in reference["research_compound"].to_pylist():
        researched.setdefault(row["compound"], (row["target_class"], []))[1].append((row["name"], False))
    return drugs + [_compound(name, None, target, own_names) for name, (target, own_names) in researched.items()]


def searched_targets(reference: Mapping[str, pa.Table]) -> list[Compound]:
    """The kinases that coded studies of research compounds name, to be searched for by their inhibition.

    What a search of a target finds may be of a compound that nobody has named yet.
    """
    rows = reference["kinase_affinity"].to_pylist()
    genes = sorted({row["gene"] for row in rows if row["method"] == "named by the study"})
    return [
        Compound(f"target {gene}", None, None, tuple(f"{gene} {word}" for word in TARGET_WORDS), ()) for gene in genes
    ]


def register_compounds(connection: duckdb.DuckDBPyConnection, compounds: Iterable[Compound]) -> None:
    """Create literature.compound: what is searched for, and the names, short ones last, that find it in a text."""
    columns = ("compound", "ingredient", "target_class")
    schema = pa.schema([*((name, pa.string()) for name in columns), ("names", pa.list_(pa.string()))])
    rows = [(one.name, one.ingredient, one.target_class, one.all_names) for one in compounds]
    table = pa.Table.from_pylist([dict(zip(schema.names, row, strict=True)) for row in rows], schema)
    connection.execute("DROP TABLE IF EXISTS literature.compound")
    connection.from_arrow(table).create("literature.compound")


def words_pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these words or phrases, whole and whatever their case, the longest first."""
    escaped = [re.escape(word) for word in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(escaped)})(?![\w])", re.IGNORECASE)


def _compound(name: str, ingredient: str | None, target: str | None, names: list[tuple[str, bool]]) -> Compound:
    clear: dict[str, str] = {}
    short: dict[str, str] = {}
    for plain, is_ambiguous in _spellings(names):
        is_short = is_ambiguous or sum(letter.isalnum() for letter in plain) < SHORTEST_CLEAR_NAME
        (short if is_short else clear).setdefault(plain.lower(), plain)
    only_short = tuple(text for key, text in short.items() if key not in clear)
    return Compound(name, ingredient, target, tuple(clear.values()), only_short)


def _spellings(names: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Each name without signs that a search could take for its own; a code with its hyphen and without."""
    for text, is_ambiguous in names:
        plain = re.sub(r"\s+", " ", re.sub(r"[^\w ,'/-]", " ", text)).strip()
        yield plain, is_ambiguous
        if code := _CODE.fullmatch(plain):
            yield f"{code[1]}{code[2]}", is_ambiguous
            yield f"{code[1]}-{code[2]}", is_ambiguous
