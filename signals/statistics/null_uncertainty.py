"""Uncertainty of the null that is fitted to negative controls: what error to expect of another drug.

A null fitted to 30 controls is taken for the truth by a plug-in p-value, which therefore is too small too often: 2.6 to
5.5% of new nulls have p < 0.025. Averaging over all nulls that the controls allow, by their likelihood, brings that
down to 1.1 to 3.3% (docs/methods.md, Empirical calibration).
"""

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import FloatArray, observed_and_expected
from signals.statistics.calibration import (
    LARGEST_SD,
    LEAST_CONTROLS,
    EmpiricalNull,
    calibrated_p,
    fit_null,
    log_likelihood,
)
from signals.statistics.number import check_number

MEANS, SDS = 13, 18  # nodes of the grid of nulls
STANDARD_ERRORS = 5.0  # that the means reach to either side
NEGLIGIBLE = 10.0  # in log-likelihood; where the sds end


@dataclass(frozen=True)
class SystematicError:
    """Error of a drug's log ratio as negative controls show it: a part that all drugs have, and one of each drug.

    mean, mean_sd: of the part that all have, whose sd is how well the controls tell it. sd: of each drug's own part,
    around 0.
    """

    mean: float
    mean_sd: float
    sd: float

    @property
    def total_sd(self) -> float:
        """Standard deviation of the error of one drug, both parts together."""
        return float(np.hypot(self.mean_sd, self.sd))


@dataclass(frozen=True)
class _Nulls:
    """A grid of nulls: means, sds, the widths of the sds, and each control's log-likelihood (mean x sd x control)."""

    means: FloatArray
    sds: FloatArray
    widths: FloatArray
    log_likelihoods: FloatArray

    def error(self, log_likelihoods: FloatArray) -> SystematicError:
        """Means and variances over the nulls."""
        weight = np.exp(log_likelihoods - log_likelihoods.max()) * self.widths
        weight /= weight.sum()
        of_mean, of_sd = weight.sum(axis=1), weight.sum(axis=0)
        mean = float(of_mean @ self.means)
        of_all, of_each = of_mean @ (self.means - mean) ** 2, of_sd @ self.sds**2
        return SystematicError(mean, mean_sd=float(np.sqrt(of_all)), sd=float(np.sqrt(of_each)))


def systematic_error(a: npt.ArrayLike, expected: npt.ArrayLike, least: int = LEAST_CONTROLS) -> SystematicError:
    """The systematic error of other drugs, with what is common to all of them apart from each drug's own.

    Over all means and sds of the null, weighted by the likelihood of the controls, with a flat prior on the mean and on
    sd from 0 to 3.

    Parameters
    ----------
    a, expected, least
        As in `fit_null`, which also says what is refused.

    Returns
    -------
    SystematicError
        On the log scale.

    Examples
    --------
    >>> error = systematic_error(a=[2] * 20 + [3] * 20, expected=[2.0] * 40)
    >>> round(error.mean, 2), round(error.mean_sd, 2), round(error.sd, 2), round(error.total_sd, 2)
    (0.21, 0.1, 0.11, 0.15)
    """
    null = fit_null(a, expected, least)
    nulls = _nulls(*_informative(a, expected), null)
    return nulls.error(nulls.log_likelihoods.sum(axis=2))


def predicted_null(a: npt.ArrayLike, expected: npt.ArrayLike, least: int = LEAST_CONTROLS) -> EmpiricalNull:
    """The systematic error of another drug, with the uncertainty of the fitted null included.

    Parameters
    ----------
    a, expected, least
        As in `fit_null`, which also says what is refused.

    Returns
    -------
    EmpiricalNull
        Normal, with the mean and the total variance of `systematic_error`.

    Examples
    --------
    >>> null = predicted_null(a=[2] * 20 + [3] * 20, expected=[2.0] * 40)
    >>> round(null.mean, 2), round(null.sd, 2)
    (0.21, 0.15)
    """
    error = systematic_error(a, expected, least)
    return replace(fit_null(a, expected, least), mean=error.mean, sd=error.total_sd)


def leave_one_out_coverage(
    a: npt.ArrayLike, expected: npt.ArrayLike, least: int = LEAST_CONTROLS, level: float = 0.025
) -> float:
    """Share of the controls whose calibrated interval contains 1 under the null that the other controls predict.

    Parameters
    ----------
    a, expected, least
        As in `fit_null`, which also says what is refused.
    level
        One-sided level of the interval, between 0 and 0.5.

    Returns
    -------
    float
        Near 1 - 2 `level` where the null describes the controls.

    Examples
    --------
    >>> leave_one_out_coverage(a=[2] * 20 + [3] * 19 + [40], expected=[2.0] * 40)
    0.975
    """
    check_number("level", level, 0, 0.5)
    null = fit_null(a, expected, least)
    cases, expectation = _informative(a, expected)
    nulls = _nulls(cases, expectation, null)
    total = nulls.log_likelihoods.sum(axis=2)
    errors = [nulls.error(total - nulls.log_likelihoods[:, :, control]) for control in range(len(cases))]
    others = [replace(null, mean=error.mean, sd=error.total_sd) for error in errors]
    p = [calibrated_p([count], [e], other)[0] for count, e, other in zip(cases, expectation, others, strict=True)]
    return float(np.mean([level < one < 1 - level for one in p]))


def _informative(a: npt.ArrayLike, expected: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    cases, expectation = observed_and_expected("a", a, expected)
    return cases[expectation > 0], expectation[expectation > 0]


def _nulls(cases: FloatArray, expected: FloatArray, null: EmpiricalNull) -> _Nulls:
    """Nulls around the fitted one, denser near an sd of 0, as far as the controls allow them."""
    largest = _largest_sd(cases, expected, null)
    place = (np.arange(SDS) + 0.5) / SDS
    sds, widths = largest * place**2, 2 * largest * place / SDS
    variance = 1 / (expected * np.exp(null.mean)) + max(null.sd, largest / 4) ** 2
    means = null.mean + np.linspace(-1, 1, MEANS) * STANDARD_ERRORS / np.sqrt(np.sum(1 / variance))
    by_null = [[log_likelihood(cases, expected, mean, sd) for sd in sds] for mean in means]
    return _Nulls(means, sds, widths, np.array(by_null))


def _largest_sd(cases: FloatArray, expected: FloatArray, null: EmpiricalNull) -> float:
    def lost(sd: float) -> float:
        return float(null.log_likelihood - log_likelihood(cases, expected, null.mean, sd).sum())

    sd = max(0.25, null.sd)
    while sd < LARGEST_SD and lost(sd) < NEGLIGIBLE:
        sd *= 1.5
    return min(sd, LARGEST_SD)
