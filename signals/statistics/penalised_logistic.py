"""Logistic regression on sparse columns of 0 and 1, each odds ratio with a weak prior that keeps it finite.

The penalised log likelihood is

    sum of y eta - log(1 + e^eta) + sum over coefficients of b/2 - log(1 + e^b), eta = offset + intercept + X b

The second sum is the log density of log-F(1, 1): as much as half a report with and half a report without the event, in
both groups. The intercept has none. Reports without the event may be a sample, drawn with a probability that depends on
their columns: minus its log is the offset.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, diags_array, hstack
from scipy.special import expit, log_expit

from signals.statistics.columns import FloatArray, float_column, refuse_first, truth_column

MOST_STEPS = 100
TOLERANCE = 1e-9  # of the Newton decrement, half the gain in log likelihood that is left


class NotFittedError(ValueError):
    """No coefficients can be given; the message says why."""


@dataclass(frozen=True)
class LogisticFit:
    """Log odds ratios of the columns, their standard errors, and the information that both rest on.

    information: minus the second derivatives of the penalised log likelihood at its maximum, of the columns alone: the
    intercept is projected out.
    """

    intercept: float
    coefficients: FloatArray
    standard_errors: FloatArray
    information: FloatArray


def fit_logistic(design: csr_array, is_event: npt.ArrayLike, offset: npt.ArrayLike) -> LogisticFit:
    """The coefficients that maximise the penalised likelihood, by Newton's method.

    Time and memory are linear in the numbers other than 0 of `design`, beside a square of its columns.

    Parameters
    ----------
    design
        A row a report, a column a covariate, 0 and 1.
    is_event
        Whether the report names the event.
    offset
        Known part of each report's log odds: minus the log of the probability with which a report like it, without the
        event, was drawn.

    Returns
    -------
    LogisticFit
        In the order of the columns.

    Raises
    ------
    ValueError
        The arguments do not have one length, or the offset is not finite.
    NotFittedError
        All reports name the event or none does, or Newton's method did not end.

    References
    ----------
    Greenland, Mansournia (2015). Stat Med 34:3133-3143, 10.1002/sim.6537 (log-F priors). Scott, Wild (1986). J R Stat
    Soc B 48:170-182 (offsets for samples drawn by covariates).

    Examples
    --------
    Of 100 reports with the drug 20 name the event, of 900 others 90; the odds ratio is 2.25:

    >>> drug = csr_array(np.repeat([1.0, 1.0, 0.0, 0.0], [20, 80, 90, 810])[:, None])
    >>> fit = fit_logistic(drug, np.repeat([1, 0, 1, 0], [20, 80, 90, 810]), np.zeros(1_000))
    >>> np.exp(fit.coefficients).round(3), fit.standard_errors.round(4)
    (array([2.218]), array([0.2722]))
    """
    y, known = truth_column("is_event", is_event).astype(np.float64), float_column("offset", offset)
    refuse_first("offset", known, ~np.isfinite(known), "must hold finite numbers")
    if not (len(y) == len(known) == design.shape[0]):
        raise ValueError(
            f"is_event, offset and design need one length; found {len(y)}, {len(known)}, {design.shape[0]}"
        )
    if not 0 < y.sum() < len(y):
        raise NotFittedError(f"{y.sum():.0f} of {len(y):,} reports name the event; some must, and some must not")
    columns = csr_array(hstack([csr_array(np.ones((len(y), 1))), design]))
    b = np.zeros(columns.shape[1])
    b[0] = np.log(y.sum() / (len(y) - y.sum())) - known.mean()
    b, information = _newton(columns, y, known, b)
    covariance = cho_solve(cho_factor(information), np.eye(len(b)))
    projected = information[1:, 1:] - np.outer(information[1:, 0], information[0, 1:]) / information[0, 0]
    return LogisticFit(float(b[0]), b[1:], np.sqrt(np.diag(covariance)[1:]), projected)


def _newton(columns: csr_array, y: FloatArray, known: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    value = _log_likelihood(columns, y, known, b)
    for _ in range(MOST_STEPS):
        chance = expit(known + columns @ b)
        prior = expit(b[1:])
        slope = columns.T @ (y - chance)
        slope[1:] += 0.5 - prior
        weighted = diags_array(chance * (1 - chance)) @ columns
        information = (columns.T @ weighted).toarray()
        information[1:, 1:] += np.diag(prior * (1 - prior))
        step = cho_solve(cho_factor(information), slope)
        if slope @ step < TOLERANCE:
            return b, information
        length = 1.0
        while (new := _log_likelihood(columns, y, known, b + length * step)) < value and length > 1e-10:
            length /= 2
        b, value = b + length * step, new
    raise NotFittedError(f"Newton's method did not end in {MOST_STEPS} steps")


def _log_likelihood(columns: csr_array, y: FloatArray, known: FloatArray, b: FloatArray) -> float:
    eta = known + columns @ b
    prior = b[1:] / 2 + log_expit(-b[1:])
    return float(y @ eta + log_expit(-eta).sum() + prior.sum())
