"""`nibwatch sql` for people: rounded and whole on a terminal, a workbook, examples, DuckDB's shell."""

import os
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from signals.answers import workbook
from signals.answers.examples import example_list, example_query
from signals.answers.sql import run_query
from signals.build.graph import SQL_FOLDER
from signals.errors import RequestError
from tests.publications import Publication

EXAMPLES = sorted(path.stem for path in (SQL_FOLDER / "examples").glob("*.sql"))
CELL = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def test_one_row_of_several_columns_stands_upright(one_table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_query(one_table_file, "SELECT 1 AS a, 2.0::DOUBLE / 3 AS ratio, NULL AS nothing")
    assert capsys.readouterr().out.splitlines() == ["a: 1", "ratio: 0.67", "nothing: NULL"]


def test_one_value_and_several_rows_are_a_table(one_table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for sql in ("SELECT count(*) AS rows FROM faers.suspect", "SELECT caseid, ingredient FROM faers.suspect"):
        run_query(one_table_file, sql)
        assert capsys.readouterr().out.startswith("┌")


@pytest.mark.parametrize(
    ("written", "shown"),
    [("2.0 / 3", "0.67"), ("1234.5678", "1234.57"), ("0.012345", "0.012"), ("-0.00098765", "-0.00099"), ("0", "0.0"), ("'nan'", "nan"), ("'-inf'", "-inf")],
)  # fmt: skip
def test_numbers_are_rounded_to_be_read(
    one_table_file: Path, written: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run_query(one_table_file, f"SELECT CAST({written} AS DOUBLE) AS x, 1 AS y")
    assert capsys.readouterr().out.splitlines()[0] == f"x: {shown}"


@pytest.mark.parametrize(
    ("written", "shown"),
    [("1.23456789::DECIMAL(18, 8)", "1.23"), ("0.00098765::DECIMAL(18, 8)", "0.00099"), ("12.50::DECIMAL(9, 2)", "12.50"), ("2.0 / 3", "0.67")],
)  # fmt: skip
def test_decimals_are_rounded_as_other_numbers_are(
    one_table_file: Path, written: str, shown: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run_query(one_table_file, f"SELECT {written} AS x, 1 AS y")
    assert capsys.readouterr().out.splitlines()[0] == f"x: {shown}"


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_numbers_in_a_file_are_not_rounded(one_table_file: Path, tmp_path: Path, format: str) -> None:
    run_query(one_table_file, "SELECT 2.0::DOUBLE / 3 AS x, 1 AS y", format=format, out=tmp_path / "out")
    assert "0.66666666" in (tmp_path / "out").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", EXAMPLES)
def test_no_shipped_example_is_cut_short_at_100_columns(
    small_publication: Publication, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run_query(
        small_publication.path, example_query(name), width=100, with_history="pair_history" in example_query(name)
    )
    text = capsys.readouterr().out
    assert "…" not in text
    assert max(map(len, text.splitlines())) <= 100


def test_every_example_is_listed_with_its_question() -> None:
    table = example_list().partition("\n\n")[0]
    assert re.findall(r"^([a-z]\w+) ", table, re.M)[1:] == EXAMPLES
    assert table.count("?") == len(EXAMPLES)


def test_an_unknown_example_is_answered_with_what_comes_near() -> None:
    with pytest.raises(RequestError, match="did you mean by_age_band"):
        example_query("age_band")


def sheet(path: Path) -> list[list[str]]:
    """The cells of a workbook as text, each with its type in front where it has one."""
    with zipfile.ZipFile(path) as book:
        root = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [
        ["".join([cell.get("t", ""), ":", *cell.itertext()]) for cell in row.iter(f"{CELL}c")]
        for row in root.iter(f"{CELL}row")
    ]


def test_a_workbook_holds_numbers_dates_and_text_that_is_no_formula(one_table_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "cases.xlsx"
    run_query(one_table_file, "FROM faers.suspect ORDER BY caseid", format="xlsx", out=out)
    header, first, second = sheet(out)
    assert header[:2] == ["inlineStr:caseid", "inlineStr:ingredient"]
    assert first == [":1", "inlineStr:imatinib", ":44957", ":1.5", "inlineStr:[1, 2]", "b:1"]  # 44957 is 2023-01-31
    assert second == [":2", "inlineStr:=1+1", "b:0"]  # NULL and NaN are empty


def test_a_number_that_excel_would_change_is_text(one_table_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "large.xlsx"
    run_query(one_table_file, "SELECT 123456789012345678 AS x, 'https://example.org' AS y", format="xlsx", out=out)
    assert sheet(out)[1] == ["inlineStr:123456789012345678", "inlineStr:https://example.org"]


@pytest.mark.parametrize(
    ("sql", "why"), [("FROM range(4)", "more rows than a sheet holds"), ("SELECT repeat('x', 40000) AS long", "long has 40,000")]
)  # fmt: skip
def test_what_a_sheet_would_lose_is_refused_and_leaves_no_file(
    one_table_file: Path, tmp_path: Path, sql: str, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    with pytest.raises(RequestError, match=why):
        run_query(one_table_file, sql, format="xlsx", out=tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


def command(*words: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = os.environ | ({"PATH": str(path)} if path else {})
    return subprocess.run(
        [sys.executable, "-m", "signals.command", *words], capture_output=True, text=True, env=environment, check=False
    )


def test_without_a_query_duckdbs_own_shell_opens_the_file_read_only(one_table_file: Path, tmp_path: Path) -> None:
    shell = tmp_path / "duckdb"
    shell.write_text('#!/bin/sh\n[ "$1" = --version ] && echo v2.0.1 && exit\necho "shell: $*"\n')
    shell.chmod(0o755)
    done = command("sql", "--data-dir", str(one_table_file.parent), path=tmp_path)
    assert (done.returncode, done.stdout, done.stderr) == (0, f"shell: -readonly {one_table_file}\n", "")


def test_without_a_query_and_a_shell_it_says_what_to_do(one_table_file: Path, tmp_path: Path) -> None:
    done = command("sql", "--data-dir", str(one_table_file.parent), path=tmp_path)
    assert done.returncode == 2
    assert "no `duckdb` command" in done.stderr and "--examples" in done.stderr


def test_an_example_is_shown_and_not_run() -> None:
    done = command("sql", "--example", "by_age_band", "--show")
    assert done.stdout == (SQL_FOLDER / "examples" / "by_age_band.sql").read_text(encoding="utf-8")
