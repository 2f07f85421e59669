"""Prefect's temporary server: noted when it runs, ended by the next run where a killed one left it behind.

Killing a run with SIGKILL leaves the server it had started (200 MB) without a parent. Its pid can by then belong to
another process, so it is ended only where pid, start time and command line are the noted ones.
"""

import json
from pathlib import Path

import psutil

NOTE = "temporary_server.json"
MARK = "prefect.server.api.server:create_app"
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
    """End the noted servers that still run without the process that started them; how many there were.

    Call only while holding the data directory: its holder is the only one that may own such a server.
    """
    path = data_dir / ".prefect" / NOTE
    if not path.exists():
        return 0
    ended = 0
    for noted in json.loads(path.read_text(encoding="utf-8")):
        ended += _end_if_same(noted["pid"], noted["create_time"], noted["command"])
    path.unlink()
    return ended


def _end_if_same(pid: int, create_time: float, command: list[str]) -> bool:
    try:
        process = psutil.Process(pid)
        if abs(process.create_time() - create_time) > 1 or process.cmdline() != command:
            return False
        process.terminate()
        process.wait(GRACE_SECONDS)
    except psutil.NoSuchProcess:
        return False
    except psutil.TimeoutExpired:
        process.kill()
    return True
