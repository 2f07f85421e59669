"""What a row of each reference file of data/reference holds; those about evidence stand in evidence_rows."""

from typing import Annotated, Literal

from pydantic import AfterValidator, ValidationInfo

from signals.validation import wrong
from signals.vocabulary.drug_name import name_words
from signals.vocabulary.table_file import Count, Row, Text


def _is_listed(ingredient: str, info: ValidationInfo) -> str:
    """Where the ingredients are given as the context of the validation."""
    if info.context is not None and ingredient not in info.context:
        raise wrong("an ingredient of kinase_inhibitors.csv", ingredient)
    return ingredient


def _names_something(name: str) -> str:
    if all(word.isdigit() for word in name_words(name)):
        raise wrong("a name with a letter in it, since digits could name anything", name)
    return name


Ingredient = Annotated[Text, AfterValidator(_is_listed)]


class KinaseInhibitor(Row):
    """A drug, the class it belongs to, and when it was approved."""

    table, file, key = "kinase_inhibitor", "kinase_inhibitors.csv", ("ingredient",)
    ingredient: Text
    cohort: Text
    kinase_class: Text | None
    primary_target: Text
    unii: Text | None
    first_fda_approval_year: Count | None
    year_source: Text | None
    fda_status: Text | None
    note: Text | None
    source: Text


class KinaseName(Row):
    """A name under which a kinase inhibitor is reported."""

    table, file, key = "kinase_name", "kinase_names.csv", ("name",)
    ingredient: Ingredient
    name: Annotated[Text, AfterValidator(_names_something)]
    kind: Literal["ingredient", "brand", "code", "salt", "synonym"]
    match: Literal["phrase", "whole text"]
    source: Text


class Salt(Row):
    """A word that belongs to a drug's form and not to its name."""

    table, file, key = "salt", "salts.csv", ("word",)
    word: Text
    kind: Literal["salt", "ester", "hydrate", "qualifier", "stem"]
    note: Text | None
    source: Text


class Country(Row):
    """A country as FAERS writes it, and its ISO 3166 code."""

    table, file, key = "country", "countries.csv", ("name",)
    name: Text
    country: Text | None
    source: Text


class KnownQuarter(Row):
    """A quarter that FDA has published: the size of its zip and the rows of its tables."""

    table, file, key = "known_quarter", "faers_quarters.csv", ("quarter",)
    quarter: Text
    url: Text | None
    zip_bytes: Count
    demo: Count
    drug: Count
    reac: Count
    outc: Count
    indi: Count
    ther: Count
    rpsr: Count
    source: Text


class ReferenceOutcome(Row):
    """An event that the published reference set of drug effects speaks of."""

    table, file, key = "reference_outcome", "reference_outcomes.csv", ("outcome", "event_pt")
    outcome: Text
    event_pt: Text
    source: Text
