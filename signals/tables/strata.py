"""The strata of the stratified expectation."""

import numpy as np

from signals.build.table import Columns, table
from signals.statistics.strata import merged_strata


@table("totals.merged_stratum")
def merge(cells: Columns) -> Columns:
    """Each age band x sex x year with the number, from 1, of the stratum it belongs to.

    Parameters
    ----------
    cells
        A row each, with its ``case_count``; ``age_rank`` and ``sex_rank`` number bands and sexes in their order.
    """
    age, sex, year = (cells[name].astype(np.int64) for name in ("age_rank", "sex_rank", "receipt_year"))
    strata = merged_strata(age, sex, year, cells["case_count"])
    kept = {name: cells[name] for name in ("age_band", "sex", "receipt_year", "case_count")}
    return {**kept, "stratum_id": (strata + 1).astype(np.int32)}
