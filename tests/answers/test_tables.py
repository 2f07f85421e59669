"""The tables of the answers: a query's rows below a title, in lines that fit a terminal."""

import duckdb
import pytest

from signals.answers import tables as tables_module
from signals.answers.tables import tables
from signals.present.numbers import value_text


def shown(monkeypatch: pytest.MonkeyPatch, sql: str, **declared: str | int) -> list[str]:
    """What a table says that has this SELECT and is declared so."""
    monkeypatch.setattr(tables_module, "query", lambda _: sql)
    monkeypatch.setitem(tables_module._DECLARED, "made", declared)
    with duckdb.connect() as connection:
        return tables(connection, "made", drug="imatinib")


def test_a_table_has_the_querys_names_as_header_and_a_tuple_is_an_interval(monkeypatch: pytest.MonkeyPatch) -> None:
    sql = """
        SELECT $drug AS drug, 1234 AS a, (1.25, 0.5, NULL) AS "ROR (95%)", NULL AS remark, 2019 AS year
        UNION ALL SELECT $drug, 5, (NULL, NULL, NULL), 'x', 2020
        """
    assert shown(monkeypatch, sql, title="Cases of {drug}:") == [
        "Cases of imatinib:\n"
        "drug          a  ROR (95%)         remark  year\n"
        "--------  -----  ----------------  ------  ----\n"
        "imatinib  1,234  1.25 (0.50 to –)  –       2019\n"
        "imatinib      5  –                 x       2020"
    ]


def test_a_table_without_rows_is_left_out_or_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown(monkeypatch, "SELECT 1 AS a WHERE FALSE", title="Nothing:") == []
    assert shown(monkeypatch, "SELECT 1 AS a WHERE FALSE", title="Cases:", nothing="None.") == ["Cases:\nNone."]


def test_a_long_cell_is_shortened_and_what_moves_the_cursor_is_escaped(monkeypatch: pytest.MonkeyPatch) -> None:
    (text,) = shown(monkeypatch, "SELECT repeat('x', 20) AS long, chr(27) AS escape", title="", longest=10)
    assert text.splitlines()[-1] == "xxxxxxx...  \\x1b"


def test_the_last_column_takes_the_room_that_is_left_and_no_line_is_wider_than_98(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (text,) = shown(monkeypatch, "SELECT 'x' AS step, repeat('word ', 50) AS meaning", title="")
    widths = [len(line) for line in text.splitlines()]
    assert 90 < max(widths) <= 98 and len(widths) == 5


def test_truth_is_yes_or_no_and_a_list_is_joined() -> None:
    assert (value_text(True), value_text(False), value_text(["a", "b"])) == ("yes", "no", "a, b")
