"""What history keeps of earlier publications, and whose cases, so that the digest can tell why a number changed."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import duckdb
import pytest

from signals.build.previous import attach_previous
from tests.publications import make_tables

CASE = "'imatinib' AS drug, 'ingredient' AS drug_kind, 'cns_onset' AS event, 'group' AS event_kind"


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A build after three publications, the last of them attached with the rows of the two before in its history."""
    with duckdb.connect() as opened:
        opened.execute(f"ATTACH '{tmp_path / 'previous'}' AS previous; CREATE SCHEMA previous.meta")
        opened.execute("CREATE SCHEMA previous.history; CREATE SCHEMA previous.signals")
        opened.execute(
            "CREATE TABLE previous.meta.run AS SELECT 'run ' || n AS run_id, DATE '2026-01-01' + n::INTEGER"
            " AS published_at, 'mine' AS watchlist, 'abc' AS watchlist_sha256 FROM range(3, 0, -1) AS r(n)"
        )
        opened.execute(
            "CREATE TABLE previous.history.watch AS SELECT 'run ' || n AS run_id, 'mine' AS watchlist, n AS a FROM range(1, 3) AS r(n)"
        )
        opened.execute("ATTACH ':memory:' AS run")
        opened.execute("CREATE TABLE previous.signals.watch AS SELECT 'mine' AS watchlist, 3::BIGINT AS a")
        opened.execute(
            "CREATE SCHEMA history; CREATE SCHEMA signals; CREATE TABLE signals.watch AS SELECT 'mine' AS watchlist, 4::BIGINT AS a"
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
    connection: duckdb.DuckDBPyConnection, keep_runs: int, also_keep: str | None, kept: list[tuple[str, int]]
) -> None:
    connection.execute(
        "CREATE TABLE run.history AS SELECT $keep::INTEGER AS keep_runs, 'mine' AS watchlist, $also::VARCHAR AS reference_run",
        {"keep": keep_runs, "also": also_keep},
    )
    make_tables(connection, "history.watch")
    assert connection.execute("SELECT run_id, a FROM history.watch ORDER BY run_id").fetchall() == kept


@pytest.fixture
def previous(tmp_path: Path) -> Callable[..., Path]:
    """A file published before: its own run, its cases, and the cases of an earlier run that its history keeps."""

    def made(
        run_id: str, cases: Sequence[int], *, kept_run: str = "", kept: Sequence[int] = (), has_cases: bool = True
    ) -> Path:
        path = tmp_path / "nibwatch.duckdb"
        with duckdb.connect(str(path)) as connection:
            for schema in ("meta", "signals", "history"):
                connection.execute(f"CREATE SCHEMA {schema}")
            connection.execute("CREATE TABLE meta.run AS SELECT $id AS run_id, TIMESTAMP '2026-11-24' AS published_at, 'mine' AS watchlist, 'abc' AS watchlist_sha256", {"id": run_id})  # fmt: skip
            if has_cases:
                connection.execute(f"CREATE TABLE signals.watch_case AS SELECT 'mine' AS watchlist, {CASE}, unnest({list(cases)}::BIGINT[]) AS caseid, ['primary'] AS analyses")  # fmt: skip
                connection.execute(f"CREATE TABLE history.watch_case AS SELECT '{kept_run}' AS run_id, 'mine' AS watchlist, {CASE}, unnest({list(kept)}::BIGINT[]) AS caseid, ['primary'] AS analyses")  # fmt: skip
        return path

    return made


def kept_by(path: Path, reference_run: str | None, other: str = "no such run") -> list[tuple[str, int]]:
    """Make history.watch_case after a file published before; `other`: the run of a second watchlist's last digest."""
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA signals; CREATE SCHEMA history; ATTACH ':memory:' AS run")
        connection.execute(
            f"CREATE TABLE signals.watch_case AS SELECT 'mine' AS watchlist, {CASE}, 99::BIGINT AS caseid, ['primary'] AS analyses"
        )
        connection.execute(
            "CREATE TABLE run.history AS SELECT 0 AS keep_runs, 'mine' AS watchlist, $run::VARCHAR AS reference_run"
            " UNION ALL SELECT 0, 'other', $other",
            {"run": reference_run, "other": other},
        )
        attach_previous(connection, path)
        make_tables(connection, "history.watch_case")
        return connection.execute("SELECT run_id, caseid FROM history.watch_case ORDER BY caseid").fetchall()


def test_without_a_digest_sent_the_publication_before_is_kept(previous: Callable[..., Path]) -> None:
    assert kept_by(previous("run-2", [1, 2]), None) == [("run-2", 1), ("run-2", 2)]


def test_the_publication_of_the_digest_sent_last_is_kept_over_later_ones(previous: Callable[..., Path]) -> None:
    path = previous("run-3", [1, 2, 3], kept_run="run-1", kept=[7, 8])
    assert kept_by(path, "run-1") == [("run-1", 7), ("run-1", 8)]
    assert kept_by(path, "run-3") == [("run-3", 1), ("run-3", 2), ("run-3", 3)]


def test_each_watchlist_keeps_the_publication_of_its_own_digest(previous: Callable[..., Path]) -> None:
    path = previous("run-3", [1, 2], kept_run="run-1", kept=[7])
    statin = "'other', 'statin', 'ingredient', 'nerve', 'group'"
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"INSERT INTO signals.watch_case VALUES ({statin}, 3, ['primary'])")
        connection.execute(f"INSERT INTO history.watch_case VALUES ('run-1', {statin}, 8, ['primary'])")
    assert kept_by(path, "run-1", other="run-3") == [("run-3", 3), ("run-1", 7)]
    assert kept_by(path, "run-3", other="run-1") == [("run-3", 1), ("run-3", 2), ("run-1", 8)]


def test_a_publication_that_nobody_kept_leaves_nothing(previous: Callable[..., Path]) -> None:
    assert kept_by(previous("run-3", [1], kept_run="run-2", kept=[5]), "run-1") == []


def test_a_file_published_by_earlier_code_or_none_at_all_leaves_nothing(
    previous: Callable[..., Path], tmp_path: Path
) -> None:
    assert kept_by(tmp_path / "nothing.duckdb", None) == []
    assert kept_by(previous("run-1", [], has_cases=False), None) == []
