"""human_verdict: the first of docs/architecture.md's four sentences that holds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics import score
from signals.statistics.exact_odds_ratio import exact_odds_ratio_limits
from signals.statistics.power import expected_needed
from signals.statistics.verdict import VERDICTS, human_verdict, is_disproportionate, is_disproportionate_within
from tests.statistics.verdicts import verdict_of

STRONG = {"a": 10, "b": 90, "c": 50, "ic_lower": 0.1, "ror_lower": 1.1}
UNCLEAR = {"is_disproportionate": False, "expected": 20.0, "ic_upper": 2.0, "odds_ratio_upper": 3.0}
RULED_OUT = UNCLEAR | {"ic_upper": 0.999, "odds_ratio_upper": 1.999}


def column(value: object) -> np.ndarray:
    return np.array([value], dtype=object)


def stands_out(**changes: object) -> bool:
    return bool(is_disproportionate(**{name: column(value) for name, value in (STRONG | changes).items()})[0])


def verdict(row: dict[str, object], **changes: object) -> str:
    return str(human_verdict(**{name: column(value) for name, value in (row | changes).items()})[0])


def test_three_cases_and_both_lower_bounds_make_it_disproportionate():
    assert stands_out(a=3)


@pytest.mark.parametrize(
    "change", [{"a": 2}, {"ic_lower": 0.0}, {"ror_lower": 1.0}, {"ic_lower": None}, {"ror_lower": None}]
)
def test_without_one_of_them_it_is_not(change):
    assert not stands_out(**change)


@pytest.mark.parametrize("empty", ["b", "c"])
def test_an_undefined_ror_does_not_hide_a_pair_without_comparator(empty):
    assert stands_out(**{empty: 0, "ror_lower": None})


def test_two_cases_are_too_few_even_without_a_comparator():
    assert not stands_out(a=2, b=0, ror_lower=None)


def test_an_infinite_lower_bound_supports_nothing():
    assert not stands_out(ic_lower=np.inf)


@pytest.mark.parametrize(
    ("a", "odds_ratio_lower", "holds"), [(3, 1.01, True), (3, 1.0, False), (2, 9.0, False), (3, None, False)]
)
def test_a_restricted_comparator_asks_three_cases_and_the_exact_limit_of_the_odds_ratio(a, odds_ratio_lower, holds):
    assert is_disproportionate_within(column(a), column(odds_ratio_lower)).tolist() == [holds]


def test_disproportionate_comes_before_everything():
    assert verdict(RULED_OUT, is_disproportionate=True, expected=0.2) == "disproportionate"


def test_a_doubling_ruled_out_comes_before_too_few_reports():
    assert verdict(RULED_OUT, expected=5.0) == "not disproportionate"


@pytest.mark.parametrize(
    "change", [{name: value} for name in ("ic_upper", "odds_ratio_upper") for value in (2.0, None, -np.inf)]
)
def test_a_doubling_is_ruled_out_only_by_both_upper_limits(change):
    assert verdict(RULED_OUT) == "not disproportionate"
    assert verdict(RULED_OUT, **change) == "inconclusive"


@pytest.mark.parametrize("expected", [0.0, 12.36, None, np.nan])
def test_too_few_reports_below_the_computed_threshold_or_without_an_expected_count(expected):
    assert verdict(UNCLEAR, expected=expected) == "too few reports"


def test_the_threshold_itself_is_enough():
    assert verdict(UNCLEAR, expected=expected_needed()) == "inconclusive"


def test_a_table_without_cases_has_too_few_reports():
    assert verdict_of([0], [0], [0], [0]).tolist() == ["too few reports"]


def test_a_share_of_59_percent_does_not_rule_out_what_the_odds_ratio_shows():
    # The demo's imatinib, cns_onset, same_indication: `ic_upper` 0.57, ROR 2.41 (1.11 to 5.26), exact 1.07 to 5.97 (R).
    cells = [28], [205], [9], [159]
    assert score(*cells)["ic_upper"][0] < 1
    assert verdict_of(*cells).tolist() == ["inconclusive"]
    assert verdict_of(*cells, is_restricted=True).tolist() == ["disproportionate"]


def test_lengths_that_differ_are_refused():
    with pytest.raises(ValueError, match=r"^odds_ratio_upper has length 1, ic_upper has length 2"):
        human_verdict([0, 0], [1.0, 1.0], [0.0, 0.0], [1.0])
    with pytest.raises(ValueError, match=r"^ic_lower has length 1, a has length 2"):
        is_disproportionate([1, 1], [1, 1], [1, 1], [1.0], [1.0])


count = st.integers(min_value=0, max_value=100) | st.integers(min_value=0, max_value=100_000)


@given(st.lists(st.tuples(count, count, count, count), min_size=1, max_size=20), st.booleans())
def test_whole_columns_give_what_the_rules_give_row_by_row(rows, is_restricted):
    frame = pd.DataFrame(rows, columns=list("abcd"))
    cells = [frame[cell] for cell in "abcd"]
    scores = score(*cells)
    scores["exact_lower"], scores["exact_upper"] = exact_odds_ratio_limits(*cells)
    words = verdict_of(*cells, is_restricted=is_restricted)
    assert words.dtype == object
    for row, shown, word in zip(frame.itertuples(), scores.itertuples(), words, strict=True):
        by_ic = shown.ic_lower > 0 and (shown.ror_lower > 1 or row.b == 0 or row.c == 0)
        if row.a >= 3 and (shown.exact_lower > 1 if is_restricted else by_ic):
            wanted = VERDICTS[0]
        elif shown.ic_upper < 1 and shown.exact_upper < 2:
            wanted = VERDICTS[1]
        else:
            wanted = VERDICTS[2] if not shown.expected >= expected_needed() else VERDICTS[3]
        assert word == wanted
