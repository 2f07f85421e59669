"""`nibwatch case`: every version of a case that was sent, verbatim from the lake, and whether the case counts."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import duckdb

from signals.data_directory import lake_of
from signals.database import PUBLISHED_NAME, open_read_only
from signals.errors import RequestError
from signals.lake.lake import Lake
from signals.lake.quarters import loaded_quarters, table_name
from signals.present.block import Cell, Column, Section, Table
from signals.present.command_line import command
from signals.present.document import Document
from signals.present.output import one_line
from signals.present.query import Row
from signals.present.terminal import synthetic_warning
from signals.present.text import GAP, wrapped
from signals.published import Record, query, records
from signals.source_description import source_description
from signals.temporary_folder import temporary_folder

_TYPED = re.compile(
    r"\s*(?:case)?(?:\s*id)?[\s:#]*(-?\d{1,18})(?:\s*(?:[-.,/]|,?\s*v(?:ersion)?\.?)\s*\d{1,4})?\s*", re.IGNORECASE
)
"""A case number as people write it, alone or with a version; all versions are shown."""


def case(data_dir: Path, text: str) -> Document:
    """What became of the case that a user means, and its rows by table, versions in order, values verbatim.

    Parameters
    ----------
    text
        Its number or that of one of its reports.

    Raises
    ------
    RequestError
        As ``find_case``.
    """
    caseid, sentences = find_case(data_dir, text)
    tables, standing = read_case(data_dir, caseid), [*sentences, *counting_status(data_dir, caseid)]
    sections = [table_section(table, rows) for table, rows in tables.items()]
    return Document(
        [
            "\n".join(wrapped(one_line(sentence), hanging=GAP) for sentence in standing),
            *(section for section in sections if section.answered),
        ],
        {"caseid": caseid, "standing": standing, **tables},
    )


def table_section(table: str, rows: Sequence[Record]) -> Section:
    """The rows of one table of a case, a line a field, under the table and which of its rows it is."""
    columns = [Column(field) for field in (rows[0] if rows else ())]
    cells = tuple(tuple(Cell("" if value is None else str(value)) for value in row.values()) for row in rows)
    headings = tuple(f"{table.upper()} {place} of {len(rows)}" for place in range(1, len(rows) + 1))
    shown = Table(tuple(columns), cells, headings=headings)
    return Section("", table=shown, name=table, answered=tuple(Row(**row) for row in rows))


def find_case(data_dir: Path, text: str) -> tuple[int, list[str]]:
    """The case that a user means, by its number or that of one of its reports; and a sentence on it in the second case.

    Raises
    ------
    RequestError
        Where the text is no number, and where no loaded quarter holds such a case or report.
    """
    typed = _TYPED.fullmatch(text)
    if typed is None:
        raise RequestError(f"Expected a case number such as 20000001, found {text!r}.")
    number = int(typed[1])
    lake = lake_of(data_dir)
    quarters = sorted(loaded_quarters(lake))
    matches: list[tuple[int, bool]] = []
    if quarters:
        with duckdb.connect() as connection:
            connection.register(
                "keys", lake.dataset([table_name(source_description().report_table, quarter) for quarter in quarters])
            )
            if connection.execute(query("answers/case_quarters"), {"caseid": number, "reports": []}).fetchall():
                return number, []
            matches = connection.execute(query("answers/report_case"), {"number": number}).fetchall()
    cases = [caseid for caseid, is_report in matches if is_report]
    if len(cases) == 1:
        return cases[0], [f"{number} is the number of a report of case {cases[0]}."]
    listed = " or ".join(f"`{command('case', str(caseid))}`" for caseid in cases or dict(matches))
    if cases:
        raise RequestError(f"{number} is the number of a report that stands under several cases: {listed}.")
    span = f" ({quarters[0]} to {quarters[-1]})" if quarters else ""
    raise RequestError(
        f"No case {number}, and no report of that number, in the {len(quarters)} quarters loaded into "
        f"{lake.location}{span}.{f' If it is a case number and a version, see {listed}.' if listed else ''}"
    )


def read_case(data_dir: Path, caseid: int) -> dict[str, list[Record]]:
    """The rows of a case by table, versions in order, values verbatim; columns that all rows leave empty left out.

    Parameters
    ----------
    caseid
        A case that is there, from ``find_case``; minus the primaryid for a report without one.
    """
    lake = lake_of(data_dir)
    quarters = sorted(loaded_quarters(lake))
    with (
        temporary_folder("case") as copies,
        duckdb.connect(config={"temp_directory": str(copies / "spill")}) as connection,
    ):

        def rows(table: str, reports: list[str]) -> list[Record]:
            names = {quarter: table_name(table, quarter) for quarter in quarters}
            return _rows(connection, lake, copies, names, {"caseid": caseid, "reports": reports})

        first, *others = source_description().tables
        versions = rows(first, [])
        reports = sorted({str(row["primaryid"]) for row in versions if row["primaryid"] is not None})
        return {first: versions, **{table: rows(table, reports) for table in others}}


def _rows(
    connection: duckdb.DuckDBPyConnection, lake: Lake, copies: Path, names: Mapping[str, str], key: Mapping[str, Any]
) -> list[Record]:
    """The case's rows in the files of one table (quarter to name); of a quarter without any, only keys are read."""
    if not names:
        return []
    connection.register("keys", lake.dataset(list(names.values())))
    held = connection.execute(query("answers/case_quarters"), key).fetchall()
    if not held:
        return []
    files = [str(path) for path in lake.local_paths([names[quarter] for (quarter,) in held], copies)]
    rows = records(connection, query("answers/case_rows"), files=files, **key)
    filled = [column for column in rows[0] if any(row[column] is not None for row in rows)]
    return [{column: row[column] for column in filled} for row in rows]


