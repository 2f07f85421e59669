"""Partial pooling of the watched drugs: within target classes for each event group, and of terms within their drug."""

import numpy as np
import pandas as pd

from signals.build.table import table
from signals.statistics.hierarchical_model import NO_ERROR, Pooled, Ratios, partial_pooling
from signals.statistics.null_uncertainty import SystematicError


@table(
    "watch.pooled",
    types="""
        event VARCHAR, event_kind VARCHAR, drug VARCHAR, drug_kind VARCHAR
        , pooled_ratio DOUBLE, pooled_ratio_lower DOUBLE, pooled_ratio_upper DOUBLE
        , probability_above_1 DOUBLE, probability_above_2 DOUBLE, probability_above_class DOUBLE
        , sd_within_class DOUBLE, sd_between_classes DOUBLE, allows_for_error BOOLEAN, error_mean DOUBLE
    """,
)
def pool(cells: pd.DataFrame, errors: pd.DataFrame) -> pd.DataFrame:
    """The posterior of every drug, class (its centre) and the whole class by event group, and of terms by drug.

    Parameters
    ----------
    cells
        A row an ingredient and event, with its cells, the ``event_group`` within which and the class (or drug,
        ``pooled_with``) towards which it is pooled.
    errors
        A row an event group: the mean and standard deviations of the error of log ratios that negative controls show.

    Returns
    -------
    A row a posterior. Ratios, not their logarithms, but for ``error_mean`` and the standard deviations; ``drug`` is
    empty for the whole class.
    """
    groups = [pd.DataFrame()]
    for kind, group in cells[["event_kind", "event_group"]].drop_duplicates().itertuples(index=False):
        rows = cells[(cells["event_kind"] == kind) & (cells["event_group"] == group)]
        error = _error(errors[errors["event"] == group])
        counts = rows["a"], rows["b"], rows["c"], rows["d"]
        pooled = partial_pooling(*counts, target_class=rows["pooled_with"], error=error or NO_ERROR)
        parts = [_drugs(rows, pooled), *(_classes(pooled, str(group)) if kind == "group" else [])]
        groups.append(
            pd.concat(parts).assign(
                event_kind=str(kind),
                allows_for_error=error is not None,
                error_mean=(error or NO_ERROR).mean,
                sd_within_class=pooled.sd_within,
                sd_between_classes=pooled.sd_between,
            )
        )
    return pd.concat(groups)


def _drugs(rows: pd.DataFrame, pooled: Pooled) -> pd.DataFrame:
    keys = rows[["event", "drug"]].reset_index(drop=True)
    keys = keys.assign(drug_kind="ingredient", probability_above_class=pooled.above_class)
    return pd.concat([keys, _columns(pooled.of_drug)], axis="columns")


def _classes(pooled: Pooled, group: str) -> list[pd.DataFrame]:
    """The centres of the target classes that have a name, and that of all drugs, whose name is added later."""
    of_class = _columns(pooled.of_class).assign(drug=pooled.classes, drug_kind="target_class", event=group)
    of_all = _columns(pooled.of_all).assign(drug="", drug_kind="class", event=group)
    return [of_class[of_class["drug"] != ""], of_all]


def _columns(ratios: Ratios) -> pd.DataFrame:
    return pd.DataFrame({
        "pooled_ratio": ratios.median, "pooled_ratio_lower": ratios.lower, "pooled_ratio_upper": ratios.upper,
        "probability_above_1": ratios.above_1, "probability_above_2": ratios.above_2,
    })  # fmt: skip


def _error(rows: pd.DataFrame) -> SystematicError | None:
    """The error that negative controls show of an event group; None where they say too little."""
    complete = rows.dropna()
    if complete.empty:
        return None
    mean, mean_sd, total_sd = complete[["error_mean", "error_mean_sd", "error_sd"]].iloc[0]
    return SystematicError(mean, mean_sd, sd=float(np.sqrt(total_sd**2 - mean_sd**2)))
