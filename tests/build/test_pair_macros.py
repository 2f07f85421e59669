"""The macros on two drugs head to head, and on the time to onset of any pair."""

from collections.abc import Iterator
from math import exp, sqrt
from typing import Any

import duckdb
import pytest

from signals.database import open_read_only
from signals.statistics import score
from tests.publications import Publication


@pytest.fixture(scope="module")
def connection(demo_publication: Publication) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_read_only(demo_publication.path) as opened:
        yield opened


def row(connection: duckdb.DuckDBPyConnection, query: str) -> dict[str, Any]:
    cursor = connection.execute(query)
    (values,) = cursor.fetchall()
    return dict(zip([column[0] for column in cursor.description or []], values, strict=True))


def suspecting(connection: duckdb.DuckDBPyConnection, ingredient: str) -> set[int]:
    rows = connection.execute("SELECT caseid FROM faers.suspect WHERE ingredient = ?", [ingredient]).fetchall()
    return {caseid for (caseid,) in rows}


def reporting(connection: duckdb.DuckDBPyConnection, event: str) -> set[int]:
    rows = connection.execute("SELECT caseid FROM faers.case_event WHERE event_pt = ?", [event]).fetchall()
    return {caseid for (caseid,) in rows}


def two_drugs_named_together(connection: duckdb.DuckDBPyConnection) -> tuple[str, str, str]:
    """Imatinib, the drug that most cases suspect with it, and the event that most of these report."""
    return connection.execute(
        """
        SELECT one.ingredient, other.ingredient, event_pt FROM faers.suspect AS one
        INNER JOIN faers.suspect AS other ON one.caseid = other.caseid AND one.ingredient != other.ingredient
        INNER JOIN faers.case_event AS reported ON one.caseid = reported.caseid
        WHERE one.ingredient = 'imatinib'
        GROUP BY ALL ORDER BY count(*) DESC, other.ingredient, event_pt LIMIT 1
        """
    ).fetchall()[0]


def test_cases_that_suspect_both_drugs_are_in_no_cell_and_counted_apart(connection: duckdb.DuckDBPyConnection) -> None:
    drug, other, event = two_drugs_named_together(connection)
    ours, theirs, reported = suspecting(connection, drug), suspecting(connection, other), reporting(connection, event)
    found = row(connection, f"FROM head_to_head('{drug}', '{other}', '{event}')")
    assert [found[name] for name in ("a", "b", "c", "d")] == [
        len((ours - theirs) & reported), len(ours - theirs - reported),
        len((theirs - ours) & reported), len(theirs - ours - reported),
    ]  # fmt: skip
    assert (found["both_count"], found["both_event_count"]) == (len(ours & theirs), len(ours & theirs & reported))
    assert found["both_event_count"] > 0
    wanted = score([found["a"]], [found["b"]], [found["c"]], [found["d"]]).iloc[0]
    assert found["ic_lower"] == pytest.approx(wanted["ic_lower"])


def test_the_drugs_swapped_invert_the_odds_ratio(connection: duckdb.DuckDBPyConnection) -> None:
    one = row(connection, "FROM head_to_head('imatinib', 'nilotinib', 'Nausea')")
    other = row(connection, "FROM head_to_head('nilotinib', 'imatinib', 'Nausea')")
    assert one["ror_corrected"] == pytest.approx(1 / other["ror_corrected"])
    assert one["ror_corrected_lower"] == pytest.approx(1 / other["ror_corrected_upper"])
    assert one["ror_corrected_lower"] < one["ror_corrected"] < one["ror_corrected_upper"]


def test_an_empty_cell_gets_half_a_case_in_each_and_a_full_table_none(connection: duckdb.DuckDBPyConnection) -> None:
    empty = row(connection, "FROM head_to_head('imatinib', 'dasatinib', 'Optic neuritis')")
    assert (empty["a"] > 0, empty["c"], empty["ror"], empty["is_corrected"]) == (True, 0, None, True)
    a, b, c, d = (empty[name] + 0.5 for name in ("a", "b", "c", "d"))
    ratio, factor = a * d / (b * c), exp(1.959963984540054 * sqrt(1 / a + 1 / b + 1 / c + 1 / d))
    found = [empty[name] for name in ("ror_corrected", "ror_corrected_lower", "ror_corrected_upper")]
    assert found == pytest.approx([ratio, ratio / factor, ratio * factor])
    full = row(connection, "FROM head_to_head('imatinib', 'nilotinib', 'Nausea')")
    assert not full["is_corrected"]
    assert [full["ror_corrected"], full["ror_corrected_lower"]] == [full["ror"], full["ror_lower"]]


def test_two_drugs_without_a_case_in_a_part_are_a_row_of_no_cases(connection: duckdb.DuckDBPyConnection) -> None:
    found = row(connection, "FROM head_to_head('imatinib', 'nilotinib', 'Nausea', condition := FALSE)")
    assert [found[name] for name in ("a", "b", "c", "d", "both_count", "both_event_count")] == [0] * 6


def test_the_onset_of_a_watched_pair_is_what_is_published(connection: duckdb.DuckDBPyConnection) -> None:
    pairs = connection.execute(
        "SELECT * FROM signals.watch_onset WHERE drug_kind = 'ingredient' AND event_kind = 'term' AND known_count > 3"
        " ORDER BY drug, event"
    )
    names = [column[0] for column in pairs.description or []]
    rows = [dict(zip(names, values, strict=True)) for values in pairs.fetchall()]
    assert len(rows) > 3
    for published in rows[:5]:
        found = row(connection, f"FROM onset_of('{published['drug']}', '{published['event']}')")
        assert found == {name: published[name] for name in found}


def test_the_onsets_of_a_part_are_listed_case_by_case(connection: duckdb.DuckDBPyConnection) -> None:
    part = "condition := sex = 'F'"
    listed = connection.execute(f"FROM onset_cases('imatinib', 'Optic neuritis', {part})").fetchall()
    summary = row(connection, f"FROM onset_of('imatinib', 'Optic neuritis', {part})")
    women = {caseid for (caseid,) in connection.execute("SELECT caseid FROM faers.cases WHERE sex = 'F'").fetchall()}
    both = suspecting(connection, "imatinib") & reporting(connection, "Optic neuritis") & women
    assert {caseid for caseid, *_ in listed} == both and len(listed) == len(both) == summary["a"] > 0
    assert [days is None for *_, days, _, _ in listed] == [reason is not None for *_, reason in listed]
    assert summary["known_count"] == sum(reason is None for *_, reason in listed)


def test_a_part_without_cases_has_an_onset_of_none(connection: duckdb.DuckDBPyConnection) -> None:
    found = row(connection, "FROM onset_of('imatinib', 'Nausea', condition := FALSE)")
    assert (found["a"], found["known_count"], found["negative_count"], found["median_days"]) == (0, 0, 0, None)
