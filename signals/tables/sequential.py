"""The ledger of the sequential test: one look a quarter, frozen, carried from publication to publication.

A look at a quarter is made by the first publication that holds it, from the first publication on; what a follow-up, a
deletion or a duplicate found later does to that quarter's cases changes no look.
"""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from signals.build.previous import Previous
from signals.build.table import Relation, table
from signals.statistics.maxsprt import critical_value, log_likelihood_ratio
from signals.statistics.maxsprt_wait import wait

LOOK = """
    run_id VARCHAR, watchlist VARCHAR, watchlist_sha256 VARCHAR, drug VARCHAR, event VARCHAR, analysis VARCHAR
    , quarter VARCHAR, look INTEGER, a BIGINT, expected DOUBLE, cumulative_a BIGINT, cumulative_expected DOUBLE
    , log_likelihood_ratio DOUBLE, critical_value DOUBLE, alpha DOUBLE, upper_limit DOUBLE, minimum_events INTEGER
    , is_within_limit BOOLEAN, is_signal BOOLEAN
"""


@table("watch.sequential_earlier", types=LOOK)
def keep_looks(previous: Previous) -> Iterator[Relation]:
    """The looks of earlier publications, as they were made."""
    looks = previous.table("history.sequential_look")
    if looks is not None:
        yield looks


@table("watch.sequential_new", types=LOOK)
def judge(rows: pd.DataFrame) -> pd.DataFrame:
    """The looks that this publication adds, with their log-likelihood ratio, critical value, and whether they signal.

    No test is made once more cases are expected than the upper limit allows.

    Parameters
    ----------
    rows
        The rows of sql/watch/sequential_new.sql, a row a look: ``cumulative_a`` and ``cumulative_expected`` cases, and
        the test's ``upper_limit`` (expected cases), ``alpha`` and ``minimum_events``.
    """
    ratio = log_likelihood_ratio(rows["cumulative_a"], rows["cumulative_expected"])
    settings = rows[["upper_limit", "alpha", "minimum_events"]].itertuples(index=False)
    critical = np.array([critical_value(*setting) for setting in settings], dtype=np.float64)
    is_within = rows["cumulative_expected"] <= rows["upper_limit"]
    has_enough = rows["cumulative_a"] >= rows["minimum_events"]
    return rows.assign(
        log_likelihood_ratio=ratio,
        critical_value=critical,
        is_within_limit=is_within,
        is_signal=is_within & has_enough & (ratio >= critical),
    )


@table("signals.watch_sequential")
def add_waits(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of sql/signals/watch_sequential.sql with how long a doubling would take to signal.

    The drug's expected cases a look are those of its looks so far; NULL before the first look and where none are
    expected.

    Returns
    -------
    The rows with ``doubling_median_looks`` (a number of looks) and ``doubling_power`` (a probability).
    """
    result = rows.assign(doubling_median_looks=np.nan, doubling_power=np.nan)
    has_looks = (rows["look_count"] > 0) & (rows["expected"] > 0)
    settings = ["critical_value", "upper_limit", "minimum_events"]
    for _, with_looks in rows[has_looks].groupby(settings):
        value, upper_limit, minimum_events = with_looks[settings].to_numpy(dtype=np.float64)[0].tolist()
        waits = wait(with_looks["expected"] / with_looks["look_count"], value, upper_limit, int(minimum_events))
        result.loc[with_looks.index, "doubling_median_looks"] = waits.median_look
        result.loc[with_looks.index, "doubling_power"] = waits.power
    return result
