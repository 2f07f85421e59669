"""What is dear to make is made once for all processes of a test session, which share it."""

import fcntl
import os
import pickle
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

Made = TypeVar("Made")


def made_once(temporary: pytest.TempPathFactory, name: str, make: Callable[[Path], Made]) -> Made:
    """What `make` returns for a folder of this name: the process that asks first makes it, the others wait.

    Read it only. It has to survive pickling, as paths do.
    """
    session = temporary.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        session = session.parent  # each process has a folder of its own in that of the session
    folder, result = session / name, session / f"{name}.made"
    with (session / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not result.exists():
            shutil.rmtree(folder, ignore_errors=True)  # what a process began that died
            folder.mkdir()
            written = pickle.dumps(make(folder))
            result.with_suffix(".new").write_bytes(written)
            result.with_suffix(".new").rename(result)
    made: Made = pickle.loads(result.read_bytes())
    return made
