"""Over the whole class of drugs: what animals showed against what people report."""

import pandas as pd

from signals.build.table import table
from signals.statistics.class_difference import answer, class_difference

TELLING_ANIMALS = ["uninformative", "harmful", "mixed", "less protective than the base rate"]
TELLING_PEOPLE = ["disproportionate", "not disproportionate"]


@table(
    "evidence.class_difference",
    types="""
        event VARCHAR, drug_count INTEGER, animal_evidence_count INTEGER, unwarned_drug_count INTEGER
        , unwarned_not_disproportionate_count INTEGER, warned_drug_count INTEGER
        , warned_not_disproportionate_count INTEGER, difference DOUBLE, difference_lower DOUBLE
        , difference_upper DOUBLE, resample_count INTEGER, answer VARCHAR
    """,
)
def compare_class(drugs: pd.DataFrame) -> pd.DataFrame:
    """One row for each event group with an animal model."""
    return pd.DataFrame([_difference(event, group) for event, group in drugs.groupby("event", sort=True)])


def _difference(event: object, drugs: pd.DataFrame) -> dict[str, object]:
    telling = drugs[drugs["animal_verdict"].isin(TELLING_ANIMALS) & drugs["human_verdict"].isin(TELLING_PEOPLE)]
    result = class_difference(
        telling["animal_verdict"] == "uninformative",
        telling["human_verdict"] == "not disproportionate",
        telling["target_class"],
    )
    with_evidence = int((drugs["animal_verdict"] != "none found").sum())
    return {
        "event": event,
        "drug_count": len(drugs),
        "animal_evidence_count": with_evidence,
        "unwarned_drug_count": result.unwarned_drugs,
        "unwarned_not_disproportionate_count": result.unwarned_not_disproportionate,
        "warned_drug_count": result.warned_drugs,
        "warned_not_disproportionate_count": result.warned_not_disproportionate,
        "difference": result.difference,
        "difference_lower": result.lower,
        "difference_upper": result.upper,
        "resample_count": result.resamples,
        "answer": answer(result, drugs=len(drugs), with_animal_evidence=with_evidence),
    }
