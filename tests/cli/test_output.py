"""Standard output and error: nothing from outside steers the terminal, nothing is unwritable, a closed pipe is quiet."""

import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from signals.database import interrupt_readers, open_read_only
from signals.present.command_line import program
from signals.present.output import UNWRITABLE, one_line, plain, plain_lines
from signals.present.strict_json import json_text
from tests.cli.test_command import run
from tests.publications import Publication

HOSTILE = "\x1b[31m\x9b2J\x07\b\r\u202e\u200b\u2028\u0085\ufeff\U000e0041\nFORGED"
"""Escape sequences (C0 and C1), changes of direction, zero width, and every kind of line separator."""
KEYS = re.compile(r"(drug|drugs|drug_kind|event|events|event_kind|analysis|ingredient|event_pt|found_by|run_id|pmid|doi|.*sha256)")  # fmt: skip
"""Columns by whose values rows are found; the other test plants those."""
NIBWATCH = [sys.executable, "-m", "signals.command"]


def plant(publication: Publication, *, keys: bool) -> None:
    """Hostile text at the end of every text of the published file and of the lake's DEMO, DRUG and REAC."""
    with duckdb.connect(str(publication.path)) as connection:
        columns = connection.execute(
            "SELECT schema_name || '.' || table_name, column_name, data_type FROM duckdb_columns() WHERE NOT internal"
        ).fetchall()
        for table, column, kind in columns:
            if kind == "VARCHAR" and (keys or not KEYS.fullmatch(column)):
                connection.execute(f'UPDATE {table} SET "{column}" = "{column}" || $hostile', {"hostile": HOSTILE})
            elif kind == "VARCHAR[]" and table != "meta.run" and (keys or not KEYS.fullmatch(column)):
                change = f'list_transform("{column}", lambda text: text || $hostile)'
                connection.execute(f'UPDATE {table} SET "{column}" = {change}', {"hostile": HOSTILE})
    for path in (publication.home / "lake").glob("*/*.parquet"):
        if path.parent.name in ("demo", "drug", "reac"):
            rows = pyarrow.parquet.read_table(path)
            for position, name in enumerate(rows.column_names):
                if name in ("mfr_sndr", "drugname", "pt"):
                    values = [text and text + HOSTILE for text in rows[name].to_pylist()]
                    rows = rows.set_column(position, rows.schema.field(name), pyarrow.array(values, rows[name].type))
            pyarrow.parquet.write_table(rows, path)


def require_clean(said: str) -> None:
    assert [line for line in said.split("\n") if not line.isprintable()] == []
    assert "\nFORGED" not in said


