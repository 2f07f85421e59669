"""Empirical calibration: systematic error, measured on drugs that cannot have an effect (negative controls).

Negative control i has a_i cases where E_i are expected, a_i ~ Poisson(E_i exp(theta_i)). Its log ratio is pure error, a
draw theta_i ~ N(mean, sd^2): the empirical null. The Poisson likelihood is integrated over theta, instead of using a
normal likelihood of ln(a_i / E_i), because controls with a_i = 0 are informative, too.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import elementwise, minimize
from scipy.special import gammainc, gammaln, ndtr, xlogy

from signals.statistics.array_checks import FloatArray, observed_and_expected
from signals.statistics.number import check_number

LEAST_CONTROLS = 30  # fewest negative controls that a null is fitted to; with fewer, its spread would be a guess
LEAST_CASES = 30  # fewest cases of all controls together; with fewer, their mean error is not known to within a fifth
SMALLEST_SD = 1e-4  # a null with a smaller sd is taken as a single error without spread
LARGEST_SD = 3.0  # a null with a larger sd is refused: errors by a factor of 20 would be ordinary among the controls

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_LOG_WEIGHTS = np.log(_WEIGHTS) + _NODES**2 / 2


class NullRefusedError(ValueError):
    """No null can be fitted to the negative controls; the message says why."""


@dataclass(frozen=True)
class EmpiricalNull:
    """Normal distribution of the systematic error on the log scale, with its log-likelihood and number of controls."""

    mean: float
    sd: float
    log_likelihood: float
    control_count: int


def fit_null(a: npt.ArrayLike, expected: npt.ArrayLike, least: int = LEAST_CONTROLS) -> EmpiricalNull:
    """Maximum-likelihood fit of the empirical null to negative controls.

    Parameters
    ----------
    a
        Cases of each control.
    expected
        Its expected cases, 0 or more; controls with 0 are left out.
    least
        Fewest controls that must be left.

    Returns
    -------
    EmpiricalNull
        Its sd is 0 where allowing a spread does not raise the likelihood.

    Raises
    ------
    NullRefusedError
        There are fewer controls than `least` or fewer than 30 cases among them, or sd is above 3.

    References
    ----------
    Schuemie, Ryan, DuMouchel, Suchard, Madigan (2014). Stat Med 33:209-218, 10.1002/sim.5925 (with a normal
    likelihood; the Poisson likelihood used here keeps controls without a case).

    Examples
    --------
    >>> null = fit_null(a=[2] * 20 + [3] * 20, expected=[2.0] * 40)
    >>> round(null.mean, 3), round(null.sd, 3), null.control_count
    (0.223, 0.0, 40)
    """
    cases, expectation = observed_and_expected("a", a, expected)
    cases, expectation = cases[expectation > 0], expectation[expectation > 0]
    if len(cases) < least:
        raise NullRefusedError(f"{len(cases)} negative controls with reports; {least} are needed")
    if cases.sum() < LEAST_CASES:
        raise NullRefusedError(
            f"the negative controls have {cases.sum():.0f} cases between them; {LEAST_CASES} are needed"
        )
    null = _fit(cases, expectation, *_start(cases, expectation))
    if null.sd > LARGEST_SD:
        raise NullRefusedError(
            f"the negative controls' errors differ too widely to describe (sd {null.sd:.1f} of the log ratio)"
        )
    return null


def log_likelihood(cases: FloatArray, expected: FloatArray, mean: float, sd: float) -> FloatArray:
    """Log-likelihood of each control, integrated over a null with `mean` and `sd`.

    Gauss-Hermite quadrature around each control's own mode, because the likelihood of a control with many cases is far
    narrower than the null. Nothing is checked: it is asked for thousands of nulls of the same controls.

    Parameters
    ----------
    cases, expected
        Cases of each control, and its expected cases, above 0.
    mean, sd
        Of the null, on the natural log scale; sd is 0 or more.

    Returns
    -------
    ndarray of shape (n,)
        Natural logarithms, with the factor 1 / a!.

    Examples
    --------
    >>> log_likelihood(np.array([0.0, 10.0]), np.array([3.0, 4.0]), mean=0.3, sd=0.5).round(6)
    array([-3.168754, -3.171863])
    """
    if sd < SMALLEST_SD:
        return xlogy(cases, expected) + cases * mean - expected * np.exp(mean) - gammaln(cases + 1)
    return _integrate(cases, expected, mean, sd)[0]


def calibrated_p(a: npt.ArrayLike, expected: npt.ArrayLike, null: EmpiricalNull) -> FloatArray:
    """One-sided upper mid-p of a Poisson count that allows for the systematic error of the null.

    The mean over the null of P(X > a) + P(X = a) / 2, X ~ Poisson(E exp(theta)).

    Parameters
    ----------
    a, expected
        Observed cases, and expected cases E of 0 or more.
    null
        From `fit_null` or `null_uncertainty.predicted_null`.

    Returns
    -------
    ndarray of shape (n,)
        The ordinary mid-p where mean and sd of the null are 0; NaN where `expected` is 0.

    References
    ----------
    Schuemie, Ryan, DuMouchel, Suchard, Madigan (2014). Stat Med 33:209-218, 10.1002/sim.5925.

    Examples
    --------
    >>> ordinary = EmpiricalNull(mean=0.0, sd=0.0, log_likelihood=0.0, control_count=30)
    >>> biased = EmpiricalNull(mean=0.5, sd=0.3, log_likelihood=0.0, control_count=30)
    >>> calibrated_p([10], [4.0], ordinary).round(5), calibrated_p([10], [4.0], biased).round(3)
    (array([0.00549]), array([0.17]))
    """
    cases, expectation = observed_and_expected("a", a, expected)
    p = _upper_midp(cases, np.log(np.where(expectation > 0, expectation, np.nan)), null)
    return np.where(expectation > 0, p, np.nan)


def calibrated_lower(
    a: npt.ArrayLike, expected: npt.ArrayLike, null: EmpiricalNull, level: float = 0.025
) -> FloatArray:
    """Lower bound of the observed-to-expected ratio that allows for the systematic error of the null.

    The ratio R at which the calibrated mid-p, with X ~ Poisson(E R exp(theta)), is `level`. It assumes the same error
    (constant on the log scale) with an effect as without one, which negative controls cannot show.

    Parameters
    ----------
    a, expected, null
        As in `calibrated_p`.
    level
        One-sided: 0.025 for the lower bound of a 95% interval.

    Returns
    -------
    ndarray of shape (n,)
        0 where a = 0, NaN where `expected` is 0.

    References
    ----------
    Schuemie, Hripcsak, Ryan, Madigan, Suchard (2018). Proc Natl Acad Sci 115:2571-2577, 10.1073/pnas.1708282114.

    Examples
    --------
    >>> ordinary = EmpiricalNull(mean=0.0, sd=0.0, log_likelihood=0.0, control_count=30)
    >>> biased = EmpiricalNull(mean=0.5, sd=0.3, log_likelihood=0.0, control_count=30)
    >>> calibrated_lower([10], [4.0], ordinary).round(2), calibrated_lower([10], [4.0], biased).round(2)
    (array([1.27]), array([0.62]))
    """
    cases, expectation = observed_and_expected("a", a, expected)
    check_number("level", level, 0, 1)
    is_positive = (cases > 0) & (expectation > 0)
    n, log_expected = cases[is_positive], np.log(expectation[is_positive])
    centre = np.log(n) - log_expected - null.mean
    root = elementwise.find_root(
        lambda log_ratio, count, log_e: _upper_midp(count, log_e + log_ratio, null) - level,
        (centre - 10 * (1 + null.sd), centre + 5.0),
        args=(n, log_expected),
        tolerances={"xatol": 1e-10},
    )
    bound = np.where(expectation > 0, 0.0, np.nan)
    bound[is_positive] = np.exp(root.x)
    return bound


def _start(a: FloatArray, expected: FloatArray) -> tuple[float, float]:
    """Weighted mean of shrunk log ratios, and their standard deviation in excess of Poisson variation."""
    log_ratio = np.log((a + 0.5) / (expected + 0.5))
    mean = float(np.average(log_ratio, weights=expected))
    beyond = np.average((log_ratio - mean) ** 2 - 1 / (a + 0.5), weights=expected)
    return mean, float(np.sqrt(max(beyond, 0.01)))


def _fit(a: FloatArray, expected: FloatArray, mean: float, sd: float) -> EmpiricalNull:
    """The null without spread where allowing a spread does not raise the likelihood, else the one with spread."""
    without = float(np.log(a.sum() / expected.sum()))
    rate = expected * np.exp(without)
    if ((a - rate) ** 2 - rate).sum() <= 0:  # twice the slope of the log-likelihood in sd^2, at sd = 0
        return EmpiricalNull(without, 0.0, float(log_likelihood(a, expected, without, 0.0).sum()), len(a))
    optimum = minimize(
        _cost, [mean, np.log(max(sd, 0.05))], args=(a, expected), jac=True, method="BFGS", options={"gtol": 1e-6}
    )
    return EmpiricalNull(float(optimum.x[0]), float(np.exp(optimum.x[1])), -float(optimum.fun), len(a))


def _cost(parameters: FloatArray, a: FloatArray, expected: FloatArray) -> tuple[float, FloatArray]:
    """Minus the log-likelihood and its slopes in the mean and in ln sd."""
    mean, sd = float(parameters[0]), float(np.exp(parameters[1]))
    log_likelihoods, standardised, squared = _integrate(a, expected, mean, sd)
    return -float(log_likelihoods.sum()), -np.array([standardised.sum() / sd, (squared - 1).sum()])


def _integrate(
    a: FloatArray, expected: FloatArray, mean: float, sd: float
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Each control's log-likelihood, and the posterior means of z = (theta - mean) / sd and of z^2."""
    mode = _mode(a, expected, mean, sd)
    width = 1 / np.sqrt(expected * np.exp(mode) + 1 / sd**2)
    theta = mode[:, None] + width[:, None] * _NODES
    z = (theta - mean) / sd
    with np.errstate(over="ignore"):  # an overflowing rate correctly gets probability 0
        terms = a[:, None] * theta - expected[:, None] * np.exp(theta) - z**2 / 2 + _LOG_WEIGHTS
    highest = terms.max(axis=1)
    shares = np.exp(terms - highest[:, None])
    total = shares.sum(axis=1)
    constant = np.log(width / sd) + xlogy(a, expected) - gammaln(a + 1) - np.log(2 * np.pi) / 2
    return (constant + highest + np.log(total), (shares * z).sum(axis=1) / total, (shares * z**2).sum(axis=1) / total)


