"""Adaptive lasso of a fitted regression, which sets the coefficients to 0 that add too little to the fit."""

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve

from signals.statistics.array_checks import BoolArray, FloatArray, boolean_column, check_same_length, float_column
from signals.statistics.number import check_whole

PENALTIES = 60  # of the path, from that which leaves nothing down to a ten-thousandth of it
SMALLEST_PENALTY = 1e-4
MOST_SWEEPS = 1_000
ROUNDING = 1e-9  # of a penalty


def adaptive_lasso(
    coefficients: npt.ArrayLike, information: FloatArray, is_penalised: npt.ArrayLike, observations: int
) -> FloatArray:
    """Coefficients by the adaptive lasso at the penalty of the least BIC, some of them 0.

    The log likelihood is approximated by the parabola at its maximum b, so that the work depends on the number of
    coefficients alone, not on that of reports:

        minimise (x - b)' I (x - b) / 2 + penalty * sum of |x_j| / |b_j|
        BIC = (x - b)' I (x - b) + ln(observations) * number of x_j other than 0

    Parameters
    ----------
    coefficients, information
        Of the maximum, as `LogisticFit` has them.
    is_penalised
        Which coefficients may be left out; the others follow.
    observations
        What BIC counts as observations; of a rare event the reports that name it.

    Returns
    -------
    ndarray of shape (n,)
        0 where the coefficient is left out, NaN where it was not penalised.

    References
    ----------
    Zou (2006). J Am Stat Assoc 101:1418-1429. Wang, Leng (2007). J Am Stat Assoc 102:1039-1048 (least squares
    approximation, BIC). Courtois, Tubert-Bitter, Ahmed (2021). BMC Med Res Methodol 21:271, 10.1186/s12874-021-01450-3
    (adaptive lasso with BIC on spontaneous reports). Volinsky, Raftery (2000). Biometrics 56:256-262 (events as n).

    Examples
    --------
    Three coefficients with standard errors of 0.2, of which only the first is far from 0:

    >>> adaptive_lasso([1.5, 0.1, -0.3], np.eye(3) * 25, [True] * 3, observations=200).round(2)
    array([1.43, 0.  , 0.  ])
    """
    b, kept = float_column("coefficients", coefficients), boolean_column("is_penalised", is_penalised)
    check_same_length(coefficients=b, is_penalised=kept)
    check_whole("observations", observations, 1)
    result = np.full(len(b), np.nan)
    if kept.any():
        result[kept] = _least_bic(b[kept], _project(information, kept), float(np.log(observations)))
    return result


def _project(information: FloatArray, kept: BoolArray) -> FloatArray:
    """The information of the kept coefficients, where the others follow them."""
    if kept.all():
        return information
    across = information[np.ix_(kept, ~kept)]
    return np.asarray(
        information[np.ix_(kept, kept)] - across @ np.linalg.solve(information[np.ix_(~kept, ~kept)], across.T)
    )


def _least_bic(b: FloatArray, information: FloatArray, cost: float) -> FloatArray:
    weight = 1 / np.maximum(np.abs(b), 1e-8)
    largest = np.max(np.abs(information @ b) / weight)  # from which on all are 0
    x, best = np.zeros_like(b), np.zeros_like(b)
    least = np.inf
    for penalty in largest * np.geomspace(1, SMALLEST_PENALTY, PENALTIES):
        x = _descent(x, b, information, penalty * weight)
        bic = (x - b) @ information @ (x - b) + cost * np.count_nonzero(x)
        if bic < least:
            best, least = x.copy(), float(bic)
    return best


def _descent(x: FloatArray, b: FloatArray, information: FloatArray, penalty: FloatArray) -> FloatArray:
    """Coordinate descent from x until it has found which coefficients are 0 and the signs of the others."""
    x, diagonal = x.copy(), np.diag(information)
    slope = information @ (b - x)
    signs = np.sign(x)
    for _ in range(MOST_SWEEPS):
        # A coefficient of 0 stays there while the slope is within its penalty.
        for place in np.flatnonzero((x != 0) | (np.abs(slope) > penalty)):
            free = slope[place] + diagonal[place] * x[place]
            new = np.sign(free) * max(abs(free) - penalty[place], 0.0) / diagonal[place]
            change = new - x[place]
            if change:
                x[place] = new
                slope -= information[place] * change
        before, signs = signs, np.sign(x)
        if (signs == before).all() and (best := _best(signs, b, information, penalty)) is not None:
            return best
    return x


def _best(signs: FloatArray, b: FloatArray, information: FloatArray, penalty: FloatArray) -> FloatArray | None:
    """The minimum if its coefficients have these signs, else None."""
    free = signs != 0
    pull = (information @ b - penalty * signs)[free]
    best = np.zeros_like(b)
    best[free] = cho_solve(cho_factor(information[np.ix_(free, free)]), pull)
    is_within = np.abs(information @ (b - best)) <= penalty * (1 + ROUNDING)
    return best if (np.sign(best) == signs).all() and is_within[~free].all() else None
