"""DuMouchel's prior for the ratio of observed to expected counts, and how each start of its fit ended."""

from collections.abc import Callable
from dataclasses import dataclass
from math import inf, nan
from numbers import Real

import numpy as np
from numpy.typing import ArrayLike, NDArray

from signals.statistics.contingency import check_number, count_column, finite_column, shape_of

Floats = NDArray[np.float64]
Parameters = tuple[float, float, float, float, float]


@dataclass(frozen=True)
class Start:
    """One start of a fit: where it began, where it ended, and how good that is.

    Both parameter tuples are (alpha1, beta1, alpha2, beta2, p). `is_converged` is False where no optimum was
    reached within the allowed steps; such a start supports no fit.
    """

    start: Parameters
    reached: Parameters
    log_likelihood: float
    is_converged: bool


@dataclass(frozen=True)
class Prior:
    """Mixture of two gamma distributions: p Gamma(alpha1, beta1) + (1 - p) Gamma(alpha2, beta2).

    alpha is a shape and beta a rate, so that a component's mean ratio is alpha / beta. A component with a
    huge alpha is a point mass at alpha / beta. After `fit_prior`, component 1 is the wider one (alpha1 <=
    alpha2), `log_likelihood` is the natural logarithm over all cells and `starts` records what every start
    reached, worse optima included; a prior that was typed in has nan and none.

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
    """The prior could not be estimated in a way that can be trusted, so no pair gets an EBGM.

    `reason` is one sentence for the reader; `starts` holds what every start reached.
    """

    def __init__(self, reason: str, starts: tuple[Start, ...] = ()) -> None:
        super().__init__(f"the MGPS prior was refused: {reason}")
        self.reason = reason
        self.starts = starts


def checked_counts(n: ArrayLike, expected: ArrayLike) -> tuple[Floats, Floats]:
    """The observed and expected counts as floats of one shape, or a ValueError naming the argument and its
    first bad position (rows of a matrix are read one after the other).

    A cell with expected = 0 must have n = 0: it says nothing about the prior, and its posterior is the prior.
    """
    counts = shaped("n", n, count_column)
    expectations = shaped("expected", expected, finite_column)
    check_same_shape("expected", expectations, counts)
    is_impossible = ((expectations == 0) & (counts > 0)).ravel()
    if is_impossible.any():
        raise ValueError(f"expected must be above 0 where n is: found 0 at position {int(np.argmax(is_impossible))}")
    return counts, expectations


def shaped(name: str, values: ArrayLike, checked: Callable[[str, ArrayLike], Floats]) -> Floats:
    """What `checked` makes of the values, read as one column, in their own shape."""
    shape = shape_of(name, values)
    return checked(name, np.ravel(np.asarray(values)) if len(shape) > 1 else values).reshape(shape)


def check_same_shape(name: str, values: Floats, counts: Floats) -> None:
    if values.shape != counts.shape:
        raise ValueError(
            f"{name} must be as long as n: found shape {values.shape} beside {counts.shape}; the first "
            f"position without a partner is {min(values.size, counts.size)}"
        )
