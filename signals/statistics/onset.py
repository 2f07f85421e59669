"""Time from the start of therapy to the event: whether the hazard falls or rises with time on the drug."""

from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.optimize import fmin
from scipy.stats import norm, weibull_min

from signals.statistics.columns import FloatArray, count_column

LEAST_CASES = 20  # fewest onsets that a Weibull shape is fitted to
SAME_DAY = 0.5  # days that stand for an onset on the day of the first dose, because a Weibull time must be above 0


@dataclass(frozen=True)
class WeibullShape:
    """Shape of a Weibull distribution of onset times with its 95% interval, and its scale in days.

    The hazard falls with time on the drug (early onset) for a shape below 1, is constant for 1, and rises above 1.
    """

    shape: float
    shape_lower: float
    shape_upper: float
    scale_days: float


def weibull_shape(days: npt.ArrayLike) -> WeibullShape | None:
    """Maximum-likelihood Weibull distribution of onset times, with Wald's interval from the observed information.

    Reported onsets are right-truncated: events that had not occurred or been reported by the end of the data are
    missing, so the shape is that of the reported onsets.

    Parameters
    ----------
    days
        Onset times in whole days, 0 or more.

    Returns
    -------
    WeibullShape or None
        None for fewer than 20 onsets, or where all are equal, which no Weibull distribution fits.

    References
    ----------
    Cornelius, Sauzet, Evans (2012). Drug Saf 35:599-610 (the shape as a sign of a drug's effect). Cohen (1965).
    Technometrics 7:579-588 (the likelihood equations).

    Examples
    --------
    >>> fit = weibull_shape([1, 2, 3, 4, 6, 8, 11, 15, 20, 26, 33, 41, 52, 66, 83, 104, 130, 165, 210, 300])
    >>> round(fit.shape, 2), round(fit.scale_days)
    (0.73, 53)
    """
    onset = count_column("days", days)
    if len(onset) < LEAST_CASES or np.ptp(onset) == 0:
        return None
    time = np.where(onset == 0, SAME_DAY, onset)
    # scipy's default optimizer stops at four digits.
    optimizer = partial(fmin, xtol=1e-10, ftol=1e-10, maxiter=10_000)
    shape, _, scale = weibull_min.fit(time, floc=0, optimizer=optimizer)
    margin = norm.ppf(0.975) * _shape_error(time / scale, shape)
    return WeibullShape(float(shape), float(shape - margin), float(shape + margin), float(scale))


def _shape_error(relative: FloatArray, shape: float) -> float:
    """Standard error of the shape at the maximum, where the sum of (days / scale) ** shape is n (Cohen 1965)."""
    hazard, log_hazard = relative**shape, np.log(relative)
    n = len(relative)
    information = n / shape**2 + np.sum(hazard * log_hazard**2) - np.sum(hazard * log_hazard) ** 2 / n
    return float(1 / np.sqrt(information))
