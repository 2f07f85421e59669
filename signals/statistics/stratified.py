"""One reporting odds ratio over strata (age, sex, year), and whether the strata agree on it."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from signals.statistics.contingency import ContingencyTable, FloatArray, check_same_length, divide
from signals.statistics.estimate import Estimate

LEAST_EXPECTED = 5.0
"""Expected cases that every cell of every stratum needs for the chi-square of Breslow and Day: Cochran 1954,
Biometrics 10:417-451."""


@dataclass(frozen=True)
class StratifiedRor:
    """A row a pair, pairs in rising order; NaN where undefined.

    `ror` with bounds: Mantel-Haenszel and Robins-Breslow-Greenland. `breslow_day`, `tarone`: chi-squares of
    homogeneity on `strata_count` - 1 degrees of freedom, with p-values; Tarone's is Breslow-Day's with his
    correction.
    """

    pair: npt.NDArray
    strata_count: npt.NDArray[np.int64]
    ror: FloatArray
    ror_lower: FloatArray
    ror_upper: FloatArray
    breslow_day: FloatArray
    breslow_day_p: FloatArray
    tarone: FloatArray
    tarone_p: FloatArray


@dataclass(frozen=True)
class _Strata:
    """Rows are strata that hold cases; `position` says which pair each belongs to."""

    table: ContingencyTable
    position: npt.NDArray[np.intp]
    pair_count: int

    def sum(self, values: FloatArray) -> FloatArray:
        return np.bincount(self.position, weights=values, minlength=self.pair_count).astype(np.float64)


def mantel_haenszel(
    pair: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike
) -> StratifiedRor:
    """Pool the odds ratios of each pair's strata, for whole columns of pairs at once.

    A row is a stratum of a pair: `pair` says which (integers), a, b, c and d are its cases. Strata without
    any case say nothing and are left out. The pooled ROR and its interval are NaN where no stratum has both a
    and d, or none has both b and c. Homogeneity is NaN unless there are two strata or more and every cell
    that the pooled ROR leads one to expect is at least 5.

    Raises ValueError for bad counts, as `score` does, and for a `pair` of another length or of no integers.

    References
    ----------
    Mantel, Haenszel (1959). J Natl Cancer Inst 22:719-748. Robins, Breslow, Greenland (1986). Biometrics
    42:311-323. Breslow, Day (1980). Statistical Methods in Cancer Research I, IARC, 4.4. Tarone (1985).
    Biometrika 72:91-95.

    Example
    -------
    >>> pooled = mantel_haenszel(
    ...     pair=[7, 7, 9], a=[20, 30, 4], b=[80, 70, 6], c=[40, 90, 0], d=[360, 410, 50]
    ... )
    >>> pooled.pair, pooled.ror.round(4), pooled.ror_lower.round(4), pooled.ror_upper.round(4)
    (array([7, 9]), array([2.0651,    nan]), array([1.4203,    nan]), array([3.0026,    nan]))
    >>> pooled.breslow_day.round(4), pooled.breslow_day_p.round(4)
    (array([0.133,   nan]), array([0.7153,    nan]))
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    pairs = np.atleast_1d(np.asarray(pair))
    if pairs.ndim != 1 or (pairs.size and pairs.dtype.kind not in "iu"):
        raise ValueError(f"pair must be a column of integers; found an array of {pairs.dtype}, shape {pairs.shape}")
    check_same_length("pair", pairs, "a", table.a)
    distinct, position = np.unique(pairs, return_inverse=True)
    has_cases = table.total > 0
    cells = ContingencyTable(*(cell[has_cases] for cell in table.cells))
    strata = _Strata(table=cells, position=position[has_cases], pair_count=len(distinct))
    pooled = _pool(strata)
    strata_count = np.bincount(strata.position, minlength=strata.pair_count)
    plain, corrected = _homogeneity(strata, pooled.value, strata_count)
    return StratifiedRor(
        pair=distinct,
        strata_count=strata_count,
        ror=pooled.value,
        ror_lower=pooled.lower,
        ror_upper=pooled.upper,
        breslow_day=plain,
        breslow_day_p=_chi_square_p(plain, strata_count),
        tarone=corrected,
        tarone_p=_chi_square_p(corrected, strata_count),
    )


def _pool(strata: _Strata) -> Estimate:
    a, b, c, d = strata.table.cells
    N = strata.table.total
    concordant, discordant = (a + d) / N, (b + c) / N  # P and Q of Robins 1986
    R, S = a * d / N, b * c / N
    R_sum, S_sum = strata.sum(R), strata.sum(S)
    odds_ratio = divide(R_sum, np.where(R_sum > 0, S_sum, 0))
    log_variance = (
        divide(strata.sum(concordant * R), 2 * R_sum**2)
        + divide(strata.sum(concordant * S + discordant * R), 2 * R_sum * S_sum)
        + divide(strata.sum(discordant * S), 2 * S_sum**2)
    )
    return Estimate.from_log(odds_ratio, np.sqrt(log_variance), confidence_level=0.95)


def _homogeneity(
    strata: _Strata, pooled: FloatArray, strata_count: npt.NDArray[np.int64]
) -> tuple[FloatArray, FloatArray]:
    table = strata.table
    expected = _expected_under(table, pooled[strata.position])
    cells = (expected, table.drug_total - expected, table.event_total - expected)
    others = table.total - table.drug_total - table.event_total + expected
    variance = divide(1, sum(divide(1, cell) for cell in (*cells, others)))
    deviation = table.a - expected
    plain = strata.sum(divide(deviation**2, variance))
    # At least 0 (Cauchy-Schwarz); strata alike to the last digit would leave it below by rounding, and p undefined.
    corrected = np.maximum(plain - divide(strata.sum(deviation) ** 2, strata.sum(variance)), 0.0)
    # NaN counts as too small: nothing can be expected without a pooled ratio.
    is_too_small = ~(np.minimum.reduce([*cells, others]) >= LEAST_EXPECTED)
    is_unfit = (strata.sum(is_too_small.astype(float)) > 0) | (strata_count < 2)
    return np.where(is_unfit, np.nan, plain), np.where(is_unfit, np.nan, corrected)


def _expected_under(table: ContingencyTable, ratio: FloatArray) -> FloatArray:
    """The a that gives the stratum the odds ratio `ratio` with its margins kept, a root of a quadratic.

    (1 - ratio) a^2 + linear a - ratio (a+b)(a+c) = 0. Of the two ways to write its root the one that does not
    cancel is taken, so that a ratio of 1 needs no case of its own.
    """
    product = ratio * table.drug_total * table.event_total
    linear = table.total + (ratio - 1) * (table.drug_total + table.event_total)
    root = np.sqrt(linear**2 + 4 * (1 - ratio) * product)
    return np.where(linear >= 0, divide(2 * product, linear + root), divide(root - linear, 2 * (1 - ratio)))


def _chi_square_p(statistic: FloatArray, strata_count: npt.NDArray[np.int64]) -> FloatArray:
    return np.where(np.isnan(statistic), np.nan, chdtrc(np.maximum(strata_count - 1, 1), statistic))
