"""Verdict on a pair from the human reports: disproportionate, not disproportionate, or too few reports to tell."""

import numpy as np
import numpy.typing as npt

from signals.statistics.columns import check_same_length, columns_of, count_column, expectation_column, float_column
from signals.statistics.criteria import MINIMUM_CASES, is_ic, is_ror
from signals.statistics.power import RATIO_TO_SEE, expected_needed

DISPROPORTIONATE = "disproportionate"
TOO_FEW_REPORTS = "too few reports"
NOT_DISPROPORTIONATE = "not disproportionate"
INCONCLUSIVE = "inconclusive"
VERDICTS = (DISPROPORTIONATE, TOO_FEW_REPORTS, NOT_DISPROPORTIONATE, INCONCLUSIVE)


def human_verdict(
    a: npt.ArrayLike,
    b: npt.ArrayLike,
    c: npt.ArrayLike,
    expected: npt.ArrayLike,
    ic_lower: npt.ArrayLike,
    ic_upper: npt.ArrayLike,
    ror_lower: npt.ArrayLike,
) -> npt.NDArray[np.object_]:
    """Verdict of the human evidence: the first of the four that holds.

    1. `disproportionate`: a >= 3, ic_lower > 0, and ror_lower > 1 or b = 0 or c = 0 (where ROR is undefined, which must
       not hide the strongest pairs).
    2. `too few reports`: expected is below 12.364 (`expected_needed`), or undefined because nothing was reported.
    3. `not disproportionate`: ic_upper < 1, so a doubling is ruled out.
    4. `inconclusive`.

    Parameters
    ----------
    a, b, c
        Counts of cases with drug and event, drug only, and event only.
    expected
        Expected cases, 0 or more.
    ic_lower, ic_upper, ror_lower
        Bounds of the 95% intervals; infinite counts as undefined. These and `expected` may be NaN, None or pandas.NA
        where undefined, which supports no verdict.

    References
    ----------
    Noren (2013) for the bounds of IC, van Puijenbroek (2002) for those of ROR; see `criteria` and `power`.

    Examples
    --------
    >>> human_verdict(a=[23, 0, 80, 20], b=[9977, 9, 39920, 9980], c=[77, 4, 9920, 140],
    ...     expected=[9.0, 0.4, 80.0, 16.0], ic_lower=[0.68, -10.8, -0.32, -0.38],
    ...     ic_upper=[1.87, 1.5, 0.31, 0.9], ror_lower=[1.9, np.nan, 0.8, 0.8]).tolist()
    ['disproportionate', 'too few reports', 'not disproportionate', 'not disproportionate']
    """
    drug_event, drug_only, event_only = columns_of(count_column, a=a, b=b, c=c)
    expectation = expectation_column("expected", expected)
    lower, upper, ratio_lower = (
        float_column(name, values)
        for name, values in (("ic_lower", ic_lower), ("ic_upper", ic_upper), ("ror_lower", ror_lower))
    )
    check_same_length(a=drug_event, expected=expectation, ic_lower=lower, ic_upper=upper, ror_lower=ratio_lower)
    has_no_odds_ratio = (drug_only == 0) | (event_only == 0)
    is_disproportionate = (drug_event >= MINIMUM_CASES) & is_ic(lower)
    is_disproportionate &= is_ror(drug_event, ratio_lower) | has_no_odds_ratio
    has_too_few = ~(expectation >= expected_needed())  # NaN is too few as well
    is_doubling_ruled_out = np.isfinite(upper) & (upper < np.log2(RATIO_TO_SEE))
    return np.select(
        [is_disproportionate, has_too_few, is_doubling_ruled_out],
        [np.array(word, dtype=object) for word in VERDICTS[:3]],
        default=np.array(INCONCLUSIVE, dtype=object),
    )
