"""The stratified expectation of every pair."""

import numpy as np
from scipy.sparse import csr_array

from signals.build.table import Columns, table
from signals.statistics.expectation import expected_within_strata


@table(
    "totals.pair_expected",
    pairs="SELECT ingredient_id, event_id FROM totals.pair ORDER BY ALL",
    strata="SELECT case_count FROM totals.stratum ORDER BY stratum_id",
)
def expect_pairs(pairs: Columns, strata: Columns, ingredients: Columns, events: Columns) -> Columns:
    """Each pair of totals.pair with the cases expected within strata.

    Parameters
    ----------
    strata
        The number of cases of each stratum.
    ingredients, events
        The number of cases by ``id`` and ``place`` of the stratum, from 0.

    Returns
    -------
    ``ingredient_id, event_id, expected_stratified``, a row a pair.
    """
    expected = expected_within_strata(
        _by_stratum(ingredients, len(strata["case_count"])),
        _by_stratum(events, len(strata["case_count"])),
        strata["case_count"].astype(np.float64),
        pairs["ingredient_id"].astype(np.int64),
        pairs["event_id"].astype(np.int64),
    )
    return {**pairs, "expected_stratified": expected}


def _by_stratum(cells: Columns, strata: int) -> csr_array:
    """Cases of every ingredient or event by stratum; row = its number, column = the stratum's place among all."""
    rows = cells["id"].astype(np.int64)
    shape = (int(rows.max(initial=0)) + 1, strata)
    return csr_array((cells["case_count"].astype(np.float64), (rows, cells["place"])), shape=shape)
