"""Measures of a statistic or a criterion on the pairs of a reference set."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from signals.statistics.accuracy import Accuracy, Screening, auc, screening
from signals.statistics.criteria import (
    EBGM_LOWER,
    EVANS_CHI_SQUARE,
    EVANS_PRR,
    IC_LOWER,
    MINIMUM_CASES,
    ROR_LOWER,
    rules,
)
from signals.statistics.power import RATIO_TO_SEE


@dataclass(frozen=True)
class Cutoff:
    """The value from which on a statistic flags a pair."""

    value: float
    is_included: bool

    def __str__(self) -> str:
        return f"{'>=' if self.is_included else '>'} {self.value:g}"

    def holds(self, column: pd.Series) -> pd.Series:
        """Which values reach the cut-off; an undefined one never does."""
        finite = column.astype(float).where(np.isfinite(column.astype(float)))
        return finite >= self.value if self.is_included else finite > self.value


RANKINGS: Mapping[str, Cutoff] = {
    "a": Cutoff(MINIMUM_CASES, is_included=True),
    "prr": Cutoff(EVANS_PRR, is_included=True),
    "prr_lower": Cutoff(1.0, is_included=False),
    "chi_square_yates": Cutoff(EVANS_CHI_SQUARE, is_included=True),
    "ror": Cutoff(RATIO_TO_SEE, is_included=True),
    "ror_lower": Cutoff(ROR_LOWER, is_included=False),
    "ic": Cutoff(float(np.log2(RATIO_TO_SEE)), is_included=True),
    "ic_lower": Cutoff(IC_LOWER, is_included=False),
    "ebgm": Cutoff(RATIO_TO_SEE, is_included=True),
    "ebgm_lower": Cutoff(EBGM_LOWER, is_included=True),
}
"""The statistics that rank pairs, and the cut-off of each alone: a ratio of 2, or a lower bound above 1 (EB05: 2)."""

CRITERIA: Mapping[str, str] = {
    **{name: rule for name, rule in rules().items() if name.startswith("is_")},
    "is_disproportionate": "human_verdict is disproportionate",
}
"""The named criteria, and the verdict, as they stand in the published file."""


@dataclass(frozen=True)
class Measure:
    """One statistic with its cut-off, or one criterion.

    ``undefined_pairs`` are those without a number although they have a case. ``auc`` ranks all pairs, one without a
    case and without a number lowest; ``auc_with_reports`` only those with a case. None where there is nothing to rank:
    for a criterion, and for EBGM where its prior was refused, which has no ``screening`` either.
    """

    name: str
    rule: str
    undefined_pairs: int
    auc: Accuracy | None
    auc_with_reports: Accuracy | None
    screening: Screening | None


def ranking(name: str, counted: pd.DataFrame) -> Measure:
    """How a statistic ranks the pairs, and what it flags from its cut-off on."""
    value, has_reports, is_positive = counted[name].astype(float), counted["a"] > 0, counted["is_positive"]
    undefined = int((value.isna() & has_reports).sum())
    if value.isna().all():
        return Measure(name, str(RANKINGS[name]), undefined, None, None, None)
    ranked = value.where(value.notna() | has_reports, -np.inf)
    is_ranked = ranked.notna()
    return Measure(
        name,
        str(RANKINGS[name]),
        undefined,
        auc=auc(ranked[is_ranked], is_positive[is_ranked]),
        auc_with_reports=auc(value[is_ranked & has_reports], is_positive[is_ranked & has_reports]),
        screening=screening(RANKINGS[name].holds(value), is_positive),
    )


def criterion(name: str, counted: pd.DataFrame) -> Measure:
    """What a criterion flags; nothing where it was refused."""
    is_flagged = counted[name]
    undefined = int(is_flagged.isna().sum())
    result = None if undefined else screening(is_flagged.astype(bool), counted["is_positive"])
    return Measure(name, CRITERIA[name], undefined, None, None, result)
