"""Likelihood ratio of a pair, and a test of the largest ratio of a drug by permuting cases."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from signals.statistics.array_checks import FloatArray, IntArray, check_same_length, float_column, position_column
from signals.statistics.contingency import ContingencyTable
from signals.statistics.number import check_whole
from signals.statistics.stirling import deviance

Places = npt.NDArray[np.signedinteger]
# Relative difference below which two ratios count as equal: rounding of the same counts may differ by this much.
SAME_RATIO = 1e-12
# Events of a case that lie side by side in memory, so that one access fetches them.
BLOCK = 4
# Cases, or cases with a drug, whose places are worked out at a time: longer arrays would be the largest of a build.
ROWS_AT_A_TIME = 1 << 20


def likelihood_ratio(a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike) -> FloatArray:
    """Huang's log likelihood ratio, a ln(a/E) + (D - a) ln((D - a)/(D - E)) with D = a + b.

    How much better the data fit if the drug's cases have their own rate of the event than if they have the rate of all
    cases.

    Parameters
    ----------
    a, b, c, d
        Counts of the 2x2 tables.

    Returns
    -------
    ndarray of shape (n,)
        0 where a <= E, NaN only where N = 0.

    References
    ----------
    Huang, Zalkikar, Tiwari (2011). J Am Stat Assoc 106:1230-1241.

    Examples
    --------
    >>> likelihood_ratio(a=[5, 0], b=[0, 20], c=[5, 15], d=[100, 965]).round(4)
    array([11.9895,  0.    ])
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    return _log_ratio(table.a, table.drug_total, table.event_total, table.total)


def _log_ratio(a: FloatArray, drug_total: FloatArray, event_total: FloatArray, total: FloatArray) -> FloatArray:
    # As a sum of two deviances, whose linear terms cancel exactly, no small difference of large terms is left.
    share = np.divide(event_total, total, out=np.full(np.shape(a), np.nan), where=total > 0)
    expected = drug_total * share
    excess = a - expected
    ratio = deviance(a, expected, excess) + deviance(drug_total - a, drug_total - expected, -excess)
    return np.where(excess > 0, ratio, np.where(np.isnan(excess), np.nan, 0.0))


