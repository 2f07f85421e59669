"""Time from the start of therapy to the event: whether the hazard falls or rises with time on the drug."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import brentq, minimize_scalar
from scipy.special import exprel, gammaincinv

from signals.statistics.array_checks import FloatArray, check_same_length, count_column, refuse_first

LEAST_CASES = 20  # fewest onsets that a Weibull shape is fitted to
SAME_DAY = 0.5  # days that stand for an onset on the day of the first dose, because a Weibull time must be above 0
LOG_SHAPES = (float(np.log(0.02)), float(np.log(50.0)))  # the range that is searched
HALF_DEVIANCE = float(gammaincinv(1 / 2, 0.95))  # half of chi-square's 95% quantile with one degree of freedom
LARGEST_LOG = 600.0


@dataclass(frozen=True)
class WeibullShape:
    """Shape of a Weibull distribution of onset times with its 95% interval, and its scale in days.

    The hazard falls with time on the drug (early onset) for a shape below 1, is constant for 1, and rises above 1. The
    scale is infinite where the onsets seen do not slow down towards the end of the data, and a bound NaN where the
    likelihood does not fall off on its side.
    """

    shape: float
    shape_lower: float
    shape_upper: float
    scale_days: float


def weibull_shape(days: npt.ArrayLike, seen_days: npt.ArrayLike) -> WeibullShape | None:
    """Weibull distribution of onset times by the likelihood of right-truncated data, with a profile interval.

    An onset is among the reports only if it came before the end of the data, so each enters by its density divided by
    the probability of an onset within the days it could be seen in. The plain likelihood reads early onset into data
    that merely end: 0.8 to 0.9 for a shape of 0.7, 1.14 for 1.

    Parameters
    ----------
    days
        Onset times in whole days, 0 or more.
    seen_days
        Whole days from the start of therapy to the end of the data, not below `days`.

    Returns
    -------
    WeibullShape or None
        None for fewer than 20 onsets, or where all are equal or no shape is more likely than others.

    References
    ----------
    Leroy, Dauxois, Tubert-Bitter (2014). BMC Med Res Methodol 14:17, 10.1186/1471-2288-14-17 (right truncation).
    Cornelius, Sauzet, Evans (2012). Drug Saf 35:599-610 (the shape as a sign of a drug's effect).

    Examples
    --------
    >>> days = [1, 2, 3, 4, 6, 8, 11, 15, 20, 26, 33, 41, 52, 66, 83, 104, 130, 165, 210, 300]
    >>> fit = weibull_shape(days, seen_days=[4_000] * 20)
    >>> round(fit.shape, 2), round(fit.scale_days)
    (0.73, 53)
    >>> round(weibull_shape(days, seen_days=[365] * 20).shape, 2)
    0.68
    """
    onset, seen = count_column("days", days), count_column("seen_days", seen_days)
    check_same_length(days=onset, seen_days=seen)
    refuse_first("seen_days", seen, seen < onset, "must not be below days")
    if len(onset) < LEAST_CASES or np.ptp(onset) == 0:
        return None
    profile = _Profile(np.where(onset == 0, SAME_DAY, onset), seen + SAME_DAY)
    best = minimize_scalar(
        lambda log_shape: -profile(log_shape), bounds=LOG_SHAPES, method="bounded", options={"xatol": 1e-9}
    )
    lower, upper = (_bound(profile, best.x, end) for end in LOG_SHAPES)
    if np.isnan([lower, upper]).all():
        return None
    return WeibullShape(float(np.exp(best.x)), lower, upper, profile.scale(best.x))


def _bound(profile: "_Profile", best: float, end: float) -> float:
    """The shape between the best and an end of the range at which twice the log likelihood has fallen by 3.84."""

    def height(log_shape: float) -> float:
        return profile(log_shape) - profile(best) + HALF_DEVIANCE

    return float(np.exp(brentq(height, best, end, xtol=1e-9))) if height(end) < 0 else float("nan")


class _Profile:
    """Largest log likelihood of a shape, over all scales, of onsets seen only if they came within their windows.

    With y = days^shape, T = window^shape and rate = scale^-shape, y is exponential, truncated at T: its log likelihood
    is concave in the rate, whose limit of 0 is a power law.
    """

    def __init__(self, days: FloatArray, window: FloatArray) -> None:
        self.unit = float(days.max())
        self.log_days, self.log_window = np.log(days / self.unit), np.log(window / self.unit)

    def __call__(self, log_shape: float) -> float:
        y, T = self._powers(log_shape)
        rate = _best_rate(y, T)
        # ln of rate exp(-rate y) / (1 - exp(-rate T)), and of dy / d days = shape days^(shape - 1)
        log_density = -rate * y - np.log(T * exprel(-rate * T))
        return float(np.sum(log_density + log_shape + np.expm1(log_shape) * self.log_days))

    def scale(self, log_shape: float) -> float:
        """Scale in days at its best for this shape; infinite for a power law."""
        rate = _best_rate(*self._powers(log_shape))
        return float(self.unit * rate ** -np.exp(-log_shape)) if rate else float("inf")

    def _powers(self, log_shape: float) -> tuple[FloatArray, FloatArray]:
        shape = np.exp(log_shape)
        return np.exp(shape * self.log_days), np.exp(np.minimum(shape * self.log_window, LARGEST_LOG))


def _best_rate(y: FloatArray, T: FloatArray) -> float:
    """Rate of exponential distributions truncated at T whose means add up to the sum of y; 0 where y is late."""
    total = float(y.sum())

    def excess(rate: float) -> float:
        return float(np.sum(_truncated_mean(rate, T))) - total

    return float(brentq(excess, 0.0, 2 * len(y) / total, rtol=1e-12)) if excess(0.0) > 0 else 0.0


def _truncated_mean(rate: float, T: FloatArray) -> FloatArray:
    """Mean of an exponential distribution truncated at T: 1 / rate - T / (exp(rate T) - 1), T / 2 for a rate of 0."""
    scaled = rate * T
    is_small = scaled < 1e-3
    large = np.where(is_small, 1.0, scaled)
    with np.errstate(over="ignore"):
        share = np.where(is_small, 1 / 2 - scaled / 12, 1 / large - 1 / np.expm1(large))  # the rest: scaled^3 / 720
    return T * share
