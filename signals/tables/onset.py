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
    """The Weibull shape of every watched pair with 20 known onsets or more."""
    fits = [weibull_shape(days) for days in onsets["days"]]
    return onsets.drop(columns="days").assign(
        weibull_shape=[fit.shape if fit else np.nan for fit in fits],
        weibull_shape_lower=[fit.shape_lower if fit else np.nan for fit in fits],
        weibull_shape_upper=[fit.shape_upper if fit else np.nan for fit in fits],
        weibull_scale_days=[fit.scale_days if fit else np.nan for fit in fits],
    )
