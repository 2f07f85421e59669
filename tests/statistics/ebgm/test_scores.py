"""EBGM and the quantiles of the posterior: golden numbers, brute force at the extremes, and what must hold."""

import math
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import brentq
from scipy.special import gammainc

from bench.score import draw_pairs
from signals.statistics.ebgm import (
    Prior,
    fit_polynomials,
    geometric_mean,
    grid,
    posterior_probability_above,
    quantile,
    score,
)

# As golden/mgps_priors.csv has them: openEBGM 0.9.1 on statin46, an independent fit on betablocker500 and phvid; then
# DuMouchel's own start, two point masses, a spike beside a wide component, one component alone, and one near 0.
PRIORS = {
    "statin46": Prior(0.467083473326422, 0.0378800784155657, 530.11349231895, 550.722988792765, 0.656144448504474),
    "betablocker500": Prior(0.2208697550714935, 0.1949657979611372, 333462.6451598168, 332816.1375021962, 0.8347),
    "phvid": Prior(0.7324020186356681, 0.22897145634161056, 1.7411299057935496, 2.2124656871058725, 0.0976),
    "start": Prior(0.2, 0.1, 2.0, 4.0, 1 / 3),
    "two points": Prior(1e12, 5e11, 1e12, 2e12, 0.3),
    "sharp point": Prior(0.5, 0.2, 1e15, 1e15, 0.5),
    "one component": Prior(1.4, 1.1, 50.0, 50.0, 1.0),
    "near nothing": Prior(0.01, 10.0, 1.0, 0.5, 0.9),
}  # fmt: skip
EXTREMES = [(0, 0.0), (0, 1e-9), (0, 1.0), (0, 1e6), (1, 1e-9), (1, 0.3), (3, 1.0), (3, 4000.0), (250, 2.0),
            (1000, 1000.0), (40_000, 3.0), (40_000, 80_000.0), (2_000_000, 2_100_000.0)]  # fmt: skip


@cache
def _shares(prior: Prior, n: int, expected: float) -> tuple[float, float]:
    """How much of the posterior each component holds, from negative binomial probabilities written as sums."""
    logs = []
    for part, alpha, beta in ((prior.p, prior.alpha1, prior.beta1), (1 - prior.p, prior.alpha2, prior.beta2)):
        if part == 0:
            logs.append(-math.inf)
            continue
        rising = float(np.log1p(np.arange(n) / alpha).sum())
        logs.append(math.log(part) + rising + n * math.log(alpha / beta) - (alpha + n) * math.log1p(expected / beta))
    largest = max(logs)
    weights = [math.exp(value - largest) for value in logs]
    return weights[0] / sum(weights), weights[1] / sum(weights)


def _below(prior: Prior, n: int, expected: float, log_ratio: float) -> float:
    ratio = math.exp(log_ratio)
    share1, share2 = _shares(prior, n, expected)
    first = gammainc(prior.alpha1 + n, (prior.beta1 + expected) * ratio)
    second = gammainc(prior.alpha2 + n, (prior.beta2 + expected) * ratio)
    return share1 * first + share2 * second


def _brute_force(prior: Prior, n: int, expected: float, probability: float) -> float:
    """The root of the exact distribution function, by bisection-safe root finding on ln ratio; 0 where it underflows."""
    shares = _shares(prior, n, expected)

    def excess(log_ratio: float) -> float:
        ratio = math.exp(log_ratio)
        parts = ((prior.alpha1, prior.beta1), (prior.alpha2, prior.beta2))
        below = (part * gammainc(a + n, (b + expected) * ratio) for part, (a, b) in zip(shares, parts, strict=True))
        return float(sum(below)) - probability

    if excess(-690.0) >= 0:
        return 0.0
    return math.exp(brentq(excess, -690.0, 100.0, xtol=1e-13, rtol=1e-14, maxiter=2000))


@pytest.mark.parametrize("probability", [0.001, 0.05, 0.5, 0.95, 0.999])
@pytest.mark.parametrize("name", PRIORS)
def test_quantiles_agree_with_brute_force_to_1e_6_at_the_extremes(name, probability):
    prior = PRIORS[name]
    n, expected = map(list, zip(*EXTREMES, strict=True))
    found = quantile(prior, n, expected, probability)
    wanted = [_brute_force(prior, *pair, probability) for pair in EXTREMES]
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-290)


