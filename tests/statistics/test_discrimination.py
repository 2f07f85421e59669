"""Whether a score tells two kinds of things apart, with an interval by clusters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics.accuracy import auc
from signals.statistics.discrimination import clustered_concordance

rows = st.lists(st.tuples(st.integers(0, 6), st.booleans(), st.sampled_from("abcdef")), min_size=2, max_size=30).filter(
    lambda found: len({positive for _, positive, _ in found}) == 2
)


@given(rows)
def test_the_concordance_is_the_area_under_the_curve(found: list[tuple[int, bool, str]]) -> None:
    score, positive, cluster = map(np.array, zip(*found, strict=True))
    estimate = clustered_concordance(score.astype(float), positive, cluster).estimate
    assert estimate == pytest.approx(auc(score.astype(float), positive, draws=2).value)


@given(rows)
def test_the_interval_stays_between_0_and_1(found: list[tuple[int, bool, str]]) -> None:
    score, positive, cluster = map(np.array, zip(*found, strict=True))
    result = clustered_concordance(score.astype(float), positive, cluster)
    assert 0 <= result.lower <= result.upper <= 1


def test_comparisons_of_one_drug_widen_the_interval() -> None:
    rng = np.random.default_rng(1)
    drug = np.repeat(np.arange(20), 10)
    score, positive = rng.normal(size=20)[drug] + rng.normal(scale=0.1, size=200), drug % 2
    by_drug = clustered_concordance(score, positive, drug)
    by_row = clustered_concordance(score, positive, np.arange(200))
    assert by_drug.upper - by_drug.lower > 1.5 * (by_row.upper - by_row.lower)
    assert (by_drug.positive_cluster_count, by_drug.negative_cluster_count) == (10, 10)


def test_one_kind_alone_has_no_concordance() -> None:
    assert np.isnan(clustered_concordance([1.0, 2.0], [1, 1], ["a", "b"]).estimate)
