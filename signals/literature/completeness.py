"""Tables of data/reference that the verdicts look values up in: each must hold every value that can be looked up.

A row that is missing would make a weight or a name NULL, and a study or a drug would leave the comparison unnoticed.
"""

from collections.abc import Mapping
from itertools import product
from pathlib import Path

import pyarrow as pa

from signals.errors import RequestError
from signals.vocabulary.reference_files import REGIMEN_KINDS

ANIMAL_VERDICTS = (
    "harmful", "mixed", "uninformative", "less protective than the base rate", "too few", "none found",
    "no relevant model",
)  # fmt: skip
HUMAN_VERDICTS = ("disproportionate", "not disproportionate", "inconclusive", "too few reports", "not counted")
REVIEW_POINTS = (
    "names together", "in the title", "asks about myelin", "telling direction", "reported in people", "hardly studied",
    "no abstract", "on people", "no study of its own", "withdrawn",
)  # fmt: skip
_WEIGHED = {
    "setting": ("in vivo", "culture"),
    "regimen": REGIMEN_KINDS,
    "rigour": ("randomised and blinded", "randomised or blinded", "neither stated"),
    "retraction": ("none", "corrected", "expression of concern", "retracted"),
    "cap": ("one group",),
}
_REQUIRED = (
    (
        "study_weights.csv",
        "study_weight",
        ("factor", "value"),
        tuple((factor, value) for factor, values in _WEIGHED.items() for value in values),
    ),
    (
        "agreement_matrix.csv",
        "agreement_matrix",
        ("animal_verdict", "human_verdict"),
        tuple(product(ANIMAL_VERDICTS, HUMAN_VERDICTS)),
    ),
    ("review_points.csv", "review_point", ("point",), tuple((point,) for point in REVIEW_POINTS)),
)


def check_completeness(folder: Path, tables: Mapping[str, pa.Table]) -> None:
    """Raise a ``RequestError`` that names the file and the first value that has no row, or a row nothing looks up."""
    for file, table, columns, required in _REQUIRED:
        there = set(zip(*(tables[table][column].to_pylist() for column in columns), strict=True))
        for expected, found, what in (
            (required, there, "has no row for"),
            (there, set(required), "has a row that nothing looks up for"),
        ):
            if wrong := sorted(set(expected) - set(found)):
                shown = ", ".join(f"{column} {cell!r}" for column, cell in zip(columns, wrong[0], strict=True))
                raise RequestError(f"{folder / file} {what} {shown}; correct the file.")
