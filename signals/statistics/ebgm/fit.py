"""Maximum-likelihood fit of the prior from many starts, and the rules by which its result is refused.

-log L of such mixtures has local optima far apart (betablocker500: 22772.1 from every wide start, 21520.1 from a
spike), so a fit is trusted only if several starts agree on the best optimum.
"""

import os
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike
from threadpoolctl import threadpool_limits

from signals.statistics.columns import FloatArray, check_same_length, finite_column
from signals.statistics.ebgm import grid
from signals.statistics.ebgm.likelihood import Cells, NegativeLogLikelihood, constrained, unconstrained
from signals.statistics.ebgm.optimum import Optimum, find_optimum
from signals.statistics.ebgm.posterior import LOWER_PROBABILITY, log_quantile
from signals.statistics.ebgm.prior import Parameters, Prior, PriorRefusedError, Start, checked_counts, shaped

STARTS: tuple[Parameters, ...] = tuple(
    tuple(start)
    for start in tomllib.loads(Path(__file__).with_name("starts.toml").read_text(encoding="utf-8"))["starts"]
)
PARAMETER_COUNT = 5
FEWEST_AGREEING_STARTS = 3
AGREEMENT = 0.01  # in -log L
RIVAL = 2.0  # in -log L; a solution this close explains the table about as well
RIVAL_TOLERANCE = 0.01  # relative, in EB05
FEWEST_REPORTS_COMPARED = 3
FAR_FROM_1 = 10.0  # ratio of all observed to all expected cases
COARSE = 0.05  # relative distance at which expected counts are grouped on the way to an optimum, not for the optimum


@threadpool_limits.wrap(limits=1, user_api="blas")  # several threads would round in another order
def fit_prior(n: ArrayLike, expected: ArrayLike, weight: ArrayLike | None = None) -> Prior:
    """Maximum-likelihood prior of the counts of all cells, those without a report included.

    The result depends neither on the order of rows nor on the number of processors: one thread takes the sums, because
    several would round in another order.

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
        Either component may be a point mass (its alpha huge, or tiny with a mean near 0) or have no share.

    Raises
    ------
    ValueError
        A value is negative, fractional (n), missing or infinite, or shapes differ.
    PriorRefusedError
        The result cannot be trusted: no cell has a report; there are fewer cells than parameters; a start that did not
        converge lies below the best optimum; fewer than three starts come within 0.01 of the best -log L; or solutions
        within 2 of it differ by more than 1% in any EB05 with n >= 3.

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
    cell_count = float(weights[expectations > 0].sum())
    if cell_count < PARAMETER_COUNT:
        raise PriorRefusedError(
            f"{cell_count:g} cells with expected counts cannot determine {PARAMETER_COUNT} parameters"
        )
    cells = Cells.grouped(counts, expectations, weights)
    unit = _unit(cells)
    in_unit = replace(cells, expected=cells.expected * unit)
    starts = tuple(_in_unit_of_input(start, unit) for start in _run_all_starts(in_unit))
    _refuse_unless_trusted(cells, starts)
    best = _best(starts)
    return Prior(*best.reached, log_likelihood=best.log_likelihood, starts=starts)


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


def _in_unit_of_input(start: Start, unit: float) -> Start:
    """A start of the fit, in terms of the expected counts as they were given."""

    def converted(parameters: Parameters) -> Parameters:
        alpha1, beta1, alpha2, beta2, p = parameters
        return alpha1, beta1 / unit, alpha2, beta2 / unit, p

    return replace(start, start=converted(start.start), reached=converted(start.reached))


def _run_all_starts(cells: Cells) -> tuple[Start, ...]:
    """Run every start to an optimum, first on coarsely grouped cells, then from there on all cells.

    Starts that reach the same optimum of the coarse table are continued once.
    """
    coarse = NegativeLogLikelihood(Cells.grouped(cells.n, cells.expected, cells.weight, COARSE))
    exact = NegativeLogLikelihood(cells)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
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
        reached = _wider_first(constrained(optimum.point))
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


def _wider_first(parameters: Parameters) -> Parameters:
    alpha1, beta1, alpha2, beta2, p = parameters
    return parameters if alpha1 <= alpha2 else (alpha2, beta2, alpha1, beta1, 1 - p)


def _best(starts: Sequence[Start]) -> Start:
    """The most likely one; of equals, the earliest."""
    return max(starts, key=lambda start: start.log_likelihood)


def _refuse_unless_trusted(cells: Cells, starts: tuple[Start, ...]) -> None:
    best = _best(starts)
    lowest = f"-log L = {-best.log_likelihood:.3f}"
    if not best.is_converged:
        raise PriorRefusedError(f"the start that came lowest, to {lowest}, did not settle at an optimum", starts)
    solutions = [start for start in starts if start.is_converged]
    agreeing = [start for start in solutions if best.log_likelihood - start.log_likelihood <= AGREEMENT]
    if len(agreeing) < FEWEST_AGREEING_STARTS:
        raise PriorRefusedError(
            f"{len(agreeing)} of {len(starts)} starts came within {AGREEMENT} of the best, {lowest},"
            f" and {FEWEST_AGREEING_STARTS} are needed",
            starts,
        )
    rivals = [start for start in solutions if best.log_likelihood - start.log_likelihood <= RIVAL]
    difference = _largest_lower_bound_difference(cells, rivals)
    if difference > RIVAL_TOLERANCE:
        raise PriorRefusedError(
            f"solutions within {RIVAL:g} of the best, {lowest}, differ by up to {difference:.1%} in an EB05"
            f" with n >= {FEWEST_REPORTS_COMPARED}, and {RIVAL_TOLERANCE:.0%} is allowed",
            starts,
        )


def _largest_lower_bound_difference(cells: Cells, rivals: Sequence[Start]) -> float:
    """Largest relative difference between the rivals' EB05 of a cell with 3 reports or more."""
    is_compared = cells.n >= FEWEST_REPORTS_COMPARED
    n, expected = cells.n[is_compared], cells.expected[is_compared]
    reached = dict.fromkeys(start.reached for start in rivals)
    if not n.size or len(reached) == 1:
        return 0.0
    lower = [partial(log_quantile, Prior(*parameters), probability=LOWER_PROBABILITY) for parameters in reached]
    bounds = grid.evaluate(lower, n, expected)
    spread = np.max(bounds, axis=0) - np.min(bounds, axis=0)
    return float(np.expm1(spread.max()))
