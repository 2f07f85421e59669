"""The number of cases on which a disproportionate pair rests."""

import numpy as np
import pandas as pd

from signals.build.table import table
from signals.statistics.fragility import cases_to_lose
from signals.statistics.verdict import DISPROPORTIONATE
from signals.tables.score import CELLS, CRITERIA, thresholds_of


@table("watch.cases_to_lose", values={"verdict": DISPROPORTIONATE}, criteria=CRITERIA)
def count_cases_to_lose(counts: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Every disproportionate pair of the first and of the compared analysis.

    Parameters
    ----------
    counts
        A row such a pair, with its cells.
    criteria
        The one row of watchlist.criteria.

    Returns
    -------
    The keys with ``cases_to_lose``: the fewest cases without which the pair is not disproportionate.
    """
    fewest = cases_to_lose(*(counts[cell] for cell in CELLS), thresholds=thresholds_of(criteria))
    return counts.drop(columns=CELLS).assign(cases_to_lose=fewest.astype(np.int64))
