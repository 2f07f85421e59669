"""The whole tables that an answer has in JSON besides its blocks, as json_tables.toml names them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from signals.database import open_read_only
from signals.published import Record, records


def json_tables(published: Path, answer: str, **values: Any) -> dict[str, list[Record]]:
    """The rows of the tables that json_tables.toml names for an answer, by table."""
    with open_read_only(published) as connection:
        return {
            table: records(connection, f"FROM {table} WHERE {rows}", **values)
            for table, rows in _declared()[answer].items()
        }


@cache
def _declared() -> dict[str, dict[str, str]]:
    return tomllib.loads(Path(__file__).with_name("json_tables.toml").read_text(encoding="utf-8"))
