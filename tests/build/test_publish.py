"""A finished file takes the place of the published one, whatever other programs do with that."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest

from signals.build.publication import PREVIOUS_NAME, publish
from signals.database import PUBLISHED_NAME, open_read_only
from signals.errors import OutsideError

READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
for line in sys.stdin:
    print(connection.execute("SELECT DISTINCT publication, count(*) FROM big GROUP BY ALL").fetchall(), flush=True)
"""
WRITER = """
import os, signal, sys, duckdb
connection = duckdb.connect(sys.argv[1])
connection.execute("INSERT INTO big VALUES (99, 0)")
print("written", flush=True)
sys.stdin.readline()
os.kill(os.getpid(), signal.SIGKILL)
"""
ROWS = 500_000


def finished(folder: Path, publication: int) -> Path:
    """A built file, large enough that no reader has all of it in memory at once."""
    path = folder / "build" / "finished.duckdb"
    path.parent.mkdir(exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"CREATE TABLE big AS SELECT {publication} AS publication, i FROM range({ROWS}) AS r(i)")
    return path


def publication_rows(path: Path) -> list[tuple[int, int]]:
    with open_read_only(path) as reader:
        return reader.execute("SELECT publication, count(*) FROM big GROUP BY ALL ORDER BY ALL").fetchall()


@contextmanager
def program(text: str, path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", text, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as started:
        yield started
        started.kill()


def answer_of(started: subprocess.Popen[str]) -> str:
    assert started.stdin is not None and started.stdout is not None
    started.stdin.write("\n")
    started.stdin.flush()
    return started.stdout.readline().strip()


def test_a_reader_keeps_what_it_opened_while_files_are_published_and_new_readers_see_the_new(tmp_path: Path) -> None:
    published = publish(finished(tmp_path, 1), tmp_path)
    with program(READER, published) as reader:
        assert answer_of(reader) == f"[(1, {ROWS})]"
        for publication in (2, 3):
            publish(finished(tmp_path, publication), tmp_path)
            assert publication_rows(published) == [(publication, ROWS)]
            assert publication_rows(tmp_path / PREVIOUS_NAME) == [(publication - 1, ROWS)]
            assert answer_of(reader) == f"[(1, {ROWS})]"


def test_a_client_that_has_the_file_open_for_writing_is_named(tmp_path: Path) -> None:
    published = publish(finished(tmp_path, 1), tmp_path)
    with program(WRITER, published) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == "written\n"
        with pytest.raises(OutsideError, match=rf"open for writing in .*PID {writer.pid}.*open it read-only"):
            publication_rows(published)


def test_what_a_client_wrote_and_left_beside_the_file_does_not_spoil_the_next_one(tmp_path: Path) -> None:
    published = publish(finished(tmp_path, 1), tmp_path)
    with program(WRITER, published) as writer:
        assert writer.stdout is not None and writer.stdout.readline() == "written\n"
        answer_of(writer)
        writer.wait()
    assert (tmp_path / f"{PUBLISHED_NAME}.wal").exists()
    publish(finished(tmp_path, 2), tmp_path)
    assert publication_rows(published) == [(2, ROWS)]
    assert publication_rows(tmp_path / PREVIOUS_NAME) == [(1, ROWS), (99, 1)], "it goes with the file it belongs to"
    publish(finished(tmp_path, 3), tmp_path)
    assert publication_rows(tmp_path / PREVIOUS_NAME) == [(2, ROWS)]
