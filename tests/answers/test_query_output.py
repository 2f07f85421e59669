"""What `nibwatch sql` writes: every type in every format, and never over what is not its own."""

import csv
import io
import json
import os
import subprocess
import warnings
from pathlib import Path

import duckdb
import pytest

from signals.answers.query_formats import FORMULA_SIGNS, defuse_formula
from signals.answers.sql import run_query
from signals.errors import RequestError


@pytest.mark.parametrize("width", [40, 80])
def test_a_table_fits_the_terminal(one_table_file: Path, width: int, capsys: pytest.CaptureFixture[str]) -> None:
    run_query(one_table_file, "SELECT *, repeat('long ', 50) AS text FROM faers.suspect", width=width)
    assert max(len(line) for line in capsys.readouterr().out.splitlines()) <= width


def test_what_a_terminal_would_obey_is_shown_as_text(one_table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_query(one_table_file, "SELECT chr(27) || '[2J' AS drugname")
    assert "\x1b" not in capsys.readouterr().out


def test_csv_holds_no_formula(one_table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_query(
        one_table_file,
        """SELECT ingredient AS "=HYPERLINK(1)", -1 AS number FROM faers.suspect ORDER BY caseid""",
        format="csv",
    )
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert rows == [["'=HYPERLINK(1)", "number"], ["imatinib", "-1"], ["'=1+1", "-1"]]


@pytest.mark.parametrize("start", [*FORMULA_SIGNS, "\t", "\r", "\n"])
def test_every_start_of_a_formula_is_defused(start: str) -> None:
    assert defuse_formula(f"{start}cmd|' /C calc'!A0") == f"'{start}cmd|' /C calc'!A0"
    assert defuse_formula(f"a{start}1") == f"a{start}1"


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
@pytest.mark.parametrize("blanks", [" ", "  ", "\u00a0", "\ufeff", "\u200b", " \t", "\r\n"])
def test_blanks_before_a_formula_do_not_hide_it(sign: str, blanks: str) -> None:
    # A blank that parts cells itself gets a second apostrophe after it.
    assert defuse_formula(f"{blanks}{sign}1").startswith("'")
    assert defuse_formula(f"{blanks}{sign}1").replace("'", "") == f"{blanks}{sign}1"


@pytest.mark.parametrize("between", [";", "; ", "\t", "\n", "\r\n"])
def test_a_formula_in_the_next_cell_of_a_country_with_semicolons_is_defused(between: str) -> None:
    assert defuse_formula(f"ASPIRIN{between}=cmd()") == f"ASPIRIN{between}'=cmd()"
    assert defuse_formula("ASPIRIN, -81 MG; 500-MG") == "ASPIRIN, -81 MG; 500-MG"


def test_a_list_in_csv_is_as_harmless_as_a_text(one_table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_query(one_table_file, "SELECT ['a;=1+1'] AS listed", format="csv")
    assert "'=1+1" in capsys.readouterr().out


def test_csv_leaves_what_is_missing_empty(one_table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_query(one_table_file, "SELECT * EXCLUDE (ingredient) FROM faers.suspect ORDER BY caseid", format="csv")
    assert capsys.readouterr().out.splitlines() == [
        "caseid,fda_date,dose,numbers,is_counted",
        '1,2023-01-31,1.5,"[1, 2]",true',
        "2,,,,false",
    ]


def test_json_is_strict_json_with_null_for_what_is_undefined(
    one_table_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_query(one_table_file, "FROM faers.suspect ORDER BY caseid", format="json")
    rows = json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert rows[0] == {"caseid": 1, "ingredient": "imatinib", "fda_date": "2023-01-31", "dose": 1.5,
                       "numbers": [1, 2], "is_counted": True}  # fmt: skip
    assert rows[1] == {"caseid": 2, "ingredient": "=1+1", "fda_date": None, "dose": None, "numbers": None,
                       "is_counted": False}  # fmt: skip


def test_an_empty_result_keeps_its_header(one_table_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_query(one_table_file, "SELECT caseid, dose FROM faers.suspect WHERE FALSE", format="csv")
    run_query(one_table_file, "SELECT caseid FROM faers.suspect WHERE FALSE", format="json")
    assert capsys.readouterr().out == "caseid,dose\n[\n]\n"


def test_parquet_comes_back_as_it_was(one_table_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.parquet"
    run_query(one_table_file, "SELECT caseid, ingredient FROM faers.suspect", format="parquet", out=out)
    assert duckdb.sql(f"FROM '{out}' ORDER BY caseid").fetchall() == [(1, "imatinib"), (2, "=1+1")]


@pytest.mark.parametrize("format", ["json", "parquet"])
def test_two_columns_of_one_name_are_not_lost_silently(one_table_file: Path, tmp_path: Path, format: str) -> None:
    with pytest.raises(RequestError, match="Two columns are called 'x'"):
        run_query(one_table_file, "SELECT 1 AS x, 2 AS x", format=format, out=tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_query_that_fails_on_the_way_leaves_the_earlier_file(one_table_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "result.csv"
    out.write_text("earlier\n")
    failing = "SELECT CASE WHEN i < 50000 THEN i ELSE error('stop') END AS i FROM range(100000) AS t(i)"
    with pytest.raises(RequestError, match="stop"):
        run_query(one_table_file, failing, format="csv", out=out)
    assert out.read_text() == "earlier\n"
    assert [path.name for path in tmp_path.iterdir()] == ["result.csv"]


def test_a_folder_that_is_not_there_is_stated(one_table_file: Path, tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="cannot be written"):
        run_query(one_table_file, "SELECT 1", format="csv", out=tmp_path / "missing" / "x.csv")


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_a_device_is_written_and_never_replaced(one_table_file: Path, tmp_path: Path, format: str) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        run_query(one_table_file, "SELECT 7 AS x", format=format, out=pipe)
        assert reader.stdout is not None
        said = reader.stdout.read()
    assert said == b"x\n7\n" if format == "csv" else said.startswith(b"PAR1")
    assert pipe.is_fifo()


def test_a_link_to_a_file_stays_a_link(one_table_file: Path, tmp_path: Path) -> None:
    (tmp_path / "there.csv").write_text("earlier\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "there.csv")
    run_query(one_table_file, "SELECT 7 AS x", format="csv", out=tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert (tmp_path / "there.csv").read_text() == "x\n7\n"


@pytest.mark.parametrize(
    "name", ["nibwatch.duckdb", "nibwatch.previous.duckdb", "nibwatch.toml", ".lock", "lake/x.csv", "./lake/../lake/x"]
)
def test_a_result_never_takes_the_place_of_what_the_data_directory_keeps(
    one_table_file: Path, tmp_path: Path, name: str
) -> None:
    published = tmp_path / "nibwatch.duckdb"
    published.write_bytes(one_table_file.read_bytes())
    (tmp_path / "lake").mkdir()
    with pytest.raises(RequestError, match="lies among what nibwatch keeps"):
        run_query(published, "SELECT 7 AS x", format="csv", out=tmp_path / name)
    assert published.read_bytes() == one_table_file.read_bytes()
    run_query(published, "SELECT 7 AS x", format="csv", out=tmp_path / "result.csv")
    assert (tmp_path / "result.csv").read_text() == "x\n7\n"


def test_parquet_on_the_terminal_is_refused(one_table_file: Path) -> None:
    with pytest.raises(RequestError, match="--out FILE"):
        run_query(one_table_file, "SELECT 1 AS x", format="parquet")


def test_an_unknown_format_is_refused_with_the_known_ones(one_table_file: Path) -> None:
    with pytest.raises(RequestError, match="table, csv, json, parquet, xlsx"):
        run_query(one_table_file, "SELECT 1", format="ods")


def test_parquet_is_written_without_a_warning(one_table_file: Path, tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        run_query(one_table_file, "FROM faers.suspect", format="parquet", out=tmp_path / "result.parquet")
    assert (tmp_path / "result.parquet").stat().st_size > 0


VALUES = {
    "170141183460469231731687303715884105727::HUGEINT": 170141183460469231731687303715884105727,
    "340282366920938463463374607431768211455::UHUGEINT": 340282366920938463463374607431768211455,
    "12345678901234567890.123456789::DECIMAL(38, 9)": "12345678901234567890.123456789",
    "1.5::DECIMAL(4, 2)": 1.5,
    "INTERVAL '1 year 2 months 3 days 4 hours'": "1 year 2 months 3 days 04:00:00",
    "'a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'::UUID": "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11",
    "'abc'::BLOB": "616263",
    "'10110'::BIT": "10110",
    "'a'::ENUM ('a', 'b')": "a",
    "[1, NULL]": [1, None],
    "[INTERVAL '1 month']": ["1 month"],
    "[1, 2]::INTEGER[2]": [1, 2],
    "{'a b': 1, 'when': DATE 'infinity'}": {"a b": 1, "when": "infinity"},
    "row(1, 'x')": [1, "x"],
    "MAP {'k': 1}": {"k": 1},
    "union_value(number := 2)": 2,
    "TIMETZ '12:34:56+02'": "12:34:56+02:00",
    "TIME '24:00:00'": "24:00:00",
    "TIMESTAMP_NS '2020-01-01 00:00:00.123456789'": "2020-01-01T00:00:00.123456789",
    "TIMESTAMPTZ 'infinity'": "infinity",
    "TIMESTAMP '-infinity'": "-infinity",
    "DATE '9999-12-31'": "9999-12-31",
    "DATE '0044-03-15 (BC)'": "0044-03-15 (BC)",
    "'NaN'::DOUBLE": None,
    "'-inf'::FLOAT": None,
    "NULL": None,
    "42::VARIANT": "42",
    "'POINT (1 2)'::GEOMETRY": "POINT (1 2)",
}
"""Values of every type that DuckDB returns, as SQL writes them and as JSON holds them."""


@pytest.mark.parametrize("value", VALUES)
def test_a_value_of_every_type_is_written_in_every_format(
    one_table_file: Path, tmp_path: Path, value: str, capsys: pytest.CaptureFixture[str]
) -> None:
    sql = f"SELECT {value} AS x; -- one value"
    run_query(one_table_file, sql, format="json")
    assert json.loads(capsys.readouterr().out) == [{"x": VALUES[value]}]
    for width in (120, 20):
        run_query(one_table_file, sql, width=width)
    run_query(one_table_file, sql, format="csv", out=tmp_path / "x.csv")
    run_query(one_table_file, sql, format="parquet", out=tmp_path / "x.parquet")
    assert len(list(csv.reader((tmp_path / "x.csv").open()))) == 2
    again = duckdb.execute("SELECT CAST(x AS VARCHAR) FROM read_parquet($file)", {"file": str(tmp_path / "x.parquet")})
    assert len(again.fetchall()) == 1
