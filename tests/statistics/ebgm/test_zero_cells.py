"""Cells without a report, grouped: every cell is counted, and the grouping does not matter to the prior."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.ebgm import fit_prior, group_zero_cells, quantile
from tests.statistics.ebgm.golden_tables import read_golden

totals = st.lists(st.integers(0, 40), min_size=1, max_size=12)


@given(totals, totals, st.randoms(), st.sampled_from([0.0, 1e-3, 0.05]))
def test_every_cell_without_a_report_is_counted_once_with_its_expected_count(drugs, events, random, tolerance):
    cells = [(i, j) for i in range(len(drugs)) for j in range(len(events))]
    reported = random.sample(cells, k=random.randint(0, len(cells)))
    ingredient, event = ([pair[axis] for pair in reported] for axis in (0, 1))
    zero = group_zero_cells(drugs, events, 100, ingredient, event, tolerance=tolerance)
    expected = [drugs[i] * events[j] / 100 for i, j in set(cells) - set(reported)]
    assert zero.weight.sum() == len(expected)
    assert zero.weight @ zero.expected == pytest.approx(sum(expected), rel=1e-12, abs=1e-12)
    if not tolerance and expected:
        # Equal products may differ in their last digit; the groups written out are the expected counts themselves.
        np.testing.assert_allclose(np.repeat(zero.expected, zero.weight.astype(int)), sorted(expected), rtol=1e-12)


def test_strata_add_up_to_a_cell_s_expected_count():
    drugs, events, cases = np.array([[4, 6], [1, 0]]), np.array([[2, 3]]), np.array([10, 30])
    zero = group_zero_cells(drugs, events, cases, [], [], tolerance=0.0)
    assert zero.expected.tolist() == pytest.approx([1 * 2 / 10, 4 * 2 / 10 + 6 * 3 / 30])


@pytest.mark.parametrize("name", ["statin46", "betablocker500", "phvid"])
def test_grouping_at_the_default_tolerance_does_not_matter(shared, name):
    table = read_golden(shared, name)
    event, drug = np.nonzero(table.counts)
    by_event, by_drug = table.counts.sum(axis=1), table.counts.sum(axis=0)
    zero = group_zero_cells(by_drug, by_event, table.counts.sum(), drug, event)
    is_reported = table.n > 0
    n = np.concatenate([table.n[is_reported], np.zeros(zero.expected.size)])
    expected = np.concatenate([table.expected[is_reported], zero.expected])
    weight = np.concatenate([np.ones(is_reported.sum()), zero.weight])
    grouped, every = fit_prior(n, expected, weight=weight), fit_prior(table.n, table.expected)
    assert grouped.log_likelihood == pytest.approx(every.log_likelihood, abs=1e-4)  # as the docstring says
    shown = table.n >= 3
    np.testing.assert_allclose(
        quantile(grouped, table.n[shown], table.expected[shown], 0.05),
        quantile(every, table.n[shown], table.expected[shown], 0.05),
        rtol=1e-5,
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([-1], [1], 10, [], []), "ingredient_totals must hold numbers of 0 or more; found -1.0 at position 0"),
        (([1], [np.nan], 10, [], []), "event_totals must hold finite numbers; found nan at position 0"),
        (([1], [1], 0, [], []), "case_count must be above 0; found 0.0 at position 0"),
        (([[1, 2]], [1], 10, [], []), "must have the same strata: found 2, 1 and 1"),
        (([1], [1], 10, [1], [0]), "ingredient must hold positions from 0 to 0; found 1 at position 0"),
        (([1], [1], 10, [0, 0], [0, 0]), "a pair was given twice"),
        (([1], [1], 10, [0.5], [0]), "ingredient must be a column of integers"),
    ],
)  # fmt: skip
def test_input_that_makes_no_sense_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        group_zero_cells(*arguments)
