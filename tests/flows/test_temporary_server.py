"""A server that a killed run left behind is ended by the next run, and nothing else is."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
from flows.temporary_server import MARK, NOTE, TEMPORARY, end_leftover_server


@contextmanager
def process_like_a_server(environment: Mapping[str, str] | None = None, mark: str = MARK) -> Iterator[psutil.Process]:
    """A process with a server's command line and environment that does nothing more than say that it is there.

    Until it says so, the system may still show neither: a new process has them only when its program is in place.
    """
    command = [sys.executable, "-c", "import sys; print(flush=True); sys.stdin.read()", "--factory", mark]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, **(environment or {})}
    ) as started:
        assert started.stdout is not None and started.stdout.readline() == b"\n"
        yield psutil.Process(started.pid)
        started.kill()


def of_home(home: Path) -> dict[str, str]:
    return {TEMPORARY: "1", "PREFECT_HOME": str(home / ".prefect")}


def note(home: Path, process: psutil.Process, **changed: object) -> None:
    noted = {"pid": process.pid, "create_time": process.create_time(), "command": process.cmdline(), **changed}
    (home / ".prefect").mkdir(exist_ok=True)
    (home / ".prefect" / NOTE).write_text(json.dumps([noted]))


def test_the_noted_server_is_ended_and_the_note_removed(tmp_path: Path) -> None:
    with process_like_a_server() as server:
        note(tmp_path, server)
        assert end_leftover_server(tmp_path) == 1
        assert not server.is_running()
    assert not (tmp_path / ".prefect" / NOTE).exists()
    assert end_leftover_server(tmp_path) == 0


def test_a_server_whose_run_was_killed_before_it_could_write_the_note_is_ended(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "data")
    with process_like_a_server(of_home(tmp_path / "data")) as server:
        assert end_leftover_server(tmp_path / "link") == 1, "a data directory has many paths"
        assert not server.is_running()


def test_a_note_that_was_cut_short_notes_nothing(tmp_path: Path) -> None:
    (tmp_path / ".prefect").mkdir()
    (tmp_path / ".prefect" / NOTE).write_text('[{"pid": 1')
    assert end_leftover_server(tmp_path) == 0
    assert not (tmp_path / ".prefect" / NOTE).exists()


@pytest.mark.parametrize("changed", [{"create_time": 1.0}, {"command": ["another", MARK]}])
def test_another_process_under_the_noted_pid_is_left_alone(tmp_path: Path, changed: dict[str, object]) -> None:
    with process_like_a_server() as server:
        note(tmp_path, server, **changed)
        assert end_leftover_server(tmp_path) == 0
        assert server.is_running()


def test_servers_of_other_homes_standing_ones_and_other_programs_are_left_alone(tmp_path: Path) -> None:
    standing = {"PREFECT_HOME": str(tmp_path / ".prefect")}
    with (
        process_like_a_server(of_home(tmp_path / "other")) as other,
        process_like_a_server(standing) as stands,
        process_like_a_server(of_home(tmp_path), mark="a flow") as flow,
    ):
        assert end_leftover_server(tmp_path) == 0
        assert all(process.is_running() for process in (other, stands, flow))
