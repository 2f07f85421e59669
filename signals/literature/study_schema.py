"""What a row of data/reference/preclinical_studies.csv must hold across its columns, as a pandera schema.

Single cells are checked when the file is read (signals.vocabulary.reference); here is what they must mean together.
"""

import csv
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pandera.pandas as pa
import pyarrow

from signals.errors import RequestError
from signals.vocabulary.reference_files import NOT_CODED

QUESTION_OF_FAMILY = {
    "EAE": "efficacy",
    "viral": "efficacy",
    "toxic": "myelin harm",
    "culture": "myelin harm",
    "genetic": "myelin harm",
    "repeat-dose": "myelin harm",
    "other": "neither",
}
NOT_SEEN = "not seen"
"""The independent group of a study whose group nobody saw; all of these count as one group."""

RowRule = Callable[[pd.DataFrame], pd.Series]


def _rule(holds: RowRule, otherwise: str) -> pa.Check:
    return pa.Check(holds, error=otherwise)


SCHEMA = pa.DataFrameSchema(
    {
        "study_id": pa.Column(str, pa.Check.str_matches(r"^S\d{3,}$", error="study_id is not S and three digits")),
        "pmid": pa.Column(
            str, pa.Check.str_matches(r"^[1-9]\d{0,7}$", error="pmid is not a PubMed number"), nullable=True
        ),
        "doi": pa.Column(
            str, pa.Check.str_matches(r"^10\.\d{4,9}/\S+$", error="doi is not a DOI (10.NNNN/...)"), nullable=True
        ),
        "year": pa.Column(
            float, pa.Check.in_range(1900, 2100, error="year is not one from 1900 to 2100"), nullable=True
        ),
        "checked_date": pa.Column(
            str,
            pa.Check(
                lambda text: pd.Series(pd.to_datetime(text, format="%Y-%m-%d", errors="coerce")).notna(),
                error="checked_date is not a date as 2026-11-24",
            ),
        ),
    },
    checks=[
        _rule(
            lambda rows: rows["question"] == rows["model_family"].map(QUESTION_OF_FAMILY),
            "question does not fit model_family (EAE and viral: efficacy; toxic, culture, genetic and repeat-dose: "
            "myelin harm; other: neither)",
        ),
        _rule(
            lambda rows: rows["is_weighed"] == rows["not_weighed_reason"].isna(),
            "a row that is not weighed needs a not_weighed_reason, and a weighed one has none",
        ),
        _rule(
            lambda rows: ~rows["is_weighed"] | (rows["question"] != "neither"),
            "a weighed row needs a model of demyelination (model_family other answers no question)",
        ),
        _rule(lambda rows: ~rows["is_weighed"] | (rows["direction"] != NOT_CODED), "a weighed row needs a direction"),
        _rule(
            lambda rows: ~rows["is_weighed"] | (rows["seen_level"] != "not read"),
            "a weighed row rests on something that was read (seen_level)",
        ),
        _rule(
            lambda rows: ~rows["is_weighed"] | rows["ingredient"].notna() | rows["target_class"].notna(),
            "a weighed row needs an ingredient or a target_class to count through",
        ),
        _rule(
            lambda rows: (
                ~rows["is_weighed"] | ((rows["model_family"] == "culture") == (rows["regimen_kind"] == "in vitro"))
            ),
            "regimen_kind is in vitro where, and only where, model_family is culture",
        ),
        _rule(
            lambda rows: (
                ~rows["is_weighed"] | ~rows["direction_remark"].fillna("").str.contains("from memory", regex=False)
            ),
            "a direction known only from memory cannot be weighed",
        ),
    ],
)


def check_studies(path: Path, studies: pyarrow.Table) -> None:
    """Raise a ``RequestError`` with file, line and reason for the first row that breaks a rule."""
    # numpy_nullable would turn flags into objects; plain pandas keeps text, bool and float
    rows = studies.to_pandas().astype({"year": "float64"})
    text = rows.columns.difference(["year", "is_weighed"])
    rows[text] = rows[text].astype(object)
    try:
        SCHEMA.validate(rows, lazy=True)
    except pa.errors.SchemaErrors as error:
        failures = error.failure_cases.dropna(subset=["index"]).sort_values("index", kind="stable")
        if failures.empty:
            raise RequestError(f"{path}: {error}") from error
        first = failures.iloc[0]
        line = _lines(path)[int(first["index"])]
        others = failures["index"].nunique() - 1
        more = f" ({others} more rows are wrong, too)" if others else ""
        raise RequestError(f"{path}, line {line}: {first['check']}; correct the row{more}.") from error


def _lines(path: Path) -> list[int]:
    """The line on which each row ends."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file, strict=True)
        next(reader)
        return [reader.line_num for _ in reader]
