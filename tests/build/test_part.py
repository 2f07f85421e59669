"""A quarter's part of a stage is made whole or not at all, once, by the code that was asked."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pytest

from signals.build.graph import Model
from signals.build.part import Part, make_part, this_code, write_table
from signals.database import Resources
from signals.errors import OutsideError
from signals.lake.lake import Lake


@pytest.fixture
def lake(either_lake: Lake) -> Lake:
    return either_lake


@pytest.fixture
def part(lake: Lake) -> Part:
    with lake.new_file("reac/2023Q1.parquet") as path:
        duckdb.sql("SELECT unnest(['Nausea', 'Nausea', 'Rash']) AS pt").write_parquet(str(path))
    return Part(
        of="2023Q1",
        stage=1,
        models=(
            Model(
                "staging.report_event",
                frozenset({"lake.reac"}),
                sql="SELECT pt FROM lake.reac",
                is_view=True,
                is_by_quarter=True,
            ),
            Model(
                "staging.term",
                frozenset({"staging.report_event"}),
                sql="SELECT getvariable('quarter') AS quarter, pt, count(*) AS row_count FROM staging.report_event GROUP BY pt",
                is_by_quarter=True,
            ),
            Model(
                "staging.total",
                frozenset({"staging.term"}),
                sql="SELECT sum(row_count) AS row_count FROM staging.term",
                is_by_quarter=True,
            ),
        ),
        lake=lake.location,
        inputs={"lake.reac": ["reac/2023Q1.parquet"]},
        outputs={name: f"made/{name}.parquet" for name in ("staging.term", "staging.total")},
        is_lasting=False,
        resources=Resources("200MB", 1),
        made_by=this_code(),
    )


def rows(lake: Lake, table: str) -> list[tuple[object, ...]]:
    with TemporaryDirectory() as copies:
        (path,) = lake.local_paths([f"made/{table}.parquet"], Path(copies))
        return duckdb.read_parquet(str(path)).order("ALL").fetchall()


def test_each_table_of_a_part_becomes_one_file_and_a_later_one_reads_it(lake: Lake, part: Part) -> None:
    made = make_part(part)
    assert rows(lake, "staging.term") == [("2023Q1", "Nausea", 2), ("2023Q1", "Rash", 1)]
    assert rows(lake, "staging.total") == [(3,)]
    assert lake.names("made") == {"made/staging.term.parquet", "made/staging.total.parquet"}
    assert made.table_seconds.keys() == part.outputs.keys()


def test_files_that_exist_are_reused_and_missing_ones_are_made(lake: Lake, part: Part) -> None:
    make_part(part)
    with lake.new_file("made/staging.term.parquet") as path:
        duckdb.sql("SELECT 7 AS row_count").write_parquet(str(path))
    lake.remove(["made/staging.total.parquet"])
    assert not lake.has(list(part.outputs.values()))
    make_part(part)
    assert rows(lake, "staging.term") == [(7,)], "it was there"
    assert rows(lake, "staging.total") == [(7,)]
    assert make_part(part).table_seconds == {}


def test_duckdb_is_started_once_for_parts_of_threads_that_end_and_each_sees_its_own_quarter(
    lake: Lake, part: Part, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(1) as pool:
        pool.submit(make_part, part).result()
    later = replace(
        part, of="2023Q2", outputs={"staging.term": "made/later.parquet", "staging.total": "made/sum.parquet"}
    )
    with monkeypatch.context() as patch, ThreadPoolExecutor(1) as pool:
        patch.setattr(duckdb, "connect", lambda **_: pytest.fail("it was started again"))
        pool.submit(make_part, later).result()
    assert rows(lake, "later") == [("2023Q2", "Nausea", 2), ("2023Q2", "Rash", 1)]


def test_other_code_makes_nothing_and_says_what_to_install(lake: Lake, part: Part) -> None:
    with pytest.raises(OutsideError, match=r"was asked for by nibwatch 0\.0\.0.* install the same version"):
        make_part(replace(part, made_by="nibwatch 0.0.0 with DuckDB 1.0.0"))
    assert lake.names("made") == set()


def test_a_file_that_cannot_be_read_is_stated_with_its_quarter_and_leaves_nothing(lake: Lake, part: Part) -> None:
    with lake.new_file("reac/2023Q1.parquet") as path:
        path.write_bytes(b"PAR1 cut short")
    with pytest.raises(OutsideError, match=r"Working on 2023Q1 failed \(.*reac/2023Q1\.parquet"):
        make_part(part)
    assert lake.names("made") == set()


def test_a_file_that_is_gone_is_stated_with_its_quarter(lake: Lake, part: Part) -> None:
    lake.remove(["reac/2023Q1.parquet"])
    with pytest.raises(OutsideError, match=r"Working on 2023Q1 failed \(.*reac/2023Q1\.parquet"):
        make_part(part)


def test_a_write_that_fails_in_the_middle_leaves_no_file(lake: Lake) -> None:
    with duckdb.connect(config={"threads": 1}) as connection, pytest.raises(duckdb.Error):
        write_table(
            connection,
            "SELECT CAST(CASE WHEN i < 900000 THEN '1' ELSE 'no number' END AS INTEGER) FROM range(1000000) AS t(i)",
            lake,
            "made/staging.term.parquet",
            is_lasting=True,
        )
    assert lake.names("made") == set()
