"""Cases expected of pairs when drug and event are independent within every stratum."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from signals.statistics.contingency import FloatArray, check_same_length, count_column

PAIRS_AT_ONCE = 1 << 15
Positions = npt.NDArray[np.int64]


def expected_within_strata(
    drug_totals: csr_array, event_totals: csr_array, case_count: FloatArray, drug: Positions, event: Positions
) -> FloatArray:
    """Sum over strata of (cases of the drug) x (cases of the event) / (cases), one value a pair.

    `drug_totals` and `event_totals` hold cases, a row a drug or event and a column a stratum; `case_count` is
    the number of cases of each stratum, which is above 0; `drug` and `event` are the rows of each pair. Memory
    is bounded whatever the number of pairs; pairs in the order of `drug` are quickest.

    Raises ValueError, naming the argument, for strata or lengths that differ, and with the first offending
    position for totals that are no counts, strata without a case and rows that are not there.

    References
    ----------
    DuMouchel (1999). Am Stat 53:177-190.

    Example
    -------
    >>> drugs, events = csr_array([[2.0, 8.0]]), csr_array([[5.0, 0.0], [5.0, 10.0]])
    >>> both = np.array([0, 0]), np.array([0, 1])
    >>> expected_within_strata(drugs, events, np.array([10.0, 40.0]), *both)
    array([1., 3.])
    """
    _check_totals(drug_totals, event_totals, case_count)
    _check_rows("drug", drug, drug_totals.shape[0])
    _check_rows("event", event, event_totals.shape[0])
    check_same_length("event", event, "drug", drug)
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
    if (cases == 0).any():
        raise ValueError(f"case_count must be above 0; found 0 at position {int(np.argmin(cases))}")
    for name, totals in (("drug_totals", drug_totals), ("event_totals", event_totals)):
        count_column(name, totals.data)
        if totals.shape[1] != len(cases):
            raise ValueError(f"{name} has {totals.shape[1]} strata, case_count has {len(cases)}")


def _check_rows(name: str, rows: Positions, count: int) -> None:
    is_bad = (rows < 0) | (rows >= count)
    if is_bad.any():
        position = int(np.argmax(is_bad))
        raise ValueError(f"{name} must lie from 0 to {count - 1}; found {rows[position]} at position {position}")