@dataclass(frozen=True)
class MaxLrt:
    """Result of `max_lrt_test`, one row a drug code from 0.

    `max_lrt` is the drug's largest log likelihood ratio, `event` the event that has it (-1 where no event exceeds its
    expectation: max_lrt 0, p_value 1). Both `max_lrt` and `p_value` are NaN for a code that no case names. `drawn`
    holds the largest ratio in every draw of the null (rows) of every drug (columns).
    """

    event: IntArray
    max_lrt: FloatArray
    p_value: FloatArray
    drawn: FloatArray

    def p_value_of(self, drug: npt.ArrayLike, ratio: npt.ArrayLike) -> FloatArray:
        """p-values of any log likelihood ratios of the drugs, adjusted for all events of the drug.

        Parameters
        ----------
        drug
            Codes as in `max_lrt_test`.
        ratio
            Log likelihood ratio of each pair, from `likelihood_ratio`.

        Returns
        -------
        ndarray of shape (n,)
            The share of the draws, the data included, whose largest ratio reaches it; NaN for a NaN ratio.
        """
        codes, ratios = position_column("drug", drug, self.drawn.shape[1]), float_column("ratio", ratio)
        check_same_length(drug=codes, ratio=ratios)
        result = np.full(len(codes), np.nan)
        for code in np.unique(codes):
            rows = (codes == code) & ~np.isnan(ratios)
            ascending = np.sort(self.drawn[:, code])
            reached = len(ascending) - np.searchsorted(ascending, ratios[rows] * (1 - SAME_RATIO))
            result[rows] = (1 + reached) / (1 + len(ascending))
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
    """Test whether the largest likelihood ratio of a drug is larger than chance would make it.

    The null is drawn by permuting the drug sets of whole cases among the cases of the same year, which preserves
    combinations of drugs, combinations of events, all margins and their drift over time. (Huang's multinomial null
    needs D to be a sum over events, which counts of distinct cases are not.)

    Parameters
    ----------
    drug_case, drug
        Case `drug_case[i]` names drug `drug[i]`; repeats count once. Both are integers from 0. The test of a drug does
        not depend on which other drugs are listed, so the drugs of interest are enough.
    event_case, event
        Case `event_case[j]` names event `event[j]`, likewise.
    case_year
        An integer for every case of the analysis, which are numbered from 0 to N - 1.
    replicates, seed
        Number of draws, at least 1, and the seed of the random generator.

    Returns
    -------
    MaxLrt
        A p-value is the share of the draws, the data included, whose largest ratio reaches the drug's.

    References
    ----------
    Huang, Zalkikar, Tiwari (2011). J Am Stat Assoc 106:1230-1241. p-values: Phipson, Smyth (2010). Stat Appl Genet Mol
    Biol 9:39.

    Examples
    --------
    Ten of 40 cases name drug 0, and nine of them event 0, which two others name as well:

    >>> test = max_lrt_test(
    ...     drug_case=np.arange(10), drug=np.zeros(10, dtype=int), event_case=np.r_[0:9, 20, 30, 15:25],
    ...     event=np.repeat([0, 1], [11, 10]), case_year=np.full(40, 2020), replicates=99)
    >>> test.event, test.max_lrt.round(4), test.p_value
    (array([0]), array([8.6896]), array([0.01]))
    """
    year = position_column("case_year", case_year)
    drugs = _incidence("drug_case", drug_case, "drug", drug, case_count=len(year))
    events = _incidence("event_case", event_case, "event", event, case_count=len(year), least_codes=1)
    check_whole("replicates", replicates, least=1)
    named = np.flatnonzero(np.diff(drugs.indptr))  # cases that name a drug
    table = _Table(drugs[named], events)
    cells = table.largest_cells(named)
    largest = cells.largest_of_drugs()
    draws = _permutations(year, named, replicates, seed)
    drawn = np.array([table.largest_cells(cases).largest_of_drugs() for cases in draws])
    is_named = table.drug_total > 0
    reached = 1 + (drawn >= largest * (1 - SAME_RATIO)).sum(axis=0)
    return MaxLrt(
        event=cells.event_of(largest),
        max_lrt=np.where(is_named, largest, np.nan),
        p_value=np.where(is_named, reached / (replicates + 1), np.nan),
        drawn=drawn,
    )


@dataclass(frozen=True)
class _Cells:
    """Cells of drug and event, and their ratios, in the order of drugs and events."""

    drug: Places
    event: Places
    ratio: FloatArray
    drug_count: int

    def largest_of_drugs(self) -> FloatArray:
        """Largest ratio of each drug, 0 where it has no cell."""
        largest = np.zeros(self.drug_count)
        first = np.flatnonzero(np.diff(self.drug, prepend=-1))
        if len(first):
            largest[self.drug[first]] = np.maximum.reduceat(self.ratio, first)
        return largest

    def event_of(self, largest: FloatArray) -> IntArray:
        """Lowest event that has the largest ratio of its drug, -1 where no ratio is positive."""
        is_largest = (self.ratio == largest[self.drug]) & (self.ratio > 0)
        event = np.full(self.drug_count, -1, dtype=np.int64)
        event[self.drug[is_largest][::-1]] = self.event[is_largest][::-1]
        return event


