"""When the maximum of the likelihood is the prior, and which solutions are published beside it."""

import numpy as np
import pytest

from signals.statistics.ebgm import MAXIMUM, PENALISED, Prior, Start, fit_prior, score
from signals.statistics.ebgm.choice import alternative_solutions, reason_to_penalise
from signals.statistics.ebgm.likelihood import Cells
from tests.statistics.ebgm.drawn_tables import with_few_far_ratios


def _start(log_likelihood: float, mean: float = 1.0, is_converged: bool = True) -> Start:
    reached = (0.5, 0.5, 10.0, 10.0 / mean, 0.5)
    return Start(reached, reached, log_likelihood, is_converged)


def _cells(n: list[int], weight: float = 1.0) -> Cells:
    """Cells where 0.9 was expected."""
    return Cells(n=np.array(n, dtype=float), expected=np.full(len(n), 0.9), weight=np.full(len(n), weight))


CELLS = _cells([3], weight=200)
TRIO = [_start(-100.0)] * 3


def _doubt(*starts: Start, cells: Cells = CELLS) -> str | None:
    return reason_to_penalise(cells, starts)


def test_three_starts_within_a_hundredth_of_the_best_are_enough_and_two_are_not() -> None:
    assert _doubt(_start(-100.0), _start(-100.009), _start(-100.009), _start(-150.0)) is None
    reason = _doubt(_start(-100.0), _start(-100.009), _start(-100.011), _start(-150.0))
    assert reason == "2 of 4 starts came within 0.01 of the best, -log L = 100.000, and 3 are needed"


def test_a_start_that_did_not_settle_supports_nothing() -> None:
    assert "2 of 3" in str(_doubt(_start(-100.0), _start(-100.0), _start(-100.001, is_converged=False)))
    assert "did not settle" in str(_doubt(_start(-99.0, is_converged=False), *TRIO))


def test_200_pairs_with_three_reports_are_enough_and_199_are_not() -> None:
    assert _doubt(*TRIO, cells=_cells([2, 3], weight=200)) is None
    reason = _doubt(*TRIO, cells=_cells([2, 3], weight=199))
    assert reason == "199 pairs have 3 reports or more, and 200 are needed"


def test_two_point_masses_are_no_prior_and_one_is() -> None:
    def start(alpha1: float) -> Start:
        reached = (alpha1, alpha1 / 3, 2e9, 2e9, 0.01)
        return Start(reached, reached, -100.0, is_converged=True)

    assert _doubt(*[start(1e4)] * 3) is None
    assert _doubt(*[start(1.1e4)] * 3) == "both components of the best solution, -log L = 100.000, are point masses"


def test_rivals_may_disagree_on_one_pair_in_twenty_that_any_of_them_calls() -> None:
    # EB05 of n = 6 and 0.9 expected is below 2 under the first solution and above it under the second; of 30 above 10.
    rival = _start(-101.9, mean=0.4)
    bounds = [score(Prior(*start.reached), [6, 30], [0.9, 0.9]).lower for start in (TRIO[0], rival)]
    assert [(bound >= 2).tolist() for bound in bounds] == [[False, True], [True, True]]
    assert _doubt(*TRIO, rival, cells=_cells([6, *[30] * 19], weight=20)) is None
    reason = _doubt(*TRIO, rival, cells=_cells([6, *[30] * 18], weight=20))
    assert str(reason).endswith("disagree on EB05 >= 2 for 5.3% of the pairs that any of them calls, and 5% is allowed")
    assert _doubt(*TRIO, _start(-102.1, mean=0.4), cells=_cells([6, *[30] * 18], weight=20)) is None


def test_solutions_with_the_same_eb05_are_one() -> None:
    best, same, other = (_start(-100.0, mean).reached for mean in (1.0, 1.00001, 1.2))
    assert alternative_solutions(CELLS, best, [best, same, other, other]) == (other,)


def test_a_rival_that_calls_nearly_the_same_pairs_is_published_beside_the_maximum() -> None:
    # Of this table the second solution lies 1.5 above the best -log L; EB05 differ by up to 20%.
    n, expected = with_few_far_ratios(26)
    prior = fit_prior(n, expected)
    assert (prior.kind, len(prior.rivals)) == (MAXIMUM, 1)
    scores, rival = score(prior, n, expected), score(Prior(*prior.rivals[0]), n, expected)
    np.testing.assert_allclose(scores.lower_least, np.minimum(scores.lower, rival.lower), rtol=1e-7, atol=1e-290)
    np.testing.assert_allclose(scores.lower_most, np.maximum(scores.lower, rival.lower), rtol=1e-7, atol=1e-290)
    assert (scores.lower_most > 1.05 * scores.lower_least)[n >= 3].any()


def test_a_table_whose_solutions_call_other_pairs_gets_a_penalised_prior_and_keeps_what_was_reached() -> None:
    prior = fit_prior(*with_few_far_ratios(5))
    assert prior.kind == PENALISED
    assert "disagree on EB05 >= 2 for 10.0% of the pairs" in str(prior.penalised_because)
    assert len(prior.starts) >= 9


def test_without_rivals_the_least_and_the_most_are_eb05_itself() -> None:
    scores = score(Prior(0.2, 0.1, 2.0, 4.0, 1 / 3), [0, 3, 30], [1.2, 1.2, 1.2])
    assert scores.lower_least.tolist() == scores.lower_most.tolist() == scores.lower.tolist()


@pytest.mark.parametrize("seed", [26, 35])
def test_the_least_eb05_is_never_above_eb05_nor_the_most_below_it(seed: int) -> None:
    n, expected = with_few_far_ratios(seed)
    scores = score(fit_prior(n, expected), n, expected)
    assert (scores.lower_least <= scores.lower).all()
    assert (scores.lower <= scores.lower_most).all()
