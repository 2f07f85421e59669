"""signals.pair of earlier quarters: kept when the zips change, whole or not at all, and read by `nibwatch sql --history`."""

from pathlib import Path

import duckdb
import pytest

from signals.answers.sql import run_query
from signals.build import plan as build_plan
from signals.build import publication as build_publication
from signals.build.pair_history import kept_files, open_with_history, prune_pairs, write_replaced_pairs
from signals.database import Resources, open_read_only
from signals.errors import RequestError
from signals.published import run_ids
from signals.quarter import parse_range
from signals.tables import build_models
from signals.vocabulary.watchlist import load_watchlist
from tests.publications import FEW_DRUGS, Publication


def build(home: Path, quarters: str) -> build_plan.Plan:
    plan = build_plan.plan(home, [load_watchlist(FEW_DRUGS)], "a test", parse_range(quarters))
    build_publication.build(plan, build_models(), Resources())
    return plan


def run_id_of(published: Path) -> str:
    with open_read_only(published) as connection:
        return run_ids(connection)[0]


def test_the_pairs_of_the_earlier_quarters_are_kept_as_they_were_published(two_publications: Publication) -> None:
    with open_read_only(two_publications.home / "nibwatch.previous.duckdb") as earlier:
        published = earlier.execute("FROM signals.pair ORDER BY ingredient, event_pt").fetchall()
        run_id = run_id_of(two_publications.home / "nibwatch.previous.duckdb")
    with open_with_history(two_publications.path) as connection:
        kept = connection.execute(
            "SELECT * EXCLUDE (run_id, published_at, last_quarter) FROM pair_history ORDER BY ingredient, event_pt"
        ).fetchall()
        origin = connection.execute("SELECT DISTINCT run_id, last_quarter FROM pair_history").fetchall()
        rested_on = connection.execute("SELECT quarters FROM meta.run WHERE run_id = $id", {"id": run_id})
        assert rested_on.fetchall() == [(["2012Q3", "2023Q1"],)]
    assert published and kept == published
    assert origin == [(run_id, "2023Q1")]


def test_the_same_zips_keep_nothing_more(two_publications: Publication, tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "next.duckdb")) as connection:
        connection.execute(f"ATTACH '{two_publications.path}' AS previous (READ_ONLY)")
        connection.execute("CREATE SCHEMA meta; CREATE TABLE meta.load AS FROM previous.meta.load")
        write_replaced_pairs(connection, tmp_path)
        assert kept_files(tmp_path) == []
        connection.execute("UPDATE meta.load SET sha256 = 'reissued' WHERE table_name = 'REAC'")
        write_replaced_pairs(connection, tmp_path)
        assert [path.stem for path in kept_files(tmp_path)] == [run_id_of(two_publications.path)]


def test_a_run_killed_before_its_file_is_published_leaves_no_pair_twice(
    two_publications: Publication, tmp_path: Path
) -> None:
    copy = two_publications.copied_to(tmp_path / "copy")
    (earlier,) = kept_files(copy.home)
    killed = earlier.with_name(f"{run_id_of(copy.path)}.parquet")
    duckdb.sql(f"FROM read_parquet('{earlier}') SELECT * REPLACE ('{killed.stem}' AS run_id)").write_parquet(
        str(killed)
    )
    with open_with_history(copy.path) as connection:
        assert connection.execute("SELECT DISTINCT run_id FROM pair_history").fetchall() == [(earlier.stem,)]


def test_a_build_that_is_not_published_keeps_nothing(two_publications: Publication, tmp_path: Path) -> None:
    copy = two_publications.copied_to(tmp_path / "copy")
    before = kept_files(copy.home)
    build(copy.home, "2023Q2")
    assert kept_files(copy.home) == before


@pytest.mark.parametrize(("keep", "left"), [(0, ["1", "2", "3", "lost"]), (2, ["1", "3"]), (9, ["1", "2", "3"])])
def test_only_those_published_last_are_kept_where_a_number_is_set(tmp_path: Path, keep: int, left: list[str]) -> None:
    with duckdb.connect(str(tmp_path / "nibwatch.duckdb")) as connection:
        connection.execute("CREATE SCHEMA meta; CREATE TABLE meta.run AS SELECT unnest(['4', '1', '3', '2']) AS run_id")
    (tmp_path / "history" / "pair").mkdir(parents=True)
    for name in ("3", "1", "2", "lost"):
        (tmp_path / "history" / "pair" / f"{name}.parquet").touch()
    prune_pairs(tmp_path, keep)
    assert [path.stem for path in kept_files(tmp_path)] == left


def test_before_anything_is_kept_the_history_is_empty(
    small_publication: Publication, capsys: pytest.CaptureFixture[str]
) -> None:
    run_query(small_publication.path, "SELECT count(a) AS pairs FROM pair_history", format="csv", with_history=True)
    assert capsys.readouterr().out == "pairs\n0\n"


@pytest.mark.parametrize(
    "sql",
    [
        "FROM '{home}/nibwatch.duckdb'",
        "FROM '{home}/history/pair/*.parquet'",
        "FROM read_parquet('{kept}')",
        "FROM '{other}/secret.parquet'",
        "FROM '/etc/passwd'",
        "COPY (SELECT 1) TO '{kept}'",
        "COPY (SELECT 1) TO '{home}/history/pair/new.parquet'",
        "ATTACH '{kept}'",
        "CREATE TEMP VIEW x AS SELECT 1",
        "DROP VIEW pair_history",
    ],
)
def test_with_its_history_the_file_is_as_closed_as_without(
    two_publications: Publication, tmp_path: Path, sql: str
) -> None:
    (kept,) = kept_files(two_publications.home)
    duckdb.sql("SELECT 1 AS secret").write_parquet(str(tmp_path / "secret.parquet"))
    before = kept.read_bytes()
    with pytest.raises(RequestError):
        run_query(two_publications.path, sql.format(home=kept.parents[2], kept=kept, other=tmp_path), with_history=True)
    assert kept.read_bytes() == before
    assert kept_files(two_publications.home) == [kept]


def test_without_the_option_there_is_no_history_to_read(two_publications: Publication) -> None:
    with pytest.raises(RequestError, match="pair_history"):
        run_query(two_publications.path, "FROM pair_history")
