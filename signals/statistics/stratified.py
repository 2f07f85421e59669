"""Reporting odds ratio pooled over strata (age, sex, year), and the homogeneity of the strata."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import chdtrc

from signals.statistics.array_checks import FloatArray, IntArray, check_same_length, integer_column
from signals.statistics.contingency import ContingencyTable, divide
from signals.statistics.estimate import Estimate

# Fewest expected cases of a cell for the chi-square of Breslow and Day: Cochran 1954, Biometrics 10:417-451.
LEAST_EXPECTED = 5.0


@dataclass(frozen=True)
class StratifiedRor:
    """Pooled ROR of every pair, pairs in ascending order; NaN where undefined.

    `ror` is Mantel and Haenszel's, its bounds those of Robins, Breslow and Greenland. `breslow_day` and `tarone` (the
    same with Tarone's correction) are chi-squares of homogeneity on `strata_count` - 1 degrees of freedom, with
    p-values.
    """

    pair: npt.NDArray
    strata_count: IntArray
    ror: FloatArray
    ror_lower: FloatArray
    ror_upper: FloatArray
    breslow_day: FloatArray
    breslow_day_p: FloatArray
    tarone: FloatArray
    tarone_p: FloatArray


@dataclass(frozen=True)
class _Strata:
    """Strata that hold cases, one a row; `position` is the pair that each belongs to."""

    table: ContingencyTable
    position: npt.NDArray[np.intp]
    pair_count: int

    def sum(self, values: FloatArray) -> FloatArray:
        return np.bincount(self.position, weights=values, minlength=self.pair_count).astype(np.float64)


def mantel_haenszel(
    pair: npt.ArrayLike, a: npt.ArrayLike, b: npt.ArrayLike, c: npt.ArrayLike, d: npt.ArrayLike
) -> StratifiedRor:
    """Pooled odds ratio of each pair's strata, for whole columns of pairs at once.

    Parameters
    ----------
    pair
        Integer that identifies the pair of each stratum.
    a, b, c, d
        Counts of the 2x2 table of each stratum; strata without a case are left out.

    Returns
    -------
    StratifiedRor
        One row a pair. The ROR and its interval are NaN where no stratum has both a and d, or none has both b and c;
        homogeneity is NaN unless there are two strata or more and every cell expected under the pooled ROR is at least
        5.

    References
    ----------
    Mantel, Haenszel (1959). J Natl Cancer Inst 22:719-748. Robins, Breslow, Greenland (1986). Biometrics 42:311-323.
    Breslow, Day (1980). Statistical Methods in Cancer Research I, IARC, 4.4. Tarone (1985). Biometrika 72:91-95.

    Examples
    --------
    >>> pooled = mantel_haenszel(pair=[7, 7, 9], a=[20, 30, 4], b=[80, 70, 6], c=[40, 90, 0], d=[360, 410, 50])
    >>> pooled.pair, pooled.ror.round(4), pooled.ror_lower.round(4), pooled.ror_upper.round(4)
    (array([7, 9]), array([2.0651,    nan]), array([1.4203,    nan]), array([3.0026,    nan]))
    >>> pooled.breslow_day.round(4), pooled.breslow_day_p.round(4)
    (array([0.133,   nan]), array([0.7153,    nan]))
    """
    table = ContingencyTable.from_counts(a, b, c, d)
    pairs = integer_column("pair", pair)
    check_same_length(a=table.a, pair=pairs)
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


def _homogeneity(strata: _Strata, pooled: FloatArray, strata_count: IntArray) -> tuple[FloatArray, FloatArray]:
    table = strata.table
    expected = _expected_under(table, pooled[strata.position])
    cells = (expected, table.drug_total - expected, table.event_total - expected)
    others = table.total - table.drug_total - table.event_total + expected
    variance = divide(1, sum(divide(1, cell) for cell in (*cells, others)))
    deviation = table.a - expected
    plain = strata.sum(divide(deviation**2, variance))
    # At least 0 (Cauchy-Schwarz); rounding can leave it below where strata are alike to the last digit.
    corrected = np.maximum(plain - divide(strata.sum(deviation) ** 2, strata.sum(variance)), 0.0)
    # NaN counts as too small: without a pooled ratio there is no expectation.
    is_too_small = ~(np.minimum.reduce([*cells, others]) >= LEAST_EXPECTED)
    is_unfit = (strata.sum(is_too_small.astype(float)) > 0) | (strata_count < 2)
    return np.where(is_unfit, np.nan, plain), np.where(is_unfit, np.nan, corrected)


def _expected_under(table: ContingencyTable, ratio: FloatArray) -> FloatArray:
    """The a that gives the stratum the odds ratio `ratio` with its margins fixed.

    A root of (1 - ratio) a^2 + linear a - ratio (a + b)(a + c) = 0, in whichever of its two forms does not cancel, so
    that a ratio of 1 needs no special case.
    """
    product = ratio * table.drug_total * table.event_total
    linear = table.total + (ratio - 1) * (table.drug_total + table.event_total)
    root = np.sqrt(linear**2 + 4 * (1 - ratio) * product)
    return np.where(linear >= 0, divide(2 * product, linear + root), divide(root - linear, 2 * (1 - ratio)))


def _chi_square_p(statistic: FloatArray, strata_count: IntArray) -> FloatArray:
    return np.where(np.isnan(statistic), np.nan, chdtrc(np.maximum(strata_count - 1, 1), statistic))
