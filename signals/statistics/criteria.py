"""Criteria of disproportionate reporting and their thresholds, which are defined nowhere else.

Each criterion is a boolean column, False where a number is undefined: NaN, infinite, None or pandas.NA.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import BoolArray, FloatArray, columns_of, float_column

# Fewest cases for a criterion on PRR or ROR: Evans 2001 (n >= 3); van Puijenbroek 2002 as used by Lareb.
MINIMUM_CASES = 3
EVANS_PRR = 2.0  # least PRR: Evans, Waller, Davis 2001, Pharmacoepidemiol Drug Saf 10:483-486
EVANS_CHI_SQUARE = 4.0  # least chi-square with Yates' correction: Evans, Waller, Davis 2001
ROR_LOWER = 1.0  # the lower 95% bound of ROR must exceed this: van Puijenbroek 2002, Pharmacoepidemiol Drug Saf 11:3-10
IC_LOWER = 0.0  # the lower 95% bound of IC must exceed this: Bate 1998, Eur J Clin Pharmacol 54:315-321; Noren 2013
EBGM_LOWER = 2.0  # least EB05: Szarfman, Machado, O'Neill 2002, Drug Saf 25:381-392
OMEGA_LOWER = 0.0  # the lower 95% bound of Omega must exceed this: Noren 2008, Stat Med 27:3057-3070
# Largest p-value of a likelihood ratio, over all events of the drug: Huang 2011, J Am Stat Assoc 106:1230-1241.
LRT_LEVEL = 0.05
Q_LEVEL = 0.05  # largest false discovery rate: Benjamini, Hochberg 1995, J R Stat Soc B 57:289-300


@dataclass(frozen=True)
class Thresholds:
    """What the named criteria compare with: those of their papers, unless a watchlist sets its own."""

    minimum_cases: int = MINIMUM_CASES
    prr: float = EVANS_PRR
    chi_square: float = EVANS_CHI_SQUARE
    ror_lower: float = ROR_LOWER
    ic_lower: float = IC_LOWER
    ebgm_lower: float = EBGM_LOWER


PUBLISHED_THRESHOLDS = Thresholds()


def rules(thresholds: Thresholds = PUBLISHED_THRESHOLDS) -> dict[str, str]:
    """When each named criterion, and the verdict `disproportionate`, holds, in the names of the published columns.

    Parameters
    ----------
    thresholds
        What they compare with.

    Returns
    -------
    dict of str
        The rule by the criterion's name.

    Examples
    --------
    >>> rules()["is_evans"]
    'PRR >= 2, chi-square (Yates) >= 4 and a >= 3'
    """
    cases, ic, ror = f"a >= {thresholds.minimum_cases}", f"{thresholds.ic_lower:g}", f"{thresholds.ror_lower:g}"
    return {
        "is_evans": f"PRR >= {thresholds.prr:g}, chi-square (Yates) >= {thresholds.chi_square:g} and {cases}",
        "is_ror": f"ror_lower > {ror} and {cases}",
        "is_ic": f"ic_lower > {ic}",
        "is_ebgm": f"ebgm_lower_least >= {thresholds.ebgm_lower:g}",
        "disproportionate": f"ic_lower > {ic}, ror_lower > {ror} (or b = 0 or c = 0) and {cases}; against a restricted "
        f"comparator the exact lower limit of the odds ratio > {ror} and {cases}",
    }


def is_evans(
    a: npt.ArrayLike, prr: npt.ArrayLike, chi_square_yates: npt.ArrayLike, thresholds: Thresholds = PUBLISHED_THRESHOLDS
) -> BoolArray:
    """Evans' criterion: PRR >= 2, chi-square with Yates' correction >= 4 and a >= 3.

    Parameters
    ----------
    a
        Counts of cases with drug and event.
    prr, chi_square_yates
        From `ratios.prr` and `chi_square.chi_square_yates`.
    thresholds
        What stands for 2, 4 and 3 where a watchlist sets its own.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where any of the three is undefined.

    References
    ----------
    Evans, Waller, Davis (2001). Pharmacoepidemiol Drug Saf 10:483-486.

    Examples
    --------
    >>> is_evans(a=[3, 3, 2], prr=[2.0, np.nan, 9.0], chi_square_yates=[4.0, 9.0, 9.0])
    array([ True, False, False])
    """
    cases, ratio, chi_square = columns_of(_finite_or_nan, a=a, prr=prr, chi_square_yates=chi_square_yates)
    return (cases >= thresholds.minimum_cases) & (ratio >= thresholds.prr) & (chi_square >= thresholds.chi_square)


def is_ror(a: npt.ArrayLike, ror_lower: npt.ArrayLike, thresholds: Thresholds = PUBLISHED_THRESHOLDS) -> BoolArray:
    """The lower 95% bound of ROR is above 1, with a >= 3.

    Parameters
    ----------
    a
        Counts of cases with drug and event.
    ror_lower
        Lower bound of the 95% interval of `ratios.ror`.
    thresholds
        What stands for 1 and 3 where a watchlist sets its own.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where the bound is undefined.

    References
    ----------
    van Puijenbroek et al. (2002). Pharmacoepidemiol Drug Saf 11:3-10.

    Examples
    --------
    >>> is_ror(a=[3, 3, 2], ror_lower=[1.01, 1.0, 5.0])
    array([ True, False, False])
    """
    cases, lower = columns_of(_finite_or_nan, a=a, ror_lower=ror_lower)
    return (cases >= thresholds.minimum_cases) & (lower > thresholds.ror_lower)


def is_q(a: npt.ArrayLike, q_value: npt.ArrayLike) -> BoolArray:
    """The q-value of a pair in its family of tests is below 5%, with a >= 3.

    One or two cases can have a small p-value by a single duplicate that was missed.

    Parameters
    ----------
    a
        Counts of cases with drug and event.
    q_value
        From `multiplicity.q_values` or `multiplicity.q_values_by`.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where the q-value is undefined.

    References
    ----------
    Benjamini, Hochberg (1995). J R Stat Soc B 57:289-300.

    Examples
    --------
    >>> is_q(a=[3, 3, 2, 9], q_value=[0.049, 0.05, 1e-9, np.nan])
    array([ True, False, False, False])
    """
    cases, value = columns_of(_finite_or_nan, a=a, q_value=q_value)
    return (cases >= MINIMUM_CASES) & (value < Q_LEVEL)


def is_ic(ic_lower: npt.ArrayLike, thresholds: Thresholds = PUBLISHED_THRESHOLDS) -> BoolArray:
    """The lower 95% bound of IC is above 0.

    Parameters
    ----------
    ic_lower
        Lower bound of the 95% interval of `information_component`, on the log2 scale.
    thresholds
        What stands for 0 where a watchlist sets its own.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where the bound is undefined.

    References
    ----------
    Noren, Hopstadius, Bate (2013). Stat Methods Med Res 22:57-69.

    Examples
    --------
    >>> is_ic([0.01, 0.0, np.inf, None])
    array([ True, False, False, False])
    """
    return _finite_or_nan("ic_lower", ic_lower) > thresholds.ic_lower


def is_ebgm(ebgm_lower: npt.ArrayLike, thresholds: Thresholds = PUBLISHED_THRESHOLDS) -> BoolArray:
    """EB05, the 5th percentile of MGPS' posterior, is at least 2.

    Where the whole fit was refused, the caller stores NULL instead.

    Parameters
    ----------
    ebgm_lower
        EB05, from `ebgm.score`: the least under the prior and its rivals.
    thresholds
        What stands for 2 where a watchlist sets its own.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where EB05 is undefined.

    References
    ----------
    Szarfman, Machado, O'Neill (2002). Drug Saf 25:381-392.

    Examples
    --------
    >>> is_ebgm([2.0, 1.99, np.nan])
    array([ True, False, False])
    """
    return _finite_or_nan("ebgm_lower", ebgm_lower) >= thresholds.ebgm_lower


def is_omega(omega_lower: npt.ArrayLike) -> BoolArray:
    """The lower 95% bound of Omega is above 0: more cases on both drugs than their excesses add up to.

    Parameters
    ----------
    omega_lower
        Lower bound of the 95% interval of `interaction.omega`, on the log2 scale.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where the bound is undefined.

    References
    ----------
    Noren, Sundberg, Bate, Edwards (2008). Stat Med 27:3057-3070.

    Examples
    --------
    >>> is_omega([0.01, 0.0, np.nan])
    array([ True, False, False])
    """
    return _finite_or_nan("omega_lower", omega_lower) > OMEGA_LOWER


def is_lrt(p_value: npt.ArrayLike) -> BoolArray:
    """The p-value of the likelihood ratio, over all events of the drug, is at most 5%.

    Parameters
    ----------
    p_value
        From `likelihood_ratio.max_lrt_test`.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where the p-value is undefined.

    References
    ----------
    Huang, Zalkikar, Tiwari (2011). J Am Stat Assoc 106:1230-1241.

    Examples
    --------
    >>> is_lrt([0.05, 0.051, np.nan])
    array([ True, False, False])
    """
    return _finite_or_nan("p_value", p_value) <= LRT_LEVEL


def _finite_or_nan(name: str, values: npt.ArrayLike) -> FloatArray:
    # An infinite value is an undefined ratio that was not caught; it must not count as a strong one.
    column = float_column(name, values)
    return np.where(np.isfinite(column), column, np.nan)
