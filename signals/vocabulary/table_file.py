"""Committed tables (CSV), described by a model of their row; a wrong cell is refused with file, line and column."""

import csv
import datetime
import io
from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Any, ClassVar

import pyarrow as pa
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, TypeAdapter, ValidationError

from signals.errors import RequestError
from signals.validation import StrictModel, expecting, key_of, reason

ARROW_TYPES = {"string": pa.string(), "integer": pa.int64(), "number": pa.float64(), "boolean": pa.bool_()}
"""Of JSON Schema's types."""


def _whole_number(cell: object) -> object:
    if isinstance(cell, str) and not cell.isdecimal():
        raise ValueError("only digits make a whole number")
    return cell


def _from_flag(cell: object) -> bool | None:
    return {"TRUE": True, "FALSE": False}.get(str(cell))


def _is_date(cell: str) -> str:
    datetime.datetime.strptime(cell, "%Y-%m-%d").replace(tzinfo=datetime.UTC)
    return cell


Text = Annotated[str, StringConstraints(pattern=r"^\S((?s).*\S)?$"), expecting("a text without spaces around it")]
Count = Annotated[int, Field(ge=0), BeforeValidator(_whole_number), expecting("a whole number from 0 up")]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), expecting("a number from 0 to 1")]
Flag = Annotated[bool, BeforeValidator(_from_flag), expecting("TRUE or FALSE")]
Date = Annotated[
    str, StringConstraints(pattern=r"^.{10}$"), AfterValidator(_is_date), expecting("a date as 2026-11-24")
]


class Row(StrictModel, strict=False):
    """A row of a file. ``key`` names the columns that identify a row.

    ``once`` names those that, where all are filled in, say the same of one row only.
    """

    table: ClassVar[str]
    """The table that the file becomes."""
    file: ClassVar[str]
    key: ClassVar[tuple[str, ...]]
    once: ClassVar[tuple[str, ...]] = ()


def read_table_file(folder: Path, row: type[Row], listed: Collection[str] | None = None) -> pa.Table:
    """The rows that ``read_rows`` finds, as a table with the columns of their model; empty cells are NULL.

    Parameters
    ----------
    folder
        The folder of the file; the row's model says its name.
    listed
        What columns that refer to another table may hold.

    Raises
    ------
    RequestError
        As ``read_rows`` does.
    """
    rows = [checked.model_dump() for checked in read_rows(folder, row, listed)]
    return pa.Table.from_pylist(rows, _arrow_schema(row))  # imports pandas, which takes a second


def read_rows(folder: Path, row: type[Row], listed: Collection[str] | None = None) -> list[Row]:
    """The rows of one CSV file (UTF-8, comma) with the columns of its model, in the file's order; empty cells are None.

    Parameters
    ----------
    folder
        The folder of the file; the row's model says its name.
    listed
        What columns that refer to another table may hold.

    Raises
    ------
    RequestError
        The file cannot be read, has other columns than the model, a wrong cell, or the same key twice.
    """
    path = folder / row.file
    lines, cells = _read_cells(path, list(row.model_fields))
    try:
        rows: list[Row] = TypeAdapter(list[row]).validate_python(cells, context=listed)  # type: ignore[valid-type] # a class
    except ValidationError as error:
        raise _refused(path, lines, error) from error
    for columns in filter(None, (row.key, row.once)):
        _refuse_twice(path, columns, lines, rows)
    return rows


def _refuse_twice(path: Path, columns: tuple[str, ...], lines: list[int], rows: list[Row]) -> None:
    """No two rows with the same cells in these columns; a row with one of them empty is passed over."""
    seen: dict[tuple[Any, ...], int] = {}
    for line, row in zip(lines, rows, strict=True):
        cells = tuple(getattr(row, name) for name in columns)
        if None not in cells and seen.setdefault(cells, line) != line:
            raise RequestError(
                f"{path}, line {line}, column {', '.join(columns)}: {', '.join(map(repr, cells))} stands already in "
                f"line {seen[cells]}, expected once; remove one of the two rows."
            )


def _read_cells(path: Path, columns: list[str]) -> tuple[list[int], list[dict[str, str | None]]]:
    """The line on which each row ends, and its cells by column."""
    try:
        content = path.read_bytes()
        reader = csv.reader(io.StringIO(content.decode(), newline=""), strict=True)
        if (header := next(reader, [])) != columns:
            raise RequestError(
                f"{path}, line 1: expected the columns {', '.join(columns)}, found {', '.join(header) or 'none'}; "
                "correct the header."
            )
        lines, rows = [], []
        for row in reader:
            if len(row) != len(columns):
                raise RequestError(
                    f"{path}, line {reader.line_num}: expected {len(columns)} fields, found {len(row)}; a field that "
                    "holds a comma needs quotes around it."
                )
            lines.append(reader.line_num)
            rows.append({column: cell or None for column, cell in zip(columns, row, strict=True)})
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}); restore the file from the project.") from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise RequestError(f"{path}, line {line}: not UTF-8 ({error.reason}); save the file as UTF-8.") from error
    except csv.Error as error:
        raise RequestError(f"{path}, line {reader.line_num}: not CSV ({error}); correct the line.") from error
    return lines, rows


def _refused(path: Path, lines: list[int], error: ValidationError) -> RequestError:
    """The first error, and the number of further rows with one."""
    errors = error.errors()
    first, number = errors[0], int(errors[0]["loc"][0])
    others = len({wrong["loc"][0] for wrong in errors}) - 1
    more = f" ({others} more rows are wrong, too)" if others else ""
    column = key_of({**first, "loc": first["loc"][1:]})
    place = f"{path}, line {lines[number]}" + (f", column {column}" if column else "")
    return RequestError(f"{place}: {reason(first)}; correct it{more}.")


def _arrow_schema(row: type[Row]) -> pa.Schema:
    properties = row.model_json_schema()["properties"]
    return pa.schema([
        (name, ARROW_TYPES[(column if "type" in column else column["anyOf"][0])["type"]])
        for name, column in properties.items()
    ])  # fmt: skip
