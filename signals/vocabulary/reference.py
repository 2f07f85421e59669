"""The project's own reference tables under data/reference, checked, as tables of the database ``reference``.

Where each row comes from stands in its own source column; data/reference/README.md says how they were made.
"""

from collections.abc import Mapping
from functools import lru_cache
from itertools import product
from pathlib import Path
from typing import get_args

import duckdb
import pyarrow as pa

from signals.errors import RequestError
from signals.settings import CHECKOUT
from signals.vocabulary import evidence_rows as evidence
from signals.vocabulary import reference_rows as rows
from signals.vocabulary.drug_name import name_words
from signals.vocabulary.table_file import Row, read_table_file

REFERENCE_FOLDER = CHECKOUT / "data" / "reference"
ROWS: tuple[type[Row], ...] = (
    rows.KinaseInhibitor, rows.KinaseName, rows.Salt, rows.Country, rows.KnownQuarter, rows.ReferenceOutcome,
    evidence.PreclinicalStudy, evidence.ResearchCompound, evidence.StudyWeight, evidence.SuggestionRule,
    evidence.ReviewPoint, evidence.Agreement, evidence.AnimalBaseRate, evidence.HumanEvidence,
)  # fmt: skip
"""The kinase inhibitors come first: other files refer to them."""
LOOKED_UP: dict[type[Row], set[tuple[str, ...]]] = {
    evidence.StudyWeight: {(factor, value) for factor, values in evidence.VALUES_OF_FACTOR.items() for value in values},
    evidence.Agreement: set(product(get_args(evidence.AnimalVerdict), get_args(evidence.HumanVerdict))),
    evidence.ReviewPoint: set(product(get_args(evidence.ReviewPointName))),
}
"""The keys of tables that verdicts look values up in. A missing row would make a weight or a name NULL, and a study or
a drug would leave the comparison unnoticed."""


def read_reference(folder: Path = REFERENCE_FOLDER) -> dict[str, pa.Table]:
    """Every reference table by its name, checked cell by cell and across files.

    A bad one is a ``RequestError`` with file, line, column and reason.
    """
    inhibitor, *others = ROWS
    tables = {inhibitor.table: read_table_file(folder, inhibitor)}
    listed = set(tables[inhibitor.table]["ingredient"].to_pylist())
    tables |= {row.table: read_table_file(folder, row, listed) for row in others}
    _check_names(folder / rows.KinaseName.file, tables["kinase_name"])
    for row, keys in LOOKED_UP.items():
        present = set(zip(*(tables[row.table][column].to_pylist() for column in row.key), strict=True))
        if wrong := sorted(keys ^ present):
            shown = ", ".join(f"{column} {cell!r}" for column, cell in zip(row.key, wrong[0], strict=True))
            what = "has no row for" if wrong[0] in keys else "has a row that nothing looks up for"
            raise RequestError(f"{folder / row.file} {what} {shown}; correct the file.")
    return tables


@lru_cache(maxsize=1)
def target_of_kinase_inhibitor() -> Mapping[str, str]:
    """The target class of every kinase inhibitor of the reference table, by ingredient."""
    table = read_table_file(REFERENCE_FOLDER, rows.KinaseInhibitor)
    return dict(zip(table["ingredient"].to_pylist(), table["primary_target"].to_pylist(), strict=True))


@lru_cache(maxsize=1)
def kinase_names() -> Mapping[tuple[str, ...], str]:
    """The ingredient that each name of a kinase inhibitor stands for (ingredient, brand, code, salt), by its words."""
    table = read_table_file(REFERENCE_FOLDER, rows.KinaseName)
    names, ingredients = table["name"].to_pylist(), table["ingredient"].to_pylist()
    return {name_words(name): ingredient for name, ingredient in zip(names, ingredients, strict=True)}


def register_reference(connection: duckdb.DuckDBPyConnection, folder: Path = REFERENCE_FOLDER) -> dict[str, pa.Table]:
    """Create the tables of the attached database ``reference``, and an empty reference.drug_dictionary; the tables.

    ``signals.vocabulary.dictionary.register_dictionary`` fills the last one where the user has a dictionary.
    """
    tables = read_reference(folder)
    for name, table in tables.items():
        connection.from_arrow(table).create(f"reference.{name}")
    connection.execute("CREATE TABLE reference.drug_dictionary (drug_text VARCHAR, ingredient VARCHAR)")
    return tables


def _check_names(path: Path, table: pa.Table) -> None:
    """One ingredient a name, however its words are put together."""
    owner: dict[tuple[str, ...], str] = {}
    names = zip(table["name"].to_pylist(), table["ingredient"].to_pylist(), strict=True)
    for line, (name, ingredient) in enumerate(names, start=2):
        words = name_words(name)
        if owner.setdefault(words, ingredient) != ingredient:
            raise RequestError(
                f"{path}, line {line}, column name: {name!r} names {owner[words]} already, expected one "
                f"ingredient a name, found {ingredient} too; remove one of the two rows."
            )
