"""What carries a signal of the demo: planted truths are found, numbers re-derived from the published cases."""

import duckdb
import pandas as pd
import pytest

from signals.demo import planted_truths
from signals.demo.truths import THE_SENDER
from signals.statistics import score
from tests.tables.frames import frame, one

KEYS = ["watchlist", "drug", "drug_kind", "event", "event_kind", "analysis"]


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
        f"SELECT {', '.join(KEYS)} FROM signals.watch INNER JOIN signals.watch_analysis USING (watchlist, analysis) "
        "WHERE human_verdict = 'disproportionate' AND (analysis = 'primary' OR is_comparison) ORDER BY ALL",
    )
    pd.testing.assert_frame_equal(fragile, pairs)
