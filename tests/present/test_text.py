from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from signals.present.block import Cell, Column, Table
from signals.present.columns import listed
from signals.present.text import TEXT_WIDTH, aligned

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
