"""The project's own reference tables under data/reference, checked, as tables of the database ``reference``.

Where each row comes from stands in its own source column; data/reference/README.md says how they were made.
"""

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from signals.errors import RequestError
from signals.settings import CHECKOUT
from signals.vocabulary.reference_files import REFERENCE_FILES
from signals.vocabulary.table_file import read_table_file

REFERENCE_FOLDER = CHECKOUT / "data" / "reference"


def read_reference(folder: Path = REFERENCE_FOLDER) -> dict[str, pa.Table]:
    """Every reference table by its name, checked cell by cell and across files.

    A bad one is a ``RequestError`` with file, line, column and reason.
    """
    tables = {file.table: read_table_file(folder / file.file, file.columns, file.key) for file in REFERENCE_FILES}
    known = set(tables["kinase_inhibitor"]["ingredient"].to_pylist())
    for table, file in (
        ("kinase_name", "kinase_names.csv"),
        ("preclinical_study", "preclinical_studies.csv"),
        ("human_evidence", "human_evidence.csv"),
    ):
        _require_known(folder / file, tables[table], known)
    _require_one_ingredient_a_name(folder / "kinase_names.csv", tables["kinase_name"])
    return tables


@lru_cache(maxsize=1)
def target_of_kinase_inhibitor() -> Mapping[str, str]:
    """The target class of every kinase inhibitor of the reference table, by ingredient."""
    table = read_reference()["kinase_inhibitor"]
    return dict(zip(table["ingredient"].to_pylist(), table["primary_target"].to_pylist(), strict=True))


@lru_cache(maxsize=1)
def kinase_names() -> Mapping[tuple[str, ...], str]:
    """The ingredient that each name of a kinase inhibitor stands for (ingredient, brand, code, salt), by its words."""
    (file,) = [file for file in REFERENCE_FILES if file.table == "kinase_name"]
    table = read_table_file(REFERENCE_FOLDER / file.file, file.columns, file.key)
    names, ingredients = table["name"].to_pylist(), table["ingredient"].to_pylist()
    return {name_words(name): ingredient for name, ingredient in zip(names, ingredients, strict=True)}


def register_reference(connection: duckdb.DuckDBPyConnection, folder: Path = REFERENCE_FOLDER) -> dict[str, pa.Table]:
    """Create the tables of the attached database ``reference``, and an empty reference.drug_dictionary; the tables.

    ``signals.vocabulary.dictionary.register_dictionary`` fills the last one where the user has a dictionary.
    """
    from signals.literature.completeness import check_completeness
    from signals.literature.study_schema import check_studies  # pandera takes seconds to import

    tables = read_reference(folder)
    check_completeness(folder, tables)
    check_studies(folder / "preclinical_studies.csv", tables["preclinical_study"])
    for name, rows in tables.items():
        connection.register("reference_rows", rows)
        connection.execute(f"CREATE TABLE reference.{name} AS FROM reference_rows")
        connection.unregister("reference_rows")
    connection.execute("CREATE TABLE reference.drug_dictionary (drug_text VARCHAR, ingredient VARCHAR)")
    return tables


def name_words(name: str) -> tuple[str, ...]:
    """The words of a drug name: runs of letters and runs of digits, in capitals and without accents.

    >>> name_words("STI-571") == name_words("sti 571") == ("STI", "571")
    True
    """
    plain = "".join(
        letter for letter in unicodedata.normalize("NFD", name.upper()) if not unicodedata.combining(letter)
    )
    return tuple(re.findall(r"[^\W\d_]+|[0-9]+", plain))


def _require_known(path: Path, table: pa.Table, known: set[str]) -> None:
    for line, ingredient in enumerate(table["ingredient"].to_pylist(), start=2):
        if ingredient is not None and ingredient not in known:
            raise RequestError(
                f"{path}, line {line}, column ingredient: {ingredient!r} is not in kinase_inhibitors.csv; "
                "add it there or correct it."
            )


def _require_one_ingredient_a_name(path: Path, table: pa.Table) -> None:
    owner: dict[tuple[str, ...], str] = {}
    rows = zip(table["name"].to_pylist(), table["ingredient"].to_pylist(), strict=True)
    for line, (name, ingredient) in enumerate(rows, start=2):
        words = name_words(name)
        if not words or all(word.isdigit() for word in words):
            raise RequestError(
                f"{path}, line {line}, column name: {name!r} holds no letter, so it could name anything; "
                "remove the row."
            )
        if owner.setdefault(words, ingredient) != ingredient:
            raise RequestError(
                f"{path}, line {line}, column name: {name!r} names {owner[words]} already, expected one "
                f"ingredient a name, found {ingredient} too; remove one of the two rows."
            )
