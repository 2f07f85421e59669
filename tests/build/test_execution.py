"""Tables are handed between quarters, slices and the flow's own connection, each row to whom it belongs, once."""

import threading
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pytest

from signals.build.execution import Execution
from signals.build.fault import outside_fault
from signals.build.graph import Model, tables_read
from signals.build.part import Part, PartTiming, make_part
from signals.build.partition import PartitionFiles
from signals.build.schedule import in_stages
from signals.database import Resources, build_connection
from signals.lake.folder_lake import FolderLake
from signals.lake.quarters import LoadedQuarter

QUARTERS = ("2022Q4", "2023Q1")


def model(name: str, sql: str, *, by_quarter: bool = False, slice_by: str | None = None) -> Model:
    return Model(name, frozenset(tables_read(sql)), sql=sql, is_by_quarter=by_quarter, slice_by=slice_by)


MODELS = [
    model(
        "latest.version_key",
        """
        SELECT getvariable('quarter') AS quarter
            , unnest(CASE getvariable('quarter') WHEN '2022Q4' THEN [1, 3, 3] ELSE [1, 2, 5] END) AS caseid
        """,
        by_quarter=True,
    ),
    model("staging.deleted", "SELECT unnest([5, 6, 7]) AS caseid, unnest(['2023Q1', '2022Q4', '2022Q4']) AS quarter"),
    model(
        "staging.latest",
        """
        SELECT caseid, max(report.quarter) AS quarter
            , count(*) AS version_count, (SELECT count(*) FROM staging.listed) AS list_count
        FROM latest.version_key AS report ANTI JOIN staging.deleted USING (caseid) GROUP BY caseid
        """,
        slice_by="caseid",
    ),
    model("staging.listed", "SELECT count(*) AS deleted_count, quarter FROM staging.deleted GROUP BY quarter"),
    model("totals.version", "SELECT caseid, version_count FROM staging.latest", slice_by="caseid"),
    model(
        "staging.case",
        """
        SELECT caseid, getvariable('quarter') AS quarter, version.version_count, list_count
            , (SELECT sum(deleted_count) FROM staging.listed) AS deleted_count
        FROM staging.latest INNER JOIN totals.version AS version USING (caseid)
        """,
        by_quarter=True,
    ),
    model("faers.cases", "SELECT * FROM staging.case ORDER BY caseid"),
]


def function(name: str, make: Callable[[duckdb.DuckDBPyConnection], object], *reads: str) -> Model:
    return Model(name, frozenset(reads), make=lambda connection, *_: make(connection))


