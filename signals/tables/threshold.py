"""The thresholds of criteria and verdict, for the macros of the published file."""

import numpy as np

from signals.build.table import Columns, table
from signals.statistics import criteria, power


@table("meta.threshold")
def tabulate_thresholds() -> Columns:
    """What `signals.statistics` compares with, so that a macro in SQL compares with the same.

    Returns
    -------
    One row, a column a threshold.
    """
    thresholds = {
        "minimum_cases": criteria.MINIMUM_CASES,
        "evans_prr": criteria.EVANS_PRR,
        "evans_chi_square": criteria.EVANS_CHI_SQUARE,
        "ror_lower": criteria.ROR_LOWER,
        "ic_lower": criteria.IC_LOWER,
        "ebgm_lower": criteria.EBGM_LOWER,
        "ratio_to_see": power.RATIO_TO_SEE,
        "expected_needed": power.expected_needed(),
        "tail_probability": power.TEST_LEVEL,
    }
    return {name: np.array([value], dtype=np.float64) for name, value in thresholds.items()}
