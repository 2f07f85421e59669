"""The thresholds of criteria and verdict: those of the papers for the published macros, and those of a watchlist."""

import numpy as np
import pandas as pd

from signals.build.table import Columns, table
from signals.statistics import criteria, power
from signals.tables.score import CRITERIA, thresholds_of


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


@table(
    "signals.watch_criterion",
    types="watchlist VARCHAR, criterion VARCHAR, threshold DOUBLE, rule VARCHAR",
    own=CRITERIA,
    protocol="SELECT name FROM watchlist.protocol",
)
def tabulate_criteria(own: pd.DataFrame, protocol: pd.DataFrame) -> pd.DataFrame:
    """What the criteria of a watchlist compare with, and when they hold.

    Parameters
    ----------
    own
        The one row of watchlist.criteria.
    protocol
        The name of the watchlist.

    Returns
    -------
    A row a criterion; the verdict `disproportionate` goes by the thresholds of is_ic and is_ror and has none itself.
    """
    thresholds = thresholds_of(own)
    compared = {
        "is_evans": thresholds.prr,
        "is_ror": thresholds.ror_lower,
        "is_ic": thresholds.ic_lower,
        "is_ebgm": thresholds.ebgm_lower,
    }
    rows = [(name, compared.get(name), rule) for name, rule in criteria.rules(thresholds).items()]
    named = pd.DataFrame(rows, columns=["criterion", "threshold", "rule"])
    return named.assign(watchlist=protocol["name"].iloc[0])
