"""Answers fit the terminal of the command, and a mail that it writes does not."""

import pytest

from signals.cli import answer
from signals.present.block import Cell, Column, Table
from signals.present.html import template
from signals.present.terminal import NARROWEST, TEXT_WIDTH, fitted_to_terminal, text_width
from tests.publications import Publication

COPIED = ("nibwatch ", "http")
"""What is left whole, to be copied."""


@pytest.mark.parametrize("columns", ["60", "80"])
@pytest.mark.parametrize(
    "command",
    ["watch", "watch --all", "watch imatinib", "watch imatinib --all", "watch imatinib --cases", "status --offline"],
)
def test_no_line_of_an_answer_is_wider_than_its_terminal(
    small_publication: Publication,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    command: str,
    columns: str,
) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    answer([*command.split(), "--data-dir", str(small_publication.home)])
    lines = capsys.readouterr().out.splitlines()
    wide = [line for line in lines if len(line) > int(columns) and not any(word in line for word in COPIED)]
    assert lines and not wide


def test_the_width_is_that_of_the_terminal_between_the_narrowest_and_a_mails(monkeypatch: pytest.MonkeyPatch) -> None:
    widths = []
    for columns in ("10", "72", "300"):
        monkeypatch.setenv("COLUMNS", columns)
        with fitted_to_terminal():
            widths.append(text_width())
    assert [*widths, text_width()] == [NARROWEST, 72, TEXT_WIDTH, TEXT_WIDTH]


def test_a_mail_is_as_wide_whatever_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "40")
    filters = template("signals.digest", "digest.txt").environment.filters
    made = Table((Column("event"),), ((Cell("word " * 18),),))
    with fitted_to_terminal():
        assert "word " * 17 in filters["aligned"](made)
        assert filters["wrapped"]("word " * 18).count("\n") == 0
