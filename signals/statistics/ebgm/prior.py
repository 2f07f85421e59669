"""DuMouchel's prior for the ratio of observed to expected counts, and the record of each start of its fit."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike

from signals.statistics.array_checks import (
    FloatArray,
    check_same_length,
    count_column,
    finite_column,
    refuse_first,
    shape_of,
)
from signals.statistics.number import check_number

Parameters = tuple[float, float, float, float, float]

MAXIMUM, PENALISED = "maximum likelihood", "penalised"


@dataclass(frozen=True)
class Start:
    """One start of a fit: the parameters (alpha1, beta1, alpha2, beta2, p) it began with and those it reached.

    `is_converged` is False where no optimum was reached within the allowed steps; such a start supports no fit.
    """

    start: Parameters
    reached: Parameters
    log_likelihood: float
    is_converged: bool


@dataclass(frozen=True)
class Prior:
    """Mixture of two gamma distributions: p Gamma(alpha1, beta1) + (1 - p) Gamma(alpha2, beta2).

    alpha is a shape and beta a rate, so the mean ratio of a component is alpha / beta; a component with a huge alpha is
    a point mass there. After `fit_prior`, component 1 is the wider one (alpha1 <= alpha2), `log_likelihood` is the
    natural logarithm over all cells, `starts` records every start, worse optima included, `kind` says which estimate
    this is, `penalised_because` why it is not the maximum, and `rivals` are the other solutions that explain the table
    about as well; otherwise they are nan, empty and None.

    Raises
    ------
    ValueError
        An alpha or beta is not above 0, or p is not from 0 to 1.

    References
    ----------
    DuMouchel (1999). Am Stat 53:177-190.

    Examples
    --------
    >>> prior = Prior(alpha1=0.2, beta1=0.1, alpha2=2.0, beta2=4.0, p=1 / 3)
    >>> prior.alpha1 / prior.beta1
    2.0
    """

    alpha1: float
    beta1: float
    alpha2: float
    beta2: float
    p: float
    log_likelihood: float = nan
    starts: tuple[Start, ...] = ()
    kind: str | None = None
    penalised_because: str | None = None
    rivals: tuple[Parameters, ...] = ()

    def __post_init__(self) -> None:
        for name in ("alpha1", "beta1", "alpha2", "beta2"):
            check_number(name, getattr(self, name), 0, inf)
        if not (isinstance(self.p, Real) and 0 <= self.p <= 1):
            raise ValueError(f"p must be one number from 0 to 1; found {self.p!r}")

    @property
    def parameters(self) -> Parameters:
        """(alpha1, beta1, alpha2, beta2, p)."""
        return self.alpha1, self.beta1, self.alpha2, self.beta2, self.p


class PriorRefusedError(ValueError):
    """There is nothing to estimate a prior from, so no pair gets an EBGM; `reason` is one sentence for the reader."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"the MGPS prior was refused: {reason}")
        self.reason = reason


def wider_first(parameters: Parameters) -> Parameters:
    """The same mixture with the component of the smaller alpha first, because the two can be exchanged.

    Parameters
    ----------
    parameters
        (alpha1, beta1, alpha2, beta2, p).

    Returns
    -------
    tuple of float
        The same, or (alpha2, beta2, alpha1, beta1, 1 - p).
    """
    alpha1, beta1, alpha2, beta2, p = parameters
    return parameters if alpha1 <= alpha2 else (alpha2, beta2, alpha1, beta1, 1 - p)


def rescaled(parameters: Parameters, factor: float) -> Parameters:
    """The prior of `factor` times the ratio.

    Parameters
    ----------
    parameters
        (alpha1, beta1, alpha2, beta2, p).
    factor
        Above 0.

    Returns
    -------
    tuple of float
        With both rates divided by the factor.
    """
    alpha1, beta1, alpha2, beta2, p = parameters
    return alpha1, beta1 / factor, alpha2, beta2 / factor, p


def checked_counts(n: ArrayLike, expected: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Observed and expected counts as floats of one shape.

    Parameters
    ----------
    n, expected
        Of any one shape. A cell with expected = 0 must have n = 0: it is no evidence on the prior, and its posterior is
        the prior.

    Returns
    -------
    n, expected : ndarray of that shape
        Never NaN.

    Raises
    ------
    ValueError
        A value is refused, or shapes differ; positions count along the rows of a matrix.
    """
    counts = shaped("n", n, count_column)
    expectations = shaped("expected", expected, finite_column)
    check_same_length(n=counts, expected=expectations)
    is_impossible = ((expectations == 0) & (counts > 0)).ravel()
    refuse_first("expected", expectations.ravel(), is_impossible, "must be above 0 where n is")
    return counts, expectations


def shaped(name: str, values: ArrayLike, check: Callable[[str, ArrayLike], FloatArray]) -> FloatArray:
    """Values checked as one column, in their own shape.

    Parameters
    ----------
    name
        What the error calls the values.
    values
        Of any shape.
    check
        One of the checks of `columns`, such as `count_column`.

    Returns
    -------
    ndarray of the shape of `values`
        As the check gives it.
    """
    shape = shape_of(name, values)
    return check(name, np.ravel(np.asarray(values)) if len(shape) > 1 else values).reshape(shape)
