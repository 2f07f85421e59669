"""The read-only door to a published file."""

from pathlib import Path

import duckdb
import pytest

from signals.database import open_read_only


def test_a_file_can_be_opened_while_it_is_open_and_stays_locked_up(tmp_path: Path) -> None:
    path = tmp_path / "nibwatch.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE one AS SELECT 1 AS value")
    with open_read_only(path), open_read_only(path) as second:
        assert second.execute("SELECT value FROM one").fetchall() == [(1,)]
        with pytest.raises(duckdb.Error):
            second.execute(f"FROM read_text('{Path(__file__)}')")
