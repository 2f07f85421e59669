"""The project's own reference tables under data/reference, checked, as tables of the database ``reference``.

Where each row comes from stands in its own source column; data/reference/README.md says how they were made.
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import duckdb
import pyarrow as pa

from signals.errors import RequestError
from signals.settings import CHECKOUT
from signals.vocabulary.table_file import Column, count, flag, read_table_file, share, text

REFERENCE_FOLDER = CHECKOUT / "data" / "reference"
MODEL_FAMILIES = ("EAE", "toxic", "viral", "culture", "genetic", "repeat-dose", "other")
DIRECTIONS = ("protective", "harmful", "no effect", "mixed")
NOT_CODED = "not coded"
"""The direction of a row that waits for its coder; it can never be weighed."""
REGIMEN_KINDS = ("prophylactic", "therapeutic", "both", "in vitro", "genetic", "not stated")
SEEN_LEVELS = (
    "full text",
    "abstract",
    "part of the abstract",
    "secondary source",
    "citation only",
    "title only",
    "not read",
)


@dataclass(frozen=True)
class ReferenceFile:
    """One file of data/reference: the table it becomes, its columns, and those that tell its rows apart."""

    table: str
    file: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]


REFERENCE_FILES = (
    ReferenceFile(
        "kinase_inhibitor",
        "kinase_inhibitors.csv",
        (
            text("ingredient", is_required=True),
            text("cohort", is_required=True),
            text("kinase_class"),
            text("primary_target", is_required=True),
            text("unii"),
            count("first_fda_approval_year"),
            text("year_source"),
            text("fda_status"),
            text("note"),
            text("source", is_required=True),
        ),
        ("ingredient",),
    ),
    ReferenceFile(
        "kinase_name",
        "kinase_names.csv",
        (
            text("ingredient", is_required=True),
            text("name", is_required=True),
            text("kind", "ingredient", "brand", "code", "salt", "synonym", is_required=True),
            text("match", "phrase", "whole text", is_required=True),
            text("source", is_required=True),
        ),
        ("name",),
    ),
    ReferenceFile(
        "salt",
        "salts.csv",
        (
            text("word", is_required=True),
            text("kind", "salt", "ester", "hydrate", "qualifier", "stem", is_required=True),
            text("note"),
            text("source", is_required=True),
        ),
        ("word",),
    ),
    ReferenceFile(
        "country",
        "countries.csv",
        (
            text("name", is_required=True),
            text("country"),
            text("source", is_required=True),
        ),
        ("name",),
    ),
    ReferenceFile(
        "known_quarter",
        "faers_quarters.csv",
        (
            text("quarter", is_required=True),
            text("url"),
            count("zip_bytes", is_required=True),
            count("demo", is_required=True),
            count("drug", is_required=True),
            count("reac", is_required=True),
            count("outc", is_required=True),
            count("indi", is_required=True),
            count("ther", is_required=True),
            count("rpsr", is_required=True),
            text("source", is_required=True),
        ),
        ("quarter",),
    ),
    ReferenceFile(
        "preclinical_study",
        "preclinical_studies.csv",
        (
            text("study_id", is_required=True),
            text("compound", is_required=True),
            text("ingredient"),
            text("target_class"),
            text("kinase_targets"),
            text("model", is_required=True),
            text("model_family", *MODEL_FAMILIES, is_required=True),
            text("question", "efficacy", "myelin harm", "neither", is_required=True),
            text("species"),
            text("regimen"),
            text("regimen_kind", *REGIMEN_KINDS, is_required=True),
            text("direction", *DIRECTIONS, NOT_CODED, is_required=True),
            text("direction_remark"),
            text("main_outcome"),
            text("randomised", "yes", "no", "not stated", is_required=True),
            text("blinded", "yes", "no", "not stated", is_required=True),
            text("cns_penetrant"),
            text("brain_penetrant", "yes", "limited", "no", "not stated", "not applicable", is_required=True),
            flag("is_weighed"),
            text("not_weighed_reason"),
            text("pmid"),
            text("doi"),
            text("first_author"),
            text("independent_group", is_required=True),
            count("year"),
            text("journal"),
            text("title"),
            text("source", is_required=True),
            text("seen_level", *SEEN_LEVELS, is_required=True),
            text("remark"),
            text("retraction", "corrected", "expression of concern", "retracted"),
            text("checked_by", is_required=True),
            text("checked_date", is_required=True),
        ),
        ("study_id",),
    ),
    ReferenceFile(
        "research_compound",
        "research_compounds.csv",
        (
            text("compound", is_required=True),
            text("name", is_required=True),
            text("target_class"),
            text("source", is_required=True),
        ),
        ("name",),
    ),
    ReferenceFile(
        "study_weight",
        "study_weights.csv",
        (
            text("factor", "setting", "regimen", "rigour", "retraction", "cap", is_required=True),
            text("value", is_required=True),
            share("weight", is_required=True),
            text("reason", is_required=True),
            text("source", is_required=True),
        ),
        ("factor", "value"),
    ),
    ReferenceFile(
        "suggestion_rule",
        "suggestion_rules.csv",
        (
            text("aspect", "model", "regimen", "direction", is_required=True),
            text("suggestion", *MODEL_FAMILIES, *REGIMEN_KINDS, *DIRECTIONS, is_required=True),
            text("words", is_required=True),
            text("source", is_required=True),
        ),
        ("aspect", "words"),
    ),
    ReferenceFile(
        "review_point",
        "review_points.csv",
        (
            text("point", is_required=True),
            text("effect", "up", "down", is_required=True),
            count("points", is_required=True),
            text("reason", is_required=True),
            text("source", is_required=True),
        ),
        ("point",),
    ),
    ReferenceFile(
        "agreement_matrix",
        "agreement_matrix.csv",
        (
            text("animal_verdict", is_required=True),
            text("human_verdict", is_required=True),
            text("agreement", is_required=True),
            text("sentence", is_required=True),
            text("source", is_required=True),
        ),
        ("animal_verdict", "human_verdict"),
    ),
    ReferenceFile(
        "animal_base_rate",
        "animal_base_rates.csv",
        (
            text("grouping", "drug group", "model", is_required=True),
            text("name", is_required=True),
            text("model_family", *MODEL_FAMILIES),
            count("studies", is_required=True),
            count("positive"),
            count("negative"),
            count("neutral"),
            count("mixed"),
            share("share_positive", is_required=True),
            text("source", is_required=True),
        ),
        ("grouping", "name"),
    ),
    ReferenceFile(
        "reference_outcome",
        "reference_outcomes.csv",
        (
            text("outcome", is_required=True),
            text("event_pt", is_required=True),
            text("source", is_required=True),
        ),
        ("outcome", "event_pt"),
    ),
    ReferenceFile(
        "human_evidence",
        "human_evidence.csv",
        (
            text("evidence_id", is_required=True),
            text("kind", is_required=True),
            text("compound", is_required=True),
            text("ingredient"),
            text("citation", is_required=True),
            count("year"),
            text("identifier"),
            count("participant_count"),
            text("finding"),
            text("direction"),
            text("status"),
            text("source", is_required=True),
            text("seen_level", is_required=True),
            text("remark"),
        ),
        ("evidence_id",),
    ),
)


def read_reference(folder: Path = REFERENCE_FOLDER) -> dict[str, pa.Table]:
    """Every reference table by its name, checked cell by cell and across files.

    A bad one is a ``RequestError`` with file, line, column and reason.
    """
    tables = {
        file.table: read_table_file(folder / file.file, file.columns, file.key) for file in REFERENCE_FILES
    }
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


def register_reference(
    connection: duckdb.DuckDBPyConnection, folder: Path = REFERENCE_FOLDER
) -> dict[str, pa.Table]:
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
