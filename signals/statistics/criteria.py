"""Named criteria of disproportionate reporting: each one boolean column, each threshold with its paper, here
only.

A criterion is never True for NaN, infinity, None or pandas.NA: what is not shown is False. Its columns have one
length, or a ValueError names the one that has not.
"""

import numpy as np
import numpy.typing as npt

from signals.statistics.contingency import BoolArray, FloatArray, check_same_length, float_column

MINIMUM_CASES = 3
"""Cases below which PRR and ROR are not read: Evans 2001 (n >= 3); van Puijenbroek 2002 as used by Lareb."""

EVANS_PRR = 2.0
"""Least PRR: Evans, Waller, Davis 2001, Pharmacoepidemiol Drug Saf 10:483-486."""

EVANS_CHI_SQUARE = 4.0
"""Least chi-square with Yates' correction: Evans, Waller, Davis 2001."""

ROR_LOWER = 1.0
"""The lower 95% bound of ROR must exceed this: van Puijenbroek 2002, Pharmacoepidemiol Drug Saf 11:3-10."""

IC_LOWER = 0.0
"""The lower 95% bound of IC must exceed this: Bate 1998, Eur J Clin Pharmacol 54:315-321; Noren 2013."""

EBGM_LOWER = 2.0
"""Least EB05: Szarfman, Machado, O'Neill 2002, Drug Saf 25:381-392."""

OMEGA_LOWER = 0.0
"""The lower 95% bound of Omega must exceed this: Noren 2008, Stat Med 27:3057-3070."""

LRT_LEVEL = 0.05
"""Largest p-value of a likelihood ratio, over all events of the drug: Huang 2011, J Am Stat Assoc 106:1230-1241."""


def is_evans(a: npt.ArrayLike, prr: npt.ArrayLike, chi_square_yates: npt.ArrayLike) -> BoolArray:
    """Evans' criterion: PRR >= 2, chi-square with Yates' correction >= 4 and a >= 3.

    References
    ----------
    Evans, Waller, Davis (2001). Pharmacoepidemiol Drug Saf 10:483-486.

    Example
    -------
    >>> is_evans(a=[3, 3, 2], prr=[2.0, np.nan, 9.0], chi_square_yates=[4.0, 9.0, 9.0])
    array([ True, False, False])
    """
    has_cases = _is_at_least("a", a, MINIMUM_CASES)
    is_doubled = _is_at_least("prr", prr, EVANS_PRR)
    is_unlikely = _is_at_least("chi_square_yates", chi_square_yates, EVANS_CHI_SQUARE)
    check_same_length("prr", is_doubled, "a", has_cases)
    check_same_length("chi_square_yates", is_unlikely, "a", has_cases)
    return has_cases & is_doubled & is_unlikely


def is_ror(a: npt.ArrayLike, ror_lower: npt.ArrayLike) -> BoolArray:
    """The lower 95% bound of ROR is above 1, with a >= 3.

    References
    ----------
    van Puijenbroek et al. (2002). Pharmacoepidemiol Drug Saf 11:3-10.

    Example
    -------
    >>> is_ror(a=[3, 3, 2], ror_lower=[1.01, 1.0, 5.0])
    array([ True, False, False])
    """
    has_cases, is_raised = _is_at_least("a", a, MINIMUM_CASES), _is_above("ror_lower", ror_lower, ROR_LOWER)
    check_same_length("ror_lower", is_raised, "a", has_cases)
    return has_cases & is_raised


def is_ic(ic_lower: npt.ArrayLike) -> BoolArray:
    """The lower 95% bound of IC is above 0.

    References
    ----------
    Noren, Hopstadius, Bate (2013). Stat Methods Med Res 22:57-69.

    Example
    -------
    >>> is_ic([0.01, 0.0, np.inf, None])
    array([ True, False, False, False])
    """
    return _is_above("ic_lower", ic_lower, IC_LOWER)


def is_ebgm(ebgm_lower: npt.ArrayLike) -> BoolArray:
    """EB05, the 5th percentile of MGPS' posterior, is at least 2.

    False where EBGM is undefined; where the whole fit was refused the caller stores NULL instead.

    References
    ----------
    Szarfman, Machado, O'Neill (2002). Drug Saf 25:381-392.

    Example
    -------
    >>> is_ebgm([2.0, 1.99, np.nan])
    array([ True, False, False])
    """
    return _is_at_least("ebgm_lower", ebgm_lower, EBGM_LOWER)


def is_omega(omega_lower: npt.ArrayLike) -> BoolArray:
    """The lower 95% bound of Omega is above 0: more cases on both drugs than their excesses add up to.

    References
    ----------
    Noren, Sundberg, Bate, Edwards (2008). Stat Med 27:3057-3070.

    Example
    -------
    >>> is_omega([0.01, 0.0, np.nan])
    array([ True, False, False])
    """
    return _is_above("omega_lower", omega_lower, OMEGA_LOWER)


def is_lrt(p_value: npt.ArrayLike) -> BoolArray:
    """The likelihood ratio's p-value, over all events of the drug, is at most 5%.

    References
    ----------
    Huang, Zalkikar, Tiwari (2011). J Am Stat Assoc 106:1230-1241.

    Example
    -------
    >>> is_lrt([0.05, 0.051, np.nan])
    array([ True, False, False])
    """
    return _finite_or_nan("p_value", p_value) <= LRT_LEVEL


def _is_at_least(name: str, values: npt.ArrayLike, threshold: float) -> BoolArray:
    column = _finite_or_nan(name, values)
    return column >= threshold


def _is_above(name: str, values: npt.ArrayLike, threshold: float) -> BoolArray:
    column = _finite_or_nan(name, values)
    return column > threshold


def _finite_or_nan(name: str, values: npt.ArrayLike) -> FloatArray:
    # An infinity is an undefined ratio that was not caught; it must not pass for a strong one.
    column = float_column(name, values)
    return np.where(np.isfinite(column), column, np.nan)
