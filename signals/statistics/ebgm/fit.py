"""Maximum-likelihood fit of the prior from many starts, and the rules by which its result is refused.

-log L of such mixtures has local optima far apart (betablocker500: 22772.1 from every wide start, 21520.1
from a spike), so one start proves nothing: a fit is trusted only where several starts agree on the best one.
"""

import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from signals.one_blas_thread import one_blas_thread
from signals.statistics.contingency import finite_column
from signals.statistics.ebgm import grid
from signals.statistics.ebgm.likelihood import Cells, NegativeLogLikelihood, constrained, unconstrained
from signals.statistics.ebgm.optimum import Settled, settle
from signals.statistics.ebgm.posterior import LOWER_PROBABILITY, log_quantile
from signals.statistics.ebgm.prior import (
    Floats,
    Parameters,
    Prior,
    PriorRefusedError,
    Start,
    check_same_shape,
    checked_counts,
    shaped,
)

# (alpha1, beta1, alpha2, beta2, p). Wide pairs, of which the first is DuMouchel's (1999); spikes of growing
# sharpness at and around a ratio of 1, since a table with a few huge cells pins a component to its margins' ratio;
# and a narrow component far from 1 that holds few cells (or, below 1, many): 2 of 140 tables cut from real counts
# (2022Q3) had their best optimum there, and no wide start or spike near 1 reached it.
STARTS: tuple[Parameters, ...] = (
    (0.2, 0.1, 2.0, 4.0, 1 / 3),
    (0.5, 0.1, 2.0, 2.0, 0.2),
    (0.1, 0.1, 5.0, 5.0, 0.5),
    (1.0, 1.0, 10.0, 20.0, 0.5),
    (0.01, 0.1, 1.0, 1.0, 0.5),
    (0.5, 0.5, 0.5, 5.0, 0.5),
    (0.5, 0.5, 100.0, 100.0, 0.5),
    (0.5, 0.05, 1e3, 1e3, 0.5),
    (0.2, 0.2, 1e3, 2e3, 0.8),
    (1.0, 0.5, 1e3, 5e2, 0.8),
    (0.3, 0.3, 1e4, 1e4, 0.8),
    (1.0, 1.0, 1e5, 1e5, 0.2),
    (0.2, 0.2, 1e5, 1e5, 0.8),
    (0.2, 0.1, 1e6, 1e6, 0.9),
    (0.1, 0.1, 1e7, 1e7, 0.5),
    (1e5, 8e4, 1e5, 1.5e5, 0.5),
    (3.0, 0.4, 2.0, 2.0, 0.07),
    (1.0, 0.1, 20.0, 20.0, 0.05),
    (1.3, 1.5, 5.0, 0.7, 0.97),
    (1.0, 1.0, 10.0, 0.5, 0.99),
    (0.5, 0.5, 20.0, 2.0, 0.98),
    (2.0, 2.0, 50.0, 5.0, 0.995),
    (0.3, 0.3, 30.0, 10.0, 0.95),
    (0.5, 0.5, 1e3, 5e2, 0.9),
    (0.5, 0.5, 1e4, 3e3, 0.95),
    (2.0, 1.0, 2.0, 20.0, 0.5),
    (1.0, 0.5, 20.0, 100.0, 0.7),
    (1.0, 0.5, 100.0, 300.0, 0.7),
    (0.05, 0.05, 3.0, 3.0, 0.3),
    (30.0, 20.0, 300.0, 1e3, 0.5),
)
PARAMETER_COUNT = 5
FEWEST_AGREEING_STARTS = 3
AGREEMENT = 0.01  # in -log L
RIVAL = 2.0  # a solution this close in -log L explains the table about as well
RIVAL_TOLERANCE = 0.01  # relative, in EB05
FEWEST_REPORTS_COMPARED = 3
FAR_FROM_1 = 10.0  # of all reported to all expected
COARSE = 0.05  # expected counts this close count as one on the way to an optimum, never at it


