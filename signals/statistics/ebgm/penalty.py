"""The prior of a table too small to determine one: its likelihood with a weakly informative penalty.

A maximum over few cells runs to the edge: two point masses, or a component without a share. Held-out reports of real
FAERS samples say how much is lost by it and how little is needed (docs/methods.md).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from signals.statistics.array_checks import FloatArray
from signals.statistics.ebgm.choice import RIVAL, alternative_solutions, solutions_within
from signals.statistics.ebgm.likelihood import Cells, NegativeLogLikelihood, constrained, unconstrained
from signals.statistics.ebgm.optimum import Optimum, find_optimum
from signals.statistics.ebgm.prior import PENALISED, Parameters, Prior, PriorRefusedError, Start, rescaled, wider_first

CENTRE: Parameters = (0.1525, 0.0209, 0.688, 0.927, 0.0627)
"""The maximum over the 215,867 cases of FAERS 2022Q3 (primary suspects with 5 cases or more x preferred terms)."""

SD = 0.25
"""Standard deviation of the penalty on every coordinate: 0.5 and 1 predict worse at 300 to 30,000 cases."""

_CENTRE = unconstrained(CENTRE)
_CURVATURE = np.eye(_CENTRE.size) / SD**2


@dataclass(frozen=True)
class PenalisedLikelihood:
    """-log L plus half the squared distance from the centre, in standard deviations."""

    likelihood: NegativeLogLikelihood

    @property
    def rounding(self) -> float:
        """The rounding error of -log L."""
        return self.likelihood.rounding

    def __call__(self, point: FloatArray) -> tuple[float, FloatArray]:
        """The value and its gradient in (ln mean1, ln alpha1, ln mean2, ln alpha2, logit p)."""
        return self._penalise(point, *self.likelihood(point))

    def with_curvature(self, point: FloatArray) -> tuple[float, FloatArray, FloatArray]:
        """The value, its gradient and its curvature.

        Parameters
        ----------
        point
            Of the unconstrained scale, shape (5,).

        Returns
        -------
        value : float
        gradient : ndarray of shape (5,)
        curvature : ndarray of shape (5, 5)
            Symmetric.
        """
        value, gradient, curvature = self.likelihood.with_curvature(point)
        return *self._penalise(point, value, gradient), curvature + _CURVATURE

    def curvature(self, point: FloatArray) -> FloatArray:
        """The matrix of second derivatives.

        Parameters
        ----------
        point
            Of the unconstrained scale, shape (5,).

        Returns
        -------
        ndarray of shape (5, 5)
            Symmetric.
        """
        return self.likelihood.curvature(point) + _CURVATURE

    @staticmethod
    def _penalise(point: FloatArray, value: float, gradient: FloatArray) -> tuple[float, FloatArray]:
        distance = (point - _CENTRE) / SD
        return value + float(distance @ distance) / 2, gradient + distance / SD


def penalised_prior(cells: Cells, starts: Sequence[Start]) -> Prior:
    """The maximum of the likelihood under a normal penalty around the prior of FAERS 2022Q3.

    The penalty is in ln mean and ln alpha of both components and logit p. Ratios are taken relative to that of all
    observed to all expected cases, so that the unit of the expected counts does not matter.

    Parameters
    ----------
    cells
        All cells of the grid, at least one with a report.
    starts
        Where the likelihood without a penalty ended: the penalised one is descended from there, too, and from the
        centre, and what comes within 2 of its best value is a rival.

    Returns
    -------
    Prior
        Of the kind `penalised`; its `log_likelihood` is without the penalty.

    Raises
    ------
    PriorRefusedError
        No descent settled at an optimum.
    """
    unit = float(cells.weight @ cells.n) / float(cells.weight @ cells.expected)
    in_unit = replace(cells, expected=cells.expected * unit)
    likelihood = NegativeLogLikelihood(in_unit)
    exact, coarse = PenalisedLikelihood(likelihood), PenalisedLikelihood(NegativeLogLikelihood(in_unit.coarse()))
    maxima = dict.fromkeys(start.reached for start in solutions_within(RIVAL, starts))
    first_points = [_CENTRE, *(unconstrained(rescaled(maximum, 1 / unit)) for maximum in maxima)]
    ends = [find_optimum(exact, coarse, find_optimum(coarse, coarse, point).point) for point in first_points]
    optima = [end for end in ends if end.is_converged]
    if not optima:
        raise PriorRefusedError(f"none of {len(ends)} descents of the penalised likelihood settled at an optimum")
    best = min(optima, key=lambda optimum: optimum.value)
    solution = _parameters(best, unit)
    near = [_parameters(optimum, unit) for optimum in optima if optimum.value - best.value <= RIVAL]
    return Prior(
        *solution,
        log_likelihood=-likelihood(best.point)[0],
        kind=PENALISED,
        rivals=alternative_solutions(cells, solution, near),
    )


def _parameters(optimum: Optimum, unit: float) -> Parameters:
    """The parameters of an optimum in terms of the expected counts as they were given."""
    return rescaled(wider_first(constrained(optimum.point)), unit)
