"""Tables for the terminal, declared as queries."""

import duckdb

from signals.present.numbers import value_text
from signals.present.terminal import QueryTable


def test_a_table_has_the_querys_names_as_header_and_a_tuple_is_an_interval() -> None:
    table = QueryTable(
        "Cases of {drug}:",
        """
        SELECT $drug AS drug, 1234 AS a, (1.25, 0.5, NULL) AS "ROR (95%)", NULL AS remark, 2019 AS year
        UNION ALL SELECT $drug, 5, (NULL, NULL, NULL), 'x', 2020
        """,
        right=("a",),
    )
    with duckdb.connect() as connection:
        assert table.text(connection, drug="imatinib") == [
            "Cases of imatinib:\n"
            "drug          a  ROR (95%)         remark  year\n"
            "imatinib  1,234  1.25 (0.50 to –)  –       2019\n"
            "imatinib      5  –                 x       2020"
        ]


def test_a_table_without_rows_is_left_out_or_says_so() -> None:
    with duckdb.connect() as connection:
        assert QueryTable("Nothing:", "SELECT 1 AS a WHERE FALSE").text(connection) == []
        assert QueryTable("Cases:", "SELECT 1 AS a WHERE FALSE", nothing="None.").text(connection) == ["Cases:\nNone."]


def test_a_long_cell_is_shortened_and_what_moves_the_cursor_is_escaped() -> None:
    table = QueryTable("", "SELECT repeat('x', 20) AS long, chr(27) AS escape", longest=10)
    with duckdb.connect() as connection:
        assert table.text(connection) == ["long        escape\nxxxxxxx...  \\x1b"]


def test_truth_is_yes_or_no_and_a_list_is_joined() -> None:
    assert (value_text(True), value_text(False), value_text(["a", "b"])) == ("yes", "no", "a, b")
