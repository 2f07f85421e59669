"""Whether the size of an effect in animals separates the drugs that became a medicine from those that failed."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from signals.statistics.array_checks import (
    FloatArray,
    boolean_column,
    check_same_length,
    columns_of,
    float_column,
    refuse_first,
)

RESAMPLES = 2000
SEED = 20261129


@dataclass(frozen=True)
class Concordance:
    """Share of pairs in which the positive has the higher score, with a 95% interval by clusters; 0.5 by chance."""

    estimate: float
    lower: float
    upper: float
    positive_cluster_count: int
    negative_cluster_count: int


def clustered_concordance(score: ArrayLike, is_positive: ArrayLike, cluster: ArrayLike) -> Concordance:
    """Probability that a positive scores higher than a negative (ties count half), bootstrapped by whole clusters.

    Comparisons of one drug are not independent, so drugs are drawn with replacement, of each kind as many as there
    are; the interval is the 2.5th to 97.5th percentile. A cluster that has both kinds counts once in each. The
    estimate is the area under the ROC curve.

    Parameters
    ----------
    score
        Of each comparison; finite.
    is_positive
        Whether it is one of the kind that should score higher.
    cluster
        Name of what it belongs to, such as its drug.

    Returns
    -------
    Concordance
        NaN where there is no positive or no negative.

    References
    ----------
    Hanley, McNeil (1982). Radiology 143:29-36. Davison, Hinkley (1997). Bootstrap Methods, section 3.8.

    Examples
    --------
    >>> found = clustered_concordance([3, 2, 1, 2.5, 0], [1, 1, 0, 0, 0], ["a", "b", "c", "c", "d"])
    >>> round(found.estimate, 3), found.lower <= found.estimate <= found.upper
    (0.833, True)
    """
    (values,), (positive,) = columns_of(float_column, score=score), columns_of(boolean_column, is_positive=is_positive)
    refuse_first("score", values, ~np.isfinite(values), "must hold finite numbers")
    names = np.asarray(cluster, dtype=str)
    check_same_length(score=values, is_positive=positive, cluster=names)
    (high, high_of), (low, low_of) = (np.unique(names[rows], return_inverse=True) for rows in (positive, ~positive))
    if not len(high) or not len(low):
        return Concordance(np.nan, np.nan, np.nan, len(high), len(low))
    over = values[positive][:, None] - values[~positive][None, :]
    wins, pairs = np.zeros((len(high), len(low))), np.zeros((len(high), len(low)))
    cells = (high_of[:, None], low_of[None, :])
    np.add.at(wins, cells, np.where(over == 0, 0.5, over > 0))
    np.add.at(pairs, cells, 1.0)
    lower, upper = np.quantile(_resample(wins, pairs), [0.025, 0.975])
    return Concordance(float(wins.sum() / pairs.sum()), float(lower), float(upper), len(high), len(low))


def _resample(wins: FloatArray, pairs: FloatArray) -> FloatArray:
    """The share of wins in each draw of clusters, from how often each cluster was drawn."""
    generator = np.random.default_rng(SEED)
    high, low = (generator.multinomial(k, np.full(k, 1 / k), size=RESAMPLES) for k in wins.shape)
    won, met = (np.einsum("rh,hl,rl->r", high, cells, low) for cells in (wins, pairs))
    return np.asarray(won / met)
