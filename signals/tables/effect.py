"""How large the effects of drugs on animals are, and how large those of drugs that later failed or were marketed."""

from collections.abc import Mapping
from typing import Literal

import numpy as np
import pandas as pd
from scipy.special import ndtri

from signals.build.table import table
from signals.statistics.discrimination import Concordance, clustered_concordance
from signals.statistics.meta_analysis import hedges_g, meta_analysis, percent_reduction
from signals.statistics.small_study import asymmetry, trim_and_fill

MEASURES: Mapping[str, Literal["low", "high"]] = {"percent_reduction": "low", "hedges_g": "high"}
"""Each measure, and on which side of it the studies would be missing that did not protect."""
FATES = FAILED, MARKETED = "failed", "marketed"
TELLING = 0.7  # area under the curve from which on discrimination is called acceptable (Hosmer, Lemeshow 2000, p. 162)
GROUPINGS = ("fate", "model_family", "regimen_kind", "drug")
LEAST_COMPARISONS = 3  # of a drug, to be pooled on its own


@table(
    "evidence.effect",
    types="""
        effect_id VARCHAR, drug VARCHAR, fate VARCHAR, model_family VARCHAR, regimen_kind VARCHAR, outcome VARCHAR
        , mean DOUBLE, sd DOUBLE, n DOUBLE, control_mean DOUBLE, control_sd DOUBLE, control_n DOUBLE
        , percent_reduction DOUBLE, percent_reduction_variance DOUBLE, percent_reduction_lower DOUBLE
        , percent_reduction_upper DOUBLE
        , hedges_g DOUBLE, hedges_g_variance DOUBLE, doi VARCHAR, first_author VARCHAR, year INTEGER, source VARCHAR
    """,
)
def measure_effects(comparisons: pd.DataFrame) -> pd.DataFrame:
    """A row a comparison: its effect in percent of the control's score (95% interval), and in standard deviations."""
    arms = {name: comparisons[name] for name in ("mean", "sd", "n", "control_mean", "control_sd", "control_n")}
    effects = comparisons.copy()
    effects["percent_reduction"], effects["percent_reduction_variance"] = percent_reduction(**arms)
    half_width = ndtri(0.975) * np.sqrt(effects["percent_reduction_variance"])
    effects["percent_reduction_lower"] = effects["percent_reduction"] - half_width
    effects["percent_reduction_upper"] = effects["percent_reduction"] + half_width
    effects["hedges_g"], effects["hedges_g_variance"] = hedges_g(**arms)
    return effects


@table(
    "evidence.effect_summary",
    types="""
        grouping VARCHAR, name VARCHAR, measure VARCHAR, study_count BIGINT, effect DOUBLE, lower DOUBLE, upper DOUBLE
        , tau DOUBLE, prediction_lower DOUBLE, prediction_upper DOUBLE, asymmetry_t DOUBLE, asymmetry_p DOUBLE
        , size_asymmetry_t DOUBLE, missing_count BIGINT, filled_effect DOUBLE, filled_lower DOUBLE, filled_upper DOUBLE
    """,
)
def pool_effects(effects: pd.DataFrame) -> pd.DataFrame:
    """A row a group of comparisons and measure; a drug with fewer than three comparisons has none of its own.

    No row without a comparison.
    """
    groups = [("all", "all", effects)]
    groups += [(by, str(name), rows) for by in GROUPINGS for name, rows in effects.groupby(by, sort=True)]
    return pd.DataFrame(
        [
            {"grouping": by, "name": name, "measure": measure} | _pool(rows, measure)
            for by, name, rows in groups
            if len(rows) >= (LEAST_COMPARISONS if by == "drug" else 1)
            for measure in MEASURES
        ]
    )


def _pool(rows: pd.DataFrame, measure: str) -> dict[str, object]:
    effect, variance = rows[measure], rows[f"{measure}_variance"]
    by_error, by_size = asymmetry(effect, variance), asymmetry(effect, 1 / rows["n"] + 1 / rows["control_n"])
    filled = trim_and_fill(effect, variance, missing=MEASURES[measure])
    return vars(meta_analysis(effect, variance)) | {
        "asymmetry_t": by_error.t,
        "asymmetry_p": by_error.p,
        "size_asymmetry_t": by_size.t,
        "missing_count": None if pd.isna(filled.effect) else filled.missing_count,
        "filled_effect": filled.effect,
        "filled_lower": filled.lower,
        "filled_upper": filled.upper,
    }


@table(
    "evidence.fate_difference",
    types="""
        measure VARCHAR, failed_study_count BIGINT, failed_drug_count BIGINT, failed_effect DOUBLE
        , failed_effect_lower DOUBLE, failed_effect_upper DOUBLE, marketed_study_count BIGINT
        , marketed_drug_count BIGINT, marketed_effect DOUBLE, marketed_effect_lower DOUBLE
        , marketed_effect_upper DOUBLE, concordance DOUBLE, concordance_lower DOUBLE, concordance_upper DOUBLE
        , answer VARCHAR
    """,
    effects="FROM evidence.effect ORDER BY effect_id",
)
def compare_fates(effects: pd.DataFrame) -> pd.DataFrame:
    """A row a measure: the effects of drugs that failed against those of drugs that are marketed.

    No row without a comparison.
    """
    return pd.DataFrame([_compare(effects, measure) for measure in MEASURES if len(effects)])


def _compare(rows: pd.DataFrame, measure: str) -> dict[str, object]:
    of_fate = {fate: rows[rows["fate"] == fate] for fate in FATES}
    pooled = {
        fate: meta_analysis(effects[measure], effects[f"{measure}_variance"]) for fate, effects in of_fate.items()
    }
    protection = rows[measure] if MEASURES[measure] == "low" else -rows[measure]
    concordance = clustered_concordance(protection, rows["fate"] == MARKETED, rows["drug"])
    columns: dict[str, object] = {"measure": measure}
    for fate in FATES:
        columns |= {
            f"{fate}_study_count": pooled[fate].study_count,
            f"{fate}_drug_count": of_fate[fate]["drug"].nunique(),
            f"{fate}_effect": pooled[fate].effect,
            f"{fate}_effect_lower": pooled[fate].lower,
            f"{fate}_effect_upper": pooled[fate].upper,
        }
    return columns | {
        "concordance": concordance.estimate,
        "concordance_lower": concordance.lower,
        "concordance_upper": concordance.upper,
        "answer": _answer(concordance),
    }


def _answer(concordance: Concordance) -> str:
    """Whether the size of the effect distinguishes the two fates, by the interval of the concordance."""
    if pd.isna(concordance.estimate):
        return "cannot be answered: comparisons of drugs that failed and of drugs that are marketed are needed"
    if concordance.lower >= TELLING:
        return "animals discriminate"
    if concordance.upper < TELLING:
        return "animals do not discriminate"
    return "too few drugs to tell"
