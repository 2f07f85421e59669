"""Expectation within strata, pair by pair."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array

from signals.statistics import expectation
from signals.statistics.expectation import expected_within_strata

TOTALS = st.integers(0, 50)


@given(
    drugs=arrays(np.float64, (3, 4), elements=TOTALS),
    events=arrays(np.float64, (5, 4), elements=TOTALS),
    case_count=arrays(np.float64, 4, elements=st.integers(1, 100)),
)
@settings(max_examples=50)
def test_every_cell_of_the_grid_is_the_sum_of_its_strata(drugs, events, case_count):
    drug, event = (positions.ravel() for positions in np.indices((3, 5)))
    found = expected_within_strata(csr_array(drugs), csr_array(events), case_count, drug, event)
    whole = np.array(
        [[sum(drugs[i] * events[j] / case_count) for j in range(5)] for i in range(3)]
    )  # as DuMouchel (1999) writes it
    np.testing.assert_allclose(found.reshape(3, 5), whole, rtol=1e-12, atol=1e-12)


def test_pairs_come_back_in_their_own_order_across_blocks(monkeypatch):
    monkeypatch.setattr(expectation, "PAIRS_AT_ONCE", 2)
    drugs, events = csr_array([[1.0], [2.0], [3.0]]), csr_array([[10.0], [100.0]])
    drug, event = np.array([2, 0, 1, 2, 0]), np.array([0, 1, 0, 1, 0])
    found = expected_within_strata(drugs, events, np.array([1.0]), drug, event)
    np.testing.assert_array_equal(found, [30, 100, 20, 300, 10])


def test_one_stratum_gives_the_plain_expectation():
    # E = (a + b)(a + c) / N of Noren (2006), Table III, first row: 1126 x 87 / 572573
    found = expected_within_strata(
        csr_array([[1126.0]]), csr_array([[87.0]]), np.array([572573.0]), np.array([0]), np.array([0])
    )
    np.testing.assert_allclose(found, [0.171091], atol=5e-7)


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        ({"case_count": np.array([0.0])}, r"^case_count must be above 0; found 0.0 at position 0$"),
        ({"case_count": np.array([1.0, 2.0])}, r"^drug_totals has 1 strata, case_count has 2$"),
        (
            {"drug_totals": csr_array([[-1.0]])},
            r"^drug_totals must hold numbers of 0 or more; found -1.0 at position 0$",
        ),
        ({"event_totals": csr_array([[0.5]])}, r"^event_totals must hold whole counts; found 0.5 at position 0$"),
        ({"drug": np.array([0, 1])}, r"^drug must hold positions from 0 to 0; found 1 at position 1$"),
        ({"event": np.array([0])}, r"^event has length 1, drug has length 2"),
    ],
)
def test_what_makes_no_sense_is_refused(spoil, said):
    good = {
        "drug_totals": csr_array([[1.0]]), "event_totals": csr_array([[1.0]]), "case_count": np.array([1.0]),
        "drug": np.array([0, 0]), "event": np.array([0, 0]),
    }  # fmt: skip
    with pytest.raises(ValueError, match=said):
        expected_within_strata(**{**good, **spoil})
