"""The compared event group within subgroups of age, sex, region and pregnancy, and whether they differ."""

import numpy as np
import pandas as pd

from signals.build.table import table
from signals.statistics import score
from signals.statistics.stratified import mantel_haenszel
from signals.tables.score import CELLS, exact_limits

PUBLISHED = ("expected", "ror", "ror_lower", "ror_upper", "ic", "ic_lower", "ic_upper")


@table("signals.watch_subgroup")
def add_statistics(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of sql/signals/watch_subgroup.sql with their statistics and one test of interaction a drug and factor.

    The test takes the subgroups that ``is_tested`` says; its p is missing where fewer than two are, or where the common
    odds ratio expects fewer than five cases in a cell of one.

    Returns
    -------
    The rows with the columns ``PUBLISHED``, the exact limits, and ``tested_count, common_ror, interaction_p``, the same
    in all subgroups of a drug and factor.
    """
    cells = [rows[name] for name in CELLS]
    scored = pd.concat([rows, score(*cells)[list(PUBLISHED)], exact_limits(rows)], axis="columns")
    family = rows.groupby(["drug", "drug_kind", "factor"], sort=False).ngroup().to_numpy()
    tested = rows["is_tested"].to_numpy(dtype=bool)
    count = np.bincount(family, weights=tested, minlength=family.max(initial=-1) + 1).astype(int)
    common = np.full((2, len(count)), np.nan)
    if tested.any():
        pooled = mantel_haenszel(family[tested], *(column[tested] for column in cells))
        common[:, pooled.pair] = pooled.ror, pooled.tarone_p
    return scored.assign(
        tested_count=count[family],
        common_ror=np.where(count[family] > 1, common[0][family], np.nan),
        interaction_p=common[1][family],
    )
