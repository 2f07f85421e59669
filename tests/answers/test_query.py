"""`nibwatch sql`: one reading statement, every format safe to open, nothing else reached."""

import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from signals.answers.sql import run_query
from signals.database import open_read_only
from signals.errors import RequestError

RUN_IN_A_PROCESS_OF_ITS_OWN = """
import sys
from pathlib import Path
from signals.answers.sql import run_query
run_query(Path(sys.argv[1]), sys.argv[2], format=sys.argv[3])
print(*sorted({"pandas", "numpy", "pyarrow", "prefect", "scipy"} & set(sys.modules)), file=sys.stderr)
"""


@pytest.mark.parametrize("format", ["table", "csv", "json"])
def test_a_query_loads_neither_pandas_nor_numpy_nor_prefect(one_table_file: Path, format: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN_IN_A_PROCESS_OF_ITS_OWN, str(one_table_file),
         "SELECT caseid, ingredient, numbers FROM faers.suspect", format],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "imatinib" in done.stdout
    assert done.stderr.strip() == ""


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT count(*) FROM faers.suspect",
        "FROM faers.suspect",
        "WITH one AS (SELECT 1 AS x) FROM one;",
        "VALUES (1), (2)",
        "DESCRIBE faers.suspect",
        "SUMMARIZE SELECT caseid, ingredient FROM faers.suspect",
        "SHOW ALL TABLES",
        "PIVOT faers.suspect ON ingredient IN ('imatinib') USING count(*)",
        "FROM of_drug('imatinib')",
        "FROM range(3)",
        "SELECT table_name FROM duckdb_tables()",
        "FROM information_schema.tables",
        "EXPLAIN SELECT 'é' -- what does it do?",
        "/* why */ EXPLAIN ANALYZE FROM faers.suspect",
        "EXPLAIN (FORMAT json) SELECT 1",
        "EXPLAIN (SELECT 1)",
    ],
)
def test_reading_statements_run(one_table_file: Path, sql: str, capsys: pytest.CaptureFixture[str]) -> None:
    run_query(one_table_file, sql)
    assert capsys.readouterr().out.strip()


REFUSED = "exactly one SELECT"


NOT_RUN = "does not run"


