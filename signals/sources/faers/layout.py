"""FDA's column names by table and era, and the lake's names for them: headers.toml.

A quarter is refused for a header with a column that FDA never had, or without a key column: a column that is added or
renamed must be understood before its values are. A column that another quarter of the era had and this one should have,
and lacks, is NULL in every row, and a note.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from pathlib import Path

import pyarrow as pa

from signals.errors import OutsideError

BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_KNOWN = tomllib.loads(Path(__file__).with_name("headers.toml").read_text(encoding="utf-8"))
LAKE_COLUMNS: Mapping[str, tuple[str, ...]] = {table: tuple(names.split()) for table, names in _KNOWN["lake"].items()}
"""The columns of each table in the lake, whatever the era; a last column `quarter` follows them."""
FOLDERS: Mapping[str, str] = {
    table: "deleted_case" if table == "DELETED" else table.casefold() for table in LAKE_COLUMNS
}
"""FDA's name of a table to its folder in the lake."""
ALLOWED_VALUES: Mapping[str, re.Pattern[str]] = {
    column: re.compile(pattern, re.IGNORECASE)
    for pattern, columns in _KNOWN["values"].items()
    for column in columns.split()
}
"""What the values of a column match; a column that is not in it holds any text."""


class Era(Enum):
    """Which of FDA's two systems wrote a file; the name of the key in the header shows it."""

    AERS = "isr"
    FAERS = "primaryid"


@dataclass(frozen=True)
class Header:
    """A file's header, understood: the lake's name for each column, in the file's order."""

    table: str
    era: Era
    columns: tuple[str, ...]
    missing: tuple[str, ...] = ()
    """Columns that files of the quarter have, and this one has not."""
    is_known: bool = True
    """The columns are those of a file of FDA's, of this quarter or another."""

    @property
    def width(self) -> int:
        return len(self.columns)


_NAME = re.compile(r"[a-z][a-z_]{0,30}")
MAX_COLUMNS = 100
"""FDA's widest file has 25."""
_KEYS: Mapping[str, Sequence[str]] = {table: names.split() for table, names in _KNOWN["keys"].items()}
_DRUG_SEQ = {"THER": "dsg_drug_seq", "INDI": "indi_drug_seq"}


def table_schema(table: str) -> pa.Schema:
    """The columns of one of FDA's tables in the lake: text, verbatim, with the quarter last."""
    return pa.schema([(column, pa.string()) for column in (*LAKE_COLUMNS[table], "quarter")])


def published_header(table: str, quarter: str) -> str:
    """The header line that FDA's files of a table have in a quarter."""
    return [headers[table] for since, headers in _KNOWN["headers"].items() if table in headers and since <= quarter][-1]


def understand_header(line: bytes, *, table: str, quarter: str, member: str) -> Header:
    """Which column is which, from a file's first line.

    Case, spaces around names, a byte order mark and the faults of 2012Q4 do not matter. The era is the
    header's own; a column that came later than the quarter is welcome.

    Parameters
    ----------
    table
        FDA's name, such as DEMO.
    quarter
        Written like 2023Q1.
    member
        The file, for the sentence of an error.

    Raises
    ------
    OutsideError
        The header is not one of FDA's. The sentence names the file, the columns and what was expected; it repeats
        nothing of a line that may be a record.
    """
    if line.count(b"$") >= MAX_COLUMNS:
        raise OutsideError(
            f"{member}: the header names {line.count(b'$') + 1:,} columns, and FDA's have at most 25, so the quarter"
            " is refused; fetch it again."
        )
    names = _names(line)
    era = _era(names, table, member)
    names = _correct_names(names, era)
    headers = _headers(table, era)
    required = [columns for since, columns in headers.items() if since <= max(quarter, min(headers))][-1]
    era_columns = list(dict.fromkeys(name for columns in headers.values() for name in columns))
    unknown = [name for name in names if name not in era_columns]
    missing = [name for name in required if name not in names]
    repeated = sorted({name for name in names if name in era_columns and names.count(name) > 1})
    if unknown or repeated or any(_lake_name(name, table, era) in _KEYS[table] for name in missing):
        raise _unknown_header(member, era_columns, unknown=unknown, missing=missing, repeated=repeated)
    return Header(
        table,
        era,
        columns=tuple(_lake_name(name, table, era) for name in names),
        missing=tuple(missing),
        is_known=not missing or any(set(names) == set(columns) for columns in headers.values()),
    )


@lru_cache
def _headers(table: str, era: Era) -> Mapping[str, Sequence[str]]:
    """The columns that a table of the era had from each quarter on."""
    lines = {since: _names(line_of[table].encode()) for since, line_of in _KNOWN["headers"].items() if table in line_of}
    return {since: _correct_names(names, era) for since, names in lines.items() if era.value in names}


def _names(line: bytes) -> list[str]:
    text = line.removeprefix(BYTE_ORDER_MARK).decode("latin-1").rstrip("\r\n")
    return [name.strip().casefold() for name in text.split("$")]


def _correct_names(names: Sequence[str], era: Era) -> list[str]:
    return [_KNOWN["renamed"].get(name, name) for name in names] if era is Era.FAERS else list(names)


def _era(names: Sequence[str], table: str, member: str) -> Era:
    for era in Era:
        if era.value in names:
            return era
    raise OutsideError(
        f"{member}: the header of {table} has no key column (expected primaryid, or ISR before 2012Q4, in text of one"
        f" byte a letter with $ between; found {len(names)} columns of other names, or no header), so the quarter is"
        " refused; fetch it again, or have the new layout added to nibwatch if it is FDA's."
    )


def _lake_name(name: str, table: str, era: Era) -> str:
    if era is Era.FAERS:
        return name
    aers: Mapping[str, str] = _KNOWN["aers"]
    return _DRUG_SEQ.get(table, name) if name == "drug_seq" else aers.get(name, name)


def _unknown_header(
    member: str, expected: Sequence[str], *, unknown: Sequence[str], missing: Sequence[str], repeated: Sequence[str]
) -> OutsideError:
    faults = [
        f"{what} {_shown(names)}"
        for what, names in (("unknown", unknown), ("missing", missing), ("named twice", repeated))
        if names
    ]
    return OutsideError(
        f"{member}: the header is not one FDA has used before ({'; '.join(faults)}; expected"
        f" {_shown(expected)}), so the quarter is refused; look at the file, and have the new layout added to"
        " nibwatch if it is FDA's."
    )


def _shown(names: Sequence[str]) -> str:
    """The names; only how many where one of them is no name, since a record may have run into the header."""
    if any(name and not _NAME.fullmatch(name) for name in names):
        return f"{len(names)} of which some are no names"
    text = ", ".join(name or "''" for name in names)
    return text if len(text) <= 400 else text[:400] + "..."