@one_blas_thread()
def fit_prior(n: ArrayLike, expected: ArrayLike, weight: ArrayLike | None = None) -> Prior:
    """The prior that makes the counts of all cells, those without a report included, most likely.

    `n` are whole cases, `expected` the expected counts, one row a cell of the ingredient x event grid;
    `weight` says how many cells a row stands for (1 by default), so that hundreds of millions of cells
    without reports come grouped by expected count (`group_zero_cells`). Cells with expected = 0 must have n
    = 0 and say nothing. The order of rows does not matter, nor does the number of processors: sums are taken by one
    thread, since several would round in another order.

    Either component may end as a point mass (its alpha huge, or tiny with a mean near 0), and one may take
    up nothing of the mixture; both are solutions like any other. Raises ValueError, naming the argument and
    the first offending position, for input that makes no sense, and PriorRefusedError where the result can't
    be trusted: no cell has a report;
    there are fewer cells than parameters; a start that did not settle lies below the best optimum; fewer than
    three starts come within 0.01 of the best -log L; or solutions within 2 of it differ by more than 1% in
    any EB05 with n >= 3.

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
    starts = tuple(_in_unit_of_input(start, unit) for start in _settle_all_starts(in_unit))
    _refuse_unless_trusted(cells, starts)
    best = _best(starts)
    return Prior(*best.reached, log_likelihood=best.log_likelihood, starts=starts)


def _checked_cells(n: ArrayLike, expected: ArrayLike, weight: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    counts, expectations = checked_counts(n, expected)
    weights = np.ones(counts.shape) if weight is None else shaped("weight", weight, finite_column)
    check_same_shape("weight", weights, counts)
    return counts.ravel(), expectations.ravel(), weights.ravel()


def _unit(cells: Cells) -> float:
    """What the expected counts are multiplied by for the fit: 1, or all reported to all expected where that is far from
    1. It is near 1 where they come from the table's own margins, and starts are made around a ratio of 1.
    """
    overall = float(cells.weight @ cells.n) / float(cells.weight @ cells.expected)
    return overall if not 1 / FAR_FROM_1 < overall < FAR_FROM_1 else 1.0


def _in_unit_of_input(start: Start, unit: float) -> Start:
    """A start in the fit's unit, said of the ratio to the expected counts as they were given."""

    def converted(parameters: Parameters) -> Parameters:
        alpha1, beta1, alpha2, beta2, p = parameters
        return alpha1, beta1 / unit, alpha2, beta2 / unit, p

    return replace(start, start=converted(start.start), reached=converted(start.reached))


def _settle_all_starts(cells: Cells) -> tuple[Start, ...]:
    """What every start reaches: first on coarsely grouped cells, then from there on all of them.

    Starts that met at one point of the coarse table go on as one.
    """
    coarse = NegativeLogLikelihood(Cells.grouped(cells.n, cells.expected, cells.weight, COARSE))
    exact = NegativeLogLikelihood(cells)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        halfways = list(pool.map(lambda start: _named_alike(settle(coarse, coarse, unconstrained(start))), STARTS))
    met: list[tuple[Settled, Settled]] = []
    starts = []
    for start, halfway in zip(STARTS, halfways, strict=True):
        settled = next((end for other, end in met if _is_same(halfway, other)), None)
        if settled is None:
            settled = settle(exact, coarse, halfway.point)
            met.append((halfway, settled))
        reached = _wider_first(constrained(settled.point))
        starts.append(Start(start, reached, -settled.value, settled.is_converged))
    return tuple(starts)


def _named_alike(settled: Settled) -> Settled:
    """The same point with the wider component first, so that one optimum reached under either naming is one."""
    log_mean1, log_alpha1, log_mean2, log_alpha2, logit_p = settled.point
    if log_alpha1 <= log_alpha2:
        return settled
    return replace(settled, point=np.array([log_mean2, log_alpha2, log_mean1, log_alpha1, -logit_p]))


def _is_same(one: Settled, other: Settled) -> bool:
    return abs(one.value - other.value) < 1e-6 and bool(np.abs(one.point - other.point).max() < 1e-3)


def _wider_first(parameters: Parameters) -> Parameters:
    alpha1, beta1, alpha2, beta2, p = parameters
    return parameters if alpha1 <= alpha2 else (alpha2, beta2, alpha1, beta1, 1 - p)


def _best(starts: Sequence[Start]) -> Start:
    """The likeliest; of equals the one of the earliest start."""
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
    """How much of an EB05 of a cell with 3 reports or more depends on which of the rivals is taken."""
    is_compared = cells.n >= FEWEST_REPORTS_COMPARED
    n, expected = cells.n[is_compared], cells.expected[is_compared]
    reached = dict.fromkeys(start.reached for start in rivals)
    if not n.size or len(reached) == 1:
        return 0.0

    def log_lower_bound(parameters: Parameters) -> grid.ExactFunction:
        return lambda n, expected: log_quantile(Prior(*parameters), n, expected, LOWER_PROBABILITY)

    bounds = grid.evaluate([log_lower_bound(parameters) for parameters in reached], n, expected)
    spread = np.max(bounds, axis=0) - np.min(bounds, axis=0)
    return float(np.expm1(spread.max()))
