"""The hierarchical model: against a sum over all drugs at once, on planted worlds, and what must always hold."""

from dataclasses import dataclass, replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, halfnorm, multivariate_normal

from signals.statistics.hierarchical_model import NO_ERROR, Pooled, partial_pooling
from signals.statistics.null_uncertainty import SystematicError

CLASSES = np.repeat(np.arange(12), [12, 9, 9, 3, 14, 2, 6, 5, 7, 13, 10, 10])
ERROR = SystematicError(mean=-0.2, mean_sd=0.12, sd=0.2)
WORLDS, ALL_REPORTS = 40, 2e8


def test_it_is_what_summing_over_three_drugs_at_once_gives() -> None:
    # Written out: the three log ratios are jointly normal given the sds, whose half-normal priors are summed over.
    a, drug_total, event_total, total = np.array([6, 1, 0]), np.array([900, 700, 1_500]), np.array([300] * 3), 100_000
    nodes = np.arange(-5.0, 5.0, 0.1875) + 0.09375
    theta = np.stack(np.meshgrid(nodes, nodes, nodes, indexing="ij"), axis=-1)
    likelihood = np.ones(theta.shape[:3])
    for drug, (cases, reports) in enumerate(zip(a, drug_total, strict=True)):
        odds = reports / (total - reports) * np.exp(theta[..., drug])
        likelihood *= binom.pmf(cases, 300, odds / (1 + odds))
    together, sds = np.zeros_like(likelihood), (np.arange(12) + 0.5) / 6
    same_class = np.array([[1, 1, 0], [1, 1, 0], [0, 0, 1]])
    for within in sds:
        for between in sds:
            covariance = 1 + between**2 * same_class + within**2 * np.eye(3)
            prior = halfnorm.pdf(within, scale=0.5) * halfnorm.pdf(between, scale=0.5)
            together += prior * likelihood * multivariate_normal(np.zeros(3), covariance).pdf(theta)
    found = partial_pooling(a, drug_total - a, event_total - a, total - drug_total - event_total + a, ["k", "k", "l"])
    for drug in range(3):
        marginal = together.sum(axis=tuple({0, 1, 2} - {drug}))
        below = np.cumsum(marginal) / marginal.sum()
        assert found.of_drug.above_1[drug] == pytest.approx(1 - np.interp(0.0, nodes + 0.09375, below), abs=0.01)
        for level, limits in ((0.025, found.of_drug.lower), (0.5, found.of_drug.median), (0.975, found.of_drug.upper)):
            assert np.log(limits[drug]) == pytest.approx(np.interp(level, below, nodes + 0.09375), abs=0.03)


@dataclass(frozen=True)
class Outcome:
    """Drug by drug over all worlds: the true log ratio, and what was said of it."""

    truth: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    above_1: np.ndarray
    class_coverage: float

    @property
    def coverage(self) -> float:
        return float(np.mean(self._holds))

    @property
    def coverage_with_effect(self) -> float:
        """Among the drugs whose ratio is not exactly 1."""
        return float(np.mean(self._holds[self.truth != 0]))

    @property
    def _holds(self) -> np.ndarray:
        return (self.lower <= np.exp(self.truth)) & (np.exp(self.truth) <= self.upper)


def _deviations(rng: np.random.Generator, kind: str) -> tuple[float, np.ndarray, np.ndarray]:
    """The centre of all, and what classes and drugs have beyond it, in a world of this kind."""
    draw = {
        "normal": rng.standard_normal,
        "heavy tails": lambda size: rng.standard_t(3, size) / np.sqrt(3),
        "skewed": lambda size: rng.exponential(1.0, size) - 1,
    }.get(kind, rng.standard_normal)
    within, between = np.abs(rng.normal(0.0, 0.5, 2))
    classes, drugs = between * draw(len(set(CLASSES))), within * draw(len(CLASSES))
    if kind == "few true":  # one drug in ten has a ratio around 3.3, the others 1
        return 0.0, 0 * classes, np.where(rng.random(len(CLASSES)) < 0.1, rng.normal(1.2, 0.5, len(CLASSES)), 0.0)
    if kind == "five":
        return 0.0, 0 * classes, rng.permutation(np.concatenate([np.log([11, 8, 6, 5, 3]), np.zeros(len(drugs) - 5)]))
    return float(rng.standard_normal()), classes, drugs


