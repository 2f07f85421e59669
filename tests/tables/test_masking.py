"""Masking drugs of the demo, and cells without their cases, counted again from the published cases."""

import duckdb
import pytest

from signals.statistics.masking import masking_ratio
from signals.vocabulary.watchlist import load_watchlist
from tests.tables.frames import frame, one

KEYS = ["drug", "drug_kind", "event", "event_kind", "analysis"]


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


def _terms(group: str) -> list[str]:
    terms = load_watchlist("tki_demyelination").groups[group].terms
    return list(terms)
