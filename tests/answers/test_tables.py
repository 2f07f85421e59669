"""The blocks of the answers: a query's rows below a caption, in lines that fit a terminal; and a block is one file."""

import shutil
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import duckdb
import pytest

from signals.answers.watch import all_drugs, whole_drug
from signals.digest.message import compose, plain_text
from signals.pages.site import write_report
from signals.present import block_declaration
from signals.present.block_declaration import Block
from signals.present.numbers import value_text
from signals.present.query import ask
from signals.present.text import section_text
from tests.publications import Publication


def shown(sql: str, **keys: Any) -> list[str]:
    """What a block says that has this SELECT and is declared so."""
    with duckdb.connect() as connection:
        answer = ask(connection, "made", sql, drug="imatinib")
        section = Block("made", **keys).section(answer, {"drug": "imatinib"})
        return [section_text(section)] if section else []


def test_a_block_has_the_querys_names_as_header_and_a_tuple_is_an_interval() -> None:
    sql = """
        SELECT $drug AS drug, 1234 AS a, (1.25, 0.5, NULL) AS "ROR (95%)", NULL AS word, 2019 AS year
        UNION ALL SELECT $drug, 5, (NULL, NULL, NULL), 'x', 2020
        """
    assert shown(sql, caption="Cases of {drug}:") == [
        "Cases of imatinib:\n"
        "drug          a  ROR (95%)         word  year\n"
        "--------  -----  ----------------  ----  ----\n"
        "imatinib  1,234  1.25 (0.50 to –)  –     2019\n"
        "imatinib      5  –                 x     2020"
    ]


def test_a_block_without_rows_is_left_out_or_says_so() -> None:
    assert shown("SELECT 1 AS a WHERE FALSE", caption="Nothing:") == []
    assert shown("SELECT 1 AS a WHERE FALSE", caption="Cases:", none="None.") == ["None."]


def test_a_long_cell_is_shortened_and_what_moves_the_cursor_is_escaped() -> None:
    (text,) = shown("SELECT repeat('x', 20) AS long, chr(27) AS escape", longest_cell=10)
    assert text.splitlines()[-1] == "xxxxxxx...  \\x1b"


def test_the_last_column_takes_the_room_that_is_left_and_no_line_is_wider_than_98() -> None:
    (text,) = shown("SELECT 'x' AS step, repeat('word ', 50) AS meaning")
    widths = [len(line) for line in text.splitlines()]
    assert 90 < max(widths) <= 98 and len(widths) == 5


def test_sentences_stand_in_place_of_a_table_and_leave_out_what_is_not_known() -> None:
    assert shown("SELECT 1234 AS a, NULL AS b", sentences=["{a} cases.", "{b}"]) == ["1,234 cases."]


def test_truth_is_yes_or_no_and_a_list_is_joined() -> None:
    assert (value_text(True), value_text(False), value_text(["a", "b"])) == ("yes", "no", "a, b")


def test_a_block_of_one_file_stands_on_the_page_in_the_mail_and_on_the_terminal(
    small_publication: Publication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "blocks"
    shutil.copytree(block_declaration.FOLDER, folder)
    (folder / "added.toml").write_text(
        '[[drug]]\nquery = "pages/criteria"\ntitle = "An added block"\ncaption = "Rules"\nalso_in = ["week", "watch"]\n'
    )
    monkeypatch.setattr(block_declaration, "FOLDER", folder)
    published = small_publication.path
    message = compose(published, sender="nibwatch@example.org", recipients=[])
    index = write_report(published, tmp_path / "report")
    html = message.get_body(("html",))
    assert isinstance(html, EmailMessage)
    mails = [plain_text(message), html.get_content()]
    answers = [all_drugs(published).text, whole_drug(published, "imatinib").text]
    page = (index.parent / "drugs" / "imatinib.html").read_text(encoding="utf-8")
    assert ["an added block" in text.lower() for text in [*mails, *answers, page]] == [True] * 5
