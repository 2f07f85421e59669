"""Every table and column of a published file is described, and nothing is described that is not there."""

import csv
from pathlib import Path

import pytest

from signals.build.comments import DICTIONARY, read_dictionary
from signals.database import open_read_only
from tests.publications import Publication


def test_every_table_and_column_carries_its_meaning_as_a_comment(small_publication: Publication) -> None:
    with open_read_only(small_publication.path) as connection:
        columns = connection.execute(
            "SELECT schema_name || '.' || table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        tables = connection.execute(
            "SELECT schema_name || '.' || table_name, '', comment FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
    meanings = {(entry.table, entry.column): entry.meaning for entry in read_dictionary()}
    assert {(table, column): comment for table, column, comment in columns + tables} == meanings


def test_the_dictionary_says_each_thing_once() -> None:
    with DICTIONARY.open(newline="", encoding="utf-8") as file:
        names = [(row["table"], row["column"]) for row in csv.DictReader(file)]
    assert len(names) == len(set(names))


def test_no_meaning_is_empty() -> None:
    assert [entry for entry in read_dictionary() if not entry.meaning.strip()] == []


def test_a_comma_that_is_not_quoted_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.csv"
    path.write_text("table,column,meaning\nfaers.cases,sex,M, F\n")
    with pytest.raises(ValueError, match=r"4 fields, not 3.*'sex'"):
        read_dictionary(path)


def test_columns_that_are_another_tables_are_described_by_its_lines(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.csv"
    path.write_text(
        "table,column,meaning\nnow.cases,,Cases\nnow.cases,sex,M or F\nold.cases,run_id,Run\nold.cases,*,now.cases\n"
    )
    described = [(entry.column, entry.meaning) for entry in read_dictionary(path) if entry.table == "old.cases"]
    assert described == [("run_id", "Run"), ("sex", "M or F")]


def test_columns_of_a_table_that_is_not_described_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "dictionary.csv"
    path.write_text("table,column,meaning\nold.cases,*,now.cases\n")
    with pytest.raises(ValueError, match=r"old\.cases the columns of now\.cases"):
        read_dictionary(path)
