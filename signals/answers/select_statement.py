"""What `nibwatch sql` accepts: exactly one SELECT, or an EXPLAIN of one, that reaches only the published file.

DuckDB's own parser decides. Its tree of the SELECT is walked for table functions, because some of them do other things
than read tables: `enable_logging` writes files (and aborts the process with storage = 'file'), `query` and
`json_execute_serialized_sql` run a text nobody has looked at, `arrow_scan` and `pandas_scan` take addresses of memory.
Only those listed below, and the macros of the published file, are run.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import duckdb

from signals.database import quoted
from signals.errors import RequestError

TABLE_FUNCTIONS = frozenset(
    {"range", "generate_series", "unnest", "repeat", "repeat_row", "json_each", "json_tree", "histogram"}
    | {"histogram_values", "pragma_table_info", "pragma_storage_info", "pragma_database_size", "pragma_version"}
)
CATALOGUE = re.compile(r"duckdb_[a-z_]+")  # duckdb_tables() and its kind list what there is
ASKED_FOR = "nibwatch sql runs exactly one SELECT, or EXPLAIN of one, over the published file"

HABITS = "SHOW TABLES lists the tables, DESCRIBE signals.watch the columns of one."
LISTING = re.compile(r"\s*(show\s+(all\s+)?tables|describe|\.tables|\\dt?)\s*;*\s*", re.IGNORECASE)
"""What people type in other shells to list the tables; the published ones are not in the current schema."""
SHELL_COMMAND = re.compile(r"\s*([.\\]\w|(help|quit|exit)\b)", re.IGNORECASE)
TABLE_LIST = """
SELECT schema_name || '.' || table_name AS "table", estimated_size AS "rows", comment AS meaning
FROM duckdb_tables() WHERE NOT internal AND NOT temporary
UNION ALL SELECT view_name, NULL, comment FROM duckdb_views() WHERE NOT internal
ORDER BY "table"
"""


@dataclass(frozen=True)
class Statement:
    """A statement that may run; what an EXPLAIN answers is a text, not a table."""

    sql: str
    is_explain: bool


def one_reading_statement(connection: duckdb.DuckDBPyConnection, sql: str) -> Statement:
    """The statement as it may run; a ``RequestError`` that says what is not run, or what DuckDB's parser objects to."""
    if re.search(r"[\0\ud800-\udfff]", sql):  # Python passes bytes that are no UTF-8 on as surrogates
        raise RequestError(f"{ASKED_FOR}; found a NUL or bytes that are no UTF-8 in the query.")
    if LISTING.fullmatch(sql):
        sql = TABLE_LIST
    kind = _only_kind(connection, sql)
    sql = _without_end(sql)
    if kind == duckdb.StatementType.EXPLAIN:
        explained = _explained(sql)
        if _only_kind(connection, explained) != duckdb.StatementType.SELECT:
            raise RequestError(f"{ASKED_FOR}; found an EXPLAIN of something else.")
        _require_known_functions(connection, explained)
    else:
        _require_known_functions(connection, sql)
    return Statement(sql, is_explain=kind == duckdb.StatementType.EXPLAIN)


def _without_end(sql: str) -> str:
    """The statement without its semicolon and what comments follow: DuckDB wraps what it shows in another SELECT."""
    encoded = sql.encode()
    ends = [start for start, _ in duckdb.tokenize(sql) if encoded[start : start + 1] == b";"]
    return encoded[: ends[0]].decode() if ends else sql


def _only_kind(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.StatementType:
    try:
        statements = connection.extract_statements(sql)
    except duckdb.Error as error:
        if SHELL_COMMAND.match(sql):
            raise RequestError(f"{ASKED_FOR}; {sql.strip()!r} is a command of a shell. {HABITS}") from error
        raise RequestError(f"DuckDB says: {error}") from error
    kinds = [statement.type for statement in statements]
    if kinds == [duckdb.StatementType.MULTI]:
        raise RequestError(
            f"{ASKED_FOR}; a PIVOT whose columns are not named makes two of it: name them, as in "
            "PIVOT signals.watch ON event_kind IN ('term', 'group') USING sum(a) GROUP BY drug."
        )
    if len(kinds) != 1 or kinds[0] not in (duckdb.StatementType.SELECT, duckdb.StatementType.EXPLAIN):
        kind_names = ", ".join(kind.name for kind in kinds) or "nothing"
        raise RequestError(f"{ASKED_FOR}; found {kind_names}.{'' if kinds else ' ' + HABITS}")
    return kinds[0]


def _explained(sql: str) -> str:
    """What stands after EXPLAIN [ANALYZE] [(options)], found among DuckDB's tokens so that comments do not mislead."""
    encoded = sql.encode()
    starts = [start for start, kind in duckdb.tokenize(sql) if kind != duckdb.token_type.comment]
    words = [
        encoded[start:end].decode(errors="replace").strip()
        for start, end in zip(starts, [*starts[1:], len(encoded)], strict=True)
    ]
    position = 1
    if words[position].lower() in ("analyze", "verbose"):
        position += 1
    elif words[position].startswith("(") and words[position + 1].lower() in ("format", "analyze"):
        while not words[position].startswith(")"):
            position += 1
        position += 1
    return encoded[starts[position] :].decode()


def _require_known_functions(connection: duckdb.DuckDBPyConnection, select: str) -> None:
    row = connection.execute(f"SELECT json_serialize_sql({quoted(select)})").fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree["error"]:  # a PRAGMA counts as a SELECT until it is bound
        raise RequestError(f"{ASKED_FOR}; found something that is no SELECT: {tree.get('error_message')}")
    macros = {
        str(name[0])
        for name in connection.execute(
            "SELECT function_name FROM duckdb_functions() WHERE function_type = 'table_macro' AND NOT internal"
        ).fetchall()
    }
    for name in _table_functions(tree):
        if name not in TABLE_FUNCTIONS | macros and not CATALOGUE.fullmatch(name):
            raise RequestError(
                f"nibwatch sql does not run {name}(): it reads only what is in the published file. To read other "
                "files beside it, open the file in a DuckDB client of your own."
            )


def _table_functions(node: Any) -> Iterator[str]:
    """Names of all table functions in a serialised SELECT, subqueries included."""
    if isinstance(node, Mapping):
        if node.get("type") == "TABLE_FUNCTION":
            yield str(node["function"]["function_name"]).lower()
        for child in node.values():
            yield from _table_functions(child)
    elif isinstance(node, list):
        for child in node:
            yield from _table_functions(child)
