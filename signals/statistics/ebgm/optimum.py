"""The way from a start down to the nearest optimum of -log L."""

from dataclasses import dataclass

import numpy as np

from signals.statistics.ebgm.likelihood import NegativeLogLikelihood
from signals.statistics.ebgm.prior import Floats

# Bounds of the unconstrained scale, where -log L is flat: a component of no spread, mean 0 or no share. An
# alpha of e^46 leaves a count of 1e8 no spread that could be told from a Poisson count's.
LOWEST = np.array([-25.0, -25.0, -25.0, -25.0, -30.0])
HIGHEST = np.array([25.0, 46.0, 25.0, 46.0, 30.0])
MOST_STEPS = 200
LONGEST_STEP = 2.0  # in any logarithm: a factor of 7
SETTLED = 1e-8  # -log L that a further Newton step would still gain; more where rounding hides more
SETTLED_WITHIN_ROUNDING = 1e-4  # the same, where no step gains anything that rounding does not hide


@dataclass(frozen=True)
class Settled:
    point: Floats
    value: float
    is_converged: bool


def settle(likelihood: NegativeLogLikelihood, curvature_of: NegativeLogLikelihood, point: Floats) -> Settled:
    """Follow Newton steps down to the nearest optimum.

    `curvature_of` may be the same table, grouped more coarsely: it steers the steps only. They use the
    absolute curvature, so that they lead away from saddles and along ridges (Dauphin 2014).
    """
    value, gradient = likelihood(point)
    for _ in range(MOST_STEPS):
        eigenvalues, directions = np.linalg.eigh(curvature_of.curvature(point))
        size = np.maximum(np.abs(eigenvalues), 1e-12)
        along = directions.T @ gradient
        gain = float(np.sum(along**2 / size)) / 2
        if gain < max(SETTLED, likelihood.rounding):
            return Settled(point, value, is_converged=True)
        step = -directions @ (along / size)
        step *= min(1.0, LONGEST_STEP / np.abs(step).max())
        for _ in range(12):
            trial = np.clip(point + step, LOWEST, HIGHEST)
            trial_value, trial_gradient = likelihood(trial)
            if trial_value < value:
                break
            step /= 4
        else:
            return Settled(point, value, is_converged=gain < SETTLED_WITHIN_ROUNDING)
        point, value, gradient = trial, trial_value, trial_gradient
    return Settled(point, value, is_converged=False)
