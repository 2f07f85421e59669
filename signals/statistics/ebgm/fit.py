"""Fit of the prior: the maximum of the likelihood from many starts, or a penalised one where that says too little.

-log L of such mixtures has local optima far apart (betablocker500: 22772.1 from every wide start, 21520.1 from a
spike), so the maximum is used only if several starts agree on the best optimum (`choice.py`).
"""

import os
import tomllib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits

from signals.statistics.array_checks import FloatArray, check_same_length, finite_column
from signals.statistics.ebgm.choice import RIVAL, alternative_solutions, best_of, reason_to_penalise, solutions_within
from signals.statistics.ebgm.likelihood import Cells, NegativeLogLikelihood, constrained, unconstrained
from signals.statistics.ebgm.optimum import Optimum, find_optimum
from signals.statistics.ebgm.penalty import penalised_prior
from signals.statistics.ebgm.prior import (
    MAXIMUM,
    Parameters,
    Prior,
    PriorRefusedError,
    Start,
    checked_counts,
    rescaled,
    shaped,
    wider_first,
)

STARTS: tuple[Parameters, ...] = tuple(
    tuple(start)
    for start in tomllib.loads(Path(__file__).with_name("starts.toml").read_text(encoding="utf-8"))["starts"]
)
FAR_FROM_1 = 10.0  # ratio of all observed to all expected cases
FEWEST_ROWS_FOR_THREADS = 4096  # of the coarse table; below, threads mostly wait for each other


@threadpool_limits.wrap(limits=1, user_api="blas")  # several threads would round in another order
def fit_prior(n: ArrayLike, expected: ArrayLike, weight: ArrayLike | None = None) -> Prior:
    """Prior of the counts of all cells, those without a report included.

    It is the maximum of the likelihood where the table determines that (`choice.reason_to_penalise`), and otherwise the
    maximum under a penalty that draws it towards the prior of real FAERS counts (`penalty.penalised_prior`); its `kind`
    says which, `penalised_because` why. The result depends neither on the order of rows nor on the number of
    processors: one thread takes the sums, because several would round in another order.

    Parameters
    ----------
    n, expected
        Observed and expected count of each cell of the ingredient x event grid. Cells with expected = 0 must have n = 0
        and are left out.
    weight
        Number of cells that a row stands for, 1 by default, so that hundreds of millions of cells without reports can
        be given grouped by expected count (`group_zero_cells`).

    Returns
    -------
    Prior
        One component of a maximum may be a point mass (its alpha huge, or tiny with a mean near 0) or have no share.

    Raises
    ------
    ValueError
        A value is negative, fractional (n), missing or infinite, or shapes differ.
    PriorRefusedError
        No cell has a report.

    References
    ----------
    DuMouchel (1999). Am Stat 53:177-190.

    Examples
    --------
    >>> rng = np.random.default_rng(1999)
    >>> expected = rng.uniform(0.5, 20.0, size=5_000)
    >>> ratio = np.where(rng.random(5_000) < 0.25, rng.gamma(2.0, 2.0, 5_000), rng.gamma(20.0, 0.04, 5_000))
    >>> prior = fit_prior(rng.poisson(ratio * expected), expected)
    >>> round(prior.p, 2), round(prior.alpha1 / prior.beta1, 1), round(prior.alpha2 / prior.beta2, 1)
    (0.24, 4.1, 0.8)
    """
    counts, expectations, weights = _checked_cells(n, expected, weight)
    if not (counts * weights).any():
        raise PriorRefusedError("no cell has a report, so nothing can be learned from them")
    cells = Cells.grouped(counts, expectations, weights)
    unit = _unit(cells)
    in_unit = replace(cells, expected=cells.expected * unit)
    starts = tuple(
        replace(start, start=rescaled(start.start, unit), reached=rescaled(start.reached, unit))
        for start in _run_all_starts(in_unit)
    )
    doubt = reason_to_penalise(cells, starts)
    if doubt:
        return replace(penalised_prior(cells, starts), starts=starts, penalised_because=doubt)
    best = best_of(starts)
    rivals = alternative_solutions(cells, best.reached, [start.reached for start in solutions_within(RIVAL, starts)])
    return Prior(*best.reached, log_likelihood=best.log_likelihood, starts=starts, kind=MAXIMUM, rivals=rivals)


def _checked_cells(
    n: ArrayLike, expected: ArrayLike, weight: ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    counts, expectations = checked_counts(n, expected)
    weights = np.ones(counts.shape) if weight is None else shaped("weight", weight, finite_column)
    check_same_length(n=counts, weight=weights)
    return counts.ravel(), expectations.ravel(), weights.ravel()


def _unit(cells: Cells) -> float:
    """Factor of the expected counts for the fit, so that ratios lie around 1, where the starts are.

    1, or the ratio of all observed to all expected cases where that is far from 1 (expected counts that come from the
    table's own margins have a ratio near 1).
    """
    overall = float(cells.weight @ cells.n) / float(cells.weight @ cells.expected)
    return overall if not 1 / FAR_FROM_1 < overall < FAR_FROM_1 else 1.0


def _run_all_starts(cells: Cells) -> tuple[Start, ...]:
    """Run every start to an optimum, first on coarsely grouped cells, then from there on all cells.

    Starts that reach the same optimum of the coarse table are continued once.
    """
    coarse = NegativeLogLikelihood(cells.coarse())
    exact = NegativeLogLikelihood(cells)
    threads = os.cpu_count() if coarse.cells.n.size >= FEWEST_ROWS_FOR_THREADS else 1
    with ThreadPoolExecutor(threads) as pool:
        coarse_optima = list(
            pool.map(lambda start: _wider_first_point(find_optimum(coarse, coarse, unconstrained(start))), STARTS)
        )
    pairs: list[tuple[Optimum, Optimum]] = []  # of a coarse optimum and the exact one reached from it
    starts = []
    for start, coarse_optimum in zip(STARTS, coarse_optima, strict=True):
        optimum = next((reached for other, reached in pairs if _is_same(coarse_optimum, other)), None)
        if optimum is None:
            optimum = find_optimum(exact, coarse, coarse_optimum.point)
            pairs.append((coarse_optimum, optimum))
        reached = wider_first(constrained(optimum.point))
        starts.append(Start(start, reached, -optimum.value, optimum.is_converged))
    return tuple(starts)


def _wider_first_point(optimum: Optimum) -> Optimum:
    """The same optimum with the wider component first, because the two components can be exchanged."""
    log_mean1, log_alpha1, log_mean2, log_alpha2, logit_p = optimum.point
    if log_alpha1 <= log_alpha2:
        return optimum
    return replace(optimum, point=np.array([log_mean2, log_alpha2, log_mean1, log_alpha1, -logit_p]))


def _is_same(one: Optimum, other: Optimum) -> bool:
    return abs(one.value - other.value) < 1e-6 and bool(np.abs(one.point - other.point).max() < 1e-3)
