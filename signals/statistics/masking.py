"""Masking: a drug with many reports of an event raises what is expected of every other drug."""

import numpy as np
import numpy.typing as npt

from signals.statistics.contingency import FloatArray, check_same_length, count_column, divide


def masking_ratio(
    drug_event: npt.ArrayLike, drug_total: npt.ArrayLike, event_total: npt.ArrayLike, total: npt.ArrayLike
) -> FloatArray:
    """By how much a drug's reports raise the event's share among all reports.

    (event_total / total) over the same share without every case of the drug: about the factor by which the reporting
    ratio of another drug, which shares no case with it, rises when its cases leave. 1: it masks nothing; above 1: it
    masks. Columns of counts of one length: cases of the drug with the event, of the drug, of the event, and all. NaN
    where the event is reported with the drug only, so that nothing is left to compare with. ValueError as in `score`,
    and for a part that is larger than its whole.

    References
    ----------
    Maignen, Hauben, Hung, Van Holle, Dogne (2014). Pharmacoepidemiol Drug Saf 23:208-217, 10.1002/pds.3530. Wang,
    Hochberg, Pearson, Hauben (2010). Drug Saf 33:1117-1133 (the effect, in FDA's database).

    Example
    -------
    >>> masking_ratio([500, 10], [5000, 10000], event_total=[1000, 1000], total=[10**6, 10**6]).round(3)
    array([1.99, 1.  ])
    """
    columns = {
        "drug_event": count_column("drug_event", drug_event),
        "drug_total": count_column("drug_total", drug_total),
        "event_total": count_column("event_total", event_total),
        "total": count_column("total", total),
    }
    for name, column in columns.items():
        check_same_length(name, column, "drug_event", columns["drug_event"])
    for part, whole in (
        ("drug_event", "drug_total"),
        ("drug_event", "event_total"),
        ("drug_total", "total"),
        ("event_total", "total"),
    ):
        is_larger = columns[part] > columns[whole]
        if is_larger.any():
            position = int(np.argmax(is_larger))
            raise ValueError(
                f"{part} must not exceed {whole}; found {columns[part][position]} beside {columns[whole][position]} "
                f"at position {position}"
            )
    with_event, of_drug, of_event, everything = columns.values()
    share_without = divide(of_event - with_event, everything - of_drug)
    return divide(divide(of_event, everything), np.where(share_without > 0, share_without, np.nan))