@pytest.mark.parametrize(
    ("sql", "why"),
    [
        ("", REFUSED),
        ("-- nothing but a comment", REFUSED),
        ("SELECT 1; SELECT 2", REFUSED),
        ("CREATE TABLE x AS SELECT 1", REFUSED),
        ("INSERT INTO faers.suspect VALUES (3)", REFUSED),
        ("DELETE FROM faers.suspect", REFUSED),
        ("COPY faers.suspect TO 'stolen.csv'", REFUSED),
        ("EXPORT DATABASE 'stolen'", REFUSED),
        ("ATTACH 'other.duckdb'", REFUSED),
        ("INSTALL httpfs", REFUSED),
        ("LOAD httpfs", REFUSED),
        ("SET enable_external_access = true", REFUSED),
        ("SET VARIABLE x = 1", REFUSED),
        ("PRAGMA version", REFUSED),
        ("USE faers", REFUSED),
        ("CHECKPOINT", REFUSED),
        ("CALL enable_logging(storage = 'file')", REFUSED),
        ("PREPARE x AS SELECT 1", REFUSED),
        ("EXPLAIN ANALYZE COPY faers.suspect TO 'stolen.csv'", REFUSED),
        ("EXPLAIN /* SELECT */ ANALYZE CREATE TABLE x AS SELECT 1", REFUSED),
        ("EXPLAIN ANALYZE CALL enable_logging(storage = 'file')", REFUSED),
        ("FROM enable_logging(storage = 'file')", NOT_RUN),
        ('SELECT 1 WHERE EXISTS (FROM "enable_logging"())', NOT_RUN),
        ("EXPLAIN ANALYZE FROM enable_logging()", NOT_RUN),
        ("DESCRIBE FROM enable_logging()", NOT_RUN),
        ("FROM query('FROM enable_' || 'logging()')", NOT_RUN),
        ("FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))", NOT_RUN),
        ("FROM arrow_scan(1, 2, 3)", NOT_RUN),
        ("FROM pandas_scan(1)", NOT_RUN),
        ("FROM read_csv('/etc/passwd')", NOT_RUN),
        ("SELECT (SELECT count(*) FROM system.main.\"READ_TEXT\"('/etc/passwd'))", NOT_RUN),
        ("SELECT 1 LIMIT (SELECT count(*) FROM glob('/*'))", NOT_RUN),
        ("FROM sniff_csv('/etc/passwd')", NOT_RUN),
        ("FROM 'faers.parquet'", "Permission Error"),
        ("FROM '/etc/passwd'", "DuckDB says"),
        ("SELECT getenv('HOME')", "DuckDB says"),
        ("FROM duckdb_secrets()", "Permission Error"),
        ("SELECT * FROM statement", "DuckDB says"),
        ("SELECT nothing FROM faers.suspect", 'Referenced column "nothing"'),
        ("SELEC 1", "syntax error"),
        ("SELECT 1\0; DROP TABLE faers.suspect", "a NUL"),
        ("SELECT '\udcff'", "no UTF-8"),
        ("PIVOT faers.suspect ON ingredient USING count(*)", "columns are not named"),
    ],
)
def test_everything_else_is_refused_in_words(
    one_table_file: Path, sql: str, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    before = one_table_file.read_bytes()
    with pytest.raises(RequestError, match=why):
        run_query(one_table_file, sql)
    assert list(tmp_path.iterdir()) == []
    assert one_table_file.read_bytes() == before


def test_a_query_spills_beside_nobody(one_table_file: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", RUN_IN_A_PROCESS_OF_ITS_OWN, str(one_table_file),
         "SELECT current_setting('temp_directory') AS folder", "csv"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    folder = Path(done.stdout.splitlines()[1])
    assert one_table_file.parent not in folder.parents
    assert not folder.exists()  # it went with the process


def test_two_readers_of_one_process_share_the_file(one_table_file: Path) -> None:
    with open_read_only(one_table_file) as first:
        with open_read_only(one_table_file) as second:
            assert second.execute("SELECT count(*) FROM faers.suspect").fetchall() == [(2,)]
        with pytest.raises(duckdb.Error, match="disabled by configuration"):
            first.execute("FROM read_csv('/etc/passwd')")


def test_a_query_reads_while_a_build_replaces_the_file(
    one_table_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    published, finished = tmp_path / "nibwatch.duckdb", tmp_path / "finished.duckdb"
    published.write_bytes(one_table_file.read_bytes())
    with duckdb.connect(str(finished)) as building:
        building.execute("CREATE SCHEMA faers; CREATE TABLE faers.suspect AS SELECT 7 AS caseid")
        run_query(published, "SELECT count(*) AS cases FROM faers.suspect", format="csv")
    finished.replace(published)
    run_query(published, "SELECT caseid FROM faers.suspect", format="csv")
    assert capsys.readouterr().out == "cases\n2\ncaseid\n7\n"


@pytest.mark.parametrize("typed", ["SHOW TABLES", "show all tables;", ".tables", "\\dt", "DESCRIBE"])
def test_whatever_lists_tables_elsewhere_lists_them_here(
    one_table_file: Path, typed: str, capsys: pytest.CaptureFixture[str]
) -> None:
    run_query(one_table_file, typed, format="csv")
    assert capsys.readouterr().out.splitlines() == ["table,rows,meaning", "faers.suspect,2,"]


def test_a_command_of_a_shell_is_met_with_what_to_type_instead(one_table_file: Path) -> None:
    with pytest.raises(RequestError, match="is a command of a shell"):
        run_query(one_table_file, ".schema")


def test_a_reader_takes_its_memory_and_its_share_of_the_disk_and_no_more(one_table_file: Path) -> None:
    with open_read_only(one_table_file) as connection:
        limits = connection.execute(
            "SELECT current_setting('memory_limit'), current_setting('max_temp_directory_size')"
        ).fetchall()[0]
    assert limits[0] == "1.6 GiB"  # 1.8GB
    assert limits[1] != "90% of available disk space"


def test_a_misspelt_schema_is_answered_with_the_table_that_comes_near(one_table_file: Path) -> None:
    with open_read_only(one_table_file) as connection:
        ((schema, table),) = connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() LIMIT 1"
        ).fetchall()
    with pytest.raises(RequestError, match=rf"did you mean {schema}\.{table}\?"):
        run_query(one_table_file, f"FROM {schema}x.{table}")