def _mode(a: FloatArray, expected: FloatArray, mean: float, sd: float) -> FloatArray:
    """Theta of each control that maximises its likelihood times the null, by Newton's method."""
    precision = 1 / sd**2
    # Newton's method, started to the right of the mode, does not overshoot it, because the slope is concave.
    theta = np.maximum(mean, np.log((a + 0.5) / expected))
    for _ in range(100):
        rate = expected * np.exp(theta)
        step = (a - rate - (theta - mean) * precision) / (rate + precision)
        theta = theta + step
        if np.all(np.abs(step) < 1e-8):
            break
    return theta


def _upper_midp(a: FloatArray, log_expected: FloatArray, null: EmpiricalNull) -> FloatArray:
    centre = log_expected + null.mean
    return (_at_least(a, centre, null.sd) + _at_least(a + 1, centre, null.sd)) / 2


def _at_least(n: FloatArray, centre: FloatArray, sd: float) -> FloatArray:
    """P(X >= n), X ~ Poisson(exp(theta)), theta ~ N(centre, sd^2).

    Equals P(ln G < theta), G ~ Gamma(n), where ln G has a spread of about 1 / sqrt(n). The quadrature runs over the
    narrower of the two distributions, on whose scale the other one is smooth.
    """
    if sd < SMALLEST_SD:
        return np.where(n > 0, gammainc(np.maximum(n, 1), np.exp(centre)), 1.0)
    chance = np.ones(len(n))
    is_few = (n > 0) & (sd * np.sqrt(n) <= 1)
    rate = np.exp(centre[is_few, None] + sd * _NODES)
    chance[is_few] = gammainc(n[is_few, None], rate) @ _WEIGHTS / _WEIGHTS.sum()
    is_many = (n > 0) & ~is_few
    count = n[is_many, None]
    log_g = np.log(count) + _NODES / np.sqrt(count)
    weight = np.exp(count * (log_g - np.log(count)) - np.exp(log_g) + count + _LOG_WEIGHTS)
    below = ndtr((centre[is_many, None] - log_g) / sd)
    chance[is_many] = (weight * below).sum(axis=1) / weight.sum(axis=1)
    return chance