def counting_status(data_dir: Path, caseid: int) -> list[str]:
    """Sentences on what became of the case in the published file: which version is used, and whether it counts."""
    is_synthetic = any(quarter.is_synthetic for quarter in loaded_quarters(lake_of(data_dir)).values())
    lines = synthetic_warning(is_synthetic)
    if not (data_dir / PUBLISHED_NAME).is_file():
        return [*lines, "Nothing is published yet, so nothing is known of whether it counts."]
    with open_read_only(data_dir / PUBLISHED_NAME) as connection:
        deleted = records(connection, "FROM meta.deleted_case WHERE caseid = $caseid", caseid=caseid)
        current = records(connection, "FROM faers.cases WHERE caseid = $caseid", caseid=caseid)
    return [*lines, _status(caseid, deleted, current)]


def _status(caseid: int, deleted: Sequence[Record], current: Sequence[Record]) -> str:
    for row in deleted:
        back = f", though a version came again in {row['quarter']}" if row["is_back_after_deletion"] else ""
        listed = f"{source_description().publisher}'s list of deleted cases of {row['listed_quarter']}"
        return f"Case {caseid} does not count: {listed} names it{back}."
    for row in current:
        report = (
            f"Case {caseid}: report {row['primaryid']} of {row['quarter']} (version {row['caseversion']}) stands, of "
            f"{row['version_count']} held"
        )
        elsewhere = " (its newest drugs or reactions are in another quarter, below)" if row.get("is_split") else ""
        if row["duplicate_of"] is not None:
            duplicate = f"a duplicate of case {row['duplicate_of']} (rule: {row['duplicate_rule']})"
            return f"{report}; it does not count, as {duplicate}."
        if not row["has_suspect"] or not row["has_event"]:
            missing = "reaction" if row["has_suspect"] else "suspect drug"
            return f"{report}; it does not count, as it names no {missing}{elsewhere}."
        return f"{report}; it counts{elsewhere}."
    return f"Case {caseid} is not in the published file, which rests on other quarters; run `nibwatch detect`."
