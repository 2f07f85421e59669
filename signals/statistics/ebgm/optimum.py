"""The nearest optimum of -log L from a start."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from signals.statistics.array_checks import FloatArray

# Bounds of the unconstrained scale, where -log L is flat: a component without spread, with mean 0 or without a share.
# With an alpha of e^46 the spread of a count of 1e8 is indistinguishable from that of a Poisson count.
LOWEST = np.array([-25.0, -25.0, -25.0, -25.0, -30.0])
HIGHEST = np.array([25.0, 46.0, 25.0, 46.0, 30.0])
MOST_STEPS = 200
LONGEST_STEP = 2.0  # in any logarithm: a factor of 7
CONVERGED_GAIN = 1e-8  # in -log L, of a further Newton step; more where rounding is larger
CONVERGED_GAIN_WITHIN_ROUNDING = 1e-4  # the same, where no step gains more than rounding


class Objective(Protocol):
    """A smooth function of a point of the unconstrained scale, to be made small."""

    @property
    def rounding(self) -> float:
        """Rounding error of a value."""
        ...

    def __call__(self, point: FloatArray) -> tuple[float, FloatArray]:
        """The value and its gradient, shape (5,)."""
        ...

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
        ...

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
        ...


@dataclass(frozen=True)
class Optimum:
    """Point on the unconstrained scale, its -log L, and whether it is an optimum."""

    point: FloatArray
    value: float
    is_converged: bool


def find_optimum(likelihood: Objective, curvature_of: Objective, point: FloatArray) -> Optimum:
    """Descend to the nearest optimum by Newton's method.

    The steps use the absolute curvature, so that they lead away from saddle points and along ridges.

    Parameters
    ----------
    likelihood
        The function to be made small.
    curvature_of
        Its curvature, which only determines the steps: it may be that of the same table grouped more coarsely.
    point
        The start on the unconstrained scale, shape (5,).

    Returns
    -------
    Optimum
        `is_converged` is False where the steps ran out, or none of them gained where the function still slopes.

    References
    ----------
    Dauphin et al. (2014). Advances in Neural Information Processing Systems 27:2933-2941.
    """
    value, gradient, curvature = _evaluate(likelihood, curvature_of, point)
    for _ in range(MOST_STEPS):
        eigenvalues, directions = np.linalg.eigh(curvature_of.curvature(point) if curvature is None else curvature)
        size = np.maximum(np.abs(eigenvalues), 1e-12)
        along = directions.T @ gradient
        gain = float(np.sum(along**2 / size)) / 2
        if gain < max(CONVERGED_GAIN, likelihood.rounding):
            return Optimum(point, value, is_converged=True)
        step = -directions @ (along / size)
        step *= min(1.0, LONGEST_STEP / np.abs(step).max())
        for _ in range(12):
            trial = np.clip(point + step, LOWEST, HIGHEST)
            trial_value, trial_gradient, trial_curvature = _evaluate(likelihood, curvature_of, trial)
            if trial_value < value:
                break
            step /= 4
        else:
            return Optimum(point, value, is_converged=gain < CONVERGED_GAIN_WITHIN_ROUNDING)
        point, value, gradient, curvature = trial, trial_value, trial_gradient, trial_curvature
    return Optimum(point, value, is_converged=False)


def _evaluate(
    likelihood: Objective, curvature_of: Objective, point: FloatArray
) -> tuple[float, FloatArray, FloatArray | None]:
    """The value, the gradient and, where it is the same function's and costs little, the curvature."""
    return likelihood.with_curvature(point) if curvature_of is likelihood else (*likelihood(point), None)
