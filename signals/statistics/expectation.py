"""Expected cases of pairs if drug and event are independent within every stratum."""

import numpy as np
from scipy.sparse import csr_array

from signals.statistics.array_checks import (
    FloatArray,
    IntArray,
    check_same_length,
    count_column,
    position_column,
    refuse_first,
)

PAIRS_AT_ONCE = 1 << 15


def expected_within_strata(
    drug_totals: csr_array, event_totals: csr_array, case_count: FloatArray, drug: IntArray, event: IntArray
) -> FloatArray:
    """Sum over strata of (cases of the drug) x (cases of the event) / (cases), one value a pair.

    Memory is bounded whatever the number of pairs; pairs in the order of `drug` are fastest.

    Parameters
    ----------
    drug_totals, event_totals
        Cases of every drug and of every event (rows) in every stratum (columns).
    case_count
        Cases of every stratum, above 0.
    drug, event
        Rows of `drug_totals` and `event_totals` that form the pairs.

    Returns
    -------
    ndarray of shape (pairs,)
        Never NaN; 0 where drug and event share no stratum.

    Raises
    ------
    ValueError
        A total is not a count, a stratum has no case, strata differ in number, or a row is out of range.

    References
    ----------
    DuMouchel (1999). Am Stat 53:177-190.

    Examples
    --------
    >>> drugs, events = csr_array([[2.0, 8.0]]), csr_array([[5.0, 0.0], [5.0, 10.0]])
    >>> expected_within_strata(drugs, events, np.array([10.0, 40.0]), drug=np.array([0, 0]), event=np.array([0, 1]))
    array([1., 3.])
    """
    _check_totals(drug_totals, event_totals, case_count)
    position_column("drug", drug, drug_totals.shape[0])
    position_column("event", event, event_totals.shape[0])
    check_same_length(drug=drug, event=event)
    share = event_totals.toarray() / case_count
    expected = np.empty(len(drug))
    for start in range(0, len(drug), PAIRS_AT_ONCE):
        pairs = slice(start, start + PAIRS_AT_ONCE)
        rows, position = np.unique(drug[pairs], return_inverse=True)
        totals = drug_totals[rows].toarray()
        expected[pairs] = np.einsum("ij,ij->i", totals[position], share[event[pairs]])
    return expected


def _check_totals(drug_totals: csr_array, event_totals: csr_array, case_count: FloatArray) -> None:
    cases = count_column("case_count", case_count)
    refuse_first("case_count", cases, cases == 0, "must be above 0")
    for name, totals in (("drug_totals", drug_totals), ("event_totals", event_totals)):
        count_column(name, totals.data)
        if totals.shape[1] != len(cases):
            raise ValueError(f"{name} has {totals.shape[1]} strata, case_count has {len(cases)}")
