"""Ctrl-C, SIGTERM, SIGHUP, SIGPIPE, a closed output: one sentence, exit code 1, soon; what is published stays whole."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from signals.errors import INTERRUPTED
from tests.pipeline.first_run import environment
from tests.publications import Publication

CLOSED_OUTPUT = None


@pytest.mark.parametrize(
    ("number", "moment"),
    [
        (signal.SIGINT, "building from"),
        (signal.SIGTERM, "building from"),
        (signal.SIGHUP, "building from"),
        (signal.SIGTERM, "in /"),
        (signal.SIGPIPE, "in /"),
        (CLOSED_OUTPUT, "in /"),
    ],
)
def test_a_signal_ends_a_run_soon_with_one_sentence_and_leaves_nothing_running(
    small_publication: Publication, tmp_path: Path, number: signal.Signals | None, moment: str
) -> None:
    publication = small_publication.copied_to(tmp_path / "home")
    (publication.home / "lake" / "load" / "2012Q2.parquet").unlink()  # now something else is to be published
    before = hashlib.sha256(publication.path.read_bytes()).hexdigest()
    arguments = ["detect", "--data-dir", str(publication.home)]
    with subprocess.Popen(
        [sys.executable, "-m", "signals.command", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment(TMPDIR=str(tmp_path))
    ) as run:  # fmt: skip
        assert run.stderr is not None and run.stdout is not None
        lines = []
        for line in run.stderr:
            lines.append(line)
            if moment in line:
                break
        time.sleep(1.5)
        children = psutil.Process(run.pid).children(recursive=True)
        if number is CLOSED_OUTPUT:
            run.stdout.close()
        else:
            os.kill(run.pid, number)
        said = run.stderr.read()
        code = run.wait()
    assert code == 1, said  # one that went on would have published, and ended with 0
    assert said.splitlines()[-1] == INTERRUPTED
    assert said.count(INTERRUPTED) == 1 and "Traceback" not in said
    assert not any(child.is_running() for child in children)
    assert hashlib.sha256(publication.path.read_bytes()).hexdigest() == before


ENDING_WITH_IT = """
import os, signal, sys, time
from signals.interruption import interruptible, leave_interrupted, exit_action
with interruptible():
    try:
        with exit_action(lambda: print("what it started is ended", file=sys.stderr, flush=True)):
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(10)
    except KeyboardInterrupt:
        leave_interrupted()
"""


def test_what_is_to_end_with_a_command_ends_where_it_is_interrupted_before_it_was_all_there() -> None:
    done = subprocess.run([sys.executable, "-c", ENDING_WITH_IT], capture_output=True, text=True, timeout=120)
    assert done.stderr.splitlines() == [INTERRUPTED, "what it started is ended"]


IMPORTING_FOR_LONG = """
import sys, types
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec

class SlowToImport(MetaPathFinder, Loader):
    def find_spec(self, name, path, target=None):
        return ModuleSpec(name, self) if name == "signals.cli" else None
    def exec_module(self, module):
        import time
        print("importing", flush=True)
        try:
            time.sleep(3)
            print("imported", flush=True)
        except BaseException:
            print("an import that passes nothing on", flush=True)

sys.meta_path.insert(0, SlowToImport())
from signals.command import main
main()
"""


def signalled_while_imported(number: signal.Signals, *begun_by: str) -> tuple[str, str, int]:
    """What a command prints, says and ends with that gets a signal while its own modules are imported."""
    with subprocess.Popen([*begun_by, sys.executable, "-c", IMPORTING_FOR_LONG], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:  # fmt: skip
        assert run.stdout is not None
        assert run.stdout.readline() == "importing\n"
        os.kill(run.pid, number)
        return *run.communicate(timeout=30), run.returncode


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_a_command_that_is_still_being_imported_with_one_sentence(number: signal.Signals) -> None:
    assert signalled_while_imported(number) == ("", f"{INTERRUPTED}\n", 1)


def test_a_signal_that_is_ignored_from_the_start_does_not_end_the_import() -> None:
    out, said, _ = signalled_while_imported(signal.SIGHUP, "nohup")
    assert (out, INTERRUPTED in said) == ("imported\n", False)


def test_a_reading_command_whose_reader_has_enough_is_quiet(small_publication: Publication) -> None:
    query = ["sql", "--data-dir", str(small_publication.home), "--format", "csv", "FROM faers.cases"]
    with subprocess.Popen(
        [sys.executable, "-m", "signals.command", *query], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment()
    ) as run:  # fmt: skip
        assert run.stdout is not None and run.stderr is not None
        run.stdout.readline()
        run.stdout.close()
        assert run.stderr.read() == b""