@cache
def outcome(kind: str, error: SystematicError = NO_ERROR) -> Outcome:
    """Worlds of 100 drugs in 12 classes with up to 60,000 reports each, of so many that they do not mask each other."""
    rng = np.random.default_rng(20261129)
    parts, class_coverage = [], []
    for _ in range(WORLDS):
        centre, classes, drugs = _deviations(rng, kind)
        truth = centre + classes[CLASSES] + drugs
        reported = truth + rng.normal(error.mean, error.mean_sd) + rng.normal(0.0, error.sd, len(truth))
        reports = np.minimum(np.ceil(np.exp(rng.normal(6.5, 2.0, len(truth)))), 60_000)
        rate = 10 ** rng.uniform(-3.7, -2.7)
        a = np.minimum(rng.poisson(reports * rate * np.exp(reported)), reports)
        c = rng.poisson(rate * (ALL_REPORTS - reports.sum())) + a.sum() - a
        found = partial_pooling(a, reports - a, c, ALL_REPORTS - reports - c, CLASSES, error)
        parts.append((truth, found.of_drug.lower, found.of_drug.upper, found.of_drug.above_1))
        of_class = np.exp(centre + classes)
        class_coverage.append(np.mean((found.of_class.lower <= of_class) & (of_class <= found.of_class.upper)))
    return Outcome(*map(np.concatenate, zip(*parts, strict=True)), class_coverage=float(np.mean(class_coverage)))


@pytest.mark.parametrize("kind", ["normal", "heavy tails", "skewed", "few true"])
def test_intervals_hold_the_truth_in_95_of_100_drugs_whatever_the_shape_of_the_world(kind: str) -> None:
    assert 0.93 <= outcome(kind).coverage <= 0.97


def test_intervals_hold_the_truth_where_reports_have_a_systematic_error() -> None:
    found = outcome("normal", ERROR)
    assert 0.93 <= found.coverage <= 0.97 and 0.92 <= found.class_coverage <= 0.98


@pytest.mark.parametrize(("kind", "least", "most"), [("few true", 0.54, 0.64), ("five", 0.43, 0.54)])
def test_where_few_drugs_have_an_effect_intervals_of_those_hold_the_truth_far_less_often(
    kind: str, least: float, most: float
) -> None:
    # docs/methods.md says so: they are pulled to the many whose ratio is 1, and their unpooled interval is to be read.
    assert least <= outcome(kind).coverage_with_effect <= most


@pytest.mark.parametrize("error", [NO_ERROR, ERROR])
def test_as_many_drugs_are_above_1_as_their_probabilities_say(error: SystematicError) -> None:
    found = outcome("normal", error)
    for low, high in ((0.0, 0.025), (0.025, 0.2), (0.2, 0.5), (0.5, 0.8), (0.8, 0.975), (0.975, 1.0)):
        probabilities = found.above_1[(found.above_1 > low) & (found.above_1 <= high)]
        true = found.truth[(found.above_1 > low) & (found.above_1 <= high)] > 0
        assert true.mean() == pytest.approx(probabilities.mean(), abs=0.06)  # drugs of a world share their classes


def test_among_drugs_without_an_effect_pooling_calls_next_to_none() -> None:
    # An unpooled 95% interval is above 1 in up to 2.5% of drugs; here all ratios are 1.
    rng = np.random.default_rng(5)
    reports = np.ceil(np.exp(rng.normal(6.5, 2.0, (20, len(CLASSES)))))
    a = np.minimum(rng.poisson(reports * 1e-3), reports)
    called = [
        partial_pooling(cases, own - cases, 20_000 - cases, 2e7 - own - 20_000 + cases, CLASSES).of_drug.lower > 1
        for cases, own in zip(a, reports, strict=True)
    ]
    assert np.mean(called) <= 0.002


