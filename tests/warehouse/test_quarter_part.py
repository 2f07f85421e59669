"""A quarter's part of a stage is made whole or not at all, once, by the code that was asked."""

from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from signals.errors import OutsideError
from signals.warehouse.connection import Resources
from signals.warehouse.models import Model
from signals.warehouse.quarter_part import Part, make_part, this_code, write_table


@pytest.fixture
def part(tmp_path: Path) -> Part:
    lake = tmp_path / "a 'quoted' lake" / "reac.parquet"
    lake.parent.mkdir()
    duckdb.sql("SELECT unnest(['Nausea', 'Nausea', 'Rash']) AS pt").write_parquet(str(lake))
    return Part(
        quarter="2023Q1",
        stage=1,
        models=(
            Model(
                "staging.reac",
                frozenset({"lake.reac"}),
                sql="SELECT pt FROM lake.reac",
                is_view=True,
                is_by_quarter=True,
            ),
            Model(
                "staging.term",
                frozenset({"staging.reac"}),
                sql="SELECT getvariable('quarter') AS quarter, pt, count(*) AS row_count FROM staging.reac GROUP BY pt",
                is_by_quarter=True,
            ),
            Model(
                "staging.total",
                frozenset({"staging.term"}),
                sql="SELECT sum(row_count) AS row_count FROM staging.term",
                is_by_quarter=True,
            ),
        ),
        inputs={"lake.reac": lake},
        outputs={name: tmp_path / "made" / f"{name}.parquet" for name in ("staging.term", "staging.total")},
        resources=Resources("200MB", 1),
        made_by=this_code(),
    )


def rows(path: Path) -> list[tuple[object, ...]]:
    return duckdb.read_parquet(str(path)).order("ALL").fetchall()


def test_each_table_of_a_part_becomes_one_file_and_a_later_one_reads_it(part: Part) -> None:
    made = make_part(part)
    assert rows(part.outputs["staging.term"]) == [("2023Q1", "Nausea", 2), ("2023Q1", "Rash", 1)]
    assert rows(part.outputs["staging.total"]) == [(3,)]
    assert sorted(path.name for path in (part.outputs["staging.term"]).parent.iterdir()) == [
        "staging.term.parquet",
        "staging.total.parquet",
    ]
    assert made.table_seconds.keys() == part.outputs.keys()


def test_what_is_there_is_not_made_again_and_what_is_missing_is(part: Part) -> None:
    make_part(part)
    before = part.outputs["staging.term"].stat().st_mtime_ns
    part.outputs["staging.total"].unlink()
    assert not part.is_made
    make_part(part)
    assert part.outputs["staging.term"].stat().st_mtime_ns == before
    assert rows(part.outputs["staging.total"]) == [(3,)]
    assert make_part(part).table_seconds == {}


def test_other_code_makes_nothing_and_says_what_to_install(part: Part) -> None:
    with pytest.raises(OutsideError, match=r"was asked for by nibwatch 0\.0\.0.* install the same version"):
        make_part(replace(part, made_by="nibwatch 0.0.0 with DuckDB 1.0.0"))
    assert not any(path.exists() for path in part.outputs.values())


def test_a_file_that_cannot_be_read_is_said_with_its_quarter_and_leaves_nothing(part: Part) -> None:
    part.inputs["lake.reac"].write_bytes(b"PAR1 cut short")
    with pytest.raises(OutsideError, match=r"Working on 2023Q1 failed \(.*reac\.parquet"):
        make_part(part)
    assert not any(path.exists() for path in part.outputs.values())


def test_a_write_that_fails_in_the_middle_leaves_no_file(tmp_path: Path) -> None:
    with duckdb.connect(config={"threads": 1}) as connection, pytest.raises(duckdb.Error):
        write_table(
            connection,
            "SELECT CAST(CASE WHEN i < 900000 THEN '1' ELSE 'no number' END AS INTEGER) FROM range(1000000) AS t(i)",
            tmp_path / "made.parquet",
        )
    assert list(tmp_path.iterdir()) == []
