"""How large the effects of drugs on animals are, and how large those of drugs that later failed or were marketed."""

import pandas as pd

from signals.build.table import table
from signals.statistics.meta_analysis import hedges_g, meta_analysis, percent_reduction

MEASURES = ("percent_reduction", "hedges_g")
GROUPINGS = ("fate", "regimen_kind", "drug")
LEAST_COMPARISONS = 3  # of a drug, to be pooled on its own


@table(
    "evidence.effect",
    types="""
        effect_id VARCHAR, drug VARCHAR, fate VARCHAR, model_family VARCHAR, regimen_kind VARCHAR, mean DOUBLE
        , sd DOUBLE, n DOUBLE, control_mean DOUBLE, control_sd DOUBLE, control_n DOUBLE, percent_reduction DOUBLE
        , percent_reduction_variance DOUBLE, hedges_g DOUBLE, hedges_g_variance DOUBLE, doi VARCHAR
        , first_author VARCHAR, year INTEGER, source VARCHAR
    """,
)
def measure_effects(comparisons: pd.DataFrame) -> pd.DataFrame:
    """A row a comparison, with its effect in percent of the control's score and in standard deviations."""
    arms = {name: comparisons[name] for name in ("mean", "sd", "n", "control_mean", "control_sd", "control_n")}
    effects = comparisons.copy()
    effects["percent_reduction"], effects["percent_reduction_variance"] = percent_reduction(**arms)
    effects["hedges_g"], effects["hedges_g_variance"] = hedges_g(**arms)
    return effects


@table(
    "evidence.effect_summary",
    types="""
        grouping VARCHAR, name VARCHAR, measure VARCHAR, study_count BIGINT, effect DOUBLE, lower DOUBLE, upper DOUBLE
        , tau DOUBLE, prediction_lower DOUBLE, prediction_upper DOUBLE, asymmetry_t DOUBLE
    """,
)
def pool_effects(effects: pd.DataFrame) -> pd.DataFrame:
    """A row a group of comparisons and measure; a drug with fewer than three comparisons has none of its own."""
    groups = [("all", "all", effects)]
    groups += [(by, str(name), rows) for by in GROUPINGS for name, rows in effects.groupby(by, sort=True)]
    return pd.DataFrame(
        [
            {"grouping": by, "name": name, "measure": measure}
            | vars(meta_analysis(rows[measure], rows[f"{measure}_variance"]))
            for by, name, rows in groups
            if by != "drug" or len(rows) >= LEAST_COMPARISONS
            for measure in MEASURES
        ]
    )