priors = st.builds(
    lambda alpha1, mean1, alpha2, mean2, p: Prior(alpha1, alpha1 / mean1, alpha2, alpha2 / mean2, p),
    st.floats(-2, 3).map(lambda x: 10**x),
    st.floats(-1.5, 1.5).map(lambda x: 10**x),
    st.floats(-1, 9).map(lambda x: 10**x),
    st.floats(-1, 1).map(lambda x: 10**x),
    st.floats(0, 1),
)
counts = st.integers(0, 30) | st.integers(0, 5000)
expectations = st.floats(-6, 4).map(lambda x: 10**x)


@given(priors, counts, expectations, st.sampled_from([0.01, 0.05, 0.5, 0.95]))
def test_quantiles_agree_with_brute_force_to_1e_6(prior, n, expected, probability):
    wanted = _brute_force(prior, n, expected, probability)
    assert quantile(prior, [n], [expected], probability)[0] == pytest.approx(wanted, rel=1e-6, abs=1e-290)


@given(priors, counts, expectations, st.floats(0.2, 5))
def test_the_probability_above_a_ratio_is_what_the_distribution_leaves(prior, n, expected, ratio):
    wanted = 1 - _below(prior, n, expected, math.log(ratio))
    assert posterior_probability_above(prior, [n], [expected], ratio)[0] == pytest.approx(wanted, abs=1e-7)


def test_p_above_1_says_little_under_a_spike_and_p_above_1_5_says_it():
    # facts: n = E = 1000 gives P(ratio > 1) = 0.85 under betablocker500's prior and 0.30 under statin46's.
    above_1 = [
        posterior_probability_above(PRIORS[name], [1000], [1000], 1.0)[0] for name in ("betablocker500", "statin46")
    ]
    assert [round(value, 2) for value in above_1] == [0.85, 0.30]
    for name in ("betablocker500", "statin46"):
        assert posterior_probability_above(PRIORS[name], [1000], [1000], 1.5)[0] < 1e-6


@pytest.mark.parametrize(
    ("file", "prior", "columns"),
    [("ebgm_statin46_allcells.csv", "statin46", ("N", "E")), ("ebgm_phvid_allcells.csv", "openaltio", ("N", "E"))],
)
def test_scores_agree_with_golden_ones_to_1e_4_given_the_same_prior(shared, file, prior, columns):
    golden = pd.read_csv(shared / "golden" / file)
    given_prior = PRIORS.get(prior) or _golden_prior(shared, "PhViD_PhViDdata.frame", "openaltio")
    n, expected = golden[columns[0]], golden[columns[1]]
    np.testing.assert_allclose(geometric_mean(given_prior, n, expected), golden["EBGM"], rtol=1e-4)
    for name, probability in (("EB05", 0.05), ("EB95", 0.95)):
        found = quantile(given_prior, n, expected, probability)
        # openEBGM prints its quantiles to 6 decimals.
        np.testing.assert_allclose(found, golden[name], rtol=1e-4, atol=5e-7)


def _golden_prior(shared, table: str, source: str) -> Prior:
    rows = pd.read_csv(shared / "golden" / "mgps_priors.csv")
    row = rows[(rows["table"] == table) & (rows["source"] == source)].iloc[0]
    return Prior(row["alpha1"], row["beta1"], row["alpha2"], row["beta2"], row["P"])


# cran/openEBGM 0.9.1, vignettes 02-04: E, EBGM, EB05 and EB95 of six pairs with n = 1, printed to two decimals.
OPENEBGM_VIGNETTE = [
    (0.0360548272, 2.23, 0.49, 13.85),
    (0.0038736591, 2.58, 0.52, 15.78),
    (0.0002979738, 2.63, 0.52, 16.02),
    (0.076579261, 1.92, 0.47, 11.77),
    (0.0527413588, 2.09, 0.48, 12.95),
]


@pytest.mark.parametrize(("expected", "ebgm", "eb05", "eb95"), OPENEBGM_VIGNETTE)
def test_scores_match_openebgm_s_vignette_to_the_printed_decimals(expected, ebgm, eb05, eb95):
    prior = Prior(3.25379356, 0.39988854, 2.02612692, 1.90807970, 0.06534557)
    scores = score(prior, [1], [expected])
    assert round(scores.geometric_mean[0], 2) == ebgm
    # Its quantiles come from bisection that stops at two digits, so the last one printed may be one too low.
    assert [scores.lower[0], scores.upper[0]] == pytest.approx([eb05, eb95], abs=0.01)


