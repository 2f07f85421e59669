"""Time from the start of therapy to the event: its quartiles, and whether it comes early or late."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from signals.statistics.contingency import count_column

LEAST_CASES = 20
"""Onsets from which on a Weibull shape is fitted."""

SAME_DAY = 0.5
"""Days that an onset on the day of the first dose counts as in the Weibull fit, which knows no time of 0."""


@dataclass(frozen=True)
class WeibullShape:
    """Shape of a Weibull distribution of onset times with its 95% interval, and its scale in days.

    A shape below 1: the hazard falls with time on the drug (early onset); about 1: it stays; above 1: it grows.
    """

    shape: float
    shape_lower: float
    shape_upper: float
    scale_days: float


def weibull_shape(days: npt.ArrayLike) -> WeibullShape | None:
    """Weibull distribution of onset times in whole days, 0 or more, by maximum likelihood (lifelines).

    None for fewer than 20 onsets, or where all are the same day, which no Weibull distribution fits. Reported onsets
    are cut off on the right: what had not happened or not been sent by the end of the data is not among them, and the
    shape is that of the onsets that were reported.

    References
    ----------
    Cornelius, Sauzet, Evans (2012). Drug Saf 35:599-610 (the shape as a sign of a drug's effect). Davidson-Pilon
    (2019). J Open Source Softw 4:1317 (lifelines).

    Example
    -------
    >>> fit = weibull_shape([1, 2, 3, 4, 6, 8, 11, 15, 20, 26, 33, 41, 52, 66, 83, 104, 130, 165, 210, 300])
    >>> round(fit.shape, 2), round(fit.scale_days)
    (0.73, 53)
    """
    from lifelines import WeibullFitter  # a second to import

    onset = count_column("days", days)
    if len(onset) < LEAST_CASES or np.ptp(onset) == 0:
        return None
    fit = WeibullFitter().fit(np.where(onset == 0, SAME_DAY, onset), timeline=[1.0])
    shape = fit.summary.loc["rho_"]
    return WeibullShape(
        shape=float(shape["coef"]),
        shape_lower=float(shape["coef lower 95%"]),
        shape_upper=float(shape["coef upper 95%"]),
        scale_days=float(fit.lambda_),
    )