@pytest.fixture(scope="module")
def planted(small_publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    publication = small_publication.copied_to(tmp_path_factory.mktemp("planted") / "home")
    plant(publication, keys=False)
    return publication


@pytest.fixture(scope="module")
def wholly_planted(small_publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Publication:
    publication = small_publication.copied_to(tmp_path_factory.mktemp("wholly-planted") / "home")
    plant(publication, keys=True)
    return publication


COMMANDS = [
    ("watch",), ("watch", "imatinib"), ("watch", "imatinib", "--cases"), ("watch", "imatinib", "--json"),
    ("watch", "--json"), ("pair", "imatinib", "Nausea"), ("case", "81000003"), ("status", "--offline"),
    ("status", "--offline", "--json"), ("status", "--source", "/no\x1b[31m\u202e where"),
    ("literature", "review"), ("literature", "review", "--json"), ("settings",),
    ("sql", "FROM faers.cases LIMIT 20"), ("sql", "FROM faers.cases LIMIT 20", "--json"), ("sql", "SHOW TABLES"),
    ("sql", "EXPLAIN SELECT * FROM faers.cases WHERE sender = '\u202e'"), ("sql", "SELECT CAST(sender AS INT) FROM faers.cases"),
    ("sql", "SELECT error(sender) FROM faers.cases"), ("sql", "SELECT 1 AS \"a\x1b[31m\u202e\""), ("sql", "FROM no\u202ewhere"),
    ("pair", "no\x1b[31m\nFORGED", "Nausea"), ("watch", "no\u202e\nFORGED"), ("\x1b[31m",), ("run", "--\u202e"),
    ("detect", "--watchlist", "no\x1b[31m"), ("ingest", "--source", "/no\u202e\nFORGED"),
]  # fmt: skip


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: ascii(" ".join(command))[:60])
def test_hostile_text_of_a_published_world_reaches_no_terminal(
    planted: Publication, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    if command[0] == "case":
        with duckdb.connect(str(planted.path), read_only=True) as connection:
            caseid = connection.execute("SELECT max(caseid) FROM faers.cases WHERE is_counted").fetchall()[0][0]
        command = ("case", str(caseid))
    run(monkeypatch, *command, "--data-dir", planted.home)
    said = capsys.readouterr()
    assert said.out or said.err
    require_clean(said.out)
    require_clean(said.err)


@pytest.mark.parametrize("command", [("watch",), ("watch", "--json"), ("sql", "FROM signals.watch")])  # fmt: skip
def test_hostile_names_of_drugs_and_events_reach_neither_a_terminal_nor_a_title(
    wholly_planted: Publication, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    command: tuple[str, ...],
) -> None:  # fmt: skip
    run(monkeypatch, *command, "--data-dir", wholly_planted.home)
    said = capsys.readouterr()
    require_clean(said.out)
    require_clean(said.err)
    for page in (wholly_planted.home / "report").rglob("*.html"):
        title = re.search(r"<title>(.*?)</title>", page.read_text(encoding="utf-8"), re.DOTALL)
        assert title and title[1].isprintable()


@given(st.text())
def test_what_is_made_plain_is_printable_and_printable_text_stays(text: str) -> None:
    assert plain(text).isprintable() and one_line(text).isprintable()
    assert plain_lines(text).count("\n") == text.count("\n")
    assert plain(plain(text)) == plain(text)


@given(st.text())
def test_json_holds_the_text_and_nothing_a_terminal_obeys(text: str) -> None:
    written = json_text([text])
    assert written.isprintable()
    assert json.loads(written) == [text]
    if not any("\u2500" <= sign <= "\u257f" for sign in text):  # lines of tables are written by similar signs
        assert json.loads(written.encode("ascii", UNWRITABLE)) == [text]


def in_a_process(*arguments: str | Path, **variables: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **variables}
    return subprocess.run([*NIBWATCH, *map(str, arguments)], capture_output=True, env=environment, check=False)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "latin-1"])