@given(priors, st.lists(st.tuples(counts, expectations), min_size=1, max_size=20))
def test_bounds_enclose_the_estimate(prior, pairs):
    scores = score(prior, *zip(*pairs, strict=True))
    assert (scores.lower <= scores.upper).all()
    median = quantile(prior, *zip(*pairs, strict=True), 0.5)
    assert (scores.lower <= median).all()
    assert (median <= scores.upper).all()
    assert np.isfinite([scores.lower, scores.geometric_mean, scores.upper]).all()


@given(priors, st.lists(st.tuples(counts, expectations), min_size=1, max_size=10), st.randoms())
def test_a_column_equals_its_rows_one_by_one_in_any_order(prior, pairs, random):
    random.shuffle(shuffled := list(pairs))
    whole = score(prior, *zip(*shuffled, strict=True))
    for position, (n, expected) in enumerate(shuffled):
        single = score(prior, [n], [expected])
        assert whole.geometric_mean[position] == pytest.approx(single.geometric_mean[0], rel=1e-12)
        assert whole.lower[position] == pytest.approx(single.lower[0], rel=1e-9, abs=1e-300)
        assert whole.upper[position] == pytest.approx(single.upper[0], rel=1e-9, abs=1e-300)


@given(priors, st.integers(0, 200), expectations)
def test_one_more_case_raises_every_score_and_more_expected_lowers_it(prior, n, expected):
    for function in (geometric_mean, lambda *pair: quantile(*pair, 0.05), lambda *pair: quantile(*pair, 0.95)):
        fewer, more, diluted = function(prior, [n, n + 1, n], [expected, expected, expected * 1.5])
        assert more >= fewer * (1 - 1e-9)
        assert diluted <= fewer * (1 + 1e-9)


@pytest.mark.parametrize("name", PRIORS)
def test_millions_of_pairs_get_the_values_of_few(name):
    """Long columns go through polynomials (grid.py), short ones do not: 1e-7 between them."""
    rng = np.random.default_rng(5)
    expected = np.exp(rng.normal(-1.0, 3.0, 60_000))
    n = rng.poisson(expected * rng.gamma(0.5, 2.0, 60_000))
    long = score(PRIORS[name], n, expected)
    some = rng.choice(60_000, size=grid.FEWEST_PAIRS - 1, replace=False)
    short = score(PRIORS[name], n[some], expected[some])
    for column in ("geometric_mean", "lower", "upper"):
        np.testing.assert_allclose(getattr(long, column)[some], getattr(short, column), rtol=1e-7, atol=1e-290)


@pytest.mark.parametrize("size", [grid.FEWEST_PAIRS - 1, 40_000])
@pytest.mark.parametrize("parts", [2, 7])
def test_a_pair_has_the_same_digits_in_every_part_of_a_set_whose_polynomials_were_fitted_once(size, parts):
    prior = Prior(0.22, 0.19, 3e5, 3e5, 0.83, rivals=((0.5, 0.5, 10.0, 10.0, 0.5),))  # its spike needs short intervals
    pairs, above = draw_pairs(size), (1.5, 2.0)
    polynomials = fit_polynomials(prior, pairs.a, pairs.expected, above)
    assert bool(polynomials) == (size >= grid.FEWEST_PAIRS)
    whole = score(prior, pairs.a, pairs.expected, above)
    part_of_pair = np.random.default_rng(8).integers(parts, size=size)
    for part in range(parts):
        own = part_of_pair == part
        scores = score(prior, pairs.a[own], pairs.expected[own], above, polynomials)
        for column in ("geometric_mean", "lower", "upper", "lower_least", "lower_most"):
            assert (getattr(scores, column) == getattr(whole, column)[own]).all(), column
        assert all((one == other[own]).all() for one, other in zip(scores.above, whole.above, strict=True))


def test_probabilities_that_come_with_the_score_are_those_that_are_asked_for_one_by_one():
    scores = score(PRIORS["start"], [0, 3, 30], [1.2, 1.2, 1.2], above=(1.5, 2.0))
    for ratio, probability in zip((1.5, 2.0), scores.above, strict=True):
        wanted = posterior_probability_above(PRIORS["start"], [0, 3, 30], [1.2, 1.2, 1.2], ratio)
        assert probability.tolist() == wanted.tolist()


