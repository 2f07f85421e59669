"""Casts to text of the columns whose values an output format cannot hold."""

from collections.abc import Callable

import duckdb
from duckdb.sqltypes import DuckDBPyType

_IN_NO_FORMAT = {"interval", "bit", "geometry", "variant", "bignum"}
TEXT_IN = {
    "parquet": _IN_NO_FORMAT | {"uhugeint", "union", "time with time zone"},
    "csv": _IN_NO_FORMAT | {"date", "time_ns", "timestamp_ns"},
    "json": _IN_NO_FORMAT | {"date", "time_ns", "timestamp_ns"},
    "xlsx": _IN_NO_FORMAT | {"time_ns", "timestamp_ns"},
    "table": set(),
}
"""Types that pyarrow cannot write, or whose values Python's own types change: Python knows no infinite date."""
_MOMENTS = {"timestamp", "timestamp_s", "timestamp_ms", "timestamp_ns", "timestamp with time zone"}
_ROUNDED = (
    "CASE WHEN abs({0}) >= 0.1 OR {0} = 0 THEN round({0}, 2) "
    "ELSE round({0}, 1 - CAST(floor(log10(abs({0}))) AS INTEGER)) END"
)
"""Two decimals, two digits below 0.1; NaN and infinity as they are."""
_ISO_8601 = "regexp_replace(CAST({} AS VARCHAR), '^(\\d+-\\d\\d-\\d\\d) ', '\\1T')"


def with_casts(connection: duckdb.DuckDBPyConnection, sql: str, format: str) -> str:
    """The SELECT with a cast of every column that ``format`` would change; the same SELECT where there is none."""
    relation = connection.sql(sql)
    if relation is None:
        return sql
    names = [f"c{position}" for position in range(len(relation.columns))]
    written = [_written(name, kind, format) for name, kind in zip(names, relation.types, strict=True)]
    if written == names:
        return sql
    listed = ", ".join(f"{text} AS {_name(name)}" for text, name in zip(written, relation.columns, strict=True))
    return f"SELECT {listed} FROM ({sql}\n) AS result({', '.join(names)})"


def _written(column: str, kind: DuckDBPyType, format: str) -> str:
    if format == "table":
        return _ROUNDED.format(_as_double(column, kind)) if _is_fraction(kind) else column
    if format in {"csv", "json"} and kind.id in _MOMENTS:
        return _ISO_8601.format(column)
    text = _text_type(kind, TEXT_IN[format])
    return column if text is None else f"CAST({column} AS {text})"


def _is_fraction(kind: DuckDBPyType) -> bool:
    """Whether a number can have more than two decimals."""
    return kind.id in {"double", "float"} or (kind.id == "decimal" and dict(kind.children)["scale"] not in {0, 1, 2})


def _as_double(column: str, kind: DuckDBPyType) -> str:
    return f"CAST({column} AS DOUBLE)" if kind.id == "decimal" else column


def _text_type(kind: DuckDBPyType, of_text: set[str]) -> str | None:
    """The type with VARCHAR for every type in ``of_text``, however deep; None where it holds none."""
    if kind.id in of_text:
        return "VARCHAR"
    make: Callable[..., str] | None = _NESTED.get(kind.id)
    if make is None:
        return None
    parts = [(name, child) for name, child in kind.children if isinstance(child, DuckDBPyType)]
    texts = [_text_type(child, of_text) for _, child in parts]
    if not any(texts):
        return None
    if kind.id == "union" or not all(name for name, _ in parts):
        return "VARCHAR"
    return make([(name, text or str(child)) for (name, child), text in zip(parts, texts, strict=True)])


_NESTED: dict[str, Callable[[list[tuple[str, str]]], str]] = {
    "list": lambda parts: f"{parts[0][1]}[]",
    "array": lambda parts: f"{parts[0][1]}[]",
    "map": lambda parts: f"MAP({parts[0][1]}, {parts[1][1]})",
    "struct": lambda parts: f"STRUCT({', '.join(f'{_name(name)} {text}' for name, text in parts)})",
    "union": str,
}


def _name(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
