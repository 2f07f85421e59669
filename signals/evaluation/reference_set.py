"""Reference sets of drug-outcome pairs whose truth is known, read from a folder of the user's, and their terms.

The files stay where they are; nothing of them is part of nibwatch.
"""

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from signals.errors import RequestError
from signals.vocabulary.reference import read_reference

TRUTHS = {"0": False, "1": True}


@dataclass(frozen=True)
class ReferenceSet:
    """One set: its file, the columns that are read, the file of its outcomes' terms where it brings one, its paper."""

    name: str
    file: str
    drug: str
    outcome: str
    truth: str
    paper: str
    terms: str | None = None

    @property
    def columns(self) -> tuple[str, str, str]:
        """The columns that are read: drug, outcome and truth (1 a positive, 0 a negative control)."""
        return self.drug, self.outcome, self.truth


_DECLARED = tomllib.loads(Path(__file__).with_name("reference_sets.toml").read_text(encoding="utf-8"))
WHERE_TO_GET_THEM = _DECLARED["where_to_get_them"]
REFERENCE_SETS = OMOP, EU_ADR, HARPAZ = tuple(ReferenceSet(**declared) for declared in _DECLARED["set"])


def sets_at(place: Path | None) -> tuple[ReferenceSet, ...]:
    """The sets of a folder that holds files of their names, or the one set that a file is.

    A file of any other name is a set of the user's: its header shows which of the known columns it has.

    Raises
    ------
    RequestError
        For no place, an empty one, or another header; it says where to get the files and what columns they have.
    """
    if place is None or not place.exists():
        fault = "none was given" if place is None else f"there is no {place}"
        raise RequestError(
            f"Expected reference sets to score against, and {fault}: give their folder, or one file, with "
            f"--reference-sets. {WHERE_TO_GET_THEM}."
        )
    if place.is_file():
        return (_set_of(place),)
    present = tuple(each for each in REFERENCE_SETS if (place / each.file).is_file())
    if not present:
        names = ", ".join(each.file for each in REFERENCE_SETS)
        raise RequestError(f"{place} holds no reference set, expected {names}. {WHERE_TO_GET_THEM}.")
    return present


def _set_of(path: Path) -> ReferenceSet:
    header, _ = _read(path)
    for each in (*(each for each in REFERENCE_SETS if each.file == path.name), OMOP, HARPAZ):
        if set(each.columns) <= set(header):
            is_known = each.file == path.name
            return each if is_known else replace(each, name=path.stem, file=path.name, paper="a set of your own")
    raise RequestError(
        f"{path} is no reference set: expected the columns {', '.join(OMOP.columns)} or {', '.join(HARPAZ.columns)}, "
        f"found {', '.join(header) or 'none'}. {WHERE_TO_GET_THEM}."
    )


def read_pairs(folder: Path, reference_set: ReferenceSet) -> pd.DataFrame:
    """The pairs of one set in the file's order, a repeated pair once.

    Returns
    -------
    drug, outcome and is_positive.

    Raises
    ------
    RequestError
        With file, line and column for a missing column, an empty cell, a truth that is neither 0 nor 1, one pair with
        both truths, or a file without a pair.
    """
    path = folder / reference_set.file
    pairs: dict[tuple[str, str], tuple[int, str, str, bool]] = {}
    for line, (drug, outcome, truth) in _rows(path, reference_set.columns):
        for column, cell in ((reference_set.drug, drug), (reference_set.outcome, outcome)):
            if not cell:
                raise RequestError(f"{path}, line {line}, column {column}: empty, expected a name; fill it.")
        if truth not in TRUTHS:
            raise RequestError(
                f"{path}, line {line}, column {reference_set.truth}: expected 0 or 1, found {truth!r}; correct it."
            )
        is_positive = TRUTHS[truth]
        first_line, *_, known_truth = pairs.setdefault(
            (drug.casefold(), outcome.casefold()), (line, drug, outcome, is_positive)
        )
        if known_truth is not is_positive:
            raise RequestError(
                f"{path}, line {line}: {drug} and {outcome} stand in line {first_line} with the other truth; "
                "remove one of the two rows."
            )
    if not pairs:
        raise RequestError(f"{path} holds no pair, only a header; expected one row a drug and outcome.")
    return pd.DataFrame([row for _, *row in pairs.values()], columns=["drug", "outcome", "is_positive"])


def read_terms(folder: Path, reference_set: ReferenceSet) -> pd.DataFrame:
    """Preferred terms of a set's outcomes, one row each: outcome (folded for comparing) and event_pt.

    Harpaz 2014 brings its own, of which the narrow ones are taken; for OMOP and EU-ADR they are ours
    (data/reference/reference_outcomes.csv). An outcome that has none is taken for a preferred term by ``terms_of``.
    """
    if reference_set.terms is None:
        table = read_reference()["reference_outcome"]
        rows = list(zip(table["outcome"].to_pylist(), table["event_pt"].to_pylist(), strict=True))
    else:
        rows = list(_harpaz_terms(folder / reference_set.terms))
    terms = pd.DataFrame(rows, columns=["outcome", "event_pt"])
    return terms.assign(outcome=terms["outcome"].str.casefold()).drop_duplicates(ignore_index=True)


def terms_of(pairs: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """The terms of the pairs' outcomes; an outcome without terms stands for the preferred term of its own name."""
    outcomes = pairs["outcome"].str.casefold().drop_duplicates()
    unnamed = outcomes[~outcomes.isin(terms["outcome"])]
    named = terms[terms["outcome"].isin(outcomes)]
    return pd.concat([named, pd.DataFrame({"outcome": unnamed, "event_pt": unnamed})], ignore_index=True)


def _harpaz_terms(path: Path) -> Iterator[tuple[str, str]]:
    outcome = ""
    for line, (named, term, level) in _rows(path, ("EVENT_CONCEPT_NAME", "MEDDRA_PT", "DEFINITION_LEVEL")):
        outcome = named or outcome  # named in its first row only
        if not outcome or not term:
            raise RequestError(
                f"{path}, line {line}: expected an outcome and a term, found {outcome!r} and {term!r}; correct it."
            )
        if level == "narrow":
            yield outcome, term


def _rows(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, tuple[str, ...]]]:
    header, rows = _read(path)
    if missing := [column for column in columns if column not in header]:
        raise RequestError(
            f"{path} has no column {missing[0]}; expected {', '.join(columns)}, found "
            f"{', '.join(header) or 'none'}; take the file as it was published."
        )
    for line, row in rows:
        if len(row) != len(header):
            raise RequestError(
                f"{path}, line {line}: expected {len(header)} fields, found {len(row)}; "
                "a field that holds a comma needs quotes around it."
            )
        yield line, tuple(" ".join(row[header.index(column)].split()) for column in columns)


def _read(path: Path) -> tuple[list[str], list[tuple[int, list[str]]]]:
    """The header, and every row that is not empty with its line number."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file, strict=True)
            return [name.strip() for name in next(reader, [])], [(reader.line_num, row) for row in reader if row]
    except OSError as error:
        raise RequestError(
            f"{path} cannot be read ({error.strerror}); it belongs to the reference set. {WHERE_TO_GET_THEM}."
        ) from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise RequestError(f"{path} is not a CSV file in UTF-8 ({error}); save it as one.") from error
