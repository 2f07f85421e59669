"""score() against the golden tables of five independent implementations, and what must always hold."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.statistics import score
from signals.statistics.criteria import is_evans, is_ic, is_ror

COLUMNS = [
    "expected", "prr", "prr_lower", "prr_upper", "chi_square", "chi_square_yates",
    "ror", "ror_lower", "ror_upper", "ic", "ic_lower", "ic_upper",
]  # fmt: skip

# Column of ours: column of golden/two_by_two.csv (R pvda 0.0.4 and R stats).
GOLDEN = {
    "expected": "E",
    "prr": "pvda_prr",
    "prr_lower": "pvda_prr_lo",
    "prr_upper": "pvda_prr_hi",
    "chi_square": "R_chi2",
    "chi_square_yates": "R_chi2_yates",
    "ror": "pvda_ror",
    "ror_lower": "pvda_ror_lo",
    "ror_upper": "pvda_ror_hi",
    "ic": "pvda_ic",
    "ic_lower": "pvda_ic025",
    "ic_upper": "pvda_ic975",
}

counts = st.integers(min_value=0, max_value=5_000_000) | st.integers(min_value=0, max_value=12)
tables = st.tuples(counts, counts, counts, counts)
full_tables = st.tuples(*[st.integers(min_value=1, max_value=5_000_000)] * 4)


@pytest.fixture(scope="module")
def golden(shared) -> pd.DataFrame:
    return pd.read_csv(shared / "golden" / "two_by_two.csv")


def _undefined(golden: pd.DataFrame, column: str) -> pd.Series:
    """Where docs/architecture.md calls the statistic undefined."""
    a, b, c, d = (golden[cell] for cell in "abcd")
    if column.startswith("prr_"):
        return (a == 0) | (c == 0)
    if column == "prr":
        return (c == 0) | (a + b == 0)
    if column.startswith("ror"):
        return (a == 0) | (b == 0) | (c == 0) | (d == 0)
    if column.startswith("chi"):
        return (a + b == 0) | (c + d == 0) | (a + c == 0) | (b + d == 0)
    return a + b + c + d == 0


@pytest.mark.parametrize("column", COLUMNS)
def test_golden_tables_agree_to_1e_9_and_are_undefined_where_they_must_be(golden, column):
    scores = score(golden["a"], golden["b"], golden["c"], golden["d"])
    reference = golden[GOLDEN[column]]
    is_undefined = _undefined(golden, column) | ~np.isfinite(reference)
    assert len(golden) == 124
    assert scores.loc[is_undefined, column].isna().all()
    # R's corrected chi-square takes off min(0.5, |O - E|), which leaves rounding dust below 3e-21 where the
    # definition max(|ad - bc| - N/2, 0) gives 0; hence the absolute tolerance of 1e-20, for nothing else.
    np.testing.assert_allclose(scores.loc[~is_undefined, column], reference[~is_undefined], rtol=1e-9, atol=1e-20)


def test_r_s_correction_and_the_definition_differ_only_by_rounding_dust(golden):
    scores = score(golden["a"], golden["b"], golden["c"], golden["d"])
    is_dust = (scores["chi_square_yates"] == 0) & (golden["R_chi2_yates"] != 0)
    assert is_dust.sum() == 38
    assert golden.loc[is_dust, "R_chi2_yates"].max() < 3e-21


def test_columns_are_those_of_the_contract_in_their_order():
    assert score([1], [2], [3], [4]).columns.tolist() == COLUMNS


# Noren 2006, Stat Med 25:3740-3757, Table III: a, b, c, d and the IC printed there to 2 decimals; pharmsignal 0.1.0
# gives the first two to 6 (5.247846 and 1.0408). Its estimator is another (Dirichlet), equal to these digits.
NOREN_2006 = [
    (25, 1101, 62, 571385, 5.25),
    (203, 29865, 305, 124836, 1.04),
    (0, 5232, 3, 74905, -0.48),
    (0, 10, 0, 453471, 0.0),
]


@pytest.mark.parametrize(("a", "b", "c", "d", "printed"), NOREN_2006)
def test_ic_matches_noren_2006_to_the_printed_decimals(a, b, c, d, printed):
    assert round(score(a, b, c, d)["ic"][0], 2) == pytest.approx(printed)


def test_ic_matches_pharmsignal_s_values_for_noren_2013(shared):
    published = pd.read_csv(shared / "golden" / "published.csv").set_index("id")
    rows = published.loc[["noren2013_oe_2", "noren2013_oe_4"]]
    scores = score(*(rows[cell].astype(float) for cell in "abcd"))
    # Printed to 4 decimals: 1.0408 and 0.
    np.testing.assert_allclose(scores["ic"], rows["value"].astype(float), atol=5e-5)
    # Their ci_low is the closed form, -3.3 (a+.5)^-1/2 - 2 (a+.5)^-3/2, off from the exact bound by -0.049 to +0.014
    # for a >= 1 (facts/statistics.md); their own exact bound is 0.8354 at a = 203.
    assert -0.049 < rows["ci_low"].iloc[0] - scores["ic_lower"].iloc[0] < 0.014


# openEBGM 0.9.1, vignettes 02-04, 17 reports of three products and two events; PRR printed to 2 decimals, and E
# unstratified and stratified with RR = a/E. b, c and d follow from E and the 17 reports (9 x 9 / 17 = 4.7647059, ...).
OPENEBGM_TOY = {
    "A1": (5, 4, 4, 4, 4.7647059, 1.11, 4.3222222),
    "A2": (4, 5, 4, 4, 4.2352941, 0.89, 4.6777778),
    "B1": (3, 4, 6, 4, 3.7058824, 0.71, 4.1222222),
    "B2": (4, 3, 4, 6, 3.2941176, 1.43, 2.8777778),
    "C1": (1, 0, 8, 8, 0.5294118, 2.0, 0.5555556),
}


@pytest.mark.parametrize(("a", "b", "c", "d", "expected", "prr", "stratified"), OPENEBGM_TOY.values(), ids=OPENEBGM_TOY)
def test_prr_and_expected_match_openebgm_s_vignette(a, b, c, d, expected, prr, stratified):
    row = score(a, b, c, d).iloc[0]
    assert row["expected"] == pytest.approx(expected, abs=5e-8)
    assert round(row["prr"], 2) == prr


@pytest.mark.parametrize(("a", "b", "c", "d", "expected", "prr", "stratified"), OPENEBGM_TOY.values(), ids=OPENEBGM_TOY)
def test_a_stratified_expected_replaces_e_in_ic_and_in_nothing_else(a, b, c, d, expected, prr, stratified):
    plain, replaced = score(a, b, c, d).iloc[0], score(a, b, c, d, expected=stratified).iloc[0]
    assert replaced["expected"] == stratified
    assert replaced["ic"] == pytest.approx(np.log2((a + 0.5) / (stratified + 0.5)), rel=1e-12)
    unchanged = [column for column in COLUMNS if column != "expected" and not column.startswith("ic")]
    pd.testing.assert_series_equal(replaced[unchanged], plain[unchanged], check_names=False)


def test_expected_of_0_is_allowed():
    assert score(1, 2, 3, 4, expected=0)["ic"][0] == pytest.approx(np.log2(3))


def test_prr_is_0_when_the_drug_has_no_case_with_the_event():
    row = score(0, 20, 15, 965).iloc[0]
    assert row["prr"] == 0
    assert row[["prr_lower", "prr_upper", "ror", "ror_lower", "ror_upper"]].isna().all()


def test_prr_is_nan_when_no_other_drug_has_the_event():
    assert score(5, 10, 0, 100)[["prr", "prr_lower", "prr_upper"]].isna().all(axis=None)


def test_a_table_without_cases_has_no_statistic():
    assert score(0, 0, 0, 0).isna().all(axis=None)
    assert score(0, 0, 0, 0, expected=3.0).drop(columns="expected").isna().all(axis=None)


def test_the_index_of_a_pandas_column_is_kept():
    frame = pd.DataFrame({"a": [3, 4], "b": [5, 6], "c": [7, 8], "d": [9, 10]}, index=[70, 40])
    assert score(frame["a"], frame["b"], frame["c"], frame["d"]).index.tolist() == [70, 40]


def test_the_arguments_are_left_as_they_were():
    columns = [np.array([0.0, 3.0]) for _ in range(4)]
    score(*columns)
    assert all(column.tolist() == [0.0, 3.0] for column in columns)


@given(st.lists(tables, min_size=1, max_size=20))
def test_bounds_enclose_the_estimate_and_nothing_is_infinite(rows):
    scores = score(*zip(*rows, strict=True))
    assert not np.isinf(scores.to_numpy()).any()
    for name in ("prr", "ror", "ic"):
        defined = scores[scores[f"{name}_lower"].notna()]
        assert (defined[f"{name}_lower"] <= defined[name]).all()
        assert (defined[name] <= defined[f"{name}_upper"]).all()


@given(full_tables)
def test_swapping_the_rows_inverts_ror(cells):
    a, b, c, d = cells
    row, swapped = score(a, b, c, d).iloc[0], score(c, d, a, b).iloc[0]
    assert swapped["ror"] == pytest.approx(1 / row["ror"], rel=1e-12)
    assert swapped["ror_lower"] == pytest.approx(1 / row["ror_upper"], rel=1e-12)


@given(full_tables)
def test_transposing_a_table_keeps_ror_ic_and_chi_square(cells):
    a, b, c, d = cells
    same = ["expected", "ror", "ror_lower", "ror_upper", "ic", "ic_lower", "ic_upper", "chi_square", "chi_square_yates"]
    np.testing.assert_allclose(score(a, b, c, d)[same], score(a, c, b, d)[same], rtol=1e-12, atol=1e-12)


@given(full_tables, st.integers(min_value=2, max_value=20))
def test_scaling_a_table_narrows_its_intervals(cells, factor):
    small = score(*cells).iloc[0]
    large = score(*(factor * cell for cell in cells)).iloc[0]
    for name in ("prr", "ror"):
        assert large[name] == pytest.approx(small[name], rel=1e-12)
        assert large[f"{name}_upper"] / large[f"{name}_lower"] < small[f"{name}_upper"] / small[f"{name}_lower"]
    assert large["ic_upper"] - large["ic_lower"] < small["ic_upper"] - small["ic_lower"]


@given(st.lists(tables, min_size=1, max_size=8))
def test_scoring_a_column_equals_scoring_its_rows_one_by_one(rows):
    whole = score(*zip(*rows, strict=True))
    single = pd.concat([score(*row) for row in rows], ignore_index=True)
    pd.testing.assert_frame_equal(whole, single, check_exact=True)


@given(st.lists(tables, min_size=1, max_size=12), st.randoms())
def test_the_order_of_rows_does_not_matter(rows, random):
    order = list(range(len(rows)))
    random.shuffle(order)
    whole = score(*zip(*rows, strict=True)).iloc[order].reset_index(drop=True)
    shuffled = score(*zip(*(rows[position] for position in order), strict=True))
    pd.testing.assert_frame_equal(whole, shuffled, check_exact=True)


@given(st.lists(tables, min_size=1, max_size=12))
def test_no_criterion_holds_where_its_statistic_is_undefined(rows):
    a = np.array([row[0] for row in rows])
    scores = score(*zip(*rows, strict=True))
    assert not is_evans(a, scores["prr"], scores["chi_square_yates"])[scores["prr"].isna()].any()
    assert not is_ror(a, scores["ror_lower"])[scores["ror_lower"].isna()].any()
    assert not is_ic(scores["ic_lower"])[scores["ic_lower"].isna()].any()


def test_half_a_million_tables_cost_few_gamma_quantiles():
    # The bounds of IC need one quantile for each count that occurs; were it one for each pair, this would take long.
    generator = np.random.default_rng(1)
    a = generator.integers(0, 50, 500_000)
    scores = score(a, a + 1, a + 2, a + 1_000_000)
    assert scores.loc[a == 7, "ic_lower"].nunique() == 1
