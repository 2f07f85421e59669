"""The difference between drugs about which animals gave no warning and the others, over the whole class."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.class_difference import MINIMUM_DRUGS, answer, class_difference

UNWARNED = [True] * 6 + [False] * 5
QUIET = [True, True, True, True, True, False, True, False, False, False, False]
CLASSES = list("aabbccddeef")


def test_the_difference_is_that_of_the_two_shares() -> None:
    found = class_difference(UNWARNED, QUIET, CLASSES)
    assert found.difference == pytest.approx(5 / 6 - 1 / 5)
    assert found.lower is not None and found.upper is not None
    assert -1 <= found.lower <= found.difference <= found.upper <= 1
    assert 0 < found.resamples <= 2000


def test_the_same_drugs_give_the_same_interval() -> None:
    assert class_difference(UNWARNED, QUIET, CLASSES) == class_difference(UNWARNED, QUIET, CLASSES)


def test_whole_target_classes_are_drawn() -> None:
    # One class on each side: every draw that holds both has the very same difference, so the interval has no width.
    found = class_difference(UNWARNED, QUIET, ["x"] * 6 + ["y"] * 5)
    assert (found.lower, found.upper) == (pytest.approx(found.difference), pytest.approx(found.difference))
    assert found.resamples < 2000


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^target_class has length 3, is_unwarned has length 2"):
        class_difference([True, False], [True, False], ["a", "b", "c"])


@given(st.lists(st.tuples(st.booleans(), st.booleans(), st.sampled_from("abcd")), max_size=30))
def test_it_is_answered_exactly_where_both_sides_have_five_drugs(drugs: list[tuple[bool, bool, str]]) -> None:
    unwarned = np.array([drug[0] for drug in drugs], dtype=bool)
    found = class_difference(unwarned, [drug[1] for drug in drugs], [drug[2] for drug in drugs])
    enough = min(unwarned.sum(), (~unwarned).sum()) >= MINIMUM_DRUGS
    assert (found.difference is not None) == enough
    if found.difference is not None:
        assert -1 <= found.difference <= 1


def test_what_cannot_be_answered_is_said_in_plain_words() -> None:
    few = class_difference([True] * 4 + [False] * 9, [True] * 13, ["a"] * 13)
    assert answer(few, drugs=98, with_animal_evidence=12).startswith(
        "cannot be answered: 12 of 98 drugs have animal evidence"
    )
    assert "difference +0.63" in answer(class_difference(UNWARNED, QUIET, CLASSES), drugs=11, with_animal_evidence=11)