def execution(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Execution:
    files = PartitionFiles(FolderLake(tmp_path / "lake"), tmp_path, (), (), run_id="run", key_slices=1)
    return Execution(connection, files, Resources(), lambda _parts: [])


def test_a_function_of_python_runs_while_a_select_does_and_each_waits_for_what_it_reads(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    met = threading.Barrier(2, timeout=60)
    connection.create_function("meet", lambda _: met.wait(), ["BIGINT"], "BIGINT", side_effects=True)

    def meet(given: duckdb.DuckDBPyConnection) -> None:
        met.wait()
        given.execute(
            "CREATE TABLE totals.made AS SELECT quarter_end('2023Q1') AS last_day, count(*) AS first_count "
            "FROM totals.first"
        )

    execution(tmp_path, connection).make_all(
        [
            model("totals.last", "SELECT made.*, beside.* FROM totals.made AS made, totals.beside AS beside"),
            model("totals.beside", "SELECT meet(n) >= 0 AS has_met FROM totals.first"),
            function("totals.made", meet, "totals.first"),
            model("totals.first", "SELECT 1 AS n"),
        ]
    )
    assert connection.execute("FROM totals.last").fetchall() == [(date(2023, 3, 31), 1, True)]


def test_where_a_table_fails_what_runs_beside_it_is_stopped_and_nothing_more_is_made(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    endless = "SELECT count(*) AS n FROM range(100000000) AS a, range(100000000) AS b WHERE a.range % 7 = b.range % 5"

    def fail(_: duckdb.DuckDBPyConnection) -> None:
        raise ValueError("no such prior")

    with pytest.raises(ValueError, match="no such prior"):
        execution(tmp_path, connection).make_all(
            [model("totals.endless", endless), function("totals.made", fail), model("totals.later", "SELECT 1 AS n")]
        )
    assert connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'totals'").fetchall() == []


class Recorder:
    """Makes parts one after another, and remembers them."""

    def __init__(self, lake: Path) -> None:
        self.lake = FolderLake(lake)
        self.parts: list[Part] = []
        self.handed: set[str] = set()
        """The tables that the flow wrote for parts."""

    def __call__(self, parts: Sequence[Part]) -> list[PartTiming]:
        self.parts += parts
        self.handed |= {name.split("/")[-2] for name in self.lake.names("by_quarter/run/run/decided")}
        return [make_part(part) for part in parts]

    def files_of(self, table: str) -> set[str]:
        """The names of the files that parts were told to read a table from."""
        return {name.split("/")[-1] for part in self.parts for name in part.inputs.get(table, ())}


def test_a_build_that_fails_for_want_of_memory_names_the_table(
    tmp_path: Path, connection: duckdb.DuckDBPyConnection
) -> None:
    connection.execute("SET memory_limit = '20MB'")
    connection.execute("SET max_temp_directory_size = '0KB'")
    large = model("faers.cases", "SELECT range AS caseid, list(range) OVER () AS every FROM range(4000000)")
    with pytest.raises(duckdb.OutOfMemoryException) as raised:
        execution(tmp_path, connection).make_all([large])
    fault = outside_fault(raised.value, tmp_path, "no lake")
    assert fault is not None and f"failed in {tmp_path}, while making faers.cases (Out of Memory" in str(fault)


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    build_folder = tmp_path / "build"
    build_folder.mkdir()
    with build_connection(build_folder / "finished.duckdb", build_folder, Resources()) as opened:
        yield opened


@pytest.fixture
def built(tmp_path: Path, connection: duckdb.DuckDBPyConnection) -> Recorder:
    quarters = tuple(LoadedQuarter(quarter, "a.zip", "sha", 1, True, 3) for quarter in QUARTERS)
    stages = tuple(in_stages(MODELS, input_tables=()))
    recorder = Recorder(tmp_path / "lake")
    files = PartitionFiles(recorder.lake, tmp_path, quarters, stages, run_id="run", key_slices=3)
    Execution(connection, files, Resources("200MB", 1), recorder).run(input_tables=set())
    return recorder


def test_slices_see_all_quarters_and_a_quarter_its_own_rows_of_what_is_decided(
    connection: duckdb.DuckDBPyConnection, built: Recorder
) -> None:
    # caseid, the quarter of its latest report, reports of both quarters, both quarters' lists, the quarter's own deleted
    assert connection.execute("FROM faers.cases").fetchall() == [
        (1, "2023Q1", 2, 2, 1),
        (2, "2023Q1", 1, 2, 1),
        (3, "2022Q4", 2, 2, 2),
    ]


def test_a_slice_is_named_after_its_table_and_made_in_as_many_pieces_as_asked(built: Recorder) -> None:
    assert [part.name for part in built.parts if part.slice] == [
        "slice 1 of 3: staging.latest",
        "slice 2 of 3: staging.latest",
        "slice 3 of 3: staging.latest",
        "slice 1 of 3: totals.version",
        "slice 2 of 3: totals.version",
        "slice 3 of 3: totals.version",
    ]


def test_what_lies_in_slices_is_not_written_again_unless_each_quarter_has_rows_of_its_own_in_it(
    built: Recorder,
) -> None:
    slices = {"slice-1-of-3.parquet", "slice-2-of-3.parquet", "slice-3-of-3.parquet"}
    assert built.files_of("totals.version") == slices
    assert built.files_of("staging.latest") == {*slices, "2022Q4.parquet", "2023Q1.parquet"}
    assert built.files_of("staging.deleted") == {"all.parquet"}
    assert built.handed == {"staging.latest", "staging.deleted", "staging.listed"}
