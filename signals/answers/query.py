"""One read-only query over the published file, shown or written in a format that others can open safely."""

import contextlib
import io
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet

from signals.errors import OutsideError, RequestError
from signals.warehouse.connection import open_read_only

FORMATS = ("table", "csv", "json", "parquet")
SHOWN_ROWS = 200
BATCH_ROWS = 100_000
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
READING = (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN)


def answer(
    published: Path, sql: str, *, format: str = "table", out: Path | None = None, width: int = 120
) -> None:
    """Run one SELECT or EXPLAIN and write its result to ``out`` or to standard output.

    Raises ``RequestError`` for anything else than one reading statement, for DuckDB's own objections (its message is
    kept) and for an unknown format.
    """
    if format not in FORMATS:
        raise RequestError(f"--format is {format!r}; expected one of {', '.join(FORMATS)}.")
    if format == "parquet" and out is None:
        raise RequestError("--format parquet writes a binary file: say where with --out FILE.")
    writers: dict[str, Callable[[duckdb.DuckDBPyConnection, str, Path | None], None]] = {
        "csv": _write_csv,
        "json": _write_json,
        "parquet": _write_parquet,
    }
    with open_read_only(published) as connection:
        statement = _one_reading_statement(connection, sql)
        try:
            if format == "table":
                _write_table(connection, statement, out, width)
            else:
                writers[format](connection, statement, out)
        except duckdb.Error as error:
            raise RequestError(f"DuckDB says: {error}") from error


def _one_reading_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> str:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        raise RequestError(f"DuckDB says: {error}") from error
    if len(statements) != 1 or statements[0].type not in READING:
        found = ", ".join(statement.type.name for statement in statements) or "nothing"
        raise RequestError(f"nibwatch sql runs exactly one SELECT or EXPLAIN; found {found}.")
    if "enable_logging" in sql.lower():
        raise RequestError("nibwatch sql does not run enable_logging, which can write files.")
    return sql


def _write_table(connection: duckdb.DuckDBPyConnection, sql: str, out: Path | None, width: int) -> None:
    relation = connection.sql(sql)
    with _text_target(out) as file:
        if relation is None:  # EXPLAIN comes back as a result, not as a relation
            file.write("\n".join(str(row[-1]) for row in connection.execute(sql).fetchall()) + "\n")
            return
        file.write(_boxed(relation, width))


def _boxed(relation: duckdb.DuckDBPyRelation, width: int) -> str:
    captured = io.StringIO()
    with contextlib.redirect_stdout(captured):
        relation.show(max_rows=SHOWN_ROWS, max_width=width)
    return captured.getvalue()


def _write_csv(connection: duckdb.DuckDBPyConnection, sql: str, out: Path | None) -> None:
    with _text_target(out) as file:
        for number, batch in enumerate(_batches(connection, sql)):
            _defused(batch.to_pandas(types_mapper=pd.ArrowDtype)).to_csv(
                file, index=False, header=number == 0
            )


def _defused(frame: pd.DataFrame) -> pd.DataFrame:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front, as spreadsheets write it."""
    for name in frame.columns[[pd.api.types.is_string_dtype(kind) for kind in frame.dtypes]]:
        text = frame[name]
        frame[name] = text.where(~text.str.startswith(FORMULA_STARTS).fillna(False).astype(bool), "'" + text)
    return frame


def _write_json(connection: duckdb.DuckDBPyConnection, sql: str, out: Path | None) -> None:
    with _text_target(out) as file:
        file.write("[")
        separator = "\n"
        for batch in _batches(connection, sql):
            for row in batch.to_pylist():
                file.write(separator + json.dumps(row, default=str, ensure_ascii=False))
                separator = ",\n"
        file.write("\n]\n")


def _write_parquet(connection: duckdb.DuckDBPyConnection, sql: str, out: Path | None) -> None:
    assert out is not None
    reader = connection.execute(sql).to_arrow_reader(BATCH_ROWS)
    new = out.with_name(out.name + ".new")
    try:
        with pyarrow.parquet.ParquetWriter(new, reader.schema, compression="zstd") as writer:
            for batch in reader:
                writer.write_batch(batch)
        new.replace(out)
    except OSError as error:
        raise _cannot_write(out, error) from error


def _batches(connection: duckdb.DuckDBPyConnection, sql: str) -> Iterator[pa.RecordBatch]:
    reader = connection.execute(sql).to_arrow_reader(BATCH_ROWS)
    is_empty = True
    for batch in reader:
        is_empty = False
        yield batch
    if is_empty:
        yield pa.RecordBatch.from_pylist([], schema=reader.schema)


@contextmanager
def _text_target(out: Path | None) -> Iterator[IO[str]]:
    """Standard output, or a file that is there whole or not at all."""
    if out is None:
        yield sys.stdout
        return
    new = out.with_name(out.name + ".new")
    try:
        with new.open("w", encoding="utf-8", newline="") as file:
            yield file
        new.replace(out)
    except OSError as error:
        raise _cannot_write(out, error) from error


def _cannot_write(out: Path, error: OSError) -> OutsideError | RequestError:
    if isinstance(error, FileNotFoundError | PermissionError | IsADirectoryError | NotADirectoryError):
        return RequestError(f"{out} cannot be written ({error.strerror}); give another file with --out.")
    return OutsideError(f"Writing {out} failed ({error.strerror}); nothing was left there.")
