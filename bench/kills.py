"""Kill `nibwatch run` at random moments, many times: `python -m bench.kills`, with --help for its options.

Each kill is one of SIGINT, SIGTERM, SIGHUP, SIGPIPE, SIGKILL or a closed standard output, by process or by group. After
each, the exit code and the one sentence are as promised, within the seconds promised; nothing is left running; and what
is published is whole: the file before or the file after. The next run goes on from what was left. After a few kills it
is left alone, and must finish the work with the numbers of a run that nobody killed.
"""

import argparse
import collections
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psutil

from signals.demo import make_world
from signals.errors import INTERRUPTED

QUARTERS = ("2023Q1", "2023Q2")
REPORTS = 200
SERIES = 8
"""Kills in one data directory before a whole run has to finish the work."""
SECONDS = 3.0
MEANS = ("SIGINT", "SIGTERM", "SIGHUP", "SIGPIPE", "SIGKILL", "closed stdout")
OF_THE_RUN = ("run_id", "started_at", "published_at", "source")
BEFORE_OUR_CODE = {-getattr(signal, means): means for means in MEANS if means.startswith("SIG")}
STARTUP_SECONDS = 0.5
"""Python itself is started in this time, on a busy machine; before that a signal ends it without a word, and SIGPIPE,
which Python ignores as it starts, does nothing."""


@dataclass
class Kill:
    """One kill and what came of it; ``faults``: what was not as promised."""

    means: str
    target: str
    after: float
    seconds: float = 0.0
    code: int | None = None
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        ended = f"exit {self.code} in {self.seconds:.2f} s: {'; '.join(self.faults) or 'ok'}"
        return f"{self.means:14} {self.target:8} after {self.after:5.2f} s, {ended}"


