"""Likelihood-ratio test of a pair, and the test of a drug's largest one by permuting cases."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from signals.statistics.contingency import ContingencyTable, FloatArray, check_same_length, check_whole, float_column
from signals.statistics.stirling import deviance

SAME_RATIO = 1e-12
"""Two ratios of the same counts may differ by this share, for they are summed from rounded parts."""


def likelihood_ratio(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike) -> FloatArray:
    """Log likelihood ratio of Huang: a ln(a/E) + (D - a) ln((D - a)/(D - E)), D = a + b; 0 where a <= E.

    How much better the data fit when the drug's cases have their own rate of the event than when they have
    everybody's. NaN only where N = 0. Counts as in `score`, with the same ValueErrors.

    References
    ----------
    Huang, Zalkikar, Tiwari (2011). J Am Stat Assoc 106:1230-1241.

    Example
    -------
    >>> likelihood_ratio(a=[5, 0], b=[0, 20], c=[5, 15], d=[100, 965]).round(4)
    array([11.9895,  0.    ])
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    return _log_ratio(table.a, table.drug_total, table.event_total, table.total)


def _log_ratio(a: FloatArray, drug_total: FloatArray, event_total: FloatArray, total: FloatArray) -> FloatArray:
    # Written as two deviances: a - E and (D - a) - (D - E) cancel, so no small difference of large terms is
    # left.
    share = np.divide(event_total, total, out=np.full(np.shape(a), np.nan), where=total > 0)
    expected = drug_total * share
    excess = a - expected
    ratio = deviance(a, expected, excess) + deviance(drug_total - a, drug_total - expected, -excess)
    return np.where(excess > 0, ratio, np.where(np.isnan(excess), np.nan, 0.0))


@dataclass(frozen=True)
class MaxLrt:
    """A row a drug code from 0 on: its largest log likelihood ratio, the event that has it, and its p-value.

    For a code that no case names `max_lrt` and `p_value` are NaN. `event` is -1 there, and where no event
    exceeds its expectation (max_lrt 0, p_value 1). `drawn` has one row a draw of the null and one column a
    drug: the largest ratio that chance gave it.
    """

    event: npt.NDArray[np.int64]
    max_lrt: FloatArray
    p_value: FloatArray
    drawn: FloatArray

    def p_value_of(self, drug: npt.ArrayLike, ratio: npt.ArrayLike) -> FloatArray:
        """p-value of any of a drug's ratios, allowing for all events of the drug that were looked at.

        The share of the draws, the data themselves among them, whose largest ratio reaches it. `drug` are
        codes as in `max_lrt_test`, `ratio` log likelihood ratios (NaN gives NaN); ValueError as there.
        """
        code, ratios = _codes("drug", drug, self.drawn.shape[1]), float_column("ratio", ratio)
        check_same_length("ratio", ratios, "drug", code)
        result = np.full(len(code), np.nan)
        for one in np.unique(code):
            is_here = (code == one) & ~np.isnan(ratios)
            ascending = np.sort(self.drawn[:, one])
            reached = len(ascending) - np.searchsorted(ascending, ratios[is_here] * (1 - SAME_RATIO))
            result[is_here] = (1 + reached) / (1 + len(ascending))
        return result


def max_lrt_test(
    drug_case: npt.ArrayLike,
    drug: npt.ArrayLike,
    event_case: npt.ArrayLike,
    event: npt.ArrayLike,
    case_year: npt.ArrayLike,
    replicates: int = 999,
    seed: int = 20110101,
) -> MaxLrt:
    """Is a drug's most conspicuous event more conspicuous than chance would make one of its events?

    The null is drawn by dealing whole cases' drug sets anew among the cases of the same year: combinations of
    drugs, combinations of events, all margins and their drift over time stay as they are. (Huang's
    multinomial null needs D to be a sum over events, which counts of distinct cases are not.) The p-value is
    the share of the draws, the data themselves among them, whose largest ratio reaches the drug's.

    Cases are numbered from 0: `case_year` has one integer a case, every case of the analysis included (their
    number is N); `drug_case[i]` names `drug[i]`, `event_case[j]` names `event[j]`, as integer codes from 0;
    repeats count once. A drug's test does not depend on which other drugs are listed, so the drugs of
    interest are enough. `seed` fixes the draws. Raises ValueError for codes that are
    no integers, are negative or name no case, for lengths that differ and for fewer than one replicate.

    References
    ----------
    Huang, Zalkikar, Tiwari (2011). J Am Stat Assoc 106:1230-1241. p-values: Phipson, Smyth (2010). Stat Appl
    Genet Mol Biol 9:39.

    Example
    -------
    Ten of 40 cases name drug 0, and nine of them event 0, which two others name too:

    >>> test = max_lrt_test(
    ...     drug_case=np.arange(10), drug=np.zeros(10, dtype=int), event_case=np.r_[0:9, 20, 30, 15:25],
    ...     event=np.repeat([0, 1], [11, 10]), case_year=np.full(40, 2020), replicates=99)
    >>> test.event, test.max_lrt.round(4), test.p_value
    (array([0]), array([8.6896]), array([0.01]))
    """
    year = _codes("case_year", case_year, None)
    drugs = _incidence("drug_case", drug_case, "drug", drug, case_count=len(year))
    events = _incidence("event_case", event_case, "event", event, case_count=len(year))
    check_whole("replicates", replicates, least=1)
    drug_total, event_total = (_column_sums(matrix) for matrix in (drugs, events))
    holders = np.flatnonzero(np.diff(drugs.indptr))
    drugs_of_holders = drugs[holders].T.tocsr()

    def cells_when(case_of_holder: npt.NDArray[np.intp]) -> tuple[sparse.csr_array, FloatArray]:
        # Only cells with a case can exceed their expectation, so the rest of the table is never written out.
        cell = (drugs_of_holders @ events[case_of_holder]).tocsr()
        row_total = np.repeat(drug_total, np.diff(cell.indptr))
        total = np.full(cell.nnz, float(len(year)))
        return cell, _log_ratio(cell.data.astype(np.float64), row_total, event_total[cell.indices], total)

    cell, ratio = cells_when(holders)
    row = np.repeat(np.arange(len(drug_total)), np.diff(cell.indptr))
    largest, best_event = _largest_of_row(row, cell.indices, ratio, row_count=len(drug_total))
    deal = _Deal.of(year, holders)
    generator = np.random.default_rng(seed)
    drawn = np.array([_largest_in(*cells_when(deal.draw(generator))) for _ in range(replicates)])
    is_named = drug_total > 0
    reached = 1 + (drawn >= largest * (1 - SAME_RATIO)).sum(axis=0)
    return MaxLrt(
        event=best_event,
        max_lrt=np.where(is_named, largest, np.nan),
        p_value=np.where(is_named, reached / (replicates + 1), np.nan),
        drawn=drawn,
    )


