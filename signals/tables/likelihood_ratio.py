"""The likelihood ratio of every event of a watched ingredient, tested over all events of the drug."""

import pandas as pd

from signals.build.table import Columns, table
from signals.statistics.criteria import is_lrt
from signals.statistics.likelihood_ratio import likelihood_ratio, max_lrt_test

DRAWS = 199
"""Permutations under the null; p-values are multiples of 1/200, fine enough for a level of 5% at a fifth of the usual
time."""

SEED = 20110101


@table("watch.likelihood_ratio", events="SELECT case_number - 1 AS position, event_id FROM watch.case_term")
def compare_likelihoods(pairs: pd.DataFrame, drugs: Columns, events: Columns, years: Columns) -> pd.DataFrame:
    """Every watched ingredient x term with a case; p-values from permuting drug sets among the cases of a year.

    Parameters
    ----------
    pairs
        A row an ingredient and term, with its cells; ``code`` numbers the ingredients from 0.
    drugs
        Which ingredient (``code``) each case names; ``position`` numbers the cases from 0.
    events
        Which term each case names.
    years
        The year of first receipt of every case, in the order of the positions; 0: not known.

    Returns
    -------
    ``ingredient_id, event_id, log_likelihood_ratio, p_value, is_largest`` (of the ingredient's), ``is_lrt,
    draw_count``.
    """
    ratio = likelihood_ratio(pairs["a"], pairs["b"], pairs["c"], pairs["d"])
    p_value = ratio
    if len(pairs):
        test = max_lrt_test(
            drugs["position"],
            drugs["code"],
            events["position"],
            events["event_id"],
            years["received"],
            replicates=DRAWS,
            seed=SEED,
        )
        p_value = test.p_value_of(pairs["code"].to_numpy(), ratio)
    largest = pd.Series(ratio).groupby(pairs["code"]).transform("max")
    return pairs[["ingredient_id", "event_id"]].assign(
        log_likelihood_ratio=ratio,
        p_value=p_value,
        is_largest=(ratio == largest) & (ratio > 0),
        is_lrt=is_lrt(p_value),
        draw_count=DRAWS,
    )
