"""How well a statistic separates positive from negative controls: AUC, sensitivity, specificity and PPV."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from signals.statistics.array_checks import (
    BoolArray,
    FloatArray,
    boolean_column,
    check_same_length,
    columns_of,
    float_column,
    refuse_first,
)
from signals.statistics.number import check_whole

DRAWS = 2_000
SEED = 20131
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Accuracy:
    """One measure of accuracy with its 95% bootstrap interval; NaN where undefined."""

    value: float
    lower: float
    upper: float


UNDEFINED = Accuracy(np.nan, np.nan, np.nan)


@dataclass(frozen=True)
class Screening:
    """How a criterion classified the controls, in pairs, and its accuracy."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int
    sensitivity: Accuracy
    specificity: Accuracy
    ppv: Accuracy


def auc(score: npt.ArrayLike, is_positive: npt.ArrayLike, draws: int = DRAWS, seed: int = SEED) -> Accuracy:
    """Area under the ROC curve: the probability that a positive control scores above a negative one.

    Mann and Whitney's U over the number of comparisons, a tie counting one half.

    Parameters
    ----------
    score
        A number for each control; infinities rank first and last, NaN is refused because any rank would be invented.
    is_positive
        Whether the control is positive, as booleans or 0 and 1.
    draws, seed
        Bootstrap samples, in which positive and negative controls are drawn separately. Controls that share a drug or
        an outcome are drawn as if independent, which makes the interval too narrow.

    Returns
    -------
    Accuracy
        NaN unless there are controls of both kinds.

    References
    ----------
    Hanley, McNeil (1982). Radiology 143:29-36. Efron, Tibshirani (1993). An Introduction to the Bootstrap, chapter 13.

    Examples
    --------
    Positives 3, 2, 1 and negatives 2, 0: of 6 comparisons 4 are won, 1 is tied and 1 lost, (4 + 1/2) / 6.

    >>> auc([3, 2, 1, 2, 0], [1, 1, 1, 0, 0]).value
    0.75
    """
    column, positive = float_column("score", score), boolean_column("is_positive", is_positive)
    check_same_length(score=column, is_positive=positive)
    refuse_first("score", column, np.isnan(column), "must not be missing")
    check_whole("draws", draws, least=1)
    difference = np.subtract.outer(_ranks(column)[positive], _ranks(column)[~positive])
    won = (np.sign(difference) + 1) / 2
    if not won.size:
        return UNDEFINED
    weight_positive, weight_negative = _weights(positive, draws, seed)
    drawn = np.einsum("dp,pn,dn->d", weight_positive, won, weight_negative, optimize=True) / won.size
    return _with_interval(float(won.mean()), drawn)


def screening(is_flagged: npt.ArrayLike, is_positive: npt.ArrayLike, draws: int = DRAWS, seed: int = SEED) -> Screening:
    """Sensitivity, specificity and positive predictive value of a criterion.

    Parameters
    ----------
    is_flagged
        Whether the criterion holds for the control, as booleans or 0 and 1.
    is_positive, draws, seed
        As in `auc`.

    Returns
    -------
    Screening
        Sensitivity is NaN without a positive control, specificity without a negative one, PPV where nothing is
        flagged. PPV holds for the controls' own share of positives only; its interval omits draws that flag nothing.

    References
    ----------
    Altman, Bland (1994). BMJ 308:1552 and 309:102. Efron, Tibshirani (1993), chapter 13.

    Examples
    --------
    >>> result = screening([True, True, False, True, False, False], [1, 1, 1, 0, 0, 0])
    >>> result.sensitivity.value == result.specificity.value == result.ppv.value == 2 / 3
    True
    """
    flagged, positive = columns_of(boolean_column, is_flagged=is_flagged, is_positive=is_positive)
    check_whole("draws", draws, least=1)
    hits, false_alarms = flagged[positive], flagged[~positive]
    negatives = false_alarms.size
    weight_positive, weight_negative = _weights(positive, draws, seed)
    hit_count, false_count = weight_positive @ hits, weight_negative @ false_alarms
    return Screening(
        true_positive=int(hits.sum()),
        false_positive=int(false_alarms.sum()),
        false_negative=int((~hits).sum()),
        true_negative=int((~false_alarms).sum()),
        sensitivity=_share(hits.sum(), hits.size, hit_count, hits.size),
        specificity=_share((~false_alarms).sum(), negatives, negatives - false_count, negatives),
        ppv=_share(hits.sum(), flagged.sum(), hit_count, hit_count + false_count),
    )


def _ranks(column: FloatArray) -> FloatArray:
    """Dense ranks: equal values share one, and infinities can be subtracted."""
    return np.unique(column, return_inverse=True)[1].astype(np.float64)


def _weights(positive: BoolArray, draws: int, seed: int) -> tuple[FloatArray, FloatArray]:
    """How often each positive and each negative control is drawn, one row a bootstrap sample."""
    generator = np.random.default_rng(seed)

    def drawn(size: int) -> FloatArray:
        if not size:
            return np.zeros((draws, 0))
        return generator.multinomial(size, np.full(size, 1 / size), size=draws).astype(np.float64)

    return drawn(int(positive.sum())), drawn(int((~positive).sum()))


def _share(count: int, of: int, drawn: FloatArray, drawn_of: npt.ArrayLike) -> Accuracy:
    if not of:
        return UNDEFINED
    sizes = np.broadcast_to(np.asarray(drawn_of, dtype=np.float64), drawn.shape)
    return _with_interval(float(count / of), drawn[sizes > 0] / sizes[sizes > 0])


def _with_interval(value: float, drawn: FloatArray) -> Accuracy:
    lower, upper = np.quantile(drawn, INTERVAL)
    return Accuracy(value, float(lower), float(upper))
