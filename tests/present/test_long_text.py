"""Text of any length is wrapped and defused in the time of its length."""

import pytest

from signals.answers.query_formats import defuse_formula
from signals.present.text import CellWrapper


@pytest.mark.parametrize("sign", ["a", "_", " ", "\n", ";", "; ", "a_"])
def test_a_text_of_one_sign_without_an_end_is_wrapped_and_defused(sign: str) -> None:
    text = sign * (300_000 // len(sign))
    CellWrapper(90).wrap(text)
    assert defuse_formula(f"x{text};=1") == f"x{text};'=1"


@pytest.mark.parametrize(
    ("text", "chunks"),
    [
        ("peripheral_demyelination of", ["peripheral_", "demyelination", " ", "of"]),
        ("a__b/c  _d e_", ["a__b/c", "  ", "_d", " ", "e_"]),
        ("in /usr/share//nibwatch", ["in", " ", "/", "usr/", "share//", "nibwatch"]),
    ],
)
def test_a_cell_is_broken_at_blanks_and_a_name_longer_than_a_line_after_separators(
    text: str, chunks: list[str]
) -> None:
    assert CellWrapper(9)._split(text) == chunks
