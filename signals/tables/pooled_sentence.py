"""One sentence on each pooled ratio: one drug alone, its class, or chance, as sql/signals/watch_pooled.sql decides."""

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from signals.build.table import table
from signals.present.numbers import interval, plural, share, statistic

OPENINGS = {
    "no doubling": "No excess is shown, and a doubling is improbable",
    "too few reports": "Too few reports of its own; what {others} speaks for it",
    "chance": "Chance cannot be ruled out",
    "the whole class": "The class as a whole",
    "the target class": "{target_class} as a class",
    "several drugs": "Several drugs of the class, which as a whole does not stand out",
    "one drug alone": "One drug alone",
    "one drug, class not clear": "One drug; whether its class shares it is not clear",
}
"""What each explanation says at the beginning of the sentence."""
ERROR_LEFT_OUT = "systematic error is not allowed for, since the negative controls say too little"


@table("signals.watch_pooled")
def add_sentences(rows: pa.Table) -> pa.Table:
    """The rows of sql/signals/watch_pooled.sql with the sentence of each that has an explanation."""
    return rows.append_column("sentence", pa.array([sentence(row) for row in rows.to_pylist()], pa.string()))


def sentence(row: Mapping[str, Any]) -> str | None:
    """The sentence of a row; None where it has no explanation."""
    if row["explanation"] is None:
        return None
    ratio = interval(*(row[f"pooled_ratio{end}"] for end in ("", "_lower", "_upper")))
    chances = f"P(> 1) {_chance(row['probability_above_1'])}, P(> 2) {_chance(row['probability_above_2'])}"
    before = f"; {plural(row['a'], 'case')}, ratio {statistic(row['raw_ratio'])} before pooling"
    corrected = f" ({statistic(row['corrected_ratio'])} without the negative controls' error)"
    error = corrected if row["allows_for_error"] else f"; {ERROR_LEFT_OUT}"
    return f"{_opening(row)}: {_subject(row)} {ratio}, {chances}{before}{error}."


def _opening(row: Mapping[str, Any]) -> str:
    """The explanation, whether the drug's own reports are too few, and what speaks against it."""
    others = "its class shows" if row["drug_kind"] == "ingredient" else "its drugs show together"
    opening = OPENINGS[row["explanation"]].format(**row, others=others)
    if row["human_verdict"] == "too few reports" and row["explanation"] != "too few reports":
        opening += ", with too few reports of its own to tell"
    if row["concern"] is None:
        return opening
    subject = "it " if row["concern"].startswith("does ") else ""  # a class names its drug; others have a subject
    return f"{opening}, and {subject}{row['concern']}"


def _chance(probability: float) -> str:
    """A probability as a percentage, which is never called sure."""
    return "over 99%" if probability > 0.99 else "under 1%" if probability < 0.01 else share(probability)


def _subject(row: Mapping[str, Any]) -> str:
    if row["drug_kind"] == "ingredient":
        return f"{row['drug']}, pooled with its class,"
    return f"the centre of {plural(row['drug_count'], 'drug')} of {row['drug']}"
