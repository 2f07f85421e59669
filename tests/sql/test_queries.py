"""The queries of terminal, mail and pages stand in files under sql/, one a file."""

import re
from pathlib import Path

import pytest

from signals.build.comments import read_dictionary
from signals.declaration import NO_SCHEMAS, SQL_FOLDER
from signals.digest.queries import CITED
from signals.published import query

ASKED = sorted(
    path.relative_to(SQL_FOLDER).with_suffix("").as_posix()
    for folder in ("answers", "digest", "pages", "pair_history")
    for path in (SQL_FOLDER / folder).glob("*.sql")
)
FILES = (path for path in (SQL_FOLDER.parent / "signals").rglob("*") if path.suffix in (".py", ".toml"))
SOURCE = "".join(path.read_text(encoding="utf-8") for path in FILES)
CITED_FILES = {f"digest/{title.replace(' ', '_')}" for title in CITED}


@pytest.mark.parametrize("name", ASKED)
def test_every_query_has_a_title_and_is_asked_somewhere(name: str) -> None:
    first = (SQL_FOLDER / f"{name}.sql").read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith("-- ")
    short = name.partition("/")[2]
    is_named = f'"{name}"' in SOURCE or f'digest_query("{short.replace("_", " ")}")' in SOURCE
    assert is_named or name in CITED_FILES


def test_a_query_is_read_without_its_title() -> None:
    assert query("answers/event_count") == "SELECT count(*) FROM faers.event"


OF_ALL_WATCHLISTS = {
    "answers/near_drugs": "names a user may have meant, of whatever topic",
    "answers/pair_compared": "a pair stands in each topic that watches it",
    "answers/watched_event": "whether a name is an event of any topic",
}
"""Queries of every topic at once, and why."""
OF_A_WATCHLIST = {entry.table for entry in read_dictionary() if entry.column == "watchlist"} - {"meta.run"}


@pytest.mark.parametrize("name", [name for name in ASKED if not name.startswith("pair_history/")])
def test_a_query_of_a_table_that_is_made_for_each_watchlist_asks_for_one(name: str) -> None:
    sql = query(name)
    reads = {table for table in OF_A_WATCHLIST if re.search(rf"\b{re.escape(table)}\b", sql)}
    assert ("$watchlist" in sql) == bool(reads and name not in OF_ALL_WATCHLISTS)


def test_folders_of_queries_make_no_tables() -> None:
    assert {Path(name).parent.name for name in ASKED} <= set(NO_SCHEMAS)
