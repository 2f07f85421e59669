"""sql/dictionary.csv, which says what every published table and column means, written into the file as COMMENTs."""

import csv
from dataclasses import dataclass
from pathlib import Path

import duckdb

from signals.build.graph import SQL_FOLDER

DICTIONARY = SQL_FOLDER / "dictionary.csv"


ALL_COLUMNS_OF = "*"
"""Stands for a column in a line whose meaning is a table: the columns of that table follow, with its meanings."""


@dataclass(frozen=True)
class Entry:
    """One line of the dictionary; ``column`` is empty where it describes the table itself."""

    table: str
    column: str
    meaning: str


def read_dictionary(path: Path = DICTIONARY) -> list[Entry]:
    """Read every entry of the dictionary, in order, those of columns that are another table's included.

    Raises
    ------
    ValueError
        A line has not as many fields as the header, or names a table whose columns are not described.
    """
    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file, strict=True)
    for row in rows:
        if len(row) != len(header):
            raise ValueError(f"{path} holds a line of {len(row)} fields, not {len(header)}; quote a comma: {row}")
    entries = [Entry(*row) for row in rows]
    return [meant for entry in entries for meant in _meant(entry, entries, path)]


def _meant(entry: Entry, entries: list[Entry], path: Path) -> list[Entry]:
    if entry.column != ALL_COLUMNS_OF:
        return [entry]
    columns = [Entry(entry.table, other.column, other.meaning) for other in entries if other.table == entry.meaning]
    if not columns:
        raise ValueError(f"{path} gives {entry.table} the columns of {entry.meaning}, which it does not describe")
    return [column for column in columns if column.column]


def published_columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    """(schema.table, column) of everything in the connection's own database, and (schema.table, '') of each table."""
    rows = connection.execute(
        """
        SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns()
        WHERE database_name = current_database() AND NOT internal
        """
    ).fetchall()
    return {(table, column) for table, column in rows} | {(table, "") for table, _ in rows}


def write_comments(connection: duckdb.DuckDBPyConnection, entries: list[Entry]) -> None:
    """Set the COMMENT of every table and column that the dictionary describes and the file has."""
    published = published_columns(connection)
    connection.begin()  # one transaction, not one a comment
    for entry in entries:
        if (entry.table, entry.column) in published:
            kind, name = ("COLUMN", f"{entry.table}.{entry.column}") if entry.column else ("TABLE", entry.table)
            # COMMENT takes no bound parameter; names and meanings are the project's own, quotes doubled.
            meaning = entry.meaning.replace("'", "''")
            connection.execute(f"COMMENT ON {kind} {name} IS '{meaning}'")
    connection.commit()
