"""Are drugs about which animals gave no warning less often disproportionate in people than the others?"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from signals.statistics.array_checks import FloatArray, IntArray, boolean_column, check_same_length, columns_of

MINIMUM_DRUGS = 5  # drugs that each of the two groups must have; with fewer, no difference is computed
RESAMPLES = 2000
SEED = 20261125


@dataclass(frozen=True)
class ClassDifference:
    """P(not disproportionate | no warning) - P(not disproportionate | warning); None where a group is too small."""

    unwarned_drugs: int
    unwarned_not_disproportionate: int
    warned_drugs: int
    warned_not_disproportionate: int
    difference: float | None = None
    lower: float | None = None
    upper: float | None = None
    resamples: int = 0

    @property
    def can_be_answered(self) -> bool:
        """Whether both groups have enough drugs."""
        return min(self.unwarned_drugs, self.warned_drugs) >= MINIMUM_DRUGS


def class_difference(
    is_unwarned: ArrayLike, is_not_disproportionate: ArrayLike, target_class: ArrayLike
) -> ClassDifference:
    """Difference between the two groups of drugs, with a 95% interval bootstrapped by target class.

    Drugs of a class share biology and studies, so whole classes are drawn with replacement (cluster bootstrap); the
    interval is the 2.5th to 97.5th percentile.

    Parameters
    ----------
    is_unwarned
        Whether the animal evidence on the drug gives no warning; otherwise it is harmful, mixed or less protective.
    is_not_disproportionate
        Whether the human verdict is `not disproportionate`; otherwise it is `disproportionate`.
    target_class
        Name of the drug's target class.

    Returns
    -------
    ClassDifference
        `resamples` counts the draws behind the interval; draws in which a group is empty are left out.

    References
    ----------
    Davison and Hinkley (1997). Bootstrap Methods and their Application, section 3.8 (hierarchical data).

    Examples
    --------
    >>> result = class_difference([1] * 6 + [0] * 5, [1, 1, 1, 1, 1, 0, 1, 0, 0, 0, 0], list("aabbccddeef"))
    >>> round(result.difference, 3), result.lower < result.difference < result.upper
    (0.633, True)
    """
    unwarned, negative = columns_of(
        boolean_column, is_unwarned=is_unwarned, is_not_disproportionate=is_not_disproportionate
    )
    classes, member = np.unique(np.asarray(target_class, dtype=str), return_inverse=True)
    check_same_length(is_unwarned=unwarned, target_class=member)
    groups = (unwarned & negative, unwarned, ~unwarned & negative, ~unwarned)
    counts = np.stack([np.bincount(member[group], minlength=len(classes)) for group in groups], axis=1)  # a row a class
    negative_unwarned, all_unwarned, negative_warned, all_warned = (int(n) for n in counts.sum(axis=0))
    result = ClassDifference(all_unwarned, negative_unwarned, all_warned, negative_warned)
    if not result.can_be_answered:
        return result
    differences = _resample(counts)
    lower, upper = np.quantile(differences, [0.025, 0.975])
    return replace(
        result,
        difference=negative_unwarned / all_unwarned - negative_warned / all_warned,
        lower=float(lower),
        upper=float(upper),
        resamples=len(differences),
    )


def _resample(counts: IntArray) -> FloatArray:
    generator = np.random.default_rng(SEED)
    drawn = generator.integers(0, len(counts), size=(RESAMPLES, len(counts)))
    sums = counts[drawn].sum(axis=1)
    sums = sums[(sums[:, 1] > 0) & (sums[:, 3] > 0)]
    return np.asarray(sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3])


def answer(result: ClassDifference, *, drugs: int, with_animal_evidence: int) -> str:
    """Sentence that states the difference, or why there is none.

    Parameters
    ----------
    result
        From `class_difference`.
    drugs, with_animal_evidence
        How many drugs are watched, and how many of them have animal evidence; named where there is no difference.

    Returns
    -------
    str
        Without a full stop.

    Examples
    --------
    >>> answer(ClassDifference(6, 5, 5, 1, 0.63, 0.2, 1.0, 2000), drugs=11, with_animal_evidence=11)[-46:]
    'difference +0.63 (95% interval +0.20 to +1.00)'
    """
    if not result.can_be_answered or result.difference is None:
        return (
            f"cannot be answered: {with_animal_evidence} of {drugs} drugs have animal evidence (with a telling verdict "
            f"on people, too: {result.unwarned_drugs} without a warning, {result.warned_drugs} with one; "
            f"{MINIMUM_DRUGS} of each are needed)"
        )
    return (
        f"not disproportionate: {result.unwarned_not_disproportionate} of {result.unwarned_drugs} drugs whose animals "
        f"gave no warning, {result.warned_not_disproportionate} of {result.warned_drugs} that did; difference "
        f"{result.difference:+.2f} (95% interval {result.lower:+.2f} to {result.upper:+.2f})"
    )
