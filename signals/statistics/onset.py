"""Time from the start of therapy to the event: its quartiles, and whether it comes early or late."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import fmin
from scipy.stats import norm, weibull_min

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
    """Weibull distribution of onset times in whole days, 0 or more, by maximum likelihood.

    None for fewer than 20 onsets, or where all are the same day, which no Weibull distribution fits. Reported onsets
    are cut off on the right: what had not happened or not been sent by the end of the data is not among them, and the
    shape is that of the onsets that were reported. The interval is Wald's, from the observed information.

    References
    ----------
    Cornelius, Sauzet, Evans (2012). Drug Saf 35:599-610 (the shape as a sign of a drug's effect). Cohen (1965).
    Technometrics 7:579-588 (the likelihood equations).

    Example
    -------
    >>> fit = weibull_shape([1, 2, 3, 4, 6, 8, 11, 15, 20, 26, 33, 41, 52, 66, 83, 104, 130, 165, 210, 300])
    >>> round(fit.shape, 2), round(fit.scale_days)
    (0.73, 53)
    """
    onset = count_column("days", days)
    if len(onset) < LEAST_CASES or np.ptp(onset) == 0:
        return None
    days_known = np.where(onset == 0, SAME_DAY, onset)
    shape, _, scale = weibull_min.fit(days_known, floc=0, optimizer=_to_full_precision)
    standard_error = _shape_error(days_known / scale, shape)
    margin = norm.ppf(0.975) * standard_error
    return WeibullShape(
        shape=float(shape),
        shape_lower=float(shape - margin),
        shape_upper=float(shape + margin),
        scale_days=float(scale),
    )


def _to_full_precision(
    negative_log_likelihood: Callable[..., float], start: npt.ArrayLike, args: tuple[Any, ...], disp: int
) -> npt.NDArray[np.float64]:
    """scipy's default optimizer stops at four digits."""
    return np.asarray(
        fmin(negative_log_likelihood, start, args=args, disp=disp, xtol=1e-10, ftol=1e-10, maxiter=10_000)
    )


def _shape_error(relative: npt.NDArray[np.float64], shape: float) -> float:
    """Standard error of the shape at the maximum, where the sum of (days / scale) ** shape is n (Cohen 1965)."""
    hazard, log_hazard = relative**shape, np.log(relative)
    n = len(relative)
    information = n / shape**2 + np.sum(hazard * log_hazard**2) - np.sum(hazard * log_hazard) ** 2 / n
    return float(1 / np.sqrt(information))
