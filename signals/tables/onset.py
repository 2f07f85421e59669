"""The shape of the time to onset."""

import numpy as np
import pandas as pd

from signals.build.table import table
from signals.statistics.onset import LEAST_CASES, weibull_shape


@table(
    "watch.onset_shape",
    types="""
        drug VARCHAR, drug_kind VARCHAR, event VARCHAR, event_kind VARCHAR, weibull_shape DOUBLE
        , weibull_shape_lower DOUBLE, weibull_shape_upper DOUBLE, weibull_scale_days DOUBLE
    """,
    values={"least": LEAST_CASES},
)
def shape_onsets(onsets: pd.DataFrame) -> pd.DataFrame:
    """The Weibull shape of every watched pair with 20 known onsets or more.

    Parameters
    ----------
    onsets
        A row such a pair: ``days`` to each onset, and in the same order the ``seen_days`` in which it could be seen.
    """
    fits = [weibull_shape(*pair) for pair in zip(onsets["days"], onsets["seen_days"], strict=True)]
    columns = [(fit.shape, fit.shape_lower, fit.shape_upper, fit.scale_days) if fit else (np.nan,) * 4 for fit in fits]
    shape, lower, upper, scale = np.array(columns, dtype=np.float64).reshape(-1, 4).T
    return onsets.drop(columns=["days", "seen_days"]).assign(
        weibull_shape=shape,
        weibull_shape_lower=lower,
        weibull_shape_upper=upper,
        weibull_scale_days=np.where(np.isfinite(scale), scale, np.nan),
    )
