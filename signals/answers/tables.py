"""The tables of the answers, as tables.toml declares them: each is named as its SELECT in sql/answers/."""

import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb

from signals.pages.tables import table
from signals.present.blocks import Section, Table
from signals.present.query import ask
from signals.present.terminal import shorten
from signals.present.text import section_text
from signals.published import query

_DECLARED = tomllib.loads(Path(__file__).with_name("tables.toml").read_text(encoding="utf-8"))


def tables(connection: duckdb.DuckDBPyConnection, *names: str, **values: Any) -> list[str]:
    """The texts of these tables; ``values`` fill the parameters of the SELECTs and the braces of the titles."""
    return [text for name in names for text in _texts(connection, name, values)]


def _texts(connection: duckdb.DuckDBPyConnection, name: str, values: dict[str, Any]) -> list[str]:
    """The table below its title; that there is no row, or nothing, as declared."""
    declared = _DECLARED[name]
    answer = ask(connection, name, query(f"answers/{name}"), **values)
    title = declared["title"].format(**values)
    if not answer.rows:
        return [section_text(Section("", (title, declared["nothing"])), 0)] if "nothing" in declared else []
    shown = table("", answer.names, answer.rows, {})
    if "longest" in declared:
        shown = _shortened(shown, declared["longest"])
    return [section_text(Section("", (title,), shown), len(answer.rows))]


def _shortened(table: Table, longest: int) -> Table:
    rows = (tuple(replace(cell, text=shorten(cell.text, longest)) for cell in row) for row in table.rows)
    return replace(table, rows=tuple(rows))
