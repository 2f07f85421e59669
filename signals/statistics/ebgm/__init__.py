"""EBGM by the multi-item gamma Poisson shrinker, MGPS (DuMouchel 1999).

`fit_prior` estimates from all ingredient x event cells how ratios of observed to expected counts vary;
`geometric_mean` (EBGM), `quantile` (EB05, EB95) and `posterior_probability_above` shrink each pair's ratio accordingly.
Columns may have any one shape, which the result has, too.
"""

from signals.statistics.ebgm.fit import fit_prior
from signals.statistics.ebgm.grid import Polynomials
from signals.statistics.ebgm.prior import MAXIMUM, PENALISED, Prior, PriorRefusedError, Start
from signals.statistics.ebgm.scores import (
    Scores,
    fit_polynomials,
    geometric_mean,
    posterior_probability_above,
    quantile,
    score,
)
from signals.statistics.ebgm.zero_cells import ZeroCells, group_zero_cells

__all__ = [
    "MAXIMUM", "PENALISED", "Polynomials", "Prior", "PriorRefusedError", "Scores", "Start", "ZeroCells",
    "fit_polynomials", "fit_prior", "geometric_mean", "group_zero_cells", "posterior_probability_above", "quantile",
    "score",
]  # fmt: skip
