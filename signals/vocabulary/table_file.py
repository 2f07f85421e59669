"""Small committed tables (CSV) read strictly: a wrong cell is told with its file, line, column and reason."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from signals.errors import RequestError

_BOOLEANS = {"TRUE": True, "FALSE": False}


@dataclass(frozen=True)
class Column:
    """What one column of a table file must hold; an empty cell is NULL, refused where ``is_required``."""

    name: str
    type: pa.DataType
    is_required: bool = False
    allowed: tuple[str, ...] = ()


def text(name: str, *allowed: str, is_required: bool = False) -> Column:
    """A column of text; with ``allowed``, only of these words."""
    return Column(name, pa.string(), is_required, allowed)


def count(name: str, is_required: bool = False) -> Column:
    """A column of whole numbers, none below 0."""
    return Column(name, pa.int64(), is_required)


def share(name: str, is_required: bool = False) -> Column:
    """A column of numbers from 0 to 1."""
    return Column(name, pa.float64(), is_required)


def flag(name: str) -> Column:
    """A column of TRUE and FALSE, never empty."""
    return Column(name, pa.bool_(), is_required=True)


def read_table_file(path: Path, columns: Sequence[Column], key: Sequence[str]) -> pa.Table:
    """The rows of one CSV file (UTF-8, comma) with the declared columns, in the file's order.

    ``key`` names the columns that tell rows apart. A missing file, other columns than declared, a cell that
    does not fit its column, or the same key twice is a ``RequestError``.
    """
    cells: list[list[object]] = []
    seen: dict[tuple[object, ...], int] = {}
    positions = [[column.name for column in columns].index(name) for name in key]
    for line, row in _rows(path, columns):
        values = [_value(path, line, column, cell) for column, cell in zip(columns, row, strict=True)]
        identity = tuple(values[position] for position in positions)
        if identity in seen:
            raise RequestError(
                f"{path}, line {line}, column {', '.join(key)}: {_shown(identity)} stands already in line "
                f"{seen[identity]}, expected once; remove one of the two rows."
            )
        seen[identity] = line
        cells.append(values)
    fields = zip(*cells, strict=True) if cells else [[] for _ in columns]
    return pa.table(
        {column.name: pa.array(list(field), column.type) for column, field in zip(columns, fields, strict=True)}
    )


def _rows(path: Path, columns: Sequence[Column]) -> Iterator[tuple[int, list[str]]]:
    expected = [column.name for column in columns]
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.reader(file, strict=True)
            header = next(reader, [])
            if header != expected:
                raise RequestError(
                    f"{path}, line 1: expected the columns {', '.join(expected)}, found "
                    f"{', '.join(header) or 'none'}; correct the header."
                )
            for row in reader:
                if len(row) != len(expected):
                    raise RequestError(
                        f"{path}, line {reader.line_num}: expected {len(expected)} fields, found "
                        f"{len(row)}; a field that holds a comma needs quotes around it."
                    )
                yield reader.line_num, row
    except OSError as error:
        raise RequestError(f"{path} cannot be read ({error.strerror}); restore the file from the project.") from error
    except UnicodeDecodeError as error:
        raise RequestError(
            f"{path}, line {_line_that_is_no_text(path)}: not UTF-8 ({error.reason}); save the file as UTF-8."
        ) from error
    except csv.Error as error:
        raise RequestError(f"{path}, line {reader.line_num}: not CSV ({error}); correct the line.") from error


def _line_that_is_no_text(path: Path) -> int:
    """The first line that is not UTF-8."""
    for number, line in enumerate(path.read_bytes().split(b"\n"), start=1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            return number
    raise AssertionError(f"{path} was just refused as UTF-8")


def _value(path: Path, line: int, column: Column, cell: str) -> object:
    place = f"{path}, line {line}, column {column.name}"
    if cell != cell.strip():
        raise RequestError(f"{place}: {cell!r} has spaces around it; remove them.")
    if not cell:
        if column.is_required:
            raise RequestError(f"{place}: empty, but every row needs a value here; fill it.")
        return None
    if column.allowed and cell not in column.allowed:
        raise RequestError(f"{place}: expected one of {', '.join(column.allowed)}, found {cell!r}; correct it.")
    if column.type == pa.bool_():
        if cell not in _BOOLEANS:
            raise RequestError(f"{place}: expected TRUE or FALSE, found {cell!r}; correct it.")
        return _BOOLEANS[cell]
    return cell if column.type == pa.string() else _number(place, column, cell)


def _number(place: str, column: Column, cell: str) -> int | float:
    whole = column.type == pa.int64()
    try:
        value = int(cell) if whole else float(cell)
    except ValueError:
        value = -1
    if value < 0 or (not whole and not value <= 1):
        raise RequestError(
            f"{place}: expected {'a whole number from 0 up' if whole else 'a number from 0 to 1'}, found "
            f"{cell!r}; correct it."
        )
    return value


def _shown(identity: tuple[object, ...]) -> str:
    return ", ".join(repr(value) for value in identity)