def test_what_an_encoding_lacks_is_replaced(
    small_publication: Publication, encoding: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for format in ("table", "json"):
        with (tmp_path / format).open("w", encoding=encoding) as out:
            monkeypatch.setattr(sys, "stdout", out)
            ask = ("sql", "SELECT 'é Ω 😀' AS x", "--format", format, "--data-dir", small_publication.home)
            assert run(monkeypatch, *ask) == 0
    assert "\\u03a9 \\ud83d\\ude00" in (tmp_path / "table").read_text(encoding)
    assert json.loads((tmp_path / "json").read_text(encoding)) == [{"x": "é Ω 😀"}]


@pytest.mark.parametrize("command", ["--help", "sql --help", "watch", "watch imatinib", "status --offline", "settings"])
def test_every_command_writes_to_ascii(
    small_publication: Publication, command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with (tmp_path / "out").open("w", encoding="ascii") as out:
        monkeypatch.setattr(sys, "stdout", out)
        home = () if "help" in command else ("--data-dir", small_publication.home)
        assert run(monkeypatch, *command.split(), *home) == 0
    assert (tmp_path / "out").read_bytes().isascii()


def test_csv_holds_the_text_as_it_is_for_a_program_and_plain_on_a_terminal(small_publication: Publication) -> None:
    ask = ["sql", "SELECT chr(27) || chr(8238) AS x", "--format", "csv", "--data-dir", str(small_publication.home)]
    assert in_a_process(*ask).stdout.decode() == "x\n\x1b\u202e\n"
    master, terminal = os.openpty()
    subprocess.run([*NIBWATCH, *ask], stdout=terminal, check=True)
    assert os.read(master, 1000).decode().replace("\r\n", "\n") == "x\n\\x1b\\u202e\n"


@pytest.mark.parametrize("command", [("settings",), ("sql", "FROM range(1000000)", "--format", "csv"), ("--version",)])
def test_a_reader_that_leaves_is_met_with_silence(small_publication: Publication, command: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    place = () if command == ("--version",) else ("--data-dir", str(small_publication.home))
    done = subprocess.run([*NIBWATCH, *command, *place],
                          stdout=writer, stderr=subprocess.PIPE, check=False)  # fmt: skip
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


@pytest.mark.parametrize("command", [("settings",), ("sql", "FROM range(1000000)", "--format", "csv"), ("--version",)])
def test_a_full_output_is_reported_as_such_and_not_as_a_full_disk(
    small_publication: Publication, command: tuple[str, ...]
) -> None:
    place = () if command == ("--version",) else ("--data-dir", str(small_publication.home))
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*NIBWATCH, *command, *place], stdout=full, stderr=subprocess.PIPE, text=True, check=False
        )
    assert done.returncode == 1
    assert done.stderr.startswith("nibwatch: Standard output cannot be written to (No space left on device);")
    assert done.stderr.count("\n") == 1


def closed(descriptor: int, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    line = " ".join([*(f"'{argument}'" for argument in (*NIBWATCH, *arguments)), f"{descriptor}>&-"])
    return subprocess.run(["/bin/sh", "-c", line], stderr=subprocess.PIPE, text=True, check=False)


def test_a_closed_output_or_input_is_stated(small_publication: Publication, tmp_path: Path) -> None:
    home = ("--data-dir", small_publication.home)
    for command in (("sql", "SELECT 1", "--format", "csv", *home), ("--version",)):
        said = closed(1, *command)
        assert said.returncode == 1 and said.stderr.startswith("nibwatch: Standard output is closed")
    assert closed(1, "sql", "SELECT 1 AS x", "--format", "csv", "--out", tmp_path / "x.csv", *home).returncode == 0
    assert (tmp_path / "x.csv").read_text() == "x\n1\n"
    assert closed(0, "sql", "-", *home).stderr.startswith("nibwatch: Standard input is closed")


def test_a_command_that_writes_files_goes_on_without_an_output(few_publication: Publication, tmp_path: Path) -> None:
    home = few_publication.copied_to(tmp_path / "home").home
    assert closed(1, "digest", "--data-dir", home).returncode == 0
    assert list((home / "digests").glob("*.eml"))


@pytest.mark.parametrize("descriptor", [0, 1, 2])
def test_no_file_is_opened_in_the_place_of_a_closed_standard_descriptor(tmp_path: Path, descriptor: int) -> None:
    code = (
        "import os; from signals.present.output import clean_output\nwith clean_output(): held = os.open(os.devnull, 0)"
    )
    (tmp_path / "code.py").write_text(f"{code}\nraise SystemExit(held)")
    line = f"PYTHONPATH=. '{sys.executable}' {tmp_path}/code.py {descriptor}>&-"
    assert subprocess.run(["/bin/sh", "-c", line], check=False).returncode > 2


def test_a_query_that_runs_in_c_code_is_ended_from_another_thread(small_publication: Publication) -> None:
    with open_read_only(small_publication.path) as connection:
        threading.Timer(0.5, interrupt_readers).start()
        with pytest.raises(duckdb.InterruptException):
            connection.execute("SELECT count(*) FROM range(100000000000) AS t(i) WHERE hash(i) % 7 = 3").fetchall()


def test_what_click_objects_to_ends_before_what_it_suggests(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(monkeypatch, "run", "--dat", "x") == 2
    assert (
        capsys.readouterr().err
        == f"nibwatch: No such option: --dat. Did you mean --data-dir? See `{program()} --help`.\n"
    )
