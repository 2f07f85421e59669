"""meta.gamma_quantile: what the bounds of the information component are read from in SQL."""

import duckdb
import numpy as np
import pandas as pd
from scipy.special import gammaincinv

from signals.build.graph import Model
from signals.statistics.information_component import SHRINKAGE

LARGEST_COUNT = 10_000
"""Beyond it the macro gamma_quantile() is exact to 4e-14 on the log2 scale."""


def make_gamma_quantile(connection: duckdb.DuckDBPyConnection) -> None:
    """Make meta.gamma_quantile: log2 of the 2.5% and 97.5% quantiles of Gamma(a + 0.5, rate 1) for a = 0 to 10,000."""
    a = np.arange(LARGEST_COUNT + 1)
    quantiles = pd.DataFrame(  # noqa: F841 - DuckDB reads it by name
        {
            "case_count": a.astype(np.int32),
            "log2_lower": np.log2(gammaincinv(a + SHRINKAGE, 0.025)),
            "log2_upper": np.log2(gammaincinv(a + SHRINKAGE, 0.975)),
        }
    )
    connection.execute("CREATE TABLE meta.gamma_quantile AS FROM quantiles ORDER BY case_count")


def quantile_models() -> list[Model]:
    """The table above as a node of the build's graph."""
    return [Model("meta.gamma_quantile", frozenset(), make=make_gamma_quantile)]
