"""The two classical ratios of spontaneous reporting, PRR and ROR."""

import numpy as np

from signals.statistics.contingency import ContingencyTable, divide
from signals.statistics.estimate import Estimate


def prr(table: ContingencyTable, confidence_level: float = 0.95) -> Estimate:
    """Proportional reporting ratio.

    How much larger the event's share is among the drug's cases than among all cases *without* the drug.

    Parameters
    ----------
    table
        2x2 tables of cases.
    confidence_level
        Of the two-sided interval, between 0 and 1.

    Returns
    -------
    Estimate
        PRR is NaN where c = 0 or a + b = 0, and 0 where a = 0 and c > 0. The interval is NaN where a = 0 or c = 0.

    References
    ----------
    Evans, Waller, Davis (2001). Pharmacoepidemiol Drug Saf 10:483-486.

    Examples
    --------
    Counts of Noren (2006), Stat Med 25:3740-3757, Table III, second row:

    >>> estimate = prr(ContingencyTable.from_counts(a=203, b=29865, c=305, d=124836))
    >>> estimate.value.round(4), estimate.lower.round(4), estimate.upper.round(4)
    (array([2.7701]), array([2.3205]), array([3.3067]))
    """
    a, b, c, d = table.cells
    ratio = divide(divide(a, a + b), divide(c, c + d))
    # 1/a - 1/(a+b) is written b/(a(a+b)), which neither cancels nor falls below 0.
    log_variance = divide(b, a * (a + b)) + divide(d, c * (c + d))
    return Estimate.from_log(ratio, np.sqrt(log_variance), confidence_level)


def ror(table: ContingencyTable, confidence_level: float = 0.95) -> Estimate:
    """Reporting odds ratio with Woolf's interval, without continuity correction.

    The odds of the drug among cases with the event over its odds among cases without it.

    Parameters
    ----------
    table
        2x2 tables of cases.
    confidence_level
        Of the two-sided interval, between 0 and 1.

    Returns
    -------
    Estimate
        ROR and interval are NaN where any cell is 0.

    References
    ----------
    van Puijenbroek et al. (2002). Pharmacoepidemiol Drug Saf 11:3-10. Woolf (1955). Ann Hum Genet 19:251-253.

    Examples
    --------
    >>> estimate = ror(ContingencyTable.from_counts(a=203, b=29865, c=305, d=124836))
    >>> estimate.value.round(4), estimate.lower.round(4), estimate.upper.round(4)
    (array([2.7821]), array([2.3285]), array([3.3241]))
    >>> ror(ContingencyTable.from_counts(a=5, b=0, c=5, d=100)).value
    array([nan])
    """
    a, b, c, d = table.cells
    odds_ratio = np.where(a * d > 0, divide(a * d, b * c), np.nan)
    log_variance = divide(1, a) + divide(1, b) + divide(1, c) + divide(1, d)
    return Estimate.from_log(odds_ratio, np.sqrt(log_variance), confidence_level)
