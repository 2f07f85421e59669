"""Empirical calibration: what drugs that cannot have an effect say of the systematic error in every count.

Each negative control i reports a_i cases where E_i are expected, a_i ~ Poisson(E_i exp(theta_i)), and its log ratio of
pure error is a draw theta_i ~ N(mean, sd^2): the empirical null. A control with a_i = 0 says something, too, so the
Poisson likelihood is integrated over theta rather than a normal one put on ln(a_i / E_i).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import elementwise, minimize
from scipy.special import gammainc, gammaln, ndtr, xlogy

from signals.statistics.contingency import FloatArray, check_number, check_same_length, count_column, finite_column

LEAST_CONTROLS = 30
"""Negative controls below which no null is fitted: its spread would be a guess."""

LEAST_CASES = 30
"""Cases that the controls need between them: with fewer, their mean error is not known to better than a fifth."""

SMALLEST_SD = 1e-4
"""Below this the null is taken as a single error without spread."""

LARGEST_SD = 3.0
"""Above this the controls contradict each other (errors by a factor of 20 are ordinary among them) and say nothing."""

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(41)
_LOG_WEIGHTS = np.log(_WEIGHTS) + _NODES**2 / 2


class NullRefusedError(ValueError):
    """Negative controls that no null can be fitted to; the message says why."""


@dataclass(frozen=True)
class EmpiricalNull:
    """The normal distribution of the log ratio of systematic error, and the log-likelihood it reaches."""

    mean: float
    sd: float
    log_likelihood: float
    control_count: int


def fit_null(a: npt.ArrayLike, expected: npt.ArrayLike, least: int = LEAST_CONTROLS) -> EmpiricalNull:
    """The empirical null of negative controls, by maximum likelihood.

    `a` cases and `expected` cases of each control, columns of one length; controls of which nothing is expected say
    nothing and are left out. Raises NullRefusedError where fewer than `least` are left, where they have fewer than 30
    cases between them, or where their errors differ so widely that a null says nothing (sd above 3).

    References
    ----------
    Schuemie, Ryan, DuMouchel, Suchard, Madigan (2014). Stat Med 33:209-218, 10.1002/sim.5925 (there with a normal
    likelihood; here the Poisson one, so that controls without a case stay in).

    Example
    -------
    >>> null = fit_null(a=[2] * 20 + [3] * 20, expected=[2.0] * 40)
    >>> round(null.mean, 3), round(null.sd, 3), null.control_count
    (0.223, 0.0, 40)
    """
    cases, expectation = _columns(a, expected)
    is_telling = expectation > 0
    cases, expectation = cases[is_telling], expectation[is_telling]
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


def log_likelihood(a: npt.ArrayLike, expected: npt.ArrayLike, mean: float, sd: float) -> FloatArray:
    """Log-likelihood of each control: its Poisson likelihood integrated over the null.

    Gauss-Hermite quadrature around each control's own mode, as its likelihood is far narrower than the null where it
    has many cases. ValueError as in `fit_null`, where nothing is expected, and for a negative sd.

    Example
    -------
    >>> log_likelihood(np.array([0.0, 10.0]), np.array([3.0, 4.0]), mean=0.3, sd=0.5).round(6)
    array([-3.168754, -3.171863])
    """
    cases, expectation = _columns(a, expected)
    if (expectation == 0).any():
        raise ValueError(f"expected must be above 0; found 0 at position {int(np.argmin(expectation))}")
    check_number("mean", mean, -np.inf, np.inf)
    if sd != 0:
        check_number("sd", sd, 0, np.inf)
    if sd < SMALLEST_SD:
        return xlogy(cases, expectation) + cases * mean - expectation * np.exp(mean) - gammaln(cases + 1)
    return _integrate(cases, expectation, mean, sd)[0]


def calibrated_p(a: npt.ArrayLike, expected: npt.ArrayLike, null: EmpiricalNull) -> FloatArray:
    """One-sided upper mid-p of a Poisson count when its expectation is off by the systematic error of the null.

    The mean over the null of P(X > a) + P(X = a) / 2, X ~ Poisson(E exp(theta)). Without systematic error (mean 0, sd
    0) it is the ordinary mid-p. NaN where nothing is expected.

    Example
    -------
    >>> ordinary = EmpiricalNull(mean=0.0, sd=0.0, log_likelihood=0.0, control_count=30)
    >>> biased = EmpiricalNull(mean=0.5, sd=0.3, log_likelihood=0.0, control_count=30)
    >>> calibrated_p([10], [4.0], ordinary).round(5), calibrated_p([10], [4.0], biased).round(3)
    (array([0.00549]), array([0.17]))
    """
    cases, expectation = _columns(a, expected)
    p = _upper_midp(cases, np.log(np.where(expectation > 0, expectation, np.nan)), null)
    return np.where(expectation > 0, p, np.nan)


def calibrated_lower(
    a: npt.ArrayLike, expected: npt.ArrayLike, null: EmpiricalNull, level: float = 0.025
) -> FloatArray:
    """Lower bound of the ratio of reported to expected, the systematic error of the null allowed for.

    The ratio R at which the calibrated mid-p, of a ~ Poisson(E R exp(theta)), is `level`: 0.025 for the lower end of a
    95% interval. It assumes that a real effect meets the same error as none does (constant on the log scale), which
    negative controls alone cannot show (Schuemie 2018, 10.1073/pnas.1708282114). 0 where a = 0; NaN where nothing is
    expected.

    Example
    -------
    >>> ordinary = EmpiricalNull(mean=0.0, sd=0.0, log_likelihood=0.0, control_count=30)
    >>> biased = EmpiricalNull(mean=0.5, sd=0.3, log_likelihood=0.0, control_count=30)
    >>> calibrated_lower([10], [4.0], ordinary).round(2), calibrated_lower([10], [4.0], biased).round(2)
    (array([1.27]), array([0.62]))
    """
    cases, expectation = _columns(a, expected)
    check_number("level", level, 0, 1)
    is_asked = (cases > 0) & (expectation > 0)
    n, log_expected = cases[is_asked], np.log(expectation[is_asked])
    centre = np.log(n) - log_expected - null.mean
    found = elementwise.find_root(
        lambda log_ratio, count, log_e: _upper_midp(count, log_e + log_ratio, null) - level,
        (centre - 10 * (1 + null.sd), centre + 5.0),
        args=(n, log_expected),
        tolerances={"xatol": 1e-10},
    )
    bound = np.where(expectation > 0, 0.0, np.nan)
    bound[is_asked] = np.exp(found.x)
    return bound


def leave_one_out_coverage(
    a: npt.ArrayLike, expected: npt.ArrayLike, least: int = LEAST_CONTROLS, level: float = 0.025
) -> float:
    """Share of the controls whose 95% calibrated interval holds 1 when the null is fitted without them.

    Near 0.95 where the null describes the controls. Raises NullRefusedError as `fit_null` does.

    Example
    -------
    >>> leave_one_out_coverage(a=[2] * 20 + [3] * 19 + [40], expected=[2.0] * 40)
    0.975
    """
    check_number("level", level, 0, 0.5)
    whole = fit_null(a, expected, least)
    cases, expectation = _columns(a, expected)
    cases, expectation = cases[expectation > 0], expectation[expectation > 0]
    covered = 0
    for left_out in range(len(cases)):
        others = np.arange(len(cases)) != left_out
        null = _fit(cases[others], expectation[others], whole.mean, whole.sd)
        p = calibrated_p(cases[[left_out]], expectation[[left_out]], null)[0]
        covered += bool(level < p < 1 - level)
    return covered / len(cases)


def _columns(a: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    cases, expectation = count_column("a", a), finite_column("expected", expected)
    check_same_length("expected", expectation, "a", cases)
    return cases, expectation


def _start(a: FloatArray, expected: FloatArray) -> tuple[float, float]:
    """Shrunk log ratios' mean, and their spread beyond what Poisson counts would show anyway."""
    log_ratio = np.log((a + 0.5) / (expected + 0.5))
    mean = float(np.average(log_ratio, weights=expected))
    beyond = np.average((log_ratio - mean) ** 2 - 1 / (a + 0.5), weights=expected)
    return mean, float(np.sqrt(max(beyond, 0.01)))


