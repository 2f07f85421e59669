"""The masking ratio says by how much other drugs' ratios rise when a drug's cases leave."""

import numpy as np
import pytest

from signals.statistics import score
from signals.statistics.masking import masking_ratio


def test_it_is_the_factor_by_which_a_small_drugs_reporting_ratio_rises() -> None:
    # A drug with 20 of 1,000 cases that shares none with the masking drug's 6,000, of which 900 report the event.
    before = score([20], [980], [1_480], [197_520])
    after = score([20], [980], [1_480 - 900], [197_520 - 5_100])
    rise = (20 / after["expected"] / (20 / before["expected"])).iloc[0]
    assert masking_ratio([900], [6_000], [1_500], [200_000])[0] == pytest.approx(rise)


def test_a_drug_reported_like_all_others_masks_nothing() -> None:
    assert masking_ratio([10], [10_000], [1_000], [1_000_000])[0] == pytest.approx(1.0)


def test_a_drug_with_fewer_of_the_event_than_others_has_a_ratio_below_one() -> None:
    assert masking_ratio([1], [10_000], [1_000], [1_000_000])[0] < 1


def test_where_only_one_drug_reports_the_event_there_is_no_ratio() -> None:
    assert np.isnan(masking_ratio([5], [100], [5], [1_000])).all()
    assert np.isnan(masking_ratio([0], [100], [0], [1_000])).all()


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (([1, 4], [9, 3], [9, 9], [99, 99]), r"^drug_event must not exceed drug_total; found 4.0 at position 1$"),
        (([1, 4], [9, 9], [9, 3], [99, 99]), r"^drug_event must not exceed event_total; found 4.0 at position 1$"),
        (([1, 4], [9, 9], [9, 9], [99, 8]), r"^drug_total must not exceed total; found 9.0 at position 1$"),
        (([1, 4], [9, 7], [9, 9], [99, 8]), r"^event_total must not exceed total; found 9.0 at position 1$"),
    ],
)
def test_a_part_larger_than_its_whole_is_refused(counts: tuple[list[int], ...], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        masking_ratio(*counts)


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="total has length 1"):
        masking_ratio([1, 2], [3, 4], [5, 6], [7])