def pooled(a: list[int], target_class: list[str], error: SystematicError = NO_ERROR, reports: int = 3_000) -> Pooled:
    """Drugs with 3 expected cases each."""
    cases = np.array(a)
    return partial_pooling(cases, reports - cases, 1_000 - cases, 999_000 - reports + cases, target_class, error)


def test_a_drug_alone_is_above_its_class_and_a_class_of_such_drugs_stands_out_itself() -> None:
    alone = pooled([30, 3, 3, 3, 3, 3], ["k", "k", "k", "l", "l", "l"])
    assert alone.above_class[0] > 0.975 and alone.of_class.lower[0] < 1 < alone.of_drug.lower[0]
    shared = pooled([30, 30, 30, 30, 30, 3, 3, 3], ["k", "k", "k", "k", "k", "l", "l", "l"])
    assert shared.of_class.lower[0] > 1 and shared.above_class[0] < 0.9


def test_no_case_where_many_are_expected_says_more_than_where_few_are() -> None:
    few, many = (pooled([0, 3, 3], ["k"] * 3, reports=reports) for reports in (30, 9_000))
    assert many.of_drug.upper[0] < few.of_drug.upper[0] and many.of_drug.above_1[0] < 0.05 < few.of_drug.above_1[0]


def test_a_drug_with_few_reports_is_pulled_further_to_its_class_than_one_with_many() -> None:
    ratio = [10] + [3] * 9
    little = pooled(ratio, ["k"] * 10)
    much = pooled([cases * 20 for cases in ratio], ["k"] * 10, reports=60_000)
    assert 1 < little.of_drug.median[0] < 0.7 * 3.36  # (10 / 3,000) / (990 / 997,000)
    assert much.of_drug.median[0] == pytest.approx(3.92, rel=0.1)  # (200 / 60,000) / (800 / 940,000)


def test_a_systematic_error_moves_every_ratio_and_its_uncertainty_widens_every_interval() -> None:
    cells, classes = [9, 3, 3, 1], ["k", "k", "l", "l"]
    plain, moved = pooled(cells, classes), pooled(cells, classes, SystematicError(0.5, 0.0, 0.0))
    assert (moved.of_drug.median < plain.of_drug.median).all()
    unsure = pooled(cells, classes, SystematicError(0.0, 0.3, 0.3))
    assert (unsure.of_drug.upper / unsure.of_drug.lower > plain.of_drug.upper / plain.of_drug.lower).all()
    common = pooled(cells, classes, replace(NO_ERROR, mean_sd=0.5))
    assert common.of_all.upper[0] / common.of_all.lower[0] > plain.of_all.upper[0] / plain.of_all.lower[0]


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 60), st.integers(1, 20_000), st.sampled_from("klm")), min_size=1, max_size=9),
    st.randoms(use_true_random=False),
)
def test_limits_are_in_order_and_the_order_of_the_drugs_does_not_matter(drugs, random) -> None:
    a, more, classes = (np.array(column) for column in zip(*drugs, strict=True))
    cells = a, more, 500 + a.sum() - a, 10**6 + more.sum() - more
    ratios = partial_pooling(*cells, classes).of_drug
    assert (ratios.lower <= ratios.median).all() and (ratios.median <= ratios.upper).all()
    assert (ratios.above_2 <= ratios.above_1 + 1e-12).all() and (ratios.above_2 >= -1e-12).all()
    order = np.array(random.sample(range(len(a)), len(a)))
    again = partial_pooling(*(cell[order] for cell in cells), classes[order]).of_drug
    np.testing.assert_allclose(again.median, ratios.median[order], rtol=1e-9)


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (([0], [0], [5], [9]), r"^a \+ b must be above 0; found 0.0 at position 0"),
        (([0], [5], [0], [9]), r"^a \+ c must be above 0"),
        (([1], [5], [0], [0]), r"^c \+ d must be above 0"),
    ],
)
def test_what_cannot_be_compared_is_refused(cells, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        partial_pooling(*cells, ["k"])
