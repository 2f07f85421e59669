"""One case as reported: every version FDA sent and every row of every table, verbatim from the lake."""

from pathlib import Path

import duckdb
import pandas as pd

from signals.errors import RequestError
from signals.faers.lake import loaded_quarters

TABLES = ("demo", "drug", "reac", "indi", "outc", "ther", "rpsr")


def case(data_dir: Path, caseid: int) -> dict[str, pd.DataFrame]:
    """The rows of each table, versions in order; a negative number is minus the primaryid of a row without CASE.

    Raises ``RequestError`` where no loaded quarter holds the case.
    """
    lake = data_dir / "lake"
    quarters = sorted(loaded_quarters(lake))
    with duckdb.connect() as connection:
        demo = _rows(connection, lake, "demo", quarters, caseid, [])
        if demo.empty:
            raise RequestError(
                f"No case {caseid} in the {len(quarters)} quarters loaded into {lake}"
                f"{f' ({quarters[0]} to {quarters[-1]})' if quarters else ''}."
            )
        reports = sorted(set(demo["primaryid"].dropna()))
        tables = {name: _rows(connection, lake, name, quarters, caseid, reports) for name in TABLES[1:]}
    return {"demo": demo.sort_values(["quarter", "primaryid"]), **tables}


def _rows(
    connection: duckdb.DuckDBPyConnection,
    lake: Path,
    table: str,
    quarters: list[str],
    caseid: int,
    reports: list[str],
) -> pd.DataFrame:
    """Rows of the case by its number, or, in AERS, by the reports (ISR) that its DEMO rows name."""
    files = [str(lake / table / f"{quarter}.parquet") for quarter in quarters]
    if not files:
        return pd.DataFrame()
    return (
        connection.execute(
            """
        FROM read_parquet($files)
        WHERE (TRY_CAST(trim(caseid) AS BIGINT) = $caseid
                AND (len($reports) = 0 OR primaryid IN (SELECT unnest($reports))))
            OR (nullif(trim(caseid), '') IS NULL
                AND (primaryid IN (SELECT unnest($reports)) OR TRY_CAST(trim(primaryid) AS BIGINT) = -$caseid))
        ORDER BY quarter, primaryid
        """,
            {"files": files, "caseid": caseid, "reports": reports},
        )
        .df()
        .dropna(axis="columns", how="all")
    )
