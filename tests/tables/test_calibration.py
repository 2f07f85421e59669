"""Controls of the demo, and the p-values calibrated by them."""

import duckdb
import numpy as np
import pytest

from signals.demo import planted_truths
from signals.statistics.calibration import calibrated_p, fit_null
from signals.statistics.null_uncertainty import predicted_null
from tests.tables.frames import frame, one

KEYS = ["drug", "drug_kind", "event", "event_kind", "analysis"]


def test_positive_controls_that_are_planted_read_true(file: duckdb.DuckDBPyConnection) -> None:
    controls = frame(file, "FROM signals.watch_control WHERE control_kind = 'positive'").set_index(["drug", "event"])
    for pair in (
        ("natalizumab", "Progressive multifocal leukoencephalopathy"),
        ("natalizumab", "Demyelination"),
        ("adalimumab", "Demyelination"),
    ):
        assert controls.loc[pair, "is_as_expected"], pair
    assert controls.loc[("etanercept", "Multiple sclerosis"), "published_ror"] == 2.48


def test_at_most_one_negative_control_in_forty_is_disproportionate(file: duckdb.DuckDBPyConnection) -> None:
    negative = frame(file, "FROM signals.watch_control WHERE control_kind = 'negative'")
    counts = negative.groupby(["watchlist", "event", "analysis"])["drug"].nunique()
    assert counts.groupby("watchlist").min().to_dict() == {"fluoroquinolone_tendon": 15, "tki_demyelination": 35}
    assert (~negative["is_as_expected"]).groupby(negative["watchlist"]).mean().max() <= 0.025


def test_the_calibration_is_that_of_the_shown_controls(file: duckdb.DuckDBPyConnection) -> None:
    controls = frame(
        file,
        "FROM signals.watch_control WHERE control_kind = 'negative' AND event = 'cns_onset' AND analysis = 'no_ms_context'",
    )
    null = fit_null(controls["a"], controls["expected"])
    found = one(
        file,
        "FROM signals.watch_calibration WHERE drug = 'imatinib' AND event = 'cns_onset' AND analysis = 'no_ms_context'",
    )
    assert found[["null_mean", "null_sd"]].tolist() == pytest.approx([null.mean, null.sd], abs=1e-6)
    predicted = predicted_null(controls["a"], controls["expected"])
    assert found[["error_mean", "error_sd"]].tolist() == pytest.approx([predicted.mean, predicted.sd], abs=1e-6)
    assert predicted.sd > null.sd
    assert found["calibrated_p"] == pytest.approx(calibrated_p([found["a"]], [found["expected"]], predicted)[0])
    assert found["calibrated_lower"] > 1 and found["control_count"] >= 30
    assert 0.8 <= found["leave_one_out_coverage"] <= 1


def test_true_nulls_are_not_called_by_their_calibrated_p(file: duckdb.DuckDBPyConnection) -> None:
    nulls = [truth.drug for truth in planted_truths() if truth.kind == "null"]
    found = frame(
        file,
        "FROM signals.watch_calibration WHERE event = 'cns_onset' AND analysis = 'no_ms_context' AND drug_kind = 'ingredient'",
    )
    of_nulls = found[found["drug"].isin(nulls)]
    assert len(of_nulls) == len(nulls)
    assert (of_nulls["calibrated_p"] < 0.025).sum() <= 2  # of 19; P(3 or more at 2.5%) = 1%
    assert np.isfinite(of_nulls["calibrated_p"]).all()


def test_a_group_whose_controls_say_too_little_is_not_calibrated_and_says_why(file: duckdb.DuckDBPyConnection) -> None:
    found = frame(file, "FROM signals.watch_calibration")
    refused = found[found["reason"].notna()]
    assert len(refused) > 0
    assert refused[["calibrated_p", "calibrated_lower", "null_mean", "leave_one_out_coverage"]].isna().all(axis=None)
    assert refused["reason"].str.contains("are needed").all()
    assert refused["p_value"].notna().any()
