"""Mid-p and q-values: how surprising a count is, given how many cells were looked at."""

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.build.table import Columns, table
from signals.statistics.criteria import is_q
from signals.statistics.fisher import midp_greater
from signals.statistics.multiplicity import q_values, q_values_by

Floats = npt.NDArray[np.float64]


@table(
    "totals.pair_q",
    ingredients="SELECT case_count FROM totals.ingredient WHERE is_matched",
    events="SELECT case_count FROM totals.event",
    cases="SELECT CAST(coalesce(sum(case_count), 0) AS BIGINT) AS case_count FROM totals.stratum",
)
def correct_pairs(pairs: Columns, ingredients: Columns, events: Columns, cases: Columns) -> Columns:
    """q-values of every pair of a matched ingredient within their family.

    The family is every cell of matched ingredients x terms whose margins are positive, cells without a case included:
    testing only a >= 1 would select on the outcome.

    Parameters
    ----------
    pairs
        A row a matched ingredient and term with a case: ``a, b, c`` and ``p_midp``.
    ingredients, events
        The number of cases of each matched ingredient, and of each term.
    cases
        The number of all counted cases, one row.

    Returns
    -------
    ``ingredient_id, event_id, q_value`` (Benjamini and Hochberg), ``q_value_by`` (Benjamini and Yekutieli).
    """
    p = pairs["p_midp"]
    totals = (margin["case_count"].astype(np.int64) for margin in (ingredients, events, cases))
    empty_p, empty_weight = _empty_cells(pairs, *totals)
    family = np.concatenate([p, empty_p])
    weight = np.concatenate([np.ones(len(p)), empty_weight])
    return {
        "ingredient_id": pairs["ingredient_id"],
        "event_id": pairs["event_id"],
        "q_value": q_values(family, weight)[: len(p)],
        "q_value_by": q_values_by(family, weight)[: len(p)],
    }


@table("watch.term_q", cells="SELECT drug, event, a, b, c, d FROM watch.term_pair ORDER BY ALL")
def correct_terms(cells: pd.DataFrame) -> pd.DataFrame:
    """Mid-p and q-values of the watched ingredients x terms, a family of their own.

    Returns
    -------
    The keys of the cells with ``p_midp, q_value, q_value_by, is_q`` and ``look_count``, the size of the family.
    """
    return cells[["drug", "event"]].assign(**_correct(cells))


@table("watch.group_q")
def correct_groups(cells: pd.DataFrame) -> pd.DataFrame:
    """Mid-p and q-values of the watched ingredients, a family for each event group and analysis.

    Those whose margins are positive, a = 0 included: a drug or an event without a report cannot be looked at.

    Returns
    -------
    As ``correct_terms``, by drug, event and analysis.
    """
    keys = ["drug", "event", "analysis"]
    families = [rows[keys].assign(**_correct(rows)) for _, rows in cells.groupby(["event", "analysis"], sort=True)]
    return pd.concat(families) if families else cells[keys].assign(**_correct(cells))


def _correct(cells: pd.DataFrame) -> dict[str, npt.NDArray[Any] | int]:
    """What is published of cells that are one family."""
    p = midp_greater(cells["a"], cells["b"], cells["c"], cells["d"])
    q = q_values(p)
    return {"p_midp": p, "q_value": q, "q_value_by": q_values_by(p), "is_q": is_q(cells["a"], q), "look_count": len(p)}


def _empty_cells(
    pairs: Columns, ingredients: npt.NDArray[np.int64], events: npt.NDArray[np.int64], cases: npt.NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """mid-p and number of the cells with a = 0, one row a pair of margins that occurs."""
    drug, drug_number = np.unique(ingredients, return_counts=True)
    event, event_number = np.unique(events, return_counts=True)
    weight = np.multiply.outer(drug_number, event_number).astype(np.float64)
    position = np.searchsorted(drug, pairs["a"] + pairs["b"]), np.searchsorted(event, pairs["a"] + pairs["c"])
    np.subtract.at(weight, position, 1)
    b, c = (margin.ravel() for margin in np.meshgrid(drug, event, indexing="ij"))
    d = cases[0] - b - c
    is_cell = (weight.ravel() > 0) & (d >= 0)  # a = 0 cannot be where the margins overlap by force
    zeros = np.zeros(int(is_cell.sum()))
    return midp_greater(zeros, b[is_cell], c[is_cell], d[is_cell]), weight.ravel()[is_cell]
