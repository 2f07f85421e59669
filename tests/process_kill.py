"""Work done in a child process that really dies of SIGKILL at a chosen moment of it.

A moment is a step of the work: a call of a function of ours, a change of the disk, or a table finished by the build.
Children are forked from a process that has imported everything, so that each costs no more than its own work.
"""

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from pkgutil import iter_modules
from types import FrameType
from typing import Any

from signals import tables
from signals.build.execution import Execution, Timing

CHANGES = {"os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate"}
SIGNALS = str(Path(__file__).resolve().parents[1] / "signals")

_forking = multiprocessing.get_context("forkserver")
_forking.set_forkserver_preload(
    [
        "tests.process_kill",
        "tests.publications",
        "pandas",
        *(f"signals.tables.{module.name}" for module in iter_modules(tables.__path__)),
    ]
)

Work = Callable[..., object]


class _Steps:
    """Counts steps and kills its process at the chosen one."""

    def __init__(self, fatal: int) -> None:
        self.fatal, self.count = fatal, 0
        self._lock = threading.Lock()

    def step(self) -> None:
        with self._lock:
            self.count += 1
            if self.count == self.fatal:
                os.kill(os.getpid(), signal.SIGKILL)


def count_calls(steps: _Steps) -> None:
    """Every call of a function of ours and every change of the disk is a step."""

    def called(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call" and frame.f_code.co_filename.startswith(SIGNALS):
            steps.step()

    threading.setprofile(called)
    sys.setprofile(called)
    count_changes(steps)


def count_changes(steps: _Steps) -> None:
    """Every change of the disk that Python makes is a step."""

    def changes(event: str, arguments: tuple[Any, ...]) -> None:
        if event in CHANGES or (event == "open" and arguments[2] & (os.O_WRONLY | os.O_RDWR)):
            steps.step()

    sys.addaudithook(changes)


def count_tables(steps: _Steps) -> None:
    """Every piece of work that a build has finished, such as a table, is a step."""
    record = Execution._record

    def counted(execution: Execution, timing: Timing) -> None:
        record(execution, timing)
        steps.step()

    Execution._record = counted


def _child(count: Callable[[_Steps], None], fatal: int, sender: Any, work: Work, arguments: tuple[object, ...]) -> None:
    steps = _Steps(fatal)
    count(steps)
    work(*arguments)
    sys.setprofile(None)
    sender.send(steps.count)


def run(count: Callable[[_Steps], None], fatal: int, work: Work, *arguments: object) -> int | None:
    """Do the work in a child that is killed at step ``fatal`` (0: never): None where it was, else its steps in all."""
    receiver, sender = _forking.Pipe(duplex=False)
    child = _forking.Process(target=_child, args=(count, fatal, sender, work, arguments))
    child.start()
    sender.close()
    child.join(120)
    if child.exitcode == -signal.SIGKILL:
        return None
    assert child.exitcode == 0, f"the work failed by itself (exit code {child.exitcode})"
    steps: int = receiver.recv()
    return steps
