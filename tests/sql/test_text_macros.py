"""Macros that read texts of reports."""

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.database import register_macros

REPLACED = r"nullif(trim(regexp_replace(replace($text, '^', ''''), '\s+', ' ', 'g')), '')"
"""What a readable text is; the macro looks first whether there is anything to replace."""


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        register_macros(connection)
        yield connection


@given(
    text=st.text(st.one_of(st.sampled_from("^ \t\n\f\r\v'a"), st.characters(codec="utf-8", exclude_characters="\0")))
)
def test_a_text_is_made_readable_whatever_stands_in_it(text: str, connection: duckdb.DuckDBPyConnection) -> None:
    ((found, expected),) = connection.execute(f"SELECT readable($text), {REPLACED}", {"text": text}).fetchall()
    assert found == expected


def test_a_line_break_becomes_a_space_and_a_caret_an_apostrophe(connection: duckdb.DuckDBPyConnection) -> None:
    text = " Crohn^s\r\n  disease "
    assert connection.execute("SELECT readable($1)", [text]).fetchall() == [("Crohn's disease",)]


def test_a_text_that_is_not_there_is_not_readable(connection: duckdb.DuckDBPyConnection) -> None:
    assert connection.execute("SELECT readable(NULL)").fetchall() == [(None,)]
