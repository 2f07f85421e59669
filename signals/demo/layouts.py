"""FDA's file layouts by quarter: names, header lines, line ends (signals/sources/faers/headers.toml)."""

from dataclasses import dataclass

from signals.quarter import Quarter
from signals.sources.faers.layout import published_header, understand_header
from signals.sources.faers.zip_name import FIRST_FAERS_QUARTER

TABLES = ("DEMO", "DRUG", "REAC", "OUTC", "RPSR", "THER", "INDI")


@dataclass(frozen=True)
class FileLayout:
    """One file of one quarter as FDA writes it."""

    table: str
    member: str
    header: str
    byte_order_mark: bool
    line_end: str
    """What ends a data row: AERS writes one `$` more than the header has."""
    header_end: str
    columns: tuple[str, ...]
    """The header's columns under the lake's names."""


def is_aers(quarter: Quarter) -> bool:
    """AERS until 2012Q3, FAERS after."""
    return quarter < FIRST_FAERS_QUARTER


def quarters_since_2004(quarter: Quarter) -> int:
    """Quarters since 2004Q1."""
    return (quarter.year - 2004) * 4 + quarter.number - 1


def has_partial_dates(quarter: Quarter) -> bool:
    """Whether dates of 4 and 6 digits are written; other quarters write the 1st instead."""
    return FIRST_FAERS_QUARTER <= quarter < Quarter(2021, 4)


def deleted_list(quarter: Quarter) -> str | None:
    """The member that lists deleted cases; there is none before 2019Q1."""
    short = _short(quarter)
    if quarter < Quarter(2019, 1):
        return None
    if quarter < Quarter(2020, 1):
        return f"deleted/ADR{short}DeletedCases.txt"
    if quarter < Quarter(2020, 4):
        return f"Deleted/ADR{short}DeletedCases.txt"
    if quarter < Quarter(2021, 4):
        return f"Deleted/{short}DeletedCases.txt"
    return f"Deleted/DELETE{short}.txt"


def _short(quarter: Quarter) -> str:
    return f"{quarter.year % 100:02d}Q{quarter.number}"


def file_layouts(quarter: Quarter) -> dict[str, FileLayout]:
    """The seven files of a quarter, by table."""
    return {table: _file_layout(quarter, table) for table in TABLES}


def _file_layout(quarter: Quarter, table: str) -> FileLayout:
    header, name = published_header(table, str(quarter)), _file_name(quarter, table)
    newline = "\n" if quarter == Quarter(2017, 4) else "\r\n"
    extra = "$" if is_aers(quarter) and table != "INDI" else ""
    return FileLayout(
        table=table,
        member=f"{'ascii' if quarter < Quarter(2020, 1) else 'ASCII'}/{name}",
        header=header,
        byte_order_mark=quarter == Quarter(2012, 4) and table == "DRUG",
        line_end=extra + newline,
        header_end=newline,
        columns=understand_header(header.encode(), table=table, quarter=str(quarter), member=name).columns,
    )


def _file_name(quarter: Quarter, table: str) -> str:
    if is_aers(quarter):
        return f"{table}{_short(quarter)}.TXT"
    if quarter == Quarter(2012, 4):
        return f"{table}{_short(quarter)}.txt".lower()
    if quarter == Quarter(2018, 1) and table == "DEMO":
        return f"{table}{_short(quarter)}_new.txt"
    return f"{table}{_short(quarter)}.txt"
