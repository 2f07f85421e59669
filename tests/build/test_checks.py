"""A build that breaks a rule is not published: each check of sql/checks finds what it is there for."""

import shutil
from collections.abc import Iterator

import duckdb
import pytest

from signals.build.checks import CheckError, breaches, require
from signals.build.graph import SQL_FOLDER
from signals.database import open_read_only
from tests.publications import Publication

BREAKING = {
    "one_row_a_case": "INSERT INTO faers.cases FROM faers.cases LIMIT 1",
    "one_row_a_pair": "INSERT INTO signals.pair FROM signals.pair LIMIT 1",
    "one_row_a_drug_record": "INSERT INTO faers.case_drug FROM faers.case_drug LIMIT 1",
    "cells_fit_their_margins": "UPDATE signals.pair SET b = b + 1 WHERE rowid = 3",
    "lines_add_up": "UPDATE meta.load SET lines = lines + 1 WHERE rowid = 0",
    "rejected_lines_are_kept": "UPDATE meta.load SET rows_rejected = rows_rejected + 1 WHERE rowid = 0",
    "steps_add_up": "UPDATE meta.reconciliation SET count_out = count_out + 1 WHERE step = 4",
    "no_table_is_empty": "DELETE FROM faers.suspect",
    "no_number_is_nan_or_infinite": "UPDATE signals.pair SET ror = 'nan'::DOUBLE WHERE rowid = 5",
    "no_criterion_holds_without_its_number": "UPDATE signals.watch SET is_ror = TRUE WHERE ror_lower IS NULL",
    "duplicates_point_to_a_kept_case": "UPDATE faers.cases SET duplicate_of = -1 WHERE rowid = 7",
    "watch_agrees_with_pairs": "UPDATE signals.watch SET a = a + 1 WHERE analysis = 'primary' AND drug = 'imatinib'",
    "watch_is_whole": "DELETE FROM signals.watch WHERE rowid = 11",
    "nothing_leaves_a_comparator_twice": "UPDATE signals.watch_masking SET c_unmasked = -1 WHERE rowid = 0",
    "one_look_a_quarter": "INSERT INTO history.sequential_look FROM history.sequential_look LIMIT 1",
    "onsets_add_up": "UPDATE signals.watch_onset SET known_count = known_count + 1 WHERE rowid = 0",
    "trend_ends_where_the_watchlist_stands": "UPDATE signals.watch_trend SET a = a + 1",
    "watch_cases_are_all_there": "DELETE FROM signals.watch_case WHERE rowid = 0",
}
"""By the name of a check: what breaks the rule that it holds."""


