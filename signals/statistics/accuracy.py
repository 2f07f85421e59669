"""How well a statistic tells positive from negative controls: AUC, sensitivity, specificity, PPV, bootstrapped."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from signals.statistics.contingency import BoolArray, FloatArray, check_same_length, check_whole, float_column

DRAWS = 2_000
SEED = 20131
INTERVAL = (0.025, 0.975)


@dataclass(frozen=True)
class Accuracy:
    """One measure of accuracy with its 95% bootstrap interval; NaN where undefined."""

    value: float
    lower: float
    upper: float


@dataclass(frozen=True)
class Screening:
    """What a criterion did with the controls, in pairs, and what follows from it."""

    true_positive: int
    false_positive: int
    false_negative: int
    true_negative: int
    sensitivity: Accuracy
    specificity: Accuracy
    ppv: Accuracy


def auc(score: npt.ArrayLike, is_positive: npt.ArrayLike, draws: int = DRAWS, seed: int = SEED) -> Accuracy:
    """The probability that a positive control scores above a negative one, a tie counting one half.

    The area under the receiver operating characteristic, as Mann and Whitney's U over the number of pairs of
    controls. NaN without a positive or without a negative control. An infinity ranks above or below all
    numbers; NaN is refused, because a rank for it would be invented. Interval: percentiles of `draws`
    bootstrap samples, positive and negative controls drawn apart, with a fixed seed. Controls that share a
    drug or an outcome are drawn as if they did not, which makes the interval too narrow.

    Raises ValueError, naming the argument and the first offending position.

    References
    ----------
    Hanley, McNeil (1982). Radiology 143:29-36. Efron, Tibshirani (1993). An Introduction to the Bootstrap,
    chapter 13.

    Example
    -------
    Positives 3, 2, 1 and negatives 2, 0: of 6 comparisons 4 are won, 1 is tied and 1 lost, (4 + 1/2) / 6.

    >>> auc([3, 2, 1, 2, 0], [1, 1, 1, 0, 0]).value
    0.75
    """
    column, positive = _controls("score", score, is_positive)
    check_whole("draws", draws, least=1)
    difference = np.subtract.outer(_ranks(column)[positive], _ranks(column)[~positive])
    won = (np.sign(difference) + 1) / 2
    if not won.size:
        return _undefined()
    weight_positive, weight_negative = _weights(positive, draws, seed)
    drawn = np.einsum("dp,pn,dn->d", weight_positive, won, weight_negative, optimize=True) / won.size
    return _with_interval(float(won.mean()), drawn)


def screening(is_flagged: npt.ArrayLike, is_positive: npt.ArrayLike, draws: int = DRAWS, seed: int = SEED) -> Screening:
    """Sensitivity, specificity and positive predictive value of a criterion, with bootstrap intervals as `auc`.

    The PPV holds for the controls' own share of positives, and for no other. Sensitivity is NaN without a
    positive control, specificity without a negative one, PPV where nothing is flagged; a draw that flags
    nothing is left out of PPV's interval.

    References
    ----------
    Altman, Bland (1994). BMJ 308:1552 and 309:102. Efron, Tibshirani (1993), chapter 13.

    Example
    -------
    >>> found = screening([True, True, False, True, False, False], [1, 1, 1, 0, 0, 0])
    >>> found.sensitivity.value == found.specificity.value == found.ppv.value == 2 / 3
    True
    """
    column, positive = _controls("is_flagged", is_flagged, is_positive)
    check_whole("draws", draws, least=1)
    flagged = _truths("is_flagged", column)
    hits, false_alarms = flagged[positive], flagged[~positive]
    weight_positive, weight_negative = _weights(positive, draws, seed)
    hit_count, false_count = weight_positive @ hits, weight_negative @ false_alarms
    return Screening(
        true_positive=int(hits.sum()),
        false_positive=int(false_alarms.sum()),
        false_negative=int((~hits).sum()),
        true_negative=int((~false_alarms).sum()),
        sensitivity=_share(hits.sum(), hits.size, hit_count, hits.size),
        specificity=_share(
            (~false_alarms).sum(), false_alarms.size, false_alarms.size - false_count, false_alarms.size
        ),
        ppv=_share(hits.sum(), flagged.sum(), hit_count, hit_count + false_count),
    )


def _controls(name: str, values: npt.ArrayLike, is_positive: npt.ArrayLike) -> tuple[FloatArray, BoolArray]:
    column = float_column(name, values)
    positive = float_column("is_positive", is_positive)
    check_same_length("is_positive", positive, name, column)
    if np.isnan(column).any():
        raise ValueError(f"{name} must not be missing; found nan at position {int(np.isnan(column).argmax())}")
    return column, _truths("is_positive", positive)


def _truths(name: str, column: FloatArray) -> BoolArray:
    is_bad = ~np.isin(column, (0, 1))
    if is_bad.any():
        position = int(is_bad.argmax())
        raise ValueError(f"{name} must hold 0 and 1; found {column[position]} at position {position}")
    return column == 1


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
        return _undefined()
    sizes = np.broadcast_to(np.asarray(drawn_of, dtype=np.float64), drawn.shape)
    return _with_interval(float(count / of), drawn[sizes > 0] / sizes[sizes > 0])


def _with_interval(value: float, drawn: FloatArray) -> Accuracy:
    lower, upper = np.quantile(drawn, INTERVAL)
    return Accuracy(value, float(lower), float(upper))


def _undefined() -> Accuracy:
    return Accuracy(np.nan, np.nan, np.nan)
