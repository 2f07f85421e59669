"""cases_to_lose: the fewest cases that carry a verdict, found by trying every number of them."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from signals.statistics.fragility import cases_to_lose
from tests.statistics.verdicts import verdict_of


def by_hand(a: int, b: int, c: int, d: int) -> float:
    """One case after the other is taken away, and the verdict looked at."""
    left = list(range(a, -1, -1))
    is_lost = verdict_of(left, [b] * len(left), [c] * len(left), [d] * len(left)) != "disproportionate"
    return np.nan if is_lost[0] else float(np.argmax(is_lost))


@settings(max_examples=20)
@given(
    st.lists(
        st.tuples(st.integers(0, 40), st.integers(0, 400), st.integers(0, 60), st.integers(0, 5_000)), min_size=1, max_size=8
    )
)  # fmt: skip
def test_it_is_what_taking_cases_away_one_by_one_gives(tables: list[tuple[int, int, int, int]]) -> None:
    found = cases_to_lose(*zip(*tables, strict=True))
    assert found.tolist() == pytest.approx([by_hand(*table) for table in tables], nan_ok=True)


def test_three_cases_lose_their_verdict_with_the_first() -> None:
    assert cases_to_lose([3], [997], [12], [90_000]).tolist() == [1.0]


def test_what_is_not_disproportionate_has_none_to_lose() -> None:
    assert np.isnan(cases_to_lose([2, 30], [10, 970], [5, 2_000], [9_000, 60_000])).all()


def test_many_tables_are_tried_in_blocks_and_stay_in_order() -> None:
    a = [3, 2_000, 25, 1_000] * 300
    found = cases_to_lose(a, [1_101] * 1_200, [62] * 1_200, [571_385] * 1_200)
    assert np.array_equal(found.reshape(300, 4), np.tile(found[:4], (300, 1)))
    assert found[0] == 1.0 and found[2] == by_hand(25, 1_101, 62, 571_385)


def test_no_table_gives_no_number() -> None:
    assert cases_to_lose([], [], [], []).tolist() == []
