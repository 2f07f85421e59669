"""Logistic regression on sparse columns of 0 and 1, each odds ratio with a weak prior that keeps it finite.

The penalised log likelihood is

    sum of y eta - log(1 + e^eta) + sum over coefficients of b/2 - log(1 + e^b), eta = offset + intercept + X b

The second sum is the log density of log-F(1, 1): as much as half a report with and half a report without the event, in
both groups. The intercept has none. Reports without the event may be a sample, drawn with a probability that depends on
their columns: minus its log is the offset.
"""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.sparse import csr_array, hstack
from scipy.special import expit, log_expit

from signals.statistics.array_checks import FloatArray, boolean_column, float_column, refuse_first

MOST_STEPS = 100
BLOCK_ROWS = 8_192
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
    y, offsets = boolean_column("is_event", is_event).astype(np.float64), float_column("offset", offset)
    refuse_first("offset", offsets, ~np.isfinite(offsets), "must hold finite numbers")
    if not (len(y) == len(offsets) == design.shape[0]):
        raise ValueError(
            f"is_event, offset and design need one length; found {len(y)}, {len(offsets)}, {design.shape[0]}"
        )
    if not 0 < y.sum() < len(y):
        raise NotFittedError(f"{y.sum():.0f} of {len(y):,} reports name the event; some must, and some must not")
    columns = csr_array(hstack([csr_array(np.ones((len(y), 1))), design]))
    columns.sum_duplicates()  # in the order of the columns, too
    b = np.zeros(columns.shape[1])
    b[0] = np.log(y.sum() / (len(y) - y.sum())) - offsets.mean()
    b, information = _newton(columns, y, offsets, b)
    covariance = cho_solve(cho_factor(information), np.eye(len(b)))
    projected = information[1:, 1:] - np.outer(information[1:, 0], information[0, 1:]) / information[0, 0]
    return LogisticFit(float(b[0]), b[1:], np.sqrt(np.diag(covariance)[1:]), projected)


def _newton(columns: csr_array, y: FloatArray, offsets: FloatArray, b: FloatArray) -> tuple[FloatArray, FloatArray]:
    value, products = _log_likelihood(columns, y, offsets, b), _Products(columns)
    for _ in range(MOST_STEPS):
        chance = expit(offsets + columns @ b)
        prior = expit(b[1:])
        slope = columns.T @ (y - chance)
        slope[1:] += 0.5 - prior
        information = products.weighted_sum(chance * (1 - chance))
        information[1:, 1:] += np.diag(prior * (1 - prior))
        step = cho_solve(cho_factor(information), slope)
        if slope @ step < TOLERANCE:
            return b, information
        length = 1.0
        while (new := _log_likelihood(columns, y, offsets, b + length * step)) < value and length > 1e-10:
            length /= 2
        b, value = b + length * step, new
    raise NotFittedError(f"Newton's method did not end in {MOST_STEPS} steps")


class _Products:
    """The products of the columns of each row, for sums of X' diag(weight) X with many weights.

    `cell`: for each row of X, which cells of the upper half of the result it adds to.
    """

    def __init__(self, columns: csr_array) -> None:
        filled, self.size = np.diff(columns.indptr), columns.shape[1]
        self.cells_of_row = filled * (filled + 1) // 2
        self.first = np.r_[0, np.cumsum(self.cells_of_row, dtype=np.int64)]
        self.blocks = np.unique(np.r_[np.arange(0, len(filled), BLOCK_ROWS), len(filled)])
        self.cell = np.empty(self.first[-1], dtype=np.min_scalar_type(self.size * self.size))
        for start, end in pairwise(self.blocks):
            for count in np.unique(filled[start:end]):
                rows = start + np.flatnonzero(filled[start:end] == count)
                own = columns.indices[columns.indptr[rows, None] + np.arange(count)]
                one, other = np.triu_indices(count)
                place = self.first[rows, None] + np.arange(len(one))
                self.cell[place] = own[:, one] * self.size + own[:, other]

    def weighted_sum(self, weight: FloatArray) -> FloatArray:
        """X' diag(weight) X, each cell summed in the order of the rows."""
        total = np.zeros(self.size * self.size)
        for start, end in pairwise(self.blocks):
            weights = np.repeat(weight[start:end], self.cells_of_row[start:end])
            np.add.at(total, self.cell[self.first[start] : self.first[end]].astype(np.intp), weights)
        upper = total.reshape(self.size, self.size)
        return upper + np.triu(upper, 1).T


def _log_likelihood(columns: csr_array, y: FloatArray, offsets: FloatArray, b: FloatArray) -> float:
    eta = offsets + columns @ b
    prior = b[1:] / 2 + log_expit(-b[1:])
    return float(y @ eta + log_expit(-eta).sum() + prior.sum())
