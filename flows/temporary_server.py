"""Prefect's temporary server: noted when it runs, ended by the next run where a killed one left it behind.

Killing a run with SIGKILL leaves the server it had started (200 MB) without a parent. Its pid can by then belong to
another process, so it is ended only where pid, start time and command line are the noted ones. A run that is killed
before it could write the note leaves a server too: that one is known by its environment, in which Prefect marks it as
temporary and in which its home is that of the data directory (signals.settings.prepare_prefect).
"""

import json
from collections.abc import Iterator
from pathlib import Path

import psutil

NOTE = "temporary_server.json"
MARK = "prefect.server.api.server:create_app"
TEMPORARY = "PREFECT__SERVER_EPHEMERAL"
"""Set by Prefect 3.8 for a server it starts for one process; a standing server lacks it."""
GRACE_SECONDS = 5


def note_server(data_dir: Path) -> None:
    """Write down the temporary server that this process has started, if it has."""
    servers = [
        {"pid": child.pid, "create_time": child.create_time(), "command": child.cmdline()}
        for child in psutil.Process().children()
        if MARK in child.cmdline()
    ]
    if servers:
        home = data_dir / ".prefect"
        home.mkdir(parents=True, exist_ok=True)
        new = home / (NOTE + ".new")
        new.write_text(json.dumps(servers), encoding="utf-8")
        new.replace(home / NOTE)


def end_leftover_server(data_dir: Path) -> int:
    """End this data directory's servers that still run without the process that started them; how many there were.

    Call only while holding the data directory, before a server is started: nobody else may then own such a server.
    """
    home = data_dir / ".prefect"
    ended = sum(_end(process) for process in _noted(home / NOTE)) + sum(_end(process) for process in _at_home(home))
    (home / NOTE).unlink(missing_ok=True)
    return ended


def _noted(path: Path) -> Iterator[psutil.Process]:
    """The processes of the note that are still what was noted; none where the note was never finished."""
    try:
        servers = json.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return
    for noted in servers:
        try:
            process = psutil.Process(noted["pid"])
            is_same = abs(process.create_time() - noted["create_time"]) <= 1
            if is_same and process.cmdline() == noted["command"]:
                yield process
        except psutil.NoSuchProcess:
            continue


def _at_home(home: Path) -> Iterator[psutil.Process]:
    """The temporary servers with this home."""
    for process in psutil.process_iter():
        try:
            if MARK in process.cmdline() and _is_at_home(process.environ(), home):
                yield process
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue  # it has ended, or it is another user's


def _is_at_home(environment: dict[str, str], home: Path) -> bool:
    its_home = environment.get("PREFECT_HOME")
    return TEMPORARY in environment and its_home is not None and Path(its_home).resolve() == home.resolve()


def _end(process: psutil.Process) -> bool:
    try:
        process.terminate()
        process.wait(GRACE_SECONDS)
    except psutil.NoSuchProcess:
        return False
    except psutil.TimeoutExpired:
        process.kill()
    return True
