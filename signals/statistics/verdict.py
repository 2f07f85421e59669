"""Verdict on a pair from the human reports: disproportionate, not disproportionate, or too few reports to tell."""

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import (
    BoolArray,
    boolean_column,
    check_same_length,
    columns_of,
    count_column,
    expectation_column,
    float_column,
)
from signals.statistics.criteria import PUBLISHED_THRESHOLDS, Thresholds, is_ic, is_ror
from signals.statistics.power import RATIO_TO_SEE, expected_needed

DISPROPORTIONATE = "disproportionate"
NOT_DISPROPORTIONATE = "not disproportionate"
TOO_FEW_REPORTS = "too few reports"
INCONCLUSIVE = "inconclusive"
VERDICTS = (DISPROPORTIONATE, NOT_DISPROPORTIONATE, TOO_FEW_REPORTS, INCONCLUSIVE)


def is_disproportionate(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
    ic_lower: npt.ArrayLike,
    ror_lower: npt.ArrayLike,
    thresholds: Thresholds = PUBLISHED_THRESHOLDS,
) -> BoolArray:
    """a >= 3, ic_lower > 0, and ror_lower > 1 or b = 0 or c = 0, where ROR is undefined.

    An undefined ROR must not hide the strongest pairs.

    Parameters
    ----------
    a, b, c
        Counts of cases with drug and event, drug only, and event only.
    ic_lower, ror_lower
        Lower bounds of the 95% intervals; NaN, None, pandas.NA and infinite count as undefined, which holds nothing.
    thresholds
        What stands for 3, 0 and 1 where a watchlist sets its own.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where a bound is undefined, except for ROR where b = 0 or c = 0.

    References
    ----------
    Noren (2013) for the bounds of IC, van Puijenbroek (2002) for those of ROR; see `criteria`.

    Examples
    --------
    >>> is_disproportionate(
    ...     a=[23, 4, 2], b=[9977, 0, 9], c=[77, 9, 4], ic_lower=[0.7, 0.1, 3.0], ror_lower=[1.9, np.nan, 3.0])
    array([ True,  True, False])
    """
    drug_event, drug_only, event_only = columns_of(count_column, a=a, b=b, c=c)
    information, odds = columns_of(float_column, ic_lower=ic_lower, ror_lower=ror_lower)
    check_same_length(a=drug_event, ic_lower=information, ror_lower=odds)
    has_no_odds_ratio = (drug_only == 0) | (event_only == 0)
    is_frequent = drug_event >= thresholds.minimum_cases
    return is_frequent & is_ic(information, thresholds) & (is_ror(drug_event, odds, thresholds) | has_no_odds_ratio)


def is_disproportionate_within(
    a: npt.ArrayLike, odds_ratio_lower: npt.ArrayLike, thresholds: Thresholds = PUBLISHED_THRESHOLDS
) -> BoolArray:
    """`disproportionate` where the comparator is restricted: a >= 3, and the lower limit of the odds ratio above 1.

    There the drug holds a large share s of the reports, and observed to expected, which cannot exceed 1 / s, has little
    power: 35% at s = 50% and E = 30 to see an odds ratio of 2, where this has 66%. Woolf's limit is not used: with 1.5
    expected it is above 1 in up to 6.5% of tables whose odds ratio is 1.

    Parameters
    ----------
    a
        Counts of cases with drug and event.
    odds_ratio_lower
        Lower limit of `exact_odds_ratio_limits`, of an adjusted analysis that of `mantel_haenszel`; undefined as in
        `is_disproportionate`.
    thresholds
        What stands for 3 and 1 where a watchlist sets its own.

    Returns
    -------
    ndarray of bool of shape (n,)
        False where the limit is undefined.

    References
    ----------
    Cornfield (1956). Proc Third Berkeley Symp 4:135-148 (exact limits).

    Examples
    --------
    >>> is_disproportionate_within(a=[28, 40, 2, 0], odds_ratio_lower=[1.067, 0.48, 5.0, np.nan])
    array([ True, False, False, False])
    """
    cases, limit = columns_of(float_column, a=a, odds_ratio_lower=odds_ratio_lower)
    return is_ror(cases, limit, thresholds)


def human_verdict(
    is_disproportionate: npt.ArrayLike,
    expected: npt.ArrayLike,
    ic_upper: npt.ArrayLike,
    odds_ratio_upper: npt.ArrayLike,
) -> npt.NDArray[np.object_]:
    """Verdict of the human evidence: the first of the four that holds.

    1. `disproportionate`: `is_disproportionate`, or where the comparator is restricted `is_disproportionate_within`.
    2. `not disproportionate`: ic_upper < 1 and odds_ratio_upper < 2, so a doubling is ruled out on either scale. IC
       alone says so falsely where the drug holds a large share of the reports (see `is_disproportionate_within`).
    3. `too few reports`: expected is below 12.364 (`expected_needed`), or undefined because nothing was reported.
    4. `inconclusive`.

    Parameters
    ----------
    is_disproportionate
        Whether the first holds.
    expected
        Expected cases, 0 or more.
    ic_upper, odds_ratio_upper
        Upper limits of the 95% intervals, of the odds ratio the exact conditional one (`exact_odds_ratio_limits`), in
        an adjusted analysis that of `mantel_haenszel`. Infinite counts as undefined. These and `expected` may be NaN,
        None or pandas.NA where undefined, which supports no verdict.

    Returns
    -------
    ndarray of str of shape (n,)
        Members of VERDICTS, as objects.

    References
    ----------
    Noren (2013) for the bounds of IC; see `exact_odds_ratio` and `power`.

    Examples
    --------
    >>> human_verdict(is_disproportionate=[True, False, False, False, False], expected=[9.0, 0.4, 80.0, 16.0, 33.0],
    ...     ic_upper=[1.87, 1.5, 0.31, 0.9, 0.8], odds_ratio_upper=[3.0, 9.0, 1.2, 1.9, 5.97]).tolist()
    ['disproportionate', 'too few reports', 'not disproportionate', 'not disproportionate', 'inconclusive']
    """
    holds = boolean_column("is_disproportionate", is_disproportionate)
    expectation = expectation_column("expected", expected)
    information, odds = columns_of(float_column, ic_upper=ic_upper, odds_ratio_upper=odds_ratio_upper)
    check_same_length(is_disproportionate=holds, expected=expectation, ic_upper=information, odds_ratio_upper=odds)
    is_doubling_ruled_out = (
        np.isfinite(information) & (information < np.log2(RATIO_TO_SEE)) & np.isfinite(odds) & (odds < RATIO_TO_SEE)
    )
    has_too_few = ~(expectation >= expected_needed())  # NaN is too few as well
    return np.select(
        [holds, is_doubling_ruled_out, has_too_few],
        [np.array(word, dtype=object) for word in VERDICTS[:3]],
        default=np.array(INCONCLUSIVE, dtype=object),
    )
