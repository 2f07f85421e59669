"""What a statistic is credited with: pairs without a case stay in, pairs without a number are counted."""

import numpy as np
import pandas as pd

from signals.evaluation.measures import RANKINGS, Cutoff, ranking


def test_a_pair_without_a_case_ranks_lowest_and_is_not_flagged_where_its_statistic_is_undefined() -> None:
    counted = pd.DataFrame({"a": [0, 5, 4], "ror": [np.nan, 3.0, 1.0], "is_positive": [True, True, False]})
    found = ranking("ror", counted)
    assert found.undefined_pairs == 0
    # The positive control without a case loses to the negative one, the other wins: 1 of 2; with cases, 1 of 1.
    assert found.auc is not None and found.auc.value == 0.5
    assert found.auc_with_reports is not None and found.auc_with_reports.value == 1
    assert found.screening is not None and found.screening.sensitivity.value == 0.5


def test_a_pair_with_cases_and_without_a_number_is_counted_left_out_of_auc_and_not_flagged() -> None:
    counted = pd.DataFrame({"a": [9, 5, 4], "ror": [np.nan, 3.0, 1.0], "is_positive": [True, True, False]})
    found = ranking("ror", counted)
    assert found.undefined_pairs == 1
    assert found.auc is not None and found.auc.value == 1
    assert found.screening is not None and found.screening.false_negative == 1


def test_no_cut_off_holds_for_what_is_undefined() -> None:
    column = pd.Series([np.nan, np.inf, -np.inf, None], dtype=float)
    assert not any(cutoff.holds(column).any() for cutoff in [*RANKINGS.values(), Cutoff(-1.0, is_included=True)])
