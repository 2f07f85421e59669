"""Maximised sequential probability ratio test (MaxSPRT) for Poisson counts: repeated looks at a fixed alpha.

Events are counted until a fixed number is expected under the null (`upper_limit`). At every look with at least
`minimum_events` events, the log-likelihood ratio of the best ratio above 1 against 1 is compared with one flat critical
value, that of continuous monitoring. Looks once a quarter are some of these moments, so the error stays at or below
alpha whatever the quarters contain.
"""

from functools import cache

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import FloatArray, observed_and_expected
from signals.statistics.number import check_number, check_whole

ROOT_TOLERANCE = 1e-12
LARGEST_UPPER_LIMIT = 1000.0  # the largest upper limit for which published values exist to check against


def log_likelihood_ratio(n: npt.ArrayLike, expected: npt.ArrayLike) -> FloatArray:
    """Log-likelihood ratio of the Poisson MaxSPRT: (E - n) + n ln(n / E) where n > E, else 0.

    Parameters
    ----------
    n, expected
        Observed and expected events since the first look.

    Returns
    -------
    ndarray of shape (n,)
        NaN where n > 0 and nothing is expected.

    References
    ----------
    Kulldorff et al. (2011). Sequential Analysis 30:58-78.

    Examples
    --------
    >>> log_likelihood_ratio([4, 1, 0, 2], [1.0, 2.0, 0.0, 0.0]).round(4)
    array([2.5452, 0.    , 0.    ,    nan])
    """
    events, expectation = observed_and_expected("n", n, expected)
    from scipy.special import xlogy

    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = (expectation - events) + xlogy(events, events) - xlogy(events, expectation)
    ratio[events <= expectation] = 0.0
    ratio[~np.isfinite(ratio)] = np.nan
    return ratio


@cache
def critical_value(upper_limit: float, alpha: float, minimum_events: int) -> float:
    """Exact critical value of the log-likelihood ratio under continuous monitoring.

    Under the null, the probability that the ratio reaches it with at least `minimum_events` events, before
    `upper_limit` events are expected, is `alpha`.

    Parameters
    ----------
    upper_limit
        Expected events at which the test ends, above 0 and at most 1,000.
    alpha
        Probability of a signal under the null, above 0 and at most 0.5.
    minimum_events
        Fewest events that can signal, 1 or more.

    Returns
    -------
    float
        On the natural log scale, to 1e-12.

    Raises
    ------
    ValueError
        A limit is out of range, or no value has that probability: with so few events expected, even signalling at every
        excess stays below alpha.

    References
    ----------
    Kulldorff et al. (2011). Sequential Analysis 30:58-78. Kulldorff, Silva (2017). REVSTAT 15:373-394 (minimum events).

    Examples
    --------
    >>> round(critical_value(upper_limit=10.0, alpha=0.05, minimum_events=4), 6)
    2.921561
    """
    from scipy.optimize import brentq

    check_can_spend(alpha, upper_limit, minimum_events)
    highest = 10.0
    while error_probability(highest, upper_limit, minimum_events) > alpha:
        highest *= 2

    def excess(value: float) -> float:
        return error_probability(value, upper_limit, minimum_events) - alpha

    return float(brentq(excess, 0.0, highest, xtol=ROOT_TOLERANCE))


def check_can_spend(alpha: float, upper_limit: float, minimum_events: int) -> None:
    """Refuse limits for which no critical value has the probability alpha.

    Reading a watchlist calls this, so that this module imports scipy only where a value is computed: the import takes
    half a second.

    Parameters
    ----------
    alpha, upper_limit, minimum_events
        As in `critical_value`.

    Raises
    ------
    ValueError
        As in `critical_value`.

    Examples
    --------
    >>> check_can_spend(alpha=0.05, upper_limit=10.0, minimum_events=4)
    """
    _check_limits(0.0, upper_limit, minimum_events)
    if not 0 < alpha <= 0.5:
        raise ValueError(f"alpha must lie above 0 and be at most 0.5; found {alpha}")
    largest = error_probability(0.0, upper_limit, minimum_events)
    if largest < alpha:
        raise ValueError(
            f"no critical value spends alpha = {alpha} by {upper_limit} expected events with at least {minimum_events} "
            f"seen: signalling at every excess spends {largest:.3g}"
        )


