"""Whether the maximum of the likelihood can be used as the prior, and which solutions explain the table as well."""

from collections.abc import Sequence
from functools import partial

import numpy as np

from signals.statistics.array_checks import BoolArray, FloatArray
from signals.statistics.criteria import is_ebgm
from signals.statistics.ebgm import grid
from signals.statistics.ebgm.likelihood import Cells
from signals.statistics.ebgm.posterior import LOWER_PROBABILITY, log_quantile
from signals.statistics.ebgm.prior import Parameters, Prior, Start

FEWEST_REPORTS_COMPARED = 3
FEWEST_PAIRS_COMPARED = 200
FEWEST_AGREEING_STARTS = 3
AGREEMENT = 0.01  # in -log L
RIVAL = 2.0  # in -log L; a solution this close explains the table about as well
MOST_DISPUTED = 0.05  # of the pairs that any rival calls
POINT_MASS = 1e4  # an alpha from which on a component's ratios spread by less than 1%
SAME_BOUND = 1e-4  # relative; solutions with these EB05 are one


def best_of(starts: Sequence[Start]) -> Start:
    """The most likely of the starts; of equals, the earliest.

    Parameters
    ----------
    starts
        One or more.

    Returns
    -------
    Start
        One of them.
    """
    return max(starts, key=lambda start: start.log_likelihood)


def solutions_within(distance: float, starts: Sequence[Start]) -> list[Start]:
    """The starts that converged at an optimum near the best one.

    Parameters
    ----------
    distance
        Largest difference from the best -log L, in natural logarithms.
    starts
        One or more.

    Returns
    -------
    list of Start
        In their order; empty where none near the best converged.
    """
    best = best_of(starts)
    return [start for start in starts if start.is_converged and best.log_likelihood - start.log_likelihood <= distance]


def reason_to_penalise(cells: Cells, starts: Sequence[Start]) -> str | None:
    """Why the best of the starts is no prior to rely on.

    Real FAERS counts of 300 and 1,000 cases (under 200 pairs with 3 reports) gave priors that predicted other reports
    far worse than none of their own would have (docs/methods.md).

    Parameters
    ----------
    cells
        All cells of the grid.
    starts
        The starts of the fit to them.

    Returns
    -------
    str or None
        A clause for the reader; None where the best start can be used.
    """
    best = best_of(starts)
    pair_count = int(cells.weight[cells.n >= FEWEST_REPORTS_COMPARED].sum())
    lowest = f"-log L = {-best.log_likelihood:.3f}"
    if pair_count < FEWEST_PAIRS_COMPARED:
        return (
            f"{pair_count} pairs have {FEWEST_REPORTS_COMPARED} reports or more, and {FEWEST_PAIRS_COMPARED} are needed"
        )
    if not best.is_converged:
        return f"the start that came lowest, to {lowest}, did not settle at an optimum"
    agreeing = solutions_within(AGREEMENT, starts)
    if len(agreeing) < FEWEST_AGREEING_STARTS:
        return (
            f"{len(agreeing)} of {len(starts)} starts came within {AGREEMENT} of the best, {lowest},"
            f" and {FEWEST_AGREEING_STARTS} are needed"
        )
    alpha1, _, alpha2, _, _ = best.reached
    if min(alpha1, alpha2) > POINT_MASS:
        return f"both components of the best solution, {lowest}, are point masses"
    disputed = _disputed_share(cells, [start.reached for start in solutions_within(RIVAL, starts)])
    if disputed > MOST_DISPUTED:
        return (
            f"solutions within {RIVAL:g} of the best, {lowest}, disagree on EB05 >= 2 for {disputed:.1%} of the pairs"
            f" that any of them calls, and {MOST_DISPUTED:.0%} is allowed"
        )
    return None


def alternative_solutions(cells: Cells, best: Parameters, solutions: Sequence[Parameters]) -> tuple[Parameters, ...]:
    """Those of the solutions whose EB05 differs, in a cell with 3 reports, from the best's and the earlier ones'.

    Parameters
    ----------
    cells
        All cells of the grid.
    best
        Parameters of the prior in use.
    solutions
        Parameters of all solutions that explain the table about as well; `best` may be among them.

    Returns
    -------
    tuple of Parameters
        In their order; empty where no solution differs.
    """
    others = [solution for solution in dict.fromkeys(solutions) if solution != best]
    if not others:
        return ()
    kept: list[Parameters] = []
    bounds, *of_others = _log_lower_bounds(cells, [best, *others])
    seen = [bounds]
    for solution, bounds in zip(others, of_others, strict=True):
        if all(np.abs(bounds - other).max(initial=0.0) > SAME_BOUND for other in seen):
            kept.append(solution)
            seen.append(bounds)
    return tuple(kept)


def _disputed_share(cells: Cells, solutions: Sequence[Parameters]) -> float:
    """Share of the pairs with EB05 >= 2 under any solution that lack it under another; 0 where there are none."""
    distinct = list(dict.fromkeys(solutions))
    if len(distinct) == 1:
        return 0.0
    called = np.stack([_is_signal(bounds) for bounds in _log_lower_bounds(cells, distinct)])
    weight = cells.weight[cells.n >= FEWEST_REPORTS_COMPARED]
    by_any, by_all = float(weight @ called.any(axis=0)), float(weight @ called.all(axis=0))
    return (by_any - by_all) / by_any if by_any else 0.0


def _is_signal(log_lower: FloatArray) -> BoolArray:
    return is_ebgm(np.exp(log_lower))


def _log_lower_bounds(cells: Cells, solutions: Sequence[Parameters]) -> list[FloatArray]:
    """ln EB05 under each solution of the cells with 3 reports or more."""
    is_compared = cells.n >= FEWEST_REPORTS_COMPARED
    lower = [partial(log_quantile, Prior(*parameters), probability=LOWER_PROBABILITY) for parameters in solutions]
    return grid.evaluate(lower, cells.n[is_compared], cells.expected[is_compared])