def _largest_in(cell: sparse.csr_array, ratio: FloatArray) -> FloatArray:
    """Largest value of each row of ``cell``, 0 where it has none."""
    largest = np.zeros(cell.shape[0])
    is_filled = np.diff(cell.indptr) > 0
    largest[is_filled] = np.maximum.reduceat(ratio, cell.indptr[:-1][is_filled]) if is_filled.any() else 0.0
    return largest


def _largest_of_row(
    row: npt.NDArray, column: npt.NDArray, value: FloatArray, row_count: int
) -> tuple[FloatArray, npt.NDArray[np.int64]]:
    """Largest value of each row, 0 where none is positive, and its column, -1 there."""
    largest, best = np.zeros(row_count), np.full(row_count, -1, dtype=np.int64)
    # In rising order the last writer of each row is its largest value; of equals, the lowest column.
    order = np.lexsort((-column, value))[np.count_nonzero(value <= 0) :]
    largest[row[order]], best[row[order]] = value[order], column[order]
    return largest, best


@dataclass(frozen=True)
class _Deal:
    """Which cases of a year the drug sets of that year's holders may fall on."""

    cases_of_years: list[npt.NDArray[np.intp]]
    holders_of_years: list[npt.NDArray[np.intp]]
    holder_count: int

    @classmethod
    def of(cls, year: npt.NDArray[np.signedinteger], holders: npt.NDArray[np.intp]) -> "_Deal":
        positions = _grouped_by(year[holders])
        held = {int(year[holders[rows[0]]]): rows for rows in positions}
        cases = {int(year[rows[0]]): rows for rows in _grouped_by(year)}
        return cls([cases[one] for one in held], list(held.values()), len(holders))

    def draw(self, generator: np.random.Generator) -> npt.NDArray[np.intp]:
        """For each holder the case that its drugs fall on, no case twice, each deal equally likely."""
        taken = np.empty(self.holder_count, dtype=np.intp)
        for cases, holders in zip(self.cases_of_years, self.holders_of_years, strict=True):
            taken[holders] = generator.choice(cases, size=len(holders), replace=False)
        return taken


def _grouped_by(key: npt.NDArray[np.signedinteger]) -> list[npt.NDArray[np.intp]]:
    """The positions of each value of `key`, values in rising order."""
    order = np.argsort(key, kind="stable")
    return [rows for rows in np.split(order, np.flatnonzero(np.diff(key[order])) + 1) if len(rows)]


def _incidence(
    case_name: str, case: npt.ArrayLike, code_name: str, code: npt.ArrayLike, case_count: int
) -> sparse.csr_array:
    """Case x code matrix of 0 and 1."""
    rows, columns = _codes(case_name, case, case_count), _codes(code_name, code, None)
    check_same_length(code_name, columns, case_name, rows)
    shape = (case_count, int(columns.max(initial=-1)) + 1)
    ones = np.ones(len(rows), dtype=np.float32)  # sums stay exact to 2^24 cases
    matrix = sparse.coo_array((ones, (rows, columns)), shape=shape).tocsr()
    matrix.sum_duplicates()
    matrix.data[:] = 1.0
    return matrix


def _column_sums(matrix: sparse.csr_array) -> FloatArray:
    return np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(np.float64)


def _codes(name: str, values: npt.ArrayLike, limit: int | None) -> npt.NDArray[np.signedinteger]:
    codes = np.asarray(values)
    if codes.ndim != 1 or (codes.size and codes.dtype.kind not in "iu"):
        raise ValueError(f"{name} must be a column of integers; found an array of {codes.dtype}, shape {codes.shape}")
    is_bad = (codes < 0) | (codes >= limit if limit is not None else False)
    if is_bad.any():
        position = int(np.argmax(is_bad))
        below = "" if limit is None else f" and below {limit}, the number of cases"
        raise ValueError(f"{name} must hold codes from 0{below}; found {codes[position]} at position {position}")
    return codes.astype(np.int32 if codes.max(initial=0) < 2**31 else np.int64)