class Lab:
    """A data directory in which something is published and more is to be loaded, and what a calm run makes of it."""

    def __init__(self, folder: Path, *, is_dask: bool, server: str | None = None) -> None:
        self.folder, self.zips, self.base, self.calm = folder, folder / "fda", folder / "base", folder / "calm"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("NIBWATCH_", "PREFECT_"))},
            "TMPDIR": str(folder / "tmp"),
            **({"NIBWATCH_TASK_RUNNER": "dask"} if is_dask else {}),
            **({"PREFECT_API_URL": server} if server else {}),
        }
        (folder / "tmp").mkdir()
        make_world(self.zips, quarters=QUARTERS[:1], reports_per_quarter=REPORTS)
        self.whole_run(self.base)
        make_world(self.zips, quarters=QUARTERS, reports_per_quarter=REPORTS + 10)
        shutil.copytree(self.base, self.calm)
        started = time.monotonic()
        self.whole_run(self.calm)
        self.seconds = time.monotonic() - started
        self.before, self.after = numbers(self.base), numbers(self.calm)

    def start(self, home: Path) -> tuple[subprocess.Popen[bytes], Path]:
        log = self.folder / "log"
        command = [sys.executable, "-m", "signals.command", "run", "--source", str(self.zips), "--data-dir", str(home)]
        with log.open("wb") as stderr:
            run = subprocess.Popen(
                [*command, "--no-literature", "--no-mail"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                stderr=stderr, env=self.environment, start_new_session=True,
            )  # fmt: skip
        return run, log

    def whole_run(self, home: Path) -> None:
        run, log = self.start(home)
        run.communicate()
        if run.returncode:
            raise SystemExit(f"a run that nobody killed ended with {run.returncode}: {log.read_text()}")

    def kill(self, home: Path, kill: Kill) -> None:
        run, log = self.start(home)
        time.sleep(kill.after)
        if run.poll() is None:
            family = psutil.Process(run.pid).children(recursive=True)
            send_kill(run, kill)
            started = time.monotonic()
            try:
                run.wait(30)
            except subprocess.TimeoutExpired:
                run.kill()
            kill.seconds = time.monotonic() - started
            time.sleep(0.3)
            kill.faults = (*self.faults(run, kill, log.read_text()), *left_running(run.pid, family))
        elif run.returncode:
            kill.faults = (f"it ended by itself with {run.returncode}: {log.read_text()[-300:]}",)
        kill.code = run.wait()
        if run.stdout:
            run.stdout.close()
        if numbers(home) not in (self.before, self.after):
            kill.faults += ("what is published is neither the file before nor the one after",)

    def faults(self, run: subprocess.Popen[bytes], kill: Kill, output: str) -> list[str]:
        """What of exit code, sentence and time is not as promised."""
        if kill.means == "SIGKILL":
            return []
        if run.returncode == 0:  # all was done and reported
            is_ignored = kill.means == "SIGPIPE" and kill.after < STARTUP_SECONDS
            return [] if is_ignored or kill.seconds < 1 else [f"it went on for {kill.seconds:.1f} s"]
        if run.returncode in BEFORE_OUR_CODE and kill.after < STARTUP_SECONDS and not output:
            return []
        faults = [] if run.returncode == 1 else [f"exit code {run.returncode}"]
        faults += (
            []
            if output.splitlines()[-1:] == [INTERRUPTED] and output.count(INTERRUPTED) == 1
            else [f"said: {output[-300:]}"]
        )
        faults += ["a traceback"] if "Traceback" in output else []
        return faults + ([] if kill.seconds <= SECONDS else [f"{kill.seconds:.1f} s"])


def send_kill(run: subprocess.Popen[bytes], kill: Kill) -> None:
    if kill.means == "closed stdout":
        assert run.stdout is not None
        run.stdout.close()
    elif kill.target == "group":
        os.killpg(run.pid, getattr(signal, kill.means))
    else:
        run.send_signal(getattr(signal, kill.means))


def left_running(session: int, family: list[psutil.Process]) -> list[str]:
    """Processes that a run started and that outlive it."""
    alive = [member for member in family if member.is_running() and member.status() != psutil.STATUS_ZOMBIE]
    for process in psutil.process_iter():
        try:
            if os.getsid(process.pid) == session and process.status() != psutil.STATUS_ZOMBIE:
                alive.append(process)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return [f"{process.pid} is left running" for process in alive]


def numbers(home: Path) -> dict[str, object]:
    """A hash of every published table, without what only names the run or its moment."""
    hashes: dict[str, object] = {}
    with duckdb.connect(str(home / "nibwatch.duckdb"), read_only=True) as connection:
        for schema, name in connection.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
            rows = connection.table(f"{schema}.{name}")
            columns = ", ".join(column for column in rows.columns if column not in OF_THE_RUN)
            hashes[f"{schema}.{name}"] = rows.aggregate(f"sum(hash(ROW({columns}))), count(*)").fetchall()
    return hashes


def kill_repeatedly(lab: Lab, chance: random.Random, count: int) -> list[Kill]:
    kills: list[Kill] = []
    while len(kills) < count:
        home = lab.folder / "home"
        shutil.copytree(lab.base, home)
        for _ in range(SERIES):
            kill = Kill(chance.choice(MEANS), chance.choice(("process", "group")), 0.9 * lab.seconds * chance.random())
            lab.kill(home, kill)
            if kill.code == 0 and not kill.faults:
                print(
                    f"     {kill.target} was to get {kill.means} after {kill.after:.2f} s; the run was over", flush=True
                )
                continue
            kills.append(kill)
            print(f"{len(kills):4} {kill}", flush=True)
        lab.whole_run(home)
        if numbers(home) != lab.after:
            kills[-1].faults += ("the next run made other numbers",)
        shutil.rmtree(home)
    left = [path for path in (lab.folder / "tmp").iterdir() if path.name.startswith("nibwatch")]
    print(f"temporary folders left after the last whole run: {len(left)}")
    return kills


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--kills", type=int, default=120)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--dask", action="store_true", help="work in the processes of a Dask cluster")
    options.add_argument("--server", metavar="URL", help="run as flows of the Prefect server at this address")
    arguments = options.parse_args()
    for number in (signal.SIGINT, signal.SIGHUP):  # a shell starts jobs in the background with these ignored
        signal.signal(number, signal.SIG_DFL)
    with tempfile.TemporaryDirectory(prefix="nibwatch-kills-") as folder:
        lab = Lab(Path(folder), is_dask=arguments.dask, server=arguments.server)
        print(f"a run that nobody kills takes {lab.seconds:.1f} s", flush=True)
        kills = kill_repeatedly(lab, random.Random(arguments.seed), arguments.kills)  # noqa: S311 - moments, no secrets
    counted = collections.Counter((kill.means, kill.target, not kill.faults) for kill in kills)
    for means in MEANS:
        for target in ("process", "group"):
            survived, failed = counted[means, target, True], counted[means, target, False]
            print(f"{means:14} {target:8} tried {survived + failed:3}  survived {survived:3}  lost {failed}")
    failed = sum(bool(kill.faults) for kill in kills)
    slowest = max(kill.seconds for kill in kills)
    print(f"tried {len(kills)}, survived {len(kills) - failed}, lost {failed}; the slowest left after {slowest:.2f} s")
    return int(failed > 0)


if __name__ == "__main__":
    sys.exit(main())
