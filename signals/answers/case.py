"""One case as reported: every version FDA sent and every row of every table, verbatim from the lake."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd

from signals.answers.show import SYNTHETIC_LINE
from signals.data_directory import lake_of
from signals.database import PUBLISHED_NAME, open_read_only
from signals.errors import RequestError
from signals.lake.lake import Lake
from signals.lake.quarters import loaded_quarters, table_name

TABLES = ("demo", "drug", "reac", "indi", "outc", "ther", "rpsr")


def case(data_dir: Path, caseid: int) -> dict[str, pd.DataFrame]:
    """The rows of each table, versions in order; a negative number is minus the primaryid of a row without CASE.

    Raises ``RequestError`` where no loaded quarter holds the case.
    """
    lake = lake_of(data_dir)
    quarters = sorted(loaded_quarters(lake))
    with duckdb.connect() as connection, TemporaryDirectory(prefix="nibwatch-case-") as copies:
        search = CaseSearch(connection, lake, Path(copies), tuple(quarters), caseid)
        demo = search.rows("demo", [])
        if demo.empty:
            raise RequestError(
                f"No case {caseid} in the {len(quarters)} quarters loaded into {lake.location}"
                f"{f' ({quarters[0]} to {quarters[-1]})' if quarters else ''}."
            )
        reports = sorted(set(demo["primaryid"].dropna()))
        tables = {name: search.rows(name, reports) for name in TABLES[1:]}
    return {"demo": demo.sort_values(["quarter", "primaryid"]), **tables}


def standing(data_dir: Path, caseid: int) -> list[str]:
    """What became of the case in the published file: which version stands, and whether it counts or why not."""
    is_synthetic = any(quarter.is_synthetic for quarter in loaded_quarters(lake_of(data_dir)).values())
    published = data_dir / PUBLISHED_NAME
    lines = [SYNTHETIC_LINE] if is_synthetic else []
    if not published.is_file():
        return [*lines, "Nothing is published yet, so nothing is known of whether it counts."]
    with open_read_only(published) as connection:
        return [*lines, _standing(connection, caseid)]


def _standing(connection: duckdb.DuckDBPyConnection, caseid: int) -> str:
    asked = {"caseid": caseid}
    deleted = connection.execute(
        "SELECT listed_quarter, quarter, is_back_after_deletion FROM meta.deleted_case WHERE caseid = $caseid", asked
    ).fetchone()
    if deleted:
        listed, quarter, is_back = deleted
        back = f", though a version came again in {quarter}" if is_back else ""
        return f"Case {caseid} does not count: FDA's list of deleted cases of {listed} names it{back}."
    row = connection.execute(
        """
        SELECT primaryid, caseversion, quarter, version_count, duplicate_of, duplicate_rule, has_suspect, has_event
        FROM faers.cases WHERE caseid = $caseid
        """,
        asked,
    ).fetchone()
    if row is None:
        return f"Case {caseid} is not in the published file, which rests on other quarters; run `nibwatch detect`."
    primaryid, version, quarter, version_count, duplicate_of, rule, has_suspect, has_event = row
    said = f"Case {caseid}: report {primaryid} of {quarter} (version {version}) stands, of {version_count} held"
    if duplicate_of is not None:
        return f"{said}; it does not count, as a duplicate of case {duplicate_of} (rule: {rule})."
    if not has_suspect or not has_event:
        return f"{said}; it does not count, as it names no {'reaction' if has_suspect else 'suspect drug'}."
    return f"{said}; it counts."


_IS_THE_CASE = """
    (TRY_CAST(trim(caseid) AS BIGINT) = $caseid
        AND (len($reports) = 0 OR primaryid IN (SELECT unnest($reports))))
    OR (TRY_CAST(trim(caseid) AS BIGINT) IS NULL
        AND (primaryid IN (SELECT unnest($reports)) OR TRY_CAST(trim(primaryid) AS BIGINT) = -$caseid))
    """
"""A case by its number, or, in AERS, by the reports (ISR) that its DEMO rows name."""


@dataclass(frozen=True)
class CaseSearch:
    """A case, and the lake in which it is looked for."""

    connection: duckdb.DuckDBPyConnection
    lake: Lake
    copies: Path
    quarters: tuple[str, ...]
    caseid: int

    def rows(self, table: str, reports: list[str]) -> pd.DataFrame:
        """The case's rows of a table; only the keys of a quarter without any are read."""
        names = {quarter: table_name(table, quarter) for quarter in self.quarters}
        if not names:
            return pd.DataFrame()
        asked = {"caseid": self.caseid, "reports": reports}
        keys = self.lake.dataset(list(names.values()))
        self.connection.register("keys", keys)
        found = self.connection.execute(
            f"SELECT DISTINCT quarter FROM (SELECT quarter, caseid, primaryid FROM keys) WHERE {_IS_THE_CASE}", asked
        ).fetchall()
        if not found:
            return pd.DataFrame()
        files = self.lake.local_paths([names[quarter] for (quarter,) in found], self.copies)
        return (
            self.connection.execute(
                f"FROM read_parquet($files) WHERE {_IS_THE_CASE} ORDER BY quarter, primaryid",
                {**asked, "files": [str(path) for path in files]},
            )
            .df()
            .dropna(axis="columns", how="all")
        )
