"""The tables of the answers, as tables.toml declares them: each is named as its SELECT in sql/answers/."""

import tomllib
from pathlib import Path
from typing import Any

import duckdb

from signals.present.terminal import QueryTable, texts
from signals.published import query

_DECLARED = tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def tables(connection: duckdb.DuckDBPyConnection, *names: str, **values: Any) -> list[str]:
    """The texts of these tables; ``values`` fill the parameters of the SELECTs and the braces of the titles."""
    return texts((QueryTable(sql=query(f"answers/{name}"), **_DECLARED[name]) for name in names), connection, **values)
