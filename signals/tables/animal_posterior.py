"""How often a drug protects in a model family, seen against how often any drug does."""

import pyarrow as pa

from signals.build.table import table
from signals.statistics.animal_posterior import posterior


@table("evidence.animal_posterior")
def add_posteriors(rows: pa.Table) -> pa.Table:
    """The rows of sql/evidence/animal_posterior.sql with their posteriors, weighted and with every weight at 1.

    Parameters
    ----------
    rows
        A row a drug, question and model family: ``protective_weight`` of ``total_weight``, the counts with every weight
        at 1, ``base_rate`` and ``base_rate_study_count``.

    Returns
    -------
    The rows with ``posterior_mean, posterior_lower, posterior_upper`` (shares from 0 to 1),
    ``probability_below_base_rate``, and the same of the unweighted counts.
    """
    column = {name: rows[name].to_numpy() for name in rows.column_names if not pa.types.is_nested(rows[name].type)}
    base = column["base_rate"], column["base_rate_study_count"].astype(float)
    weighted = posterior(column["protective_weight"], column["total_weight"], *base)
    plain = posterior(column["protective_count_unweighted"], column["study_count_unweighted"], *base)
    added = {
        "posterior_mean": weighted.mean,
        "posterior_lower": weighted.lower,
        "posterior_upper": weighted.upper,
        "probability_below_base_rate": weighted.probability_below_base_rate,
        "posterior_mean_unweighted": plain.mean,
        "posterior_lower_unweighted": plain.lower,
        "posterior_upper_unweighted": plain.upper,
        "probability_below_unweighted": plain.probability_below_base_rate,
    }
    return pa.table({**dict(zip(rows.column_names, rows.columns, strict=True)), **added})