def _fit(a: FloatArray, expected: FloatArray, mean: float, sd: float) -> EmpiricalNull:
    """Where the likelihood does not rise as a spread is allowed, the null without spread; else the one with."""
    without = float(np.log(a.sum() / expected.sum()))
    rate = expected * np.exp(without)
    if ((a - rate) ** 2 - rate).sum() <= 0:  # twice the slope of the log-likelihood in sd^2, at sd = 0
        return EmpiricalNull(without, 0.0, float(log_likelihood(a, expected, without, 0.0).sum()), len(a))
    found = minimize(
        _cost, [mean, np.log(max(sd, 0.05))], args=(a, expected), jac=True, method="BFGS", options={"gtol": 1e-6}
    )
    return EmpiricalNull(float(found.x[0]), float(np.exp(found.x[1])), -float(found.fun), len(a))


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
    with np.errstate(over="ignore"):  # a rate beyond all numbers has no chance, which is right
        terms = a[:, None] * theta - expected[:, None] * np.exp(theta) - z**2 / 2 + _LOG_WEIGHTS
    highest = terms.max(axis=1)
    shares = np.exp(terms - highest[:, None])
    total = shares.sum(axis=1)
    constant = np.log(width / sd) + xlogy(a, expected) - gammaln(a + 1) - np.log(2 * np.pi) / 2
    return (constant + highest + np.log(total), (shares * z).sum(axis=1) / total, (shares * z**2).sum(axis=1) / total)


def _mode(a: FloatArray, expected: FloatArray, mean: float, sd: float) -> FloatArray:
    """The theta of each control at which its likelihood times the null is highest: a concave function, by Newton."""
    precision = 1 / sd**2
    # From the right of the mode Newton steps never pass it: the slope falls ever faster.
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

    It is P(ln G < theta), G ~ Gamma(n), whose spread is about 1 / sqrt(n): the quadrature runs over the narrower of the
    two, the wider one being smooth on its scale.
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
