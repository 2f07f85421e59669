"""The connection that a build works in, and the read-only one to a published file."""

from pathlib import Path

import duckdb
import pytest

from signals.database import Resources, build_connection, open_read_only


def test_a_file_can_be_opened_while_it_is_open_and_stays_locked_up(tmp_path: Path) -> None:
    path = tmp_path / "nibwatch.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE one AS SELECT 1 AS value")
    with open_read_only(path), open_read_only(path) as second:
        assert second.execute("SELECT value FROM one").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            second.execute(f"FROM read_text('{Path(__file__)}')")


def test_a_build_writes_no_log_and_what_it_detaches_stands_in_the_file(tmp_path: Path) -> None:
    target = tmp_path / "finished.duckdb"
    with build_connection(target, tmp_path, Resources()) as connection:
        connection.execute("CREATE TABLE faers.one AS SELECT 1 AS value")
        assert not [*tmp_path.glob("*.wal")]
        connection.execute("USE memory")
        connection.execute("DETACH published")
    with open_read_only(target) as connection:
        assert connection.execute("FROM faers.one").fetchall() == [(1,)]


def test_working_tables_are_not_written_when_a_build_ends(tmp_path: Path) -> None:
    with build_connection(tmp_path / "finished.duckdb", tmp_path, Resources()) as connection:
        empty = (tmp_path / "watch").stat().st_size
        connection.execute("CREATE TABLE watch.many AS SELECT range AS value FROM range(10_000)")
    assert (tmp_path / "watch").stat().st_size == empty
