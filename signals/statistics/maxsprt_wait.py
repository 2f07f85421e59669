"""How long MaxSPRT takes to find a ratio: the exact distribution of the look at which it signals."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln, xlogy

from signals.statistics.array_checks import FloatArray, finite_column
from signals.statistics.maxsprt import signal_moments
from signals.statistics.number import check_number
from signals.statistics.power import RATIO_TO_SEE

MOST_LOOKS = 400  # a century of quarters


@dataclass(frozen=True)
class Wait:
    """Columns of shape (n,): the median look, NaN where half never signal, and the probability of any signal."""

    median_look: FloatArray
    power: FloatArray


def wait(
    expected: npt.ArrayLike, value: float, upper_limit: float, minimum_events: int, ratio: float = RATIO_TO_SEE
) -> Wait:
    """First look by which MaxSPRT has signalled with probability 50%, and with what probability it ever does.

    Parameters
    ----------
    expected
        Cases expected at each look, the same at all looks of a row.
    value, upper_limit, minimum_events
        The critical value and the limits of the test (`signals.statistics.maxsprt`).
    ratio
        True ratio of observed to expected.

    Returns
    -------
    Wait
        Over the looks until `upper_limit` cases are expected, and at most 400 (a century of quarters).

    References
    ----------
    Kulldorff et al. (2011). Sequential Analysis 30:58-78.

    Examples
    --------
    >>> found = wait([0.3, 3.0], value=8.21, upper_limit=20.0, minimum_events=4)
    >>> found.median_look, found.power.round(2)
    (array([65., nan]), array([0.52, 0.42]))
    >>> wait([0.3], value=8.21, upper_limit=20.0, minimum_events=4, ratio=3.0).median_look
    array([20.])
    """
    step = finite_column("expected", expected)
    check_number("ratio", ratio, 0, np.inf)
    moments = signal_moments(value, upper_limit, minimum_events)
    transition = _transitions(step * ratio, minimum_events + len(moments))
    silent = np.zeros((len(step), minimum_events + len(moments)))  # P(count, no signal so far)
    silent[:, 0] = 1.0
    median = np.full(len(step), np.nan)
    for look in range(1, MOST_LOOKS + 1):
        reached = step * look
        is_open = (reached <= upper_limit) & (step > 0)
        if not is_open.any():
            break
        silent[is_open] = np.matmul(silent[is_open, None, :], transition[is_open])[:, 0]
        least = minimum_events + np.searchsorted(moments, reached)  # the fewest cases that signal at this look
        silent[is_open[:, None] & (np.arange(silent.shape[1]) >= least[:, None])] = 0.0
        median[np.isnan(median) & (silent.sum(axis=1) <= 0.5)] = look
    return Wait(median, 1.0 - silent.sum(axis=1))


def _transitions(mean: FloatArray, size: int) -> npt.NDArray[np.float64]:
    """P(from i to j cases at one look), shape (n, size, size); what goes beyond is lost, since it has signalled."""
    added = np.arange(size)[None, :] - np.arange(size)[:, None]
    log_probability = xlogy(added, mean[:, None, None]) - mean[:, None, None] - gammaln(np.maximum(added, 0) + 1)
    return np.where(added >= 0, np.exp(np.where(added >= 0, log_probability, 0.0)), 0.0)