@pytest.mark.parametrize("name", ["statin46", "betablocker500", "phvid", "start"])
def test_quantiles_of_a_long_column_agree_with_brute_force_to_1e_6(name):
    """The bench's pairs, of FAERS' size: 200 of a column of 50,000, against the root of scipy's gamma distributions."""
    pairs = draw_pairs(50_000)
    scores = score(PRIORS[name], pairs.a, pairs.expected)
    for row in np.random.default_rng(3).choice(50_000, size=200, replace=False):
        pair = int(pairs.a[row]), float(pairs.expected[row])
        assert scores.lower[row] == pytest.approx(_brute_force(PRIORS[name], *pair, 0.05), rel=1e-6)
        assert scores.upper[row] == pytest.approx(_brute_force(PRIORS[name], *pair, 0.95), rel=1e-6)


def test_a_point_mass_that_holds_the_whole_posterior_is_every_quantile():
    prior = Prior(0.5, 0.2, 1e15, 1e15, 0.0)
    for probability in (0.05, 0.5, 0.95):
        assert quantile(prior, [10], [12.0], probability)[0] == pytest.approx(1.0, rel=1e-6)


def test_columns_keep_their_shape_and_their_order():
    prior = PRIORS["start"]
    matrix = geometric_mean(prior, [[0, 3], [30, 1]], [[1.2, 1.2], [1.2, 1.2]])
    assert matrix.round(4).tolist() == [[0.0686, 1.25], [22.8472, matrix[1, 1].round(4)]]
    assert float(geometric_mean(prior, 3, 1.2)) == pytest.approx(1.25, abs=5e-5)
    assert geometric_mean(prior, [], []).shape == (0,)
    assert geometric_mean(prior, pd.Series([3]), pd.Series([1.2])).shape == (1,)


@pytest.mark.parametrize(
    ("n", "expected", "message"),
    [
        ([1, -1], [1, 1], r"^n must hold numbers of 0 or more; found -1.0 at position 1$"),
        ([0.5, 1], [1, 1], r"^n must hold whole counts; found 0.5 at position 0$"),
        ([1, np.nan], [1, 1], r"^n must hold finite numbers; found nan at position 1$"),
        (["1", 2], [1, 1], r"^n must hold numbers; found '1' at position 0$"),
        ([1, 2], [1, -1], r"^expected must hold numbers of 0 or more; found -1.0 at position 1$"),
        ([1, 2], [np.inf, 1], r"^expected must hold finite numbers; found inf at position 0$"),
        ([0, 2], [0, 0], r"^expected must be above 0 where n is; found 0.0 at position 1$"),
        ([1, 2], [1], r"^expected has length 1, n has length 2: .* without a partner is 1$"),
        ([[1, 2], [3]], [1, 2], r"^n must be one column of numbers; found rows of different lengths$"),
    ],
)  # fmt: skip
def test_input_that_makes_no_sense_is_refused_by_name_and_position(n, expected, message):
    for call in (geometric_mean, score, lambda *cells: quantile(*cells, 0.05),
                 lambda *cells: posterior_probability_above(*cells, 2.0)):  # fmt: skip
        with pytest.raises(ValueError, match=message):
            call(PRIORS["start"], n, expected)


@pytest.mark.parametrize("probability", [0, 1, -0.1, 5, np.nan, "0.05", [0.05, 0.95]])
def test_a_probability_that_is_none_is_refused(probability):
    with pytest.raises(ValueError, match=r"^probability must be one number above 0 and below 1; found"):
        quantile(PRIORS["start"], [1], [1.0], probability)


@pytest.mark.parametrize("ratio", [0, -1, np.nan, np.inf, "2"])
def test_a_ratio_that_is_none_is_refused(ratio):
    with pytest.raises(ValueError, match=r"^ratio must be one number above 0 and below inf; found"):
        posterior_probability_above(PRIORS["start"], [1], [1.0], ratio)


@pytest.mark.parametrize(
    ("parameters", "message"),
    [
        ((0, 1, 1, 1, 0.5), r"^alpha1 must be one number above 0 and below inf; found 0$"),
        ((1, np.nan, 1, 1, 0.5), r"^beta1 must be one number"),
        ((1, 1, 1, "1", 0.5), r"^beta2 must be one number"),
        ((1, 1, 1, 1, 1.5), r"^p must be one number from 0 to 1; found 1.5$"),
        ((1, 1, 1, 1, np.nan), r"^p must be one number from 0 to 1; found nan$"),
    ],
)  # fmt: skip
def test_a_prior_that_is_none_is_refused(parameters, message):
    with pytest.raises(ValueError, match=message):
        Prior(*parameters)
