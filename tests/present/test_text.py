from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from signals.present.block import Cell, Column, Table
from signals.present.columns import listed
from signals.present.terminal import TEXT_WIDTH
from signals.present.text import aligned, columns

MOST_REPORTED = listed(["drug", "event", "cases", "expected", "times expected (95%)", "verdict"])


def table(columns: tuple[Column, ...], rows: Sequence[Sequence[str]]) -> Table:
    return Table(columns, tuple(tuple(map(Cell, row)) for row in rows))


def test_columns_are_aligned_and_numbers_stand_right() -> None:
    made = table((Column("drug"), Column("a", is_number=True)), (("imatinib", "12"), ("x", "1,234")))
    assert aligned(made).split("\n") == ["drug          a", "--------  -----", "imatinib     12", "x         1,234"]


def test_a_long_cell_wraps_within_its_column() -> None:
    made = table((Column("event", width=10), Column("a", is_number=True)), (("Optic neuritis", "3"),))
    assert aligned(made).split("\n")[2:] == ["Optic       3", "  neuritis"]


def test_a_name_of_several_parts_breaks_between_them() -> None:
    made = table((Column("event", width=15),), (("peripheral_demyelination",),))
    assert aligned(made).split("\n")[2:] == ["peripheral_", "  demyelination"]


def test_a_cell_below_follows_its_row_with_its_title() -> None:
    made = table((Column("drug"), Column("verdict", is_below=True)), (("x", "inconclusive"),))
    assert aligned(made).split("\n")[-1] == "    verdict: inconclusive"


@given(st.lists(st.tuples(*[st.text(alphabet="abc 1.,()", max_size=120)] * 6), max_size=4))
def test_the_table_of_pairs_never_gets_wider_than_a_mail_client_shows(rows: list[tuple[str, ...]]) -> None:
    assert max(map(len, aligned(table(MOST_REPORTED, tuple(rows))).split("\n"))) <= TEXT_WIDTH


def test_columns_that_do_not_fit_beside_the_others_follow_below_each_row() -> None:
    row = ("imatinib", "Optic neuritis", "60", "6.19", "9.0 (6.9 to 11)", "disproportionate")
    header, _, *lines = aligned(table(MOST_REPORTED, (row,)), 60).split("\n")
    assert header.split() == ["drug", "event", "cases", "expected", "times", "expected", "(95%)"][: len(header.split())]
    text = " ".join(" ".join(lines).split())
    assert all(cell in text for cell in row)
    assert max(map(len, lines)) <= 60


WORDS = st.text(alphabet="abc1.(", min_size=1, max_size=15)
SENTENCES = st.lists(WORDS, max_size=20).map(" ".join)


@given(st.lists(st.tuples(*[SENTENCES] * 5), min_size=1, max_size=4), st.sampled_from([60, 72, 80, 98]))
def test_a_table_of_any_width_breaks_no_word_cuts_nothing_and_fits_its_terminal(
    rows: list[tuple[str, ...]], width: int
) -> None:
    lines = aligned(table(tuple(map(Column, ("first", "second", "third", "fourth", "fifth"))), rows), width).split("\n")
    assert max(map(len, lines)) <= width
    shown = Counter(word.rstrip(";") for line in lines for word in line.split())
    assert shown >= Counter(word for row in rows for cell in row for word in cell.split())


def test_rows_of_text_escape_what_moves_the_cursor() -> None:
    assert columns(("a",), [("\x1b",)]).split("\n")[-1] == "\\x1b"
