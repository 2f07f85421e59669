"""The demo's world looked at from every side: planted truths are found, numbers re-derived from the published cases."""

from collections.abc import Iterator

import duckdb
import numpy as np
import pandas as pd
import pytest

from signals.database import open_read_only
from signals.demo import planted_truths
from signals.demo.truths import THE_SENDER
from signals.statistics import score
from signals.statistics.calibration import calibrated_p, fit_null
from signals.statistics.masking import masking_ratio
from signals.vocabulary.watchlist import load_watchlist
from tests.publications import Publication

KEYS = ["drug", "drug_kind", "event", "event_kind", "analysis"]


@pytest.fixture(scope="module")
def file(demo_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(demo_publication.path) as connection:
        yield connection


def frame(file: duckdb.DuckDBPyConnection, query: str, **values: object) -> pd.DataFrame:
    return file.execute(query, values or None).df()


def one(file: duckdb.DuckDBPyConnection, query: str, **values: object) -> pd.Series:
    found = frame(file, query, **values)
    assert len(found) == 1
    return found.iloc[0]


def test_the_trend_counts_the_cases_first_received_until_each_quarter(file: duckdb.DuckDBPyConnection) -> None:
    trend = frame(
        file,
        "SELECT quarter, a, b, c, d FROM signals.watch_trend "
        "WHERE drug = 'imatinib' AND event = 'Optic neuritis' AND analysis = 'primary' ORDER BY quarter",
    )
    cases = frame(
        file,
        """
        SELECT least(quarter, year(init_fda_date) || 'Q' || quarter(init_fda_date)) AS received
            , caseid IN (SELECT caseid FROM faers.suspect WHERE ingredient = 'imatinib') AS has_drug
            , caseid IN (SELECT caseid FROM faers.case_event WHERE event_pt = 'Optic neuritis') AS has_event
        FROM faers.cases WHERE is_counted
        """,
    )
    for row in (trend.iloc[0], trend.iloc[len(trend) // 2], trend.iloc[-1]):
        until = cases[cases["received"] <= row["quarter"]]
        a, drug, event = (
            (until["has_drug"] & until["has_event"]).sum(),
            until["has_drug"].sum(),
            until["has_event"].sum(),
        )
        assert (row["a"], row["b"], row["c"], row["d"]) == (a, drug - a, event - a, len(until) - drug - event + a)


def test_a_signal_begins_once_and_its_first_quarter_is_the_first_in_which_it_holds(
    file: duckdb.DuckDBPyConnection,
) -> None:
    trend = frame(file, "FROM signals.watch_trend ORDER BY quarter")
    holding = trend[trend["is_disproportionate"]].groupby(KEYS)["quarter"].min()
    first = trend[trend["is_first_signal"]].set_index(KEYS)["quarter"]
    pd.testing.assert_series_equal(first.sort_index(), holding.sort_index())
    assert first.index.is_unique
    table = frame(file, "FROM signals.watch_first").set_index(KEYS)["first_signal_quarter"].dropna()
    pd.testing.assert_series_equal(table.sort_index(), holding.sort_index(), check_names=False)


def test_the_trend_says_that_it_is_rebuilt(file: duckdb.DuckDBPyConnection) -> None:
    comments = frame(
        file, "SELECT table_name, comment FROM duckdb_tables() WHERE table_name IN ('watch_trend', 'watch_first')"
    )
    assert len(comments) == 2
    assert comments["comment"].str.contains("not what was knowable").all()


def test_times_to_onset_are_those_of_the_cases_dated_to_the_day(file: duckdb.DuckDBPyConnection) -> None:
    dated = frame(
        file,
        """
        WITH started AS (
            SELECT caseid, min(start_date) AS start_date FROM faers.case_drug
            WHERE ingredient = 'imatinib' AND role IN ('PS', 'SS') AND start_date IS NOT NULL GROUP BY caseid
        )
        SELECT date_diff('day', started.start_date, cases.event_date) AS days
        FROM faers.cases AS cases INNER JOIN started USING (caseid)
        WHERE cases.is_counted AND cases.event_date_precision = 'day'
            AND caseid IN (SELECT caseid FROM faers.case_event WHERE event_pt = 'Optic neuritis')
            AND NOT EXISTS (
                SELECT 1 FROM faers.case_drug AS vague WHERE vague.caseid = cases.caseid AND ingredient = 'imatinib'
                AND role IN ('PS', 'SS') AND vague.start_date = started.start_date AND start_date_precision != 'day')
        """,
    )["days"]
    found = one(file, "FROM signals.watch_onset WHERE drug = 'imatinib' AND event = 'Optic neuritis'")
    known = dated[dated >= 0]
    assert len(known) >= 3
    assert (found["known_count"], found["negative_count"]) == (len(known), (dated < 0).sum())
    quartiles = found[["lower_quartile_days", "median_days", "upper_quartile_days"]].tolist()
    assert quartiles == pytest.approx(known.quantile([0.25, 0.5, 0.75]).tolist())


def test_a_shape_is_shown_from_twenty_known_onsets_up(file: duckdb.DuckDBPyConnection) -> None:
    onset = frame(file, "FROM signals.watch_onset")
    assert (onset["weibull_shape"].notna() == (onset["known_count"] >= 20)).all()
    fitted = onset.dropna(subset="weibull_shape")
    assert len(fitted) > 0
    assert (fitted["weibull_shape_lower"] < fitted["weibull_shape"]).all()


def test_the_single_sender_is_named_and_carries_the_signal(file: duckdb.DuckDBPyConnection) -> None:
    (truth,) = [truth for truth in planted_truths() if truth.kind == "single sender"]
    found = one(
        file,
        "FROM signals.watch_fragility WHERE drug = $drug AND event = $event AND analysis = 'primary'",
        drug=truth.drug,
        event=truth.event,
    )
    assert found["sender"] == THE_SENDER
    assert found["sender_verdict"] != "disproportionate" and "sender" in found["carried_by"]
    assert found["most_influential"] == "sender"


def test_no_sender_country_article_or_year_carries_the_true_signal(file: duckdb.DuckDBPyConnection) -> None:
    found = frame(file, "FROM signals.watch_fragility WHERE drug = 'imatinib' AND event = 'Optic neuritis'")
    assert len(found) == 2
    assert [list(traits) for traits in found["carried_by"]] == [[], []]
    assert found["label"].isna().all() and (found["cases_to_lose"] > 5).all()


def test_the_one_article_is_named_and_labelled_possibly_duplicates(file: duckdb.DuckDBPyConnection) -> None:
    (truth,) = [truth for truth in planted_truths() if truth.kind == "one article"]
    found = one(
        file,
        "FROM signals.watch_fragility WHERE drug = $drug AND event = $event AND analysis = 'primary'",
        drug=truth.drug,
        event=truth.event,
    )
    assert "bosutinib" in found["article"] and "article" in found["carried_by"]
    assert found["is_possibly_duplicates"] and found["label"] == "possibly duplicates"


def test_leaving_a_value_out_leaves_all_its_reports_out(file: duckdb.DuckDBPyConnection) -> None:
    found = one(
        file,
        "FROM signals.watch_fragility WHERE drug = 'imatinib' AND event = 'Demyelination' AND analysis = 'primary'",
    )
    cases = frame(
        file,
        """
        SELECT caseid IN (SELECT caseid FROM faers.suspect WHERE ingredient = 'imatinib') AS has_drug
            , caseid IN (SELECT caseid FROM faers.case_event WHERE event_pt = 'Demyelination') AS has_event
        FROM faers.cases WHERE is_counted AND sender IS DISTINCT FROM $sender
        """,
        sender=found["sender"],
    )
    a, drug, event = ((cases["has_drug"] & cases["has_event"]).sum(), cases["has_drug"].sum(), cases["has_event"].sum())
    expected = score([a], [drug - a], [event - a], [len(cases) - drug - event + a])["ic_lower"][0]
    assert found["sender_ic_lower"] == pytest.approx(expected)
    assert found["sender_case_count"] == found["a"] - a


def test_every_disproportionate_pair_has_a_fragility_and_no_other(file: duckdb.DuckDBPyConnection) -> None:
    fragile = frame(file, f"SELECT {', '.join(KEYS)} FROM signals.watch_fragility ORDER BY ALL")
    pairs = frame(
        file,
        f"SELECT {', '.join(KEYS)} FROM signals.watch WHERE human_verdict = 'disproportionate' "
        "AND analysis IN ('primary', 'no_ms_context') ORDER BY ALL",
    )
    pd.testing.assert_frame_equal(fragile, pairs)


def test_ms_therapies_mask_in_primary_and_their_ratio_is_that_of_the_cases(file: duckdb.DuckDBPyConnection) -> None:
    masks = frame(file, "FROM signals.watch_mask WHERE event = 'cns_onset' AND analysis = 'primary' ORDER BY rank")
    assert masks["ingredient"][0] in ("natalizumab", "interferon beta-1a")
    assert masks["masking_ratio"].is_monotonic_decreasing and (masks["masking_ratio"] >= 1.05).all()
    total = one(file, "SELECT count(*) AS n FROM faers.cases WHERE is_counted")["n"]
    again = masking_ratio(
        masks["drug_event_count"], masks["drug_case_count"], masks["event_case_count"], [total] * len(masks)
    )
    assert masks["masking_ratio"].to_numpy() == pytest.approx(again)


def test_unmasked_cells_are_the_comparator_without_the_masking_drugs_cases(file: duckdb.DuckDBPyConnection) -> None:
    found = one(
        file, "FROM signals.watch_masking WHERE drug = 'nilotinib' AND event = 'cns_onset' AND analysis = 'primary'"
    )
    cases = frame(
        file,
        """
        SELECT caseid IN (
                SELECT caseid FROM faers.case_event WHERE event_pt IN (
                    SELECT event FROM signals.watch WHERE event_kind = 'term') AND event_pt IN (
                    SELECT unnest($terms))) AS has_event
            , caseid IN (SELECT caseid FROM faers.suspect WHERE list_contains($masks, ingredient)) AS is_masking
        FROM faers.cases WHERE is_counted
            AND caseid NOT IN (SELECT caseid FROM faers.suspect WHERE ingredient = 'nilotinib')
        """,
        terms=_terms("cns_onset"),
        masks=list(found["masking_drugs"]),
    )
    left = cases[~cases["is_masking"]]
    assert (found["c_unmasked"], found["d_unmasked"]) == (left["has_event"].sum(), (~left["has_event"]).sum())
    assert (found["c"], found["d"]) == (cases["has_event"].sum(), (~cases["has_event"]).sum())
    assert found["ror_unmasked"] > found["ror"]


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
    assert negative.groupby(["event", "analysis"])["drug"].nunique().min() >= 30
    assert (~negative["is_as_expected"]).mean() <= 0.025


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
    assert found["calibrated_p"] == pytest.approx(calibrated_p([found["a"]], [found["expected"]], null)[0])
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


def _terms(group: str) -> list[str]:
    terms = load_watchlist("tki_demyelination").groups[group].terms
    return list(terms)


def test_the_row_to_read_carries_what_the_other_sides_say(demo_publication: Publication) -> None:
    with open_read_only(demo_publication.path) as connection:
        wrong = connection.execute(
            """
            SELECT summary.drug, summary.event
            FROM signals.watch_summary AS summary
            LEFT JOIN signals.watch_fragility AS fragility
                ON summary.drug = fragility.drug AND summary.drug_kind = fragility.drug_kind
                AND summary.event = fragility.event AND fragility.event_kind = 'group' AND fragility.analysis = 'primary'
            WHERE summary.primary_cases_to_lose IS DISTINCT FROM fragility.cases_to_lose
                OR (fragility.cases_to_lose IS NOT NULL AND sentence NOT LIKE '% carr%it.')
            """
        ).fetchall()
        carried = connection.execute(
            "SELECT drug, fragility_label FROM signals.watch_summary WHERE primary_cases_to_lose IS NOT NULL"
        ).fetchall()
    assert wrong == []
    assert ("bosutinib", "possibly duplicates") in carried, "its cases all cite one article (signals.demo.truths)"
