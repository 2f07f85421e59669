"""Masking: a drug with many reports of an event raises the expected count of every other drug."""

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import FloatArray, columns_of, count_column, refuse_first
from signals.statistics.contingency import divide


def masking_ratio(
    drug_event: npt.ArrayLike, drug_total: npt.ArrayLike, event_total: npt.ArrayLike, total: npt.ArrayLike
) -> FloatArray:
    """Factor by which a drug's cases raise the share of cases with the event.

    (event_total / total) divided by the same share without the drug's cases: about the factor by which the reporting
    ratio of another drug, which shares no case with it, rises when these cases are removed. Above 1 the drug masks.

    Parameters
    ----------
    drug_event, drug_total, event_total, total
        Counts of cases with drug and event, with the drug, with the event, and of all cases.

    Returns
    -------
    ndarray of shape (n,)
        NaN where the event is reported with this drug only, so that nothing is left to compare with.

    Raises
    ------
    ValueError
        A part is larger than its whole.

    References
    ----------
    Maignen, Hauben, Hung, Van Holle, Dogne (2014). Pharmacoepidemiol Drug Saf 23:208-217, 10.1002/pds.3530. Wang,
    Hochberg, Pearson, Hauben (2010). Drug Saf 33:1117-1133 (the effect).

    Examples
    --------
    >>> masking_ratio([500, 10], [5000, 10000], event_total=[1000, 1000], total=[10**6, 10**6]).round(3)
    array([1.99, 1.  ])
    """
    with_event, of_drug, of_event, all_cases = columns_of(
        count_column, drug_event=drug_event, drug_total=drug_total, event_total=event_total, total=total
    )
    refuse_first("drug_event", with_event, with_event > of_drug, "must not exceed drug_total")
    refuse_first("drug_event", with_event, with_event > of_event, "must not exceed event_total")
    refuse_first("drug_total", of_drug, of_drug > all_cases, "must not exceed total")
    refuse_first("event_total", of_event, of_event > all_cases, "must not exceed total")
    share_without = divide(of_event - with_event, all_cases - of_drug)
    return divide(divide(of_event, all_cases), np.where(share_without > 0, share_without, np.nan))
