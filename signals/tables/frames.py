"""Tables of pandas on their way back into DuckDB."""

import pandas as pd
from pandas.api.types import is_object_dtype


def typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with its object columns as text.

    DuckDB takes an object column without a row, or with nothing but missing values, for INTEGER: joins on it then fail
    in a small database, and a published column changes its type from week to week.
    """
    text = [name for name, dtype in frame.dtypes.items() if is_object_dtype(dtype)]
    return frame.astype(dict.fromkeys(text, "string"))
