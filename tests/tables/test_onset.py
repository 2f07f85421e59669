"""Times to onset in the demo, counted again from the published cases."""

import duckdb
import pytest

from tests.tables.frames import frame, one

KEYS = ["drug", "drug_kind", "event", "event_kind", "analysis"]


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
