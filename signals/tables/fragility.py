"""How few cases carry a disproportionate pair."""

import numpy as np
import pandas as pd

from signals.build.table import table
from signals.statistics.fragility import cases_to_lose
from signals.statistics.verdict import DISPROPORTIONATE
from signals.tables.score import CELLS


@table(
    "watch.cases_to_lose",
    values={"verdict": DISPROPORTIONATE},
    counts="""
        SELECT watch.* FROM watch.cells AS watch
        INNER JOIN watch.score AS score USING (drug, drug_kind, event, event_kind, analysis)
        WHERE watch.analysis IN ('primary', 'no_ms_context') AND score.human_verdict = $verdict
        ORDER BY ALL
    """,
)
def count_cases_to_lose(counts: pd.DataFrame) -> pd.DataFrame:
    """Every disproportionate pair of the primary and the no_ms_context analysis."""
    fewest = cases_to_lose(*(counts[cell] for cell in CELLS))
    return counts.drop(columns=CELLS).assign(cases_to_lose=fewest.astype(np.int64))
