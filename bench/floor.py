"""The plain floors: what the same work costs with unzip, one COPY a table, and three queries, and no care at all."""

import zipfile
from pathlib import Path

import duckdb

from signals.settings import settings

TABLES = ("DEMO", "DRUG", "REAC", "OUTC", "RPSR", "THER", "INDI")
_COPY = """
    COPY (
        FROM read_csv($files, delim = '$', quote = '', escape = '', header = TRUE, all_varchar = TRUE)
    ) TO $target (FORMAT parquet, COMPRESSION zstd)
"""
_COUNT = """
    CREATE TABLE latest AS
    SELECT CAST(primaryid AS BIGINT) AS primaryid
    FROM demo_row
    QUALIFY row_number() OVER (
        PARTITION BY caseid ORDER BY fda_dt DESC, CAST(primaryid AS BIGINT) DESC
    ) = 1;
    CREATE TABLE drug AS
    SELECT row_number() OVER () AS drug_id, drug
    FROM (SELECT DISTINCT upper(coalesce(prod_ai, drugname)) AS drug FROM drug_row);
    CREATE TABLE event AS
    SELECT row_number() OVER () AS event_id, pt FROM (SELECT DISTINCT pt FROM reac_row);
    CREATE TABLE case_drug AS
    SELECT DISTINCT primaryid, drug_id
    FROM (
        SELECT CAST(primaryid AS BIGINT) AS primaryid, upper(coalesce(prod_ai, drugname)) AS drug
        FROM drug_row WHERE role_cod IN ('PS', 'SS')
    )
    SEMI JOIN latest USING (primaryid)
    INNER JOIN drug USING (drug);
    CREATE TABLE case_event AS
    SELECT DISTINCT primaryid, event_id
    FROM (SELECT CAST(primaryid AS BIGINT) AS primaryid, pt FROM reac_row)
    SEMI JOIN latest USING (primaryid)
    INNER JOIN event USING (pt);
    CREATE TABLE pair AS
    SELECT drug_id, event_id, count(*) AS a
    FROM case_drug INNER JOIN case_event USING (primaryid)
    GROUP BY drug_id, event_id;
"""


def load(zips: list[str], folder: str) -> int:
    """Unzip and make one Parquet file a table, values verbatim, as text; rows written."""
    with _connection(folder) as connection:
        return _to_parquet(connection, zips, Path(folder))


def publish(zips: list[str], folder: str) -> int:
    """The same, then latest versions, distinct case-drug and case-event pairs, and all their counts; pairs counted."""
    with _connection(folder) as connection:
        _to_parquet(connection, zips, Path(folder))
        for table in ("demo", "drug", "reac"):
            rows = connection.read_parquet(str(Path(folder) / f"{table}.parquet"))
            rows.create_view(f"{table}_row")
        connection.execute(_COUNT)
        (pairs,) = connection.execute("SELECT count(*) FROM pair").fetchall()[0]
        return int(pairs)


def _connection(folder: str) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(config={"threads": settings().threads, "temp_directory": str(Path(folder) / "spill")})


def _to_parquet(connection: duckdb.DuckDBPyConnection, zips: list[str], folder: Path) -> int:
    for path in zips:
        with zipfile.ZipFile(path) as archive:
            archive.extractall(folder / Path(path).stem)
    rows = 0
    for table in TABLES:
        files = [str(path) for path in sorted(folder.glob(f"*/ASCII/{table}*.txt"))]
        target = str(folder / f"{table.lower()}.parquet")
        rows += connection.execute(_COPY, {"files": files, "target": target}).fetchall()[0][0]
    return rows
