"""Queries to a published file, as frames."""

import duckdb
import pandas as pd


def frame(file: duckdb.DuckDBPyConnection, query: str, **values: object) -> pd.DataFrame:
    return file.execute(query, values or None).df()


def one(file: duckdb.DuckDBPyConnection, query: str, **values: object) -> pd.Series:
    found = frame(file, query, **values)
    assert len(found) == 1
    return found.iloc[0]
