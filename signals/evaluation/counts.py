"""Counts of drug-outcome pairs in a published file: an outcome is any of its terms, a case counts once."""

from collections.abc import Iterable

import duckdb
import pandas as pd

from signals.published import query


def ingredients_of(connection: duckdb.DuckDBPyConnection, drugs: Iterable[str]) -> dict[str, str]:
    """The suspect ingredient of every drug name that has one; sql/evaluation/ingredient.sql says how it is found."""
    connection.register("wanted_drug", pd.DataFrame({"drug": sorted(set(drugs))}, dtype=str))
    return dict(connection.execute(query("evaluation/ingredient")).fetchall())


def counts_of(connection: duckdb.DuckDBPyConnection, pairs: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Cells and stratified expectation of distinct pairs, a = 0 included.

    Parameters
    ----------
    pairs
        Ingredient and outcome.
    terms
        Outcome and event_pt, a row for each preferred term of an outcome.

    Returns
    -------
    ingredient, outcome, a, b, c, d and expected_stratified; no row for an outcome that no counted case reports.
    """
    connection.execute(query("macros/strata"))
    connection.register("wanted_pair", pairs[["ingredient", "outcome"]].drop_duplicates())
    connection.register("wanted_term", terms)
    return connection.execute(query("evaluation/pair_count")).df()
