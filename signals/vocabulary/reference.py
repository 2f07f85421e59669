"""The project's own reference tables under data/reference, checked, as tables of the database ``reference``.

Where each row comes from stands in its own source column; data/reference/README.md says how they were made.
"""

import csv
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from signals.errors import RequestError
from signals.files import sha256
from signals.vocabulary.drug_name import name_words
from signals.vocabulary.reference_rows import DECLARED, REFERENCE_FOLDER, declared_rows, required_keys
from signals.vocabulary.table_file import Row, read_rows, read_table_file

ROWS: Mapping[str, type[Row]] = declared_rows()


def read_reference(folder: Path = REFERENCE_FOLDER) -> dict[str, pa.Table]:
    """Every reference table by its name, checked cell by cell and across files.

    Raises
    ------
    RequestError
        A table is wrong; the sentence names file, line, column and reason.
    """
    tables = {"kinase_inhibitor": _read_once(folder, ROWS["kinase_inhibitor"])}
    listed = frozenset(tables["kinase_inhibitor"]["ingredient"].to_pylist())
    tables |= {name: _read_once(folder, row, listed) for name, row in ROWS.items() if name not in tables}
    _check_names(folder / ROWS["kinase_name"].file, tables["kinase_name"])
    for name in DECLARED:
        if keys := required_keys(name):
            _check_keys(folder, ROWS[name], keys, tables[name])
    return tables


def _read_once(folder: Path, row: type[Row], listed: frozenset[str] | None = None) -> pa.Table:
    """A checked table, cached in this process as long as the file has the same content."""
    try:
        content = sha256(folder / row.file)
    except OSError:
        return read_table_file(folder, row, listed)  # which says what is wrong
    key = row, content, listed
    if key not in _tables:
        _tables[key] = read_table_file(folder, row, listed)
    return _tables[key]


_tables: dict[tuple[type[Row], str, frozenset[str] | None], pa.Table] = {}


@lru_cache(maxsize=1)
def target_of_kinase_inhibitor() -> Mapping[str, str]:
    """The target class of every kinase inhibitor of the reference table, by ingredient."""
    rows = map(dict, read_rows(REFERENCE_FOLDER, ROWS["kinase_inhibitor"]))
    return {row["ingredient"]: row["primary_target"] for row in rows}


@lru_cache(maxsize=1)
def verdict_words() -> Mapping[str, str]:
    """The clause that states each verdict on people."""
    rows = map(dict, read_rows(REFERENCE_FOLDER, ROWS["human_verdict"]))
    return {row["human_verdict"]: row["words"] for row in rows}


@lru_cache(maxsize=1)
def kinase_names() -> Mapping[tuple[str, ...], str]:
    """The ingredient that each name of a kinase inhibitor stands for (ingredient, brand, code, salt).

    Returns
    -------
    By the words of the name, as ``name_words`` gives them.
    """
    rows = map(dict, read_rows(REFERENCE_FOLDER, ROWS["kinase_name"]))
    return {name_words(row["name"]): row["ingredient"] for row in rows}


@lru_cache(maxsize=1)
def _ingredient_of_product() -> Mapping[str, str]:
    """The one ingredient of each product or salt of data/reference/drug_products.csv, by its name in lower case."""
    with (REFERENCE_FOLDER / "drug_products.csv").open(encoding="utf-8", newline="") as file:  # unchecked: many rows
        rows = csv.DictReader(file)
        return {row["name"].lower(): row["ingredients"] for row in rows if "\\" not in row["ingredients"]}


def ingredient_named(name: str) -> str:
    """The ingredient that a brand, code or salt stands for; any other name is itself."""
    return kinase_names().get(name_words(name)) or _ingredient_of_product().get(name.lower(), name)


def register_reference(connection: duckdb.DuckDBPyConnection, folder: Path = REFERENCE_FOLDER) -> dict[str, pa.Table]:
    """Create the tables of the attached database ``reference``, and an empty reference.drug_dictionary.

    ``signals.vocabulary.dictionary.register_dictionary`` fills the last one where the user has a dictionary.

    Returns
    -------
    The tables by name.

    Raises
    ------
    RequestError
        As ``read_reference`` does.
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


def _check_keys(folder: Path, row: type[Row], keys: set[tuple[str, ...]], table: pa.Table) -> None:
    present = set(zip(*(table[column].to_pylist() for column in row.key), strict=True))
    if wrong := sorted(keys ^ present):
        shown = ", ".join(f"{column} {cell!r}" for column, cell in zip(row.key, wrong[0], strict=True))
        what = "has no row for" if wrong[0] in keys else "has a row that nothing looks up for"
        raise RequestError(f"{folder / row.file} {what} {shown}; correct the file.")
