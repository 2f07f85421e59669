"""Potential signals that regulators published on watched drugs."""

from collections.abc import Mapping

import duckdb
import pyarrow as pa

from tests.literature.evidence_tables import build, rows_of


def test_a_signal_on_a_watched_drug_is_shown_with_what_came_of_it_and_one_on_another_drug_is_not(
    connection: duckdb.DuckDBPyConnection, reference: Mapping[str, pa.Table]
) -> None:
    connection.from_arrow(reference["regulator_signal"]).create("reference.regulator_signal")
    build(connection, "evidence.regulator_signal")
    # the fixture watches imatinib and ruxolitinib; FDA's list of July to September 2020, as of 2021-01-14
    assert rows_of(
        connection, "SELECT ingredient, regulator, period, event, outcome FROM evidence.regulator_signal"
    ) == [
        (
            "imatinib",
            "FDA",
            "2020Q3",
            "Facial paralysis",
            "FDA decided that no action is necessary at this time based on available information",
        )
    ]
    assert {*reference["regulator_signal"]["ingredient"].to_pylist()} >= {"bosutinib", "imatinib"}
