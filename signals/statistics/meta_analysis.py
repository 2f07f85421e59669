"""Random-effects meta-analysis of animal studies: how large an effect is, and how much studies differ."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri, stdtrit

from signals.statistics.array_checks import FloatArray, columns_of, finite_column, float_column, refuse_first


@dataclass(frozen=True)
class MetaAnalysis:
    """Pooled effect with its 95% interval, and the spread of true effects.

    tau is the standard deviation of the true effects; the prediction interval is where the effect of one more study of
    the kind lies.
    """

    study_count: int
    effect: float
    lower: float
    upper: float
    tau: float
    prediction_lower: float
    prediction_upper: float


def hedges_g(
    mean: ArrayLike, sd: ArrayLike, n: ArrayLike, control_mean: ArrayLike, control_sd: ArrayLike, control_n: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """Standardised mean difference of a drug against its control, corrected for small samples, and its variance.

    Parameters
    ----------
    mean, sd, n
        Of the animals on the drug: mean score, its standard deviation, and number of animals.
    control_mean, control_sd, control_n
        The same of the control animals.

    Returns
    -------
    effect, variance : ndarray of shape (n,)
        In pooled standard deviations, and its square; negative where the drug's score is lower.

    References
    ----------
    Hedges (1981). J Educ Stat 6:107-128. Variance for large samples, as in metafor: Hedges, Olkin (1985).

    Examples
    --------
    >>> effect, variance = hedges_g([2.0], [1.3416407864998738], [20.0], [3.7], [2.7386127875258306], [30.0])
    >>> effect.round(4).tolist(), variance.round(4).tolist()
    ([-0.7307], [0.0887])
    """
    m, s, k, mc, sc, kc = columns_of(
        finite_column, mean=mean, sd=sd, n=n, control_mean=control_mean, control_sd=control_sd, control_n=control_n
    )
    total = k + kc
    pooled = np.sqrt(((k - 1) * s**2 + (kc - 1) * sc**2) / (total - 2))
    effect = (m - mc) / pooled * (1 - 3 / (4 * total - 9))
    return effect, total / (k * kc) + effect**2 / (2 * total)


def percent_reduction(
    mean: ArrayLike, sd: ArrayLike, n: ArrayLike, control_mean: ArrayLike, control_sd: ArrayLike, control_n: ArrayLike
) -> tuple[FloatArray, FloatArray]:
    """By how many percent of the control's score the drug lowers it (normalised mean difference), and its variance.

    Both standard errors enter in percent of the control's mean. Undiseased animals have the score 0.

    Parameters
    ----------
    mean, sd, n, control_mean, control_sd, control_n
        As in `hedges_g`; the control's mean is above 0.

    Returns
    -------
    effect, variance : ndarray of shape (n,)
        In percent, and its square; negative where the drug's score is higher.

    References
    ----------
    Vesterinen et al. (2014). J Neurosci Methods 221:92-102.

    Examples
    --------
    >>> effect, variance = percent_reduction([2.0], [1.3416407864998738], [20.0], [3.7], [2.7386127875258306], [30.0])
    >>> effect.round(2).tolist(), variance.round(1).tolist()
    ([45.95], [248.4])
    """
    m, s, k, mc, sc, kc = columns_of(
        finite_column, mean=mean, sd=sd, n=n, control_mean=control_mean, control_sd=control_sd, control_n=control_n
    )
    return 100 * (mc - m) / mc, (100 / mc) ** 2 * (s**2 / k + sc**2 / kc)


def meta_analysis(effect: ArrayLike, variance: ArrayLike) -> MetaAnalysis:
    """Pool effects by a random-effects model (DerSimonian and Laird), with a prediction interval.

    Parameters
    ----------
    effect, variance
        Of each comparison, in one unit and its square; variances above 0.

    Returns
    -------
    MetaAnalysis
        All but `study_count` are NaN for no comparison; the prediction interval is NaN for fewer than three.

    References
    ----------
    DerSimonian, Laird (1986). Control Clin Trials 7:177-188. Higgins, Thompson, Spiegelhalter (2009). J R Stat Soc A
    172:137-159 (prediction interval, t with k - 2).

    Examples
    --------
    >>> found = meta_analysis([-1.0, -2.0, -3.0], [0.1, 0.2, 0.3])
    >>> round(found.effect, 4), round(found.tau, 4)
    (-1.9342, 0.9037)
    """
    y, v = effects_and_variances(effect, variance)
    if not len(y):
        return MetaAnalysis(0, *[np.nan] * 6)
    fixed = 1 / v
    heterogeneity = float((fixed * (y - np.average(y, weights=fixed)) ** 2).sum())
    scale = fixed.sum() - (fixed**2).sum() / fixed.sum()
    tau2 = max(0.0, (heterogeneity - (len(y) - 1)) / scale) if len(y) > 1 else 0.0
    weight = 1 / (v + tau2)
    pooled, error = float(np.average(y, weights=weight)), float(weight.sum() ** -0.5)
    wide = float(stdtrit(len(y) - 2, 0.975) * np.sqrt(tau2 + error**2)) if len(y) > 2 else np.nan
    near = float(ndtri(0.975) * error)
    return MetaAnalysis(len(y), pooled, pooled - near, pooled + near, float(tau2**0.5), pooled - wide, pooled + wide)


def effects_and_variances(effect: ArrayLike, variance: ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Both as columns of numbers; refused where an effect is not finite or a variance not above 0.

    Parameters
    ----------
    effect, variance
        Of each comparison, in one unit and its square.

    Returns
    -------
    effect, variance : ndarray of shape (n,)
        Never NaN; variances are above 0.

    Examples
    --------
    >>> effects_and_variances([1, 2], [0.1, 0.2])[0].tolist()
    [1.0, 2.0]
    """
    y, v = columns_of(float_column, effect=effect, variance=variance)
    refuse_first("effect", y, ~np.isfinite(y), "must hold finite numbers")
    refuse_first("variance", v, ~(np.isfinite(v) & (v > 0)), "must be above 0")
    return y, v