@pytest.fixture(scope="module")
def copy(
    small_publication: Publication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    path = tmp_path_factory.mktemp("checks") / "copy.duckdb"
    with duckdb.connect(str(shutil.copyfile(small_publication.path, path))) as connection:
        yield connection


@pytest.fixture
def opened(copy: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """A copy of a good file, to be broken; whole again after the test."""
    copy.begin()
    yield copy
    copy.rollback()


def test_every_check_has_something_here_that_breaks_it() -> None:
    assert BREAKING.keys() == {path.stem for path in (SQL_FOLDER / "checks").glob("*.sql")}


def test_a_good_build_passes_every_check(small_publication: Publication) -> None:
    with open_read_only(small_publication.path) as connection:
        assert breaches(connection) == []
        assert require(connection) == len(list((SQL_FOLDER / "checks").glob("*.sql")))


@pytest.mark.parametrize("check", sorted(BREAKING))
def test_a_check_finds_what_it_is_there_for(opened: duckdb.DuckDBPyConnection, check: str) -> None:
    opened.execute(BREAKING[check])
    assert check in {breach.check for breach in breaches(opened)}


@pytest.mark.parametrize(
    "breaking",
    [
        "SET human_verdict = 'disproportionate' WHERE ic_lower <= 0 AND NOT has_restricted_comparator",
        "SET human_verdict = 'disproportionate' WHERE ror_exact_lower <= 1 AND has_restricted_comparator",
        "SET human_verdict = 'not disproportionate' WHERE ic_upper >= 1",
        "SET is_q = TRUE WHERE q_value IS NULL",
        "SET is_q = TRUE, q_value = 0.04 WHERE a < 3",
        "SET human_verdict = 'not disproportionate' WHERE ic_upper < 1 AND ror_exact_upper >= 2 AND ror_upper IS NULL",
    ],
)
def test_a_verdict_or_flag_without_the_numbers_it_rests_on_is_found(
    opened: duckdb.DuckDBPyConnection, breaking: str
) -> None:
    ((changed,),) = opened.execute(f"UPDATE signals.watch {breaking}").fetchall()
    assert changed
    assert "no_criterion_holds_without_its_number" in {breach.check for breach in breaches(opened)}


def test_a_verdict_is_held_to_the_thresholds_of_its_own_watchlist(opened: duckdb.DuckDBPyConnection) -> None:
    weak = "NOT has_restricted_comparator AND ic_lower > -3 AND ic_lower <= 0"
    opened.execute(f"UPDATE signals.watch SET human_verdict = 'disproportionate' WHERE {weak}")
    assert "no_criterion_holds_without_its_number" in {breach.check for breach in breaches(opened)}
    opened.execute("UPDATE signals.watch_criterion SET threshold = -3 WHERE criterion = 'is_ic'")
    assert "no_criterion_holds_without_its_number" not in {breach.check for breach in breaches(opened)}


def test_a_verdict_without_a_threshold_to_hold_it_to_is_found(opened: duckdb.DuckDBPyConnection) -> None:
    opened.execute("DELETE FROM signals.watch_criterion")
    assert "no_criterion_holds_without_its_number" in {breach.check for breach in breaches(opened)}


def test_a_broken_rule_is_reported_in_a_sentence_with_an_example(opened: duckdb.DuckDBPyConnection) -> None:
    opened.execute(BREAKING["lines_add_up"])
    with pytest.raises(
        CheckError, match=r"Not published: .*'every line .* loaded or rejected'.*'quarter': .*still stands"
    ):
        require(opened)


@pytest.mark.parametrize(
    "breaking",
    [
        "INSERT INTO faers.cases FROM faers.cases WHERE quarter = $quarter LIMIT 1",
        "UPDATE meta.load SET lines = lines + 1 WHERE quarter = $quarter",
    ],
)
def test_a_broken_rule_names_the_quarter_and_how_to_set_it_aside(
    opened: duckdb.DuckDBPyConnection, breaking: str
) -> None:
    ((quarter,),) = opened.execute("SELECT max(quarter) FROM faers.cases").fetchall()
    opened.execute(breaking, {"quarter": quarter})
    with pytest.raises(CheckError, match=f"`nibwatch ingest --drop {quarter.lower()}` sets it aside"):
        require(opened)


BREAKING_ONE_WATCHLIST = {
    "no_criterion_holds_without_its_number": "UPDATE signals.watch SET is_ror = TRUE WHERE ror_lower IS NULL AND $other",
    "no_table_is_empty": "DELETE FROM signals.watch WHERE $other",
    "nothing_leaves_a_comparator_twice": "UPDATE signals.watch_masking SET c_unmasked = -1 WHERE $other",
    "one_look_a_quarter": "INSERT INTO history.sequential_look FROM history.sequential_look WHERE $other LIMIT 1",
    "onsets_add_up": "UPDATE signals.watch_onset SET known_count = known_count + 1 WHERE $other",
    "trend_ends_where_the_watchlist_stands": "UPDATE signals.watch_trend SET a = a + 1 WHERE $other",
    "watch_agrees_with_pairs": "UPDATE signals.watch SET a = a + 1 WHERE drug = 'imatinib' AND $other",
    "watch_cases_are_all_there": "DELETE FROM signals.watch_case WHERE $other",
    "watch_is_whole": "DELETE FROM signals.watch WHERE drug = 'imatinib' AND analysis = 'primary' AND $other",
}
"""By the name of a check that joins on the watchlist: what breaks its rule in the second of two watchlists alone."""


@pytest.fixture
def of_two_watchlists(opened: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The good file with a second watchlist of equal rows, in which two analyses have each other's names."""
    columns: dict[str, set[str]] = {}
    for table, column in opened.execute(
        "SELECT schema_name || '.' || table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall():
        columns.setdefault(table, set()).add(column)
    swapped = "CASE analysis WHEN 'primary' THEN 'ps_only' WHEN 'ps_only' THEN 'primary' ELSE analysis END AS analysis"
    for table, names in columns.items():
        if "watchlist" in names:
            replaced = f"'other' AS watchlist{f', {swapped}' if 'analysis' in names else ''}"
            opened.execute(f"INSERT INTO {table} SELECT * REPLACE ({replaced}) FROM {table}")
    return opened


def test_a_good_file_of_two_watchlists_passes_every_check(of_two_watchlists: duckdb.DuckDBPyConnection) -> None:
    assert breaches(of_two_watchlists) == []


@pytest.mark.parametrize("check", sorted(BREAKING_ONE_WATCHLIST))
def test_a_check_finds_what_is_wrong_in_one_of_two_watchlists(
    of_two_watchlists: duckdb.DuckDBPyConnection, check: str
) -> None:
    of_two_watchlists.execute(BREAKING_ONE_WATCHLIST[check].replace("$other", "watchlist = 'other'"))
    assert check in {breach.check for breach in breaches(of_two_watchlists)}


def test_every_check_that_joins_on_the_watchlist_is_broken_in_one_of_two() -> None:
    joining = {path.stem for path in (SQL_FOLDER / "checks").glob("*.sql") if "watchlist" in path.read_text()}
    assert joining == BREAKING_ONE_WATCHLIST.keys()
