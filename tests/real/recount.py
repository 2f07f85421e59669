"""The 2x2 table counted again by other code: plain Python over the bytes of the zips.

Of the published file it takes only what cannot be read off the zips: which ingredients a drug text stands for, and which
cases are marked as duplicates. Latest versions, roles, reactions and cells are worked out here.
"""

import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

Name = tuple[str, str]
"""A drug name and a prod_ai as written, empty where there is none."""
MEMBER = re.compile(r"(DEMO|DRUG|REAC)\d\dQ\d(?:_new)?\.txt$", re.IGNORECASE)


@dataclass
class Reports:
    """What the rows of all zips say, by quarter and report number."""

    demo: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    suspects: dict[tuple[str, str], set[Name]] = field(default_factory=lambda: defaultdict(set))
    drugs: set[tuple[str, str]] = field(default_factory=set)
    events: dict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(frozen=True)
class Recount:
    """The counted cases of each ingredient and of each term, and how many there are."""

    of_ingredient: Mapping[str, Set[int]]
    of_event: Mapping[str, Set[int]]
    case_count: int

    def cells(self, ingredient: str, event: str) -> tuple[int, int, int, int]:
        """a, b, c, d of a pair."""
        drug, term = self.of_ingredient[ingredient], self.of_event[event.lower()]
        a = len(drug & term)
        b, c = len(drug) - a, len(term) - a
        return a, b, c, self.case_count - a - b - c


def rows(text: str) -> Iterator[dict[str, str]]:
    """The rows of a file by lower-case column name; AERS's ISR and CASE are called as FAERS calls them."""
    header, *lines = text.lstrip("\ufeff").splitlines()
    names = [{"isr": "primaryid", "case": "caseid"}.get(name, name) for name in header.strip().lower().split("$")]
    for line in lines:
        yield dict(zip(names, (value.strip() for value in line.split("$")), strict=False))


def read(folder: Path) -> Reports:
    """Every row of DEMO, DRUG and REAC of the zips of a folder."""
    found = Reports()
    for path in sorted(folder.glob("*.zip")):
        quarter = path.stem[-6:].upper()
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                if match := MEMBER.search(member):
                    text = archive.read(member).decode("utf-8", "replace").replace("\r\n", "\n")
                    _add(found, match[1].upper(), quarter, text)
    return found


def _add(found: Reports, table: str, quarter: str, text: str) -> None:
    for row in rows(text):
        key = quarter, row["primaryid"]
        if table == "DEMO":
            found.demo.append((quarter, row))
        elif table == "REAC" and row["pt"]:
            found.events[key].add(row["pt"].replace("^", "'").lower())  # ^ stands for an apostrophe
        elif table == "DRUG":
            found.drugs.add(key)
            if row["role_cod"] in ("PS", "SS"):
                found.suspects[key].add((row["drugname"], row.get("prod_ai", "")))


def count(found: Reports, ingredients: Mapping[Name, Set[str]], duplicates: Set[int]) -> Recount:
    """Count the latest version of every case that duplicates none and names a suspect and a reaction."""
    latest: dict[int, tuple[tuple[object, ...], tuple[str, str]]] = {}
    for quarter, row in found.demo:
        key, case = (quarter, row["primaryid"]), int(row["caseid"] or -int(row["primaryid"]))
        rank = row["fda_dt"], int(row["primaryid"]), (key in found.drugs) + (key in found.events), quarter
        if case not in latest or rank > latest[case][0]:
            latest[case] = rank, key
    drugs, events, number = defaultdict(set), defaultdict(set), 0
    for case, (_, key) in latest.items():
        named = {name for text in found.suspects.get(key, ()) for name in ingredients[text]}
        if case in duplicates or not named or key not in found.events:
            continue
        number += 1
        for name in named:
            drugs[name].add(case)
        for term in found.events[key]:
            events[term].add(case)
    return Recount(drugs, events, number)
