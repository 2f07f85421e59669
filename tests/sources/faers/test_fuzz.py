"""Whatever is done to a zip and its lines, it is loaded line for line or refused in one sentence."""

import pytest

from tests.sources.faers.fuzz import try_mutation

COUNT = 300
"""Of the 3,000 and more that `python -m tests.sources.faers.fuzz` tries."""


@pytest.mark.parametrize("first", range(0, COUNT, 50))
def test_a_mutated_zip_is_loaded_line_for_line_or_refused_in_a_sentence(first: int) -> None:
    outcomes = [try_mutation(number) for number in range(first, first + 50)]
    assert set(outcomes) == {True, False}