class _Table:
    """Counts of drugs and events, if drug sets move from case to case: of named cases (rows of ``drugs``) to others."""

    def __init__(self, drugs: sparse.csr_array, events: sparse.csr_array) -> None:
        self.drug_total = np.bincount(drugs.indices, minlength=drugs.shape[1]).astype(np.float64)
        self.event_total = np.bincount(events.indices, minlength=events.shape[1]).astype(np.float64)
        self.total = float(events.shape[0])
        share = self.event_total / self.total
        self.expected = np.outer(self.drug_total, share)
        self.variance = self.expected * (1 - share)
        self.named = np.repeat(np.arange(drugs.shape[0]), np.diff(drugs.indptr))
        self.first_cell = drugs.indices.astype(np.int64) * (events.shape[1] + 1)
        self.first_block, self.blocks = _blocks(events)

    def largest_cells(self, cases: Places) -> _Cells:
        """The cells that can have the largest ratio of their drug, if these cases have the drugs.

        A log likelihood ratio of D cases is at most D ln(1 + x/D), where x is the chi-square of the excess: the
        divergence of Kullback and Leibler is at most ln(1 + the chi-square divergence). So only cells with a large x
        are worked out: Gibbs, Su (2002). Int Stat Rev 70:419-435.
        """
        count = self._count(cases)
        excess = np.maximum(count - self.expected, 0)
        chi_square = np.divide(excess**2, self.variance, out=np.zeros_like(excess), where=self.variance > 0)
        drug = np.arange(len(chi_square))
        reached = self._ratio(count, drug, chi_square.argmax(axis=1)) / np.maximum(self.drug_total, 1)
        least = np.expm1(reached) * self.drug_total * (1 - SAME_RATIO)
        drug, event = np.nonzero((chi_square >= least[:, np.newaxis]) & (excess > 0))
        return _Cells(drug, event, self._ratio(count, drug, event), len(self.drug_total))

    def _count(self, cases: Places) -> IntArray:
        """Cases of every drug (rows) and event (columns), some rows of ``named`` at a time (memory)."""
        drugs, events = self.expected.shape
        count = np.zeros(drugs * (events + 1), dtype=np.int64)
        for start in range(0, len(self.named), ROWS_AT_A_TIME):
            rows = slice(start, start + ROWS_AT_A_TIME)
            holder = cases.take(self.named[rows])  # `take` needs half the time of square brackets
            first = self.first_block.take(holder)
            length = self.first_block.take(holder + 1) - first
            place = np.arange(length.sum()) + np.repeat(first - (np.cumsum(length) - length), length)
            cell = self.blocks.take(place, axis=0) + np.repeat(self.first_cell[rows], length)[:, np.newaxis]
            count += np.bincount(cell.ravel(), minlength=len(count))
        return count.reshape(drugs, events + 1)[:, :events]

    def _ratio(self, count: IntArray, drug: Places, event: Places) -> FloatArray:
        total = np.full(len(drug), self.total)
        return _log_ratio(count[drug, event].astype(np.float64), self.drug_total[drug], self.event_total[event], total)


def _blocks(events: sparse.csr_array) -> tuple[Places, Places]:
    """Where the blocks of each case begin, and the blocks: rows of BLOCK events, the last filled up with no event."""
    case_count, no_event = events.shape
    first = np.concatenate([[0], np.cumsum(-(-np.diff(events.indptr) // BLOCK))])
    blocks = np.full(first[-1] * BLOCK, no_event, dtype=np.min_scalar_type(no_event))
    for start in range(0, case_count, ROWS_AT_A_TIME):
        ends = events.indptr[start : start + ROWS_AT_A_TIME + 1]
        moved = first[start : start + len(ends) - 1] * BLOCK - ends[:-1]
        blocks[np.repeat(moved, np.diff(ends)) + np.arange(ends[0], ends[-1])] = events.indices[ends[0] : ends[-1]]
    return first, blocks.reshape(-1, BLOCK)


def _permutations(year: Places, named: Places, replicates: int, seed: int) -> Iterator[Places]:
    """For each case that names a drug, a case of the same year that has its drugs instead; each draw at random."""
    groups = [(np.flatnonzero(year == one), np.flatnonzero(year[named] == one)) for one in np.unique(year[named])]
    generator = np.random.default_rng(seed)
    for _ in range(replicates):
        drawn = np.empty(len(named), dtype=np.intp)
        for cases, positions in groups:
            drawn[positions] = generator.choice(cases, size=len(positions), replace=False)
        yield drawn


def _incidence(
    case_name: str, case: npt.ArrayLike, code_name: str, code: npt.ArrayLike, case_count: int, least_codes: int = 0
) -> sparse.csr_array:
    """Case x code matrix of booleans; a column for every code up to the largest, and at least ``least_codes``."""
    rows, columns = position_column(case_name, case, case_count), position_column(code_name, code)
    check_same_length(**{case_name: rows, code_name: columns})
    shape = (case_count, max(least_codes, int(columns.max(initial=-1)) + 1))
    matrix = sparse.coo_array((np.ones(len(rows), dtype=np.bool_), (rows, columns)), shape=shape).tocsr()
    matrix.sum_duplicates()
    return matrix
