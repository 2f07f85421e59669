"""Cases expected of pairs when drug and event are independent within every stratum."""

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from signals.statistics.contingency import FloatArray

PAIRS_AT_ONCE = 1 << 15
Positions = npt.NDArray[np.int64]


def expected_within_strata(
    drug_totals: csr_array, event_totals: csr_array, case_count: FloatArray, drug: Positions, event: Positions
) -> FloatArray:
    """Sum over strata of (cases of the drug) x (cases of the event) / (cases), one value a pair.

    `drug_totals` and `event_totals` hold cases, a row a drug or event and a column a stratum; `case_count` is
    the number of cases of each stratum, which is above 0; `drug` and `event` are the rows of each pair. Memory
    is bounded whatever the number of pairs; pairs in the order of `drug` are quickest.

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
    share = event_totals.toarray() / case_count
    expected = np.empty(len(drug))
    for start in range(0, len(drug), PAIRS_AT_ONCE):
        pairs = slice(start, start + PAIRS_AT_ONCE)
        rows, position = np.unique(drug[pairs], return_inverse=True)
        totals = drug_totals[rows].toarray()
        expected[pairs] = np.einsum("ij,ij->i", totals[position], share[event[pairs]])
    return expected
