"""history.watch_case: whose cases a new file keeps, so that the digest can say why a number changed."""

from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb
import pytest

from signals.tables.history import carry_over, history_models

CASE = "'imatinib' AS drug, 'ingredient' AS drug_kind, 'cns_onset' AS event, 'group' AS event_kind"


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
            connection.execute("CREATE TABLE meta.run AS SELECT $id AS run_id, TIMESTAMP '2026-11-24' AS published_at", {"id": run_id})  # fmt: skip
            if has_cases:
                connection.execute(f"CREATE TABLE signals.watch_case AS SELECT {CASE}, unnest({list(cases)}::BIGINT[]) AS caseid, ['primary'] AS analyses")  # fmt: skip
                connection.execute(f"CREATE TABLE history.watch_case AS SELECT '{kept_run}' AS run_id, {CASE}, unnest({list(kept)}::BIGINT[]) AS caseid, ['primary'] AS analyses")  # fmt: skip
        return path

    return made


def kept_by(path: Path, reference_run: str | None) -> list[tuple[str, int]]:
    """Run the model of history.watch_case against a file published before."""
    (model,) = [model for model in history_models(path, also_keep=reference_run) if model.name == "history.watch_case"]
    with duckdb.connect() as connection:
        connection.execute("CREATE SCHEMA signals")
        connection.execute("CREATE SCHEMA history")
        connection.execute(
            f"CREATE TABLE signals.watch_case AS SELECT {CASE}, 99::BIGINT AS caseid, ['primary'] AS analyses"
        )
        carry_over(connection, path)
        assert model.make is not None
        model.make(connection)
        return connection.execute("SELECT run_id, caseid FROM history.watch_case ORDER BY caseid").fetchall()


def test_without_a_digest_sent_the_publication_before_is_kept(previous: Callable[..., Path]) -> None:
    assert kept_by(previous("run-2", [1, 2]), None) == [("run-2", 1), ("run-2", 2)]


def test_the_publication_of_the_digest_sent_last_is_kept_over_later_ones(previous: Callable[..., Path]) -> None:
    path = previous("run-3", [1, 2, 3], kept_run="run-1", kept=[7, 8])
    assert kept_by(path, "run-1") == [("run-1", 7), ("run-1", 8)]
    assert kept_by(path, "run-3") == [("run-3", 1), ("run-3", 2), ("run-3", 3)]


def test_a_publication_that_nobody_kept_leaves_nothing(previous: Callable[..., Path]) -> None:
    assert kept_by(previous("run-3", [1], kept_run="run-2", kept=[5]), "run-1") == []


def test_a_file_published_by_earlier_code_or_none_at_all_leaves_nothing(
    previous: Callable[..., Path], tmp_path: Path
) -> None:
    assert kept_by(tmp_path / "nothing.duckdb", None) == []
    assert kept_by(previous("run-1", [], has_cases=False), None) == []
