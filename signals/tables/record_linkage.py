"""Probable duplicates: the model that is fitted to the compared pairs, what it says of each, and the groups of them."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from signals.build.table import Columns, table
from signals.statistics.complete_linkage import complete_link_groups
from signals.statistics.record_linkage import FIELDS, Model, Shares, expected_shares, field_names, fit, match_weight

LEAST_WEIGHT = float(np.log2(0.95 / 0.05))
"""Pairs are probable duplicates from a probability of 0.95 up."""

_LEVELS = ", ".join(field_names())


@table(
    "linkage.parameter",
    types="""
        field VARCHAR, level TINYINT, meaning VARCHAR, match DOUBLE, series DOUBLE, chance DOUBLE, pair_count BIGINT
    """,
    patterns=f"""
        SELECT rule, {_LEVELS}, count(*) AS pair_count
        FROM (SELECT unnest(rules) AS rule, {_LEVELS} FROM linkage.comparison)
        GROUP BY ALL ORDER BY ALL
    """,
    pairs=f"""
        SELECT rarity, {_LEVELS}, count(*) AS pair_count
        FROM linkage.comparison WHERE rules != [0] GROUP BY ALL ORDER BY ALL
    """,
    cases="SELECT count(*) AS case_count FROM linkage.description",
)
def fit_linkage(patterns: Columns, pairs: Columns, cases: Columns) -> pd.DataFrame:
    """How often each level of agreement occurs in each class of pairs of cases.

    Parameters
    ----------
    patterns
        Levels of agreement of the pairs that one ``rule`` found, and the number of such pairs.
    pairs
        The same of the pairs that are judged, by ``rarity``.
    cases
        The number of compared cases, one row.

    Returns
    -------
    A row a field and level with its share in each class (``match, series, chance``); the row of the field `pair` has
    the expected matches of a case, and others of its series. No row where there are too few cases to learn from.
    """
    model = fit(_levels(patterns), patterns["rule"], patterns["pair_count"])
    if model is None:
        return pd.DataFrame()
    levels, count = _levels(pairs), pairs["pair_count"]
    shares = expected_shares(model, levels, pairs["rarity"], count, int(cases["case_count"][0]))
    counted = [np.bincount(levels[:, place], count, len(field.levels) + 1)[1:] for place, field in enumerate(FIELDS)]
    return pd.DataFrame(
        {
            "field": ["pair", *(field.name for field in FIELDS for _ in field.levels)],
            "level": [0, *(level for field in FIELDS for level in range(1, len(field.levels) + 1))],
            "meaning": ["expected of a case", *(meaning for field in FIELDS for meaning in field.levels)],
            "match": [shares.match, *model.match],
            "series": [shares.series, *model.series],
            "chance": [np.nan, *model.chance],
            "pair_count": np.concatenate([[count.sum()], *counted]).astype(np.int64),
        }
    )


@table(
    "linkage.pattern",
    types=f"rarity INTEGER, {', '.join(f'{name} TINYINT' for name in field_names())}, match_weight DOUBLE",
    patterns=f"SELECT DISTINCT rarity, {_LEVELS} FROM linkage.comparison WHERE rules != [0] ORDER BY ALL",
    parameters="SELECT field, level, match, series, chance FROM linkage.parameter",
)
def weigh_patterns(patterns: pd.DataFrame, parameters: pd.DataFrame) -> pd.DataFrame:
    """Every pattern of levels that a pair has, with its weight: those that make a probable duplicate.

    Parameters
    ----------
    patterns
        A row a pattern that occurs: rarity, and the level of each field.
    parameters
        The rows of ``fit_linkage``.

    Returns
    -------
    The patterns whose ``match_weight`` reaches ``LEAST_WEIGHT``.
    """
    if parameters.empty:
        return pd.DataFrame()
    shares_of = parameters.set_index(["field", "level"])[["match", "series", "chance"]]
    ordered = shares_of.loc[[(field.name, level) for field in FIELDS for level in range(1, len(field.levels) + 1)]]
    model = Model(*ordered.to_numpy().T)
    shares = Shares(*shares_of.loc[[("pair", 0)]].to_numpy()[0, :2].tolist())
    weight = match_weight(model, shares, patterns[field_names()].to_numpy(), patterns["rarity"].to_numpy())
    weighed = patterns.assign(match_weight=weight)
    return weighed[weighed["match_weight"] >= LEAST_WEIGHT]


@table(
    "linkage.probable_group",
    types="caseid BIGINT, probable_group BIGINT",
    links="SELECT caseid, other_caseid, match_weight FROM linkage.probable_pair ORDER BY caseid, other_caseid",
)
def group_probable_duplicates(links: Columns) -> pd.DataFrame:
    """Every case of a group in which each pair is a probable duplicate, with the least case number of the group."""
    caseid, group = complete_link_groups(links["caseid"], links["other_caseid"], links["match_weight"])
    is_grouped = _is_repeated(group)
    return pd.DataFrame({"caseid": caseid[is_grouped], "probable_group": group[is_grouped]})


def _levels(columns: Columns) -> npt.NDArray[np.int64]:
    return np.column_stack([columns[name] for name in field_names()]).astype(np.int64)


def _is_repeated(group: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    _, place, count = np.unique(group, return_inverse=True, return_counts=True)
    return np.asarray(count[place] > 1)
