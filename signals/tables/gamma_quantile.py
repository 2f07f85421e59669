"""A table of quantiles from which SQL macros read the bounds of the information component."""

import numpy as np
from scipy.special import gammaincinv

from signals.build.table import Columns, table
from signals.statistics.information_component import SHRINKAGE

LARGEST_COUNT = 10_000
"""Beyond it the macro gamma_quantile() is exact to 4e-14 on the log2 scale."""


@table("meta.gamma_quantile")
def tabulate_gamma_quantiles() -> Columns:
    """log2 of the 2.5% and 97.5% quantiles of Gamma(a + 0.5, rate 1) for a = 0 to 10,000."""
    a = np.arange(LARGEST_COUNT + 1)
    quantiles = {"log2_lower": 0.025, "log2_upper": 0.975}
    return {
        "case_count": a.astype(np.int32),
        **{name: np.log2(gammaincinv(a + SHRINKAGE, tail)) for name, tail in quantiles.items()},
    }
