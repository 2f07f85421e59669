"""Whether small studies show other effects than large ones, and what the pooled effect is if some are missing."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import stdtr

from signals.statistics.array_checks import FloatArray
from signals.statistics.meta_analysis import effects_and_variances, meta_analysis

MOST_ROUNDS = 100


@dataclass(frozen=True)
class Asymmetry:
    """Regression of effects on their standard error: t of the slope, its p, and the effect of a study without error.

    NaN below three studies, or where all are of one size.
    """

    t: float
    p: float
    limit: float


@dataclass(frozen=True)
class Filled:
    """Studies that a symmetric funnel lacks, and the pooled effect with its 95% interval once they are filled in."""

    missing_count: int
    effect: float
    lower: float
    upper: float


def asymmetry(effect: ArrayLike, variance: ArrayLike) -> Asymmetry:
    """Egger's test: a weighted regression of the effect on its standard error, t with k - 2 degrees of freedom.

    A standardised mean difference shares its spread with its own variance, so that the test is positive without any
    bias. Give 1 / n + 1 / m of the two arms as the variance there: it depends on the size of the study alone.

    Parameters
    ----------
    effect, variance
        Of each study; variances above 0.

    Returns
    -------
    Asymmetry
        t far from 0: small studies differ from large ones.

    References
    ----------
    Egger et al. (1997). BMJ 315:629-634. By size alone: Pustejovsky, Rodgers (2019). Res Synth Methods 10:57-71;
    Zwetsloot et al. (2017). eLife 6:e24260 (in animal studies).

    Examples
    --------
    >>> found = asymmetry([-1.0, -2.0, -3.0, -2.5], [0.1, 0.2, 0.3, 0.2])
    >>> round(found.t, 3), round(found.limit, 3)
    (-6.173, 1.803)
    """
    y, v = effects_and_variances(effect, variance)
    error, weight = np.sqrt(v), 1 / v
    if len(y) < 3 or np.ptp(error) == 0:
        return Asymmetry(np.nan, np.nan, np.nan)
    design = np.column_stack([np.ones(len(y)), error])
    inverse = np.linalg.inv(design.T @ (design * weight[:, None]))
    fit = inverse @ design.T @ (weight * y)
    dispersion = (weight * (y - design @ fit) ** 2).sum() / (len(y) - 2)
    if dispersion == 0:
        return Asymmetry(np.nan, np.nan, float(fit[0]))
    t = float(fit[1] / np.sqrt(dispersion * inverse[1, 1]))
    return Asymmetry(t, float(2 * stdtr(len(y) - 2, -abs(t))), float(fit[0]))


def trim_and_fill(effect: ArrayLike, variance: ArrayLike, *, missing: Literal["low", "high"]) -> Filled:
    """Pooled effect after the studies that are missing on one side are filled in as mirror images of the other side.

    The most extreme studies of the other side are trimmed until the rest is symmetric (estimator L0), the centre of
    the rest is taken, and each trimmed study gets a mirror image about it. A check of how much the pooled effect
    leans on asymmetry, not a better estimate: effects that differ for a reason look like missing ones.

    Parameters
    ----------
    effect, variance
        Of each study; variances above 0.
    missing
        The side on which studies would be missing: the low effects or the high ones.

    Returns
    -------
    Filled
        NaN, and no study missing, where there is no study or the trimming finds no end.

    References
    ----------
    Duval, Tweedie (2000). Biometrics 56:455-463; J Am Stat Assoc 95:89-98.

    Examples
    --------
    >>> found = trim_and_fill([0.1, 0.2, 0.4, 0.8, 1.0], [0.01, 0.02, 0.04, 0.1, 0.2], missing="low")
    >>> found.missing_count, round(found.effect, 4)
    (2, 0.2006)
    """
    y, v = effects_and_variances(effect, variance)
    sign = 1 if missing == "low" else -1
    order = np.argsort(sign * y, kind="stable")
    ordered, spread = sign * y[order], v[order]
    missing_count = _missing_count(ordered, spread)
    if missing_count is None:
        return Filled(0, np.nan, np.nan, np.nan)
    kept = len(ordered) - missing_count
    centre = meta_analysis(ordered[:kept], spread[:kept]).effect
    mirrored = np.concatenate([ordered, 2 * centre - ordered[kept:]])
    pooled = meta_analysis(sign * mirrored, np.concatenate([spread, spread[kept:]]))
    return Filled(missing_count, pooled.effect, pooled.lower, pooled.upper)


def _missing_count(ordered: FloatArray, spread: FloatArray) -> int | None:
    """How many of the highest effects have no partner among the low ones; None where the rounds find no end."""
    k, missing_count = len(ordered), 0
    for _ in range(MOST_ROUNDS if k else 0):
        deviation = ordered - meta_analysis(ordered[: k - missing_count], spread[: k - missing_count]).effect
        rank = np.empty(k)
        rank[np.argsort(np.abs(deviation), kind="stable")] = np.arange(1, k + 1)
        estimate = max(0, round((4 * rank[deviation > 0].sum() - k * (k + 1)) / (2 * k - 1)))  # L0
        if estimate == missing_count:
            return missing_count
        missing_count = estimate
    return None
