"""Models of the rows of data/reference, one for each table that its tables.toml declares."""

import tomllib
from collections.abc import Mapping
from itertools import product
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, create_model

from signals.settings import CHECKOUT
from signals.validation import expecting, wrong
from signals.vocabulary.drug_name import name_words
from signals.vocabulary.preclinical_study import CodedStudy
from signals.vocabulary.table_file import Count, Date, Flag, Row, Share, Text

REFERENCE_FOLDER = CHECKOUT / "data" / "reference"
DECLARED: Mapping[str, Any] = tomllib.loads((REFERENCE_FOLDER / "tables.toml").read_text(encoding="utf-8"))


def _is_listed(ingredient: str, info: ValidationInfo) -> str:
    """The ingredient; refused where the context of the validation lists ingredients without it."""
    if info.context is not None and ingredient not in info.context:
        raise wrong("an ingredient of kinase_inhibitors.csv", ingredient)
    return ingredient


def _names_something(name: str) -> str:
    if all(word.isdigit() for word in name_words(name)):
        raise wrong("a name with a letter in it, since digits could name anything", name)
    return name


def _like(pattern: str, expected: str) -> Any:
    return Annotated[str, StringConstraints(pattern=pattern), expecting(expected)]


_BASES: Mapping[str, type[Row]] = {"preclinical_study": CodedStudy}
"""Models of tables with rules across cells."""
_TYPES: Mapping[str, Any] = {
    "text": Text,
    "name": Annotated[Text, AfterValidator(_names_something)],
    "ingredient": Annotated[Text, AfterValidator(_is_listed)],
    "count": Count,
    "share": Share,
    "number": Annotated[float, Field(ge=0, allow_inf_nan=False), expecting("a number from 0 up")],
    "number above 0": Annotated[float, Field(gt=0, allow_inf_nan=False), expecting("a number above 0")],
    "animals": Annotated[float, Field(ge=2, allow_inf_nan=False), expecting("a number of animals from 2 up")],
    "flag": Flag,
    "date": Date,
    "year": Annotated[Count, Field(ge=1900, le=2100), expecting("a year from 1900 to 2100")],
    "quarter": _like(r"^(19|20)\d\dQ[1-4]$", "a quarter as 2020Q3"),
    "study number": _like(r"^S\d{3,}$", "S and three digits or more"),
    "PubMed number": _like(r"^[1-9]\d{0,7}$", "a PubMed number"),
    "UNII": _like(r"^[0-9A-Z]{10}$", "a UNII (ten capitals and digits)"),
    "ATC code": _like(r"^[A-Z]\d\d[A-Z]{2}\d\d$", "a whole ATC code (L01EA01)"),
    "DOI": _like(r"^10\.\d{4,9}/\S+$", "a DOI (10.NNNN/...)"),
}


def declared_rows() -> dict[str, type[Row]]:
    """The model of a row of each declared table."""
    rows = {}
    for table, declared in DECLARED.items():
        columns: dict[str, Any] = {name: (_type(kind), ...) for name, kind in declared["columns"].items()}
        rows[table] = create_model(table, __base__=_BASES.get(table, Row), **columns)
        rows[table].table, rows[table].file, rows[table].key = table, declared["file"], tuple(declared["key"])
        rows[table].once = tuple(declared.get("once", ()))
    return rows


def required_keys(table: str) -> set[tuple[str, ...]]:
    """The keys that a declared table must have, and no others; none where it may have any."""
    declared = DECLARED[table]
    required = declared.get("required", {})
    if required == "every combination":
        return set(product(*(declared["columns"][column] for column in declared["key"])))
    return {(factor, value) for factor, values in required.items() for value in values}


def _type(kind: str | list[str]) -> Any:
    if isinstance(kind, str):
        holds, may_be_empty = _TYPES[kind.removesuffix("?")], kind.endswith("?")
    else:
        holds, may_be_empty = Literal[tuple(filter(None, kind))], "" in kind
    return holds | None if may_be_empty else holds
