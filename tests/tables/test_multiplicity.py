"""q-values of the families that the digest and the pages speak of: the watched drugs with an event group, by analysis."""

import duckdb
import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from signals.statistics.fisher import midp_greater
from tests.tables.frames import frame

CELLS = ["a", "b", "c", "d"]
FAMILY = """
    FROM signals.watch WHERE analysis = $analysis AND event = $event AND event_kind = 'group' AND drug_kind = 'ingredient'
        AND a + b > 0 AND a + c > 0 AND reason IS NULL
"""


@pytest.mark.parametrize("analysis", ["no_ms_context", "primary", "same_indication"])
def test_the_headline_s_family_is_every_watched_drug_cells_without_a_case_included(
    file: duckdb.DuckDBPyConnection, analysis: str
) -> None:
    rows = frame(file, FAMILY, analysis=analysis, event="cns_onset")
    p = midp_greater(*(rows[cell] for cell in CELLS))
    assert (rows["look_count"] == len(rows)).all() and (rows["a"] == 0).any()
    np.testing.assert_allclose(rows["p_midp"], p, rtol=1e-9)
    np.testing.assert_allclose(rows["q_value"], multipletests(p, method="fdr_bh")[1], rtol=1e-9)
    np.testing.assert_allclose(rows["q_value_by"], multipletests(p, method="fdr_by")[1], rtol=1e-9)


def test_a_flag_after_allowing_for_the_looks_needs_three_cases(file: duckdb.DuckDBPyConnection) -> None:
    for name in ("signals.watch", "signals.pair"):
        rows = frame(file, f"SELECT a, q_value, is_q FROM {name}")
        assert (rows["is_q"] == ((rows["q_value"] < 0.05) & (rows["a"] >= 3))).all()
        assert rows["is_q"].any()
    assert ((rows["q_value"] < 0.05) & ~rows["is_q"]).any()  # one or two cases: in signals.pair


def test_classes_of_drugs_and_the_adjusted_analysis_have_no_q_value_of_a_group(file: duckdb.DuckDBPyConnection) -> None:
    rows = frame(file, "FROM signals.watch WHERE event_kind = 'group' AND q_value IS NOT NULL")
    assert set(rows["drug_kind"]) == {"ingredient"}
    assert "adjusted" not in set(rows["analysis"]) and "no_ms_context" in set(rows["analysis"])


def test_the_sentence_of_a_found_drug_allows_for_the_drugs_looked_at(file: duckdb.DuckDBPyConnection) -> None:
    rows = frame(file, "FROM signals.watch_summary WHERE drug = 'imatinib' AND event = 'cns_onset'")
    assert f"over {rows['primary_look_count'][0]} drugs, calibrated p" in rows["sentence"][0]
