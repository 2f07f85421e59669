"""Over all drugs: are those that protected animals less often disproportionate in people than the others?"""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

MINIMUM_DRUGS = 5
"""Drugs that each side must have; with fewer the difference is not worked out."""
RESAMPLES = 2000
SEED = 20261125


@dataclass(frozen=True)
class ClassDifference:
    """P(not disproportionate | protective) - P(not disproportionate | other); None where it cannot be answered."""

    protective_drugs: int
    protective_not_disproportionate: int
    other_drugs: int
    other_not_disproportionate: int
    difference: float | None
    lower: float | None
    upper: float | None
    resamples: int

    @property
    def can_be_answered(self) -> bool:
        """Whether both sides have enough drugs."""
        return min(self.protective_drugs, self.other_drugs) >= MINIMUM_DRUGS


def class_difference(
    is_protective: ArrayLike, is_not_disproportionate: ArrayLike, target_class: ArrayLike
) -> ClassDifference:
    """The difference over drugs with a telling verdict on both, with a 95% interval bootstrapped by target class.

    One element a drug: whether its animal evidence is protective (else it is harmful, mixed or less protective),
    whether people are not disproportionate (else they are), and its target class. Drugs of a class share biology and
    studies, so whole classes are drawn with replacement (cluster bootstrap); the interval is the 2.5th to 97.5th
    percentile. Draws that leave one side empty have no difference and are left out; ``resamples`` says how many count.

    References
    ----------
    Davison and Hinkley (1997). Bootstrap Methods and their Application, section 3.8 (hierarchical data).
    """
    protective = np.asarray(is_protective, dtype=bool)
    quiet = np.asarray(is_not_disproportionate, dtype=bool)
    classes, member = np.unique(np.asarray(target_class, dtype=str), return_inverse=True)
    size = len(classes)
    counts = np.stack(  # a row a class: protective and quiet, protective, other and quiet, other
        [np.bincount(member[chosen], minlength=size) for chosen in
         (protective & quiet, protective, ~protective & quiet, ~protective)], axis=1,
    )  # fmt: skip
    quiet_protective, all_protective, quiet_other, all_other = (int(n) for n in counts.sum(axis=0))
    found = ClassDifference(all_protective, quiet_protective, all_other, quiet_other, None, None, None, 0)
    if not found.can_be_answered:
        return found
    differences = _resampled(counts)
    lower, upper = np.quantile(differences, [0.025, 0.975])
    return replace(
        found,
        difference=quiet_protective / all_protective - quiet_other / all_other,
        lower=float(lower),
        upper=float(upper),
        resamples=len(differences),
    )


def _resampled(counts: NDArray[np.int64]) -> NDArray[np.float64]:
    generator = np.random.default_rng(SEED)
    drawn = generator.integers(0, len(counts), size=(RESAMPLES, len(counts)))
    sums = counts[drawn].sum(axis=1)
    sums = sums[(sums[:, 1] > 0) & (sums[:, 3] > 0)]
    return np.asarray(sums[:, 0] / sums[:, 1] - sums[:, 2] / sums[:, 3], dtype=np.float64)


def answer(found: ClassDifference, *, drugs: int, with_animal_evidence: int) -> str:
    """The difference in words, or why there is none."""
    if not found.can_be_answered or found.difference is None:
        return (
            f"cannot be answered: {with_animal_evidence} of {drugs} drugs have animal evidence (with a telling verdict "
            f"on people, too: {found.protective_drugs} protective, {found.other_drugs} other; {MINIMUM_DRUGS} of each "
            "are needed)"
        )
    return (
        f"not disproportionate: {found.protective_not_disproportionate} of {found.protective_drugs} drugs that "
        f"protected animals, {found.other_not_disproportionate} of {found.other_drugs} others; difference "
        f"{found.difference:+.2f} (95% interval {found.lower:+.2f} to {found.upper:+.2f})"
    )
