"""p-values calibrated by negative controls: an empirical null for every event group and analysis."""

import numpy as np
import pandas as pd

from signals.build.table import table
from signals.statistics.calibration import (
    LEAST_CONTROLS,
    EmpiricalNull,
    NullRefusedError,
    calibrated_lower,
    calibrated_p,
    fit_null,
)
from signals.statistics.null_uncertainty import leave_one_out_coverage, systematic_error

NO_ERROR = EmpiricalNull(mean=0.0, sd=0.0, log_likelihood=0.0, control_count=0)


@table(
    "watch.calibration_null",
    types="""
        event VARCHAR, analysis VARCHAR, control_count BIGINT, reason VARCHAR, null_mean DOUBLE, null_sd DOUBLE
        , error_mean DOUBLE, error_mean_sd DOUBLE, error_sd DOUBLE, leave_one_out_coverage DOUBLE
    """,
)
def fit_nulls(families: pd.DataFrame, controls: pd.DataFrame) -> pd.DataFrame:
    """The null of every event group and analysis, or why it is refused.

    Parameters
    ----------
    families
        A row an event group and analysis that is calibrated.
    controls
        A row a negative control, event group and analysis, with ``a`` and ``expected`` cases.

    Returns
    -------
    A row a family. Means and standard deviations are of log ratios; NULL where ``reason`` says why there is no null.
    """
    return pd.DataFrame([
        {"event": event, "analysis": analysis}
        | _null(controls[(controls["event"] == event) & (controls["analysis"] == analysis)])
        for event, analysis in families.itertuples(index=False)
    ])  # fmt: skip


@table("watch.calibration", nulls="FROM watch.calibration_null ORDER BY event, analysis")
def calibrate(pairs: pd.DataFrame, nulls: pd.DataFrame) -> pd.DataFrame:
    """Every watched pair with its p-value, and the one calibrated by the error that its event group's null predicts.

    Parameters
    ----------
    pairs
        A row a watched drug, event group and analysis, with ``a`` and ``expected`` cases.
    nulls
        The rows of ``fit_nulls``.

    Returns
    -------
    The keys with ``p_value``, and ``calibrated_p`` and ``calibrated_lower`` (a bound of the ratio), which are NULL
    without a null.
    """
    result = pairs.drop(columns="a").assign(
        p_value=calibrated_p(pairs["a"], pairs["expected"], NO_ERROR), calibrated_p=np.nan, calibrated_lower=np.nan
    )
    fits = nulls.loc[nulls["reason"].isna(), ["event", "analysis", "control_count", "error_mean", "error_sd"]]
    for event, analysis, control_count, mean, sd in fits.itertuples(index=False):
        is_own = (pairs["event"] == event) & (pairs["analysis"] == analysis)
        counts = pairs["a"][is_own], pairs["expected"][is_own]
        fitted = EmpiricalNull(mean=mean, sd=sd, log_likelihood=np.nan, control_count=control_count)
        result.loc[is_own, "calibrated_p"] = calibrated_p(*counts, fitted)
        result.loc[is_own, "calibrated_lower"] = calibrated_lower(*counts, fitted)
    return result


def _null(controls: pd.DataFrame) -> dict[str, object]:
    try:
        null = fit_null(controls["a"], controls["expected"], LEAST_CONTROLS)
        error = systematic_error(controls["a"], controls["expected"], LEAST_CONTROLS)
        coverage = leave_one_out_coverage(controls["a"], controls["expected"], LEAST_CONTROLS)
    except NullRefusedError as refused:
        return {"control_count": len(controls), "reason": f"not calibrated: {refused}"}
    return {
        "control_count": len(controls),
        "null_mean": null.mean,
        "null_sd": null.sd,
        "error_mean": error.mean,
        "error_mean_sd": error.mean_sd,
        "error_sd": error.total_sd,
        "leave_one_out_coverage": coverage,
    }
