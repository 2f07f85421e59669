"""human_verdict: the first of docs/architecture.md's four sentences that holds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics import score
from signals.statistics.power import expected_needed
from signals.statistics.verdict import VERDICTS, human_verdict

STRONG = {"a": 10, "b": 90, "c": 50, "expected": 20.0, "ic_lower": 0.1, "ic_upper": 2.0, "ror_lower": 1.1}


def verdict(**changes) -> str:
    row = STRONG | changes
    return human_verdict(**{name: np.array([value], dtype=object) for name, value in row.items()})[0]


def test_all_three_conditions_make_it_disproportionate():
    assert verdict() == "disproportionate"


@pytest.mark.parametrize(
    "change", [{"a": 2}, {"ic_lower": 0.0}, {"ror_lower": 1.0}, {"ic_lower": None}, {"ror_lower": None}]
)
def test_without_one_of_them_it_is_not(change):
    assert verdict(**change) == "inconclusive"


@pytest.mark.parametrize("empty", ["b", "c"])
def test_an_undefined_ror_does_not_hide_a_pair_without_comparator(empty):
    assert verdict(**{empty: 0, "ror_lower": None}) == "disproportionate"


def test_two_cases_are_too_few_even_without_a_comparator():
    assert verdict(a=2, b=0, ror_lower=None) == "inconclusive"


def test_an_infinite_bound_supports_nothing():
    assert verdict(ic_lower=np.inf) == "inconclusive"
    assert verdict(ic_lower=-1.0, ic_upper=-np.inf) == "inconclusive"


def test_disproportionate_comes_before_too_few_reports():
    assert verdict(expected=0.2) == "disproportionate"


@pytest.mark.parametrize("expected", [0.0, 12.36, None, np.nan])
def test_too_few_reports_below_the_computed_threshold_or_without_an_expected_count(expected):
    assert verdict(ic_lower=-1.0, ic_upper=0.5, expected=expected) == "too few reports"


def test_the_threshold_itself_is_enough():
    assert verdict(ic_lower=-1.0, ic_upper=0.5, expected=expected_needed()) == "not disproportionate"


@pytest.mark.parametrize(
    ("ic_upper", "word"), [(0.999, "not disproportionate"), (1.0, "inconclusive"), (None, "inconclusive")]
)
def test_not_disproportionate_only_when_a_doubling_is_ruled_out(ic_upper, word):
    assert verdict(ic_lower=-1.0, ic_upper=ic_upper) == word


def test_a_table_without_cases_has_too_few_reports():
    scores = score(0, 0, 0, 0)
    words = human_verdict(
        [0], [0], [0], scores["expected"], scores["ic_lower"], scores["ic_upper"], scores["ror_lower"]
    )
    assert words.tolist() == ["too few reports"]


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match=r"^ror_lower has length 1, a has length 2"):
        human_verdict([1, 1], [1, 1], [1, 1], [1.0, 1.0], [0.0, 0.0], [0.0, 0.0], [1.0])


count = st.integers(min_value=0, max_value=100_000)


@given(st.lists(st.tuples(count, count, count, count), min_size=1, max_size=20))
def test_whole_columns_give_what_the_rules_give_row_by_row(rows):
    frame = pd.DataFrame(rows, columns=list("abcd"))
    scores = score(frame["a"], frame["b"], frame["c"], frame["d"])
    words = human_verdict(
        frame["a"],
        frame["b"],
        frame["c"],
        scores["expected"],
        scores["ic_lower"],
        scores["ic_upper"],
        scores["ror_lower"],
    )
    assert words.dtype == object
    for row, shown, word in zip(frame.itertuples(), scores.itertuples(), words, strict=True):
        if row.a >= 3 and shown.ic_lower > 0 and (shown.ror_lower > 1 or row.b == 0 or row.c == 0):
            wanted = VERDICTS[0]
        elif not shown.expected >= expected_needed():
            wanted = VERDICTS[1]
        else:
            wanted = VERDICTS[2] if shown.ic_upper < 1 else VERDICTS[3]
        assert word == wanted
