"""What is known of an ingredient x term pair from its own cells and margins; made by slice of the ingredient."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from signals.build.table import Batches, Columns, table
from signals.statistics.expectation import expected_within_strata
from signals.statistics.fisher import midp_greater
from signals.tables.score import CELLS, score_counts


@table("totals.pair", strata="SELECT case_count FROM totals.stratum ORDER BY stratum_id")
def score_pairs(rows: Batches, strata: Columns, ingredients: Columns, events: Columns) -> Iterator[pd.DataFrame]:
    """Every pair's cells with PRR, ROR, IC and their criteria, its stratified expectation and mid-p.

    Parameters
    ----------
    rows
        A row a pair: its cells, and whether its ingredient ``is_matched``.
    strata
        The number of cases of each stratum.
    ingredients, events
        The number of cases by ``id`` and ``place`` of the stratum, from 0.
    """
    cases = strata["case_count"].astype(np.float64)
    totals = _by_stratum(ingredients, len(cases)), _by_stratum(events, len(cases))
    for pairs in rows:
        ids = (pairs[name].to_numpy(dtype=np.int64) for name in ("ingredient_id", "event_id"))
        expected = expected_within_strata(*totals, cases, *ids)
        yield pd.concat([pairs, score_counts(pairs)], axis="columns").assign(
            expected_stratified=expected, p_midp=_midp_of_matched(pairs)
        )


def _midp_of_matched(pairs: pd.DataFrame) -> npt.NDArray[np.float64]:
    """Mid-p of the pairs of matched ingredients, the family that is corrected for; NaN for others."""
    is_matched = pairs["is_matched"].to_numpy(dtype=bool)
    p = np.full(len(pairs), np.nan)
    p[is_matched] = midp_greater(*(pairs.loc[is_matched, cell] for cell in CELLS))
    return p


def _by_stratum(cells: Columns, strata: int) -> csr_array:
    """Cases of every ingredient or event by stratum; row = its number, column = the stratum's place among all."""
    rows = cells["id"].astype(np.int64)
    shape = (int(rows.max(initial=0)) + 1, strata)
    return csr_array((cells["case_count"].astype(np.float64), (rows, cells["place"])), shape=shape)
