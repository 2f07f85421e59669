"""The report-level model: the event of the topic on all drugs that a report names and its context, at once."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from signals.build.table import Columns, table
from signals.statistics.adaptive_lasso import adaptive_lasso
from signals.statistics.estimate import Estimate
from signals.statistics.penalised_logistic import NotFittedError, fit_logistic


@table(
    "watch.report_model",
    types="""
        covariate_kind VARCHAR, covariate VARCHAR, event_case_count BIGINT, report_count BIGINT
        , listed_report_count BIGINT, odds_ratio DOUBLE, odds_ratio_lower DOUBLE, odds_ratio_upper DOUBLE
        , lasso_odds_ratio DOUBLE, is_selected BOOLEAN
        , model_event_count BIGINT, model_report_count BIGINT
    """,
)
def fit_reports(reports: Columns, covariates: pd.DataFrame, traits: Columns) -> pd.DataFrame:
    """The odds ratio of every covariate with all others in the model, and whether the adaptive lasso keeps it.

    Parameters
    ----------
    reports
        Of each report ``is_event`` and ``draw_offset``: minus the logarithm of the share in which such reports were
        drawn.
    covariates
        ``kind, covariate`` of each column of the model: a drug, a list of the watchlist, or a value of the context.
    traits
        Which report (``position``) has which covariate (``code``), both counted from 0.

    Returns
    -------
    A row a covariate. No row where the model cannot be fitted: no report of the event, none without it, or no end of
    Newton's method.
    """
    is_event, kinds = reports["is_event"].astype(bool), covariates["kind"]
    places = (traits["position"], traits["code"])
    design = csr_array((np.ones(len(places[0])), places), shape=(len(is_event), len(covariates)))
    try:
        fit = fit_logistic(design, is_event, reports["draw_offset"])
    except NotFittedError:
        return pd.DataFrame()
    is_drug = kinds.str.endswith("ingredient").to_numpy(dtype=bool)
    event_count = int(is_event.sum())
    is_listed = design @ (kinds == "list").to_numpy(dtype=np.float64) > 0
    lasso = adaptive_lasso(fit.coefficients, fit.information, is_drug, observations=event_count)
    ratio = Estimate.from_log(np.exp(fit.coefficients), fit.standard_errors, confidence_level=0.95)
    return covariates.rename(columns={"kind": "covariate_kind"}).assign(
        event_case_count=_count(design[is_event]),
        report_count=_count(design),
        listed_report_count=_count(design[is_listed]),
        odds_ratio=ratio.value,
        odds_ratio_lower=ratio.lower,
        odds_ratio_upper=ratio.upper,
        lasso_odds_ratio=np.exp(lasso),
        is_selected=pd.Series(lasso != 0, dtype="boolean").where(is_drug),
        model_event_count=event_count,
        model_report_count=len(is_event),
    )


def _count(rows: csr_array) -> npt.NDArray[np.int64]:
    return np.asarray(rows.sum(axis=0)).astype(np.int64)
