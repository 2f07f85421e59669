"""The report-level model: the event of the topic on all drugs that a report names and its context, at once."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from signals.build.table import table
from signals.statistics.adaptive_lasso import adaptive_lasso
from signals.statistics.criteria import MINIMUM_CASES
from signals.statistics.estimate import Estimate
from signals.statistics.penalised_logistic import NotFittedError, fit_logistic

LEAST_OTHER = 5  # cases of the event that another ingredient needs to be a covariate
CONTEXT = ["age", "sex", "reporter", "year_received"]


@table(
    "watch.report_model",
    types="""
        covariate_kind VARCHAR, covariate VARCHAR, event_case_count BIGINT, report_count BIGINT
        , listed_report_count BIGINT, odds_ratio DOUBLE, odds_ratio_lower DOUBLE, odds_ratio_upper DOUBLE
        , lasso_odds_ratio DOUBLE, is_selected BOOLEAN
        , model_event_count BIGINT, model_report_count BIGINT
    """,
    values={"least": MINIMUM_CASES, "least_other": LEAST_OTHER},
)
def fit_reports(reports: pd.DataFrame, traits: pd.DataFrame) -> pd.DataFrame:
    """The odds ratio of every covariate with all others in the model, and whether the adaptive lasso keeps it.

    Parameters
    ----------
    reports
        A row a report: ``case_number, is_event``, ``draw_offset`` (minus the logarithm of the share in which such
        reports were drawn) and its context.
    traits
        A row a report and covariate that it has: a drug, or a list of the watchlist.

    Returns
    -------
    A row a covariate. No row where the model cannot be fitted: no report of the event, none without it, or no end of
    Newton's method.
    """
    covariates = pd.concat([_context(reports), traits], ignore_index=True)
    keys = covariates[["kind", "covariate"]].drop_duplicates().sort_values(["kind", "covariate"], ignore_index=True)
    column = pd.MultiIndex.from_frame(keys).get_indexer(pd.MultiIndex.from_frame(covariates[["kind", "covariate"]]))
    row = np.searchsorted(reports["case_number"], covariates["case_number"])
    is_event = reports["is_event"].to_numpy(dtype=bool)
    design = csr_array((np.ones(len(row)), (row, column)), shape=(len(reports), len(keys)))
    try:
        fit = fit_logistic(design, is_event, reports["draw_offset"])
    except NotFittedError:
        return pd.DataFrame()
    is_drug = keys["kind"].str.endswith("ingredient").to_numpy(dtype=bool)
    event_count = int(is_event.sum())
    is_list = keys["kind"].to_numpy() == "list"
    is_listed = design @ is_list.astype(np.float64) > 0
    lasso = adaptive_lasso(fit.coefficients, fit.information, is_drug, observations=event_count)
    ratio = Estimate.from_log(np.exp(fit.coefficients), fit.standard_errors, confidence_level=0.95)
    return keys.rename(columns={"kind": "covariate_kind"}).assign(
        event_case_count=_count(design[is_event]),
        report_count=_count(design),
        listed_report_count=_count(design[is_listed]),
        odds_ratio=ratio.value,
        odds_ratio_lower=ratio.lower,
        odds_ratio_upper=ratio.upper,
        lasso_odds_ratio=np.exp(lasso),
        is_selected=pd.Series(lasso != 0, dtype="boolean").where(is_drug),
        model_event_count=event_count,
        model_report_count=len(reports),
    )


def _context(reports: pd.DataFrame) -> pd.DataFrame:
    """The values of each trait that a report has one of, but the commonest, which the others are compared with."""
    parts = []
    for trait in CONTEXT:
        values = reports[["case_number"]].assign(kind=trait, covariate=reports[trait])
        commonest = values["covariate"].value_counts().sort_index().idxmax() if len(values) else None
        parts.append(values[values["covariate"] != commonest])
    return pd.concat(parts)


def _count(rows: csr_array) -> npt.NDArray[np.int64]:
    return np.asarray(rows.sum(axis=0)).astype(np.int64)
