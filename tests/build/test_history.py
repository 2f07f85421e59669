"""Which earlier publications history holds."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from signals.tables.history import history_models


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build after three publications, the last of them attached with the rows of the two before in its history."""
    with duckdb.connect() as opened:
        opened.execute(f"ATTACH '{tmp_path / 'previous'}' AS previous; CREATE SCHEMA previous.meta")
        opened.execute("CREATE SCHEMA previous.history; CREATE SCHEMA previous.signals")
        opened.execute(
            "CREATE TABLE previous.meta.run AS SELECT 'run ' || n AS run_id, DATE '2026-01-01' + n::INTEGER"
            " AS published_at FROM range(1, 4) AS r(n)"
        )
        opened.execute(
            "CREATE TABLE previous.history.watch AS SELECT 'run ' || n AS run_id, n AS a FROM range(1, 3) AS r(n)"
        )
        opened.execute("CREATE TABLE previous.signals.watch AS SELECT 3::BIGINT AS a")
        opened.execute(
            "CREATE SCHEMA history; CREATE SCHEMA signals; CREATE TABLE signals.watch AS SELECT 4::BIGINT AS a"
        )
        yield opened


@pytest.mark.parametrize(
    ("keep_runs", "also_keep", "kept"),
    [
        (0, None, [("run 1", 1), ("run 2", 2), ("run 3", 3)]),
        (2, None, [("run 2", 2), ("run 3", 3)]),
        (1, None, [("run 3", 3)]),
        (1, "run 1", [("run 1", 1), ("run 3", 3)]),
    ],
)
def test_history_holds_the_newest_publications_that_are_to_be_kept_and_the_one_that_was_mailed(
    connection: duckdb.DuckDBPyConnection,
    tmp_path: Path,
    keep_runs: int,
    also_keep: str | None,
    kept: list[tuple[str, int]],
) -> None:
    (model,) = [
        model for model in history_models(tmp_path / "previous", keep_runs, also_keep) if model.name == "history.watch"
    ]
    assert model.make is not None
    model.make(connection)
    assert connection.execute("FROM history.watch ORDER BY run_id").fetchall() == kept
