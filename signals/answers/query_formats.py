"""The formats of `nibwatch sql`: a table for the terminal, CSV that a spreadsheet opens safely, JSON, Parquet, Excel.

A file given with --out is written beside its name and renamed, so that it is there whole or not at all.
"""

import csv
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import IO, Any

import duckdb

from signals.answers.format_casts import with_casts
from signals.answers.query_table import table_text
from signals.answers.select_statement import Statement
from signals.answers.workbook import write_workbook
from signals.errors import OutsideError, RequestError
from signals.files import atomic_path
from signals.present.output import data_output, plain_lines
from signals.present.strict_json import json_text, json_value

FORMATS = ("table", "csv", "json", "parquet", "xlsx")
BATCH_ROWS = 10_000
FORMULA_SIGNS = "=+@|＝＋－＠-"
"""What a spreadsheet takes for the start of a formula (OWASP, CSV Injection), full-width forms included."""
_BLANKS = r"[\s\ufeff\u200b-\u200f\u2060]"
_STARTS = re.compile(rf"^(?={_BLANKS}*[{FORMULA_SIGNS}]|[\t\r\n])")
_STARTS_WITHIN = re.compile(
    rf"(?<![;\s\ufeff\u200b-\u200f\u2060])((?:[^\S\t\r\n]|[\ufeff\u200b-\u200f\u2060])*+[;\t\r\n](?:;|{_BLANKS})*+)"
    rf"(?=[{FORMULA_SIGNS}])"
)
"""Where a spreadsheet that parts cells by semicolons or tabs would begin another cell."""


def write_result(
    connection: duckdb.DuckDBPyConnection, statement: Statement, *, format: str, out: Path | None, width: int
) -> None:
    """Run a reading statement and write its result to ``out`` or to standard output."""
    if format == "table":
        with _target(out) as file:
            file.write(
                _plan(connection, statement.sql)
                if statement.is_explain
                else table_text(connection, statement.sql, width, is_rounded=out is None)
            )
    else:
        sql = statement.sql if statement.is_explain else with_casts(connection, statement.sql, format)
        _WRITERS[format](connection, sql, out)


def defuse_formula(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula with an apostrophe in front, as spreadsheets write text.

    The same within a text after a semicolon, tab or new line, where a spreadsheet of another country parts cells.
    """
    if not isinstance(value, str):
        return value
    front = "'" if _STARTS.match(value) else ""
    return front + _STARTS_WITHIN.sub(r"\1'", value)


def _plan(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    return plain_lines("\n".join(str(row[-1]) for row in connection.execute(sql).fetchall())) + "\n"


def _write_csv(connection: duckdb.DuckDBPyConnection, sql: str, out: Path | None) -> None:
    names, rows = _result(connection, sql)
    with _target(out) as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([defuse_formula(name) for name in names])
        writer.writerows([_cell(value) for value in row] for row in rows)


def _cell(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple | Mapping):
        return defuse_formula(json_text(value))
    if isinstance(value, Decimal):
        return format(value, "f")
    return defuse_formula(value) if isinstance(value, str) else json_value(value)


def _write_json(connection: duckdb.DuckDBPyConnection, sql: str, out: Path | None) -> None:
    names, rows = _result(connection, sql)
    _require_distinct(names, "JSON")
    with _target(out) as file:
        file.write("[")
        for position, row in enumerate(rows):
            file.write((",\n" if position else "\n") + json_text(dict(zip(names, row, strict=True))))
        file.write("\n]\n")


def _write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, out: Path | None) -> None:
    import pyarrow.parquet

    out = _required(out, "parquet")
    reader = connection.sql(sql).to_arrow_reader(BATCH_ROWS)
    _require_distinct(reader.schema.names, "Parquet")
    with (
        _target(out, is_text=False) as file,
        pyarrow.parquet.ParquetWriter(file, reader.schema, compression="zstd") as writer,
    ):
        for batch in reader:
            writer.write_batch(batch)


def _write_xlsx(connection: duckdb.DuckDBPyConnection, sql: str, out: Path | None) -> None:
    out = _required(out, "xlsx")
    names, rows = _result(connection, sql)
    with _target(out, is_text=False) as file:
        write_workbook(file, names, rows)


def _required(out: Path | None, format: str) -> Path:
    if out is None:
        raise RequestError(f"--format {format} writes a binary file: say where with --out FILE.")
    return out


_WRITERS: dict[str, Callable[[duckdb.DuckDBPyConnection, str, Path | None], None]] = {
    "csv": _write_csv,
    "json": _write_json,
    "parquet": _write_parquet,
    "xlsx": _write_xlsx,
}


def _result(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[list[str], Iterator[tuple[Any, ...]]]:
    """The columns' names, and the rows, fetched a batch at a time."""
    cursor = connection.execute(sql)
    rows = chain.from_iterable(iter(lambda: cursor.fetchmany(BATCH_ROWS), []))
    return [str(column[0]) for column in cursor.description or []], rows


def _require_distinct(names: list[str], format: str) -> None:
    """Refuse two columns of one name: a row of these formats holds one value a name, so one would be lost silently."""
    for name in names:
        if names.count(name) > 1:
            raise RequestError(f"Two columns are called {name!r}, and {format} holds one: rename one with AS.")


@contextmanager
def _target(out: Path | None, *, is_text: bool = True) -> Iterator[IO[Any]]:
    """Standard output, or a file that is there whole or not at all; a pipe or device is written as it stands."""
    if out is None:
        yield data_output()
        return
    out = out.resolve()
    kind: dict[str, Any] = {"mode": "w", "encoding": "utf-8", "newline": ""} if is_text else {"mode": "wb"}
    try:
        if out.exists() and not out.is_file() and not out.is_dir():
            with out.open(**kind) as file:
                yield file
            return
        with atomic_path(out, suffix=f"{os.getpid()}.tmp", is_lasting=False) as written, written.open(**kind) as file:
            yield file
    except OSError as error:
        raise _cannot_write(out, error) from error


def _cannot_write(out: Path, error: OSError) -> OutsideError | RequestError:
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError | NotADirectoryError):
        return RequestError(f"{out} cannot be written ({error.strerror}); give another file with --out.")
    return OutsideError(f"Writing {out} failed ({error.strerror}); nothing was left there.")