def error_probability(value: float, upper_limit: float, minimum_events: int) -> float:
    """Probability under the null that the ratio reaches a value before the test ends.

    The ratio rises at events only, and n events reach `value` if and only if the n-th comes before its own moment (see
    `signal_moments`). The distribution of counts is followed from moment to moment by Poisson steps, and at each moment
    the probability of having signalled is removed.

    Parameters
    ----------
    value
        Of the log-likelihood ratio, 0 or more.
    upper_limit, minimum_events
        As in `critical_value`.

    Returns
    -------
    float
        From 0 to 1.

    References
    ----------
    Kulldorff et al. (2011). Sequential Analysis 30:58-78.

    Examples
    --------
    >>> round(error_probability(2.853937, upper_limit=1.0, minimum_events=1), 6)
    0.05
    """
    moments = signal_moments(value, upper_limit, minimum_events)
    below = np.zeros(len(moments) + minimum_events)  # probability of each count without a signal so far
    below[0] = 1.0
    steps = np.diff(moments, prepend=0.0)
    for index, step in enumerate(steps):
        reachable = minimum_events + index  # counts below the one that signals at this moment
        below[:reachable] = np.convolve(below[:reachable], _poisson(reachable, step))[:reachable]
        below[reachable:] = 0.0
    return float(1.0 - below.sum())


def signal_moments(value: float, upper_limit: float, minimum_events: int) -> FloatArray:
    """Expected events up to which the n-th event signals, for n from `minimum_events` on.

    The root E < n of (E - n) + n ln(n / E) = value, by Newton's method in ln(E / n).

    Parameters
    ----------
    value, upper_limit, minimum_events
        As in `error_probability`.

    Returns
    -------
    ndarray of shape (moments,)
        Ascending; the last is `upper_limit`.

    Examples
    --------
    >>> signal_moments(3.0, upper_limit=3.0, minimum_events=4).round(3)
    array([0.862, 1.313, 1.81 , 2.345, 2.91 , 3.   ])
    """
    _check_limits(value, upper_limit, minimum_events)
    most = minimum_events + 1
    while True:
        n = np.arange(minimum_events, most + 1, dtype=np.float64)
        moments = n * np.exp(_log_share(value / n))
        if moments[-1] >= upper_limit:
            last = int(np.argmax(moments >= upper_limit))
            return np.append(moments[:last], upper_limit)
        most *= 2


def _check_limits(value: float, upper_limit: float, minimum_events: int) -> None:
    if value != 0:
        check_number("value", value, 0, np.inf)
    if not 0 < upper_limit <= LARGEST_UPPER_LIMIT:
        raise ValueError(f"upper_limit must lie above 0 and be at most {LARGEST_UPPER_LIMIT:g}; found {upper_limit}")
    check_whole("minimum_events", minimum_events, least=1)


def _log_share(excess: FloatArray) -> FloatArray:
    """The x <= 0 with exp(x) - 1 - x = excess."""
    x = -1.0 - excess  # exp(x) - 1 - x is convex and above the target: Newton's method does not overshoot
    for _ in range(100):
        slope = np.expm1(x)
        step = np.where(slope < 0, (np.expm1(x) - x - excess) / np.where(slope < 0, slope, -1.0), 0.0)
        x = x - step
        if np.all(np.abs(step) <= 1e-15 * np.maximum(1.0, np.abs(x))):
            break
    return np.minimum(x, 0.0)


def _poisson(count: int, mean: float) -> FloatArray:
    k = np.arange(1, count)
    return np.exp(np.cumsum(np.append(-mean, np.log(mean) - np.log(k))))
