"""The same steps with their quarters on a Dask cluster of real processes: same numbers, also when a worker is killed."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import psutil
import pytest
from distributed import LocalCluster

from signals.data_directory import lake_of
from signals.errors import OutsideError
from signals.lake.lake import Lake
from signals.lake.quarters import loaded_quarters
from signals.pipeline import workers
from signals.settings import settings
from signals.temporary_folder import temporary_folder
from tests.object_store import bucket, folder_url
from tests.pipeline.first_run import environment
from tests.publications import FEW_DRUGS, Publication, published_differences

pytestmark = pytest.mark.timeout(600)


def on_dask(*arguments: str | Path, **more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "signals.command", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=environment(NIBWATCH_TASK_RUNNER="dask", NIBWATCH_WATCHLIST=FEW_DRUGS, **more),
    )


@contextmanager
def standing_cluster(folder: Path) -> Iterator[str]:
    """The address of a scheduler with two workers that are started from elsewhere and told of no data directory."""
    worker = [sys.executable, "-m", "dask", "worker", "--no-nanny", "--no-dashboard", "--nthreads", "1"]
    with (
        patch.dict(os.environ),  # Dask sets variables for its workers and leaves them there
        LocalCluster(n_workers=0, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as cluster,
        ExitStack() as started,
    ):
        for _ in range(2):
            process = subprocess.Popen(
                [*worker, "--host", "127.0.0.1", "--memory-limit", "0", cluster.scheduler_address],
                cwd=folder,
                env=environment(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            started.callback(process.wait)
            started.callback(process.terminate)
        yield cluster.scheduler_address


def differences(first: Path, second: Path) -> dict[str, int]:
    found = published_differences(first, second)
    found.pop("meta.run", None)  # it names the source, which differs
    return found


def test_a_dask_cluster_of_which_a_worker_is_killed_loads_counts_and_publishes_the_same_numbers(
    few_publication: Publication, tmp_path: Path
) -> None:
    run = on_dask("run", "--source", few_publication.home / "fda", "--data-dir", tmp_path, "--no-literature")
    killed = kill_a_writer(tmp_path / "lake" / "by_quarter" / "run", run)
    said, _ = run.communicate(timeout=500)
    assert run.returncode == 0, said
    assert killed != run.pid, "a worker is a process of its own"
    assert differences(few_publication.path, tmp_path / "nibwatch.duckdb") == {}
    assert not list((tmp_path / "lake" / "by_quarter").rglob("*.new"))
    assert "Traceback" not in said


def test_workers_that_share_nothing_but_an_object_store_publish_the_same_numbers(
    few_publication: Publication, tmp_path: Path
) -> None:
    elsewhere, home = tmp_path / "elsewhere", tmp_path / "home"
    elsewhere.mkdir()
    with bucket() as url, standing_cluster(elsewhere) as address:
        lake = folder_url(url, "a/lake")
        run = on_dask(
            *("run", "--source", few_publication.home / "fda", "--data-dir", home, "--no-literature"),
            NIBWATCH_DASK_ADDRESS=address,
            NIBWATCH_LAKE=lake,
        )
        said, _ = run.communicate(timeout=500)
        assert run.returncode == 0, said
        assert (
            loaded_quarters(Lake(lake, temporary_folder)).keys()
            == loaded_quarters(lake_of(few_publication.home)).keys()
        )
        assert not Lake(lake, temporary_folder).names("zips"), "lent zips are taken back"
        assert not Lake(lake, temporary_folder).names("by_quarter/run")
    assert differences(few_publication.path, home / "nibwatch.duckdb") == {}
    assert not (home / "lake").exists()
    assert "Traceback" not in said


def kill_a_writer(folder: Path, run: subprocess.Popen[str]) -> int:
    """Kill the process that writes a part's file, as the name of the unfinished file tells; its number."""
    while run.poll() is None:
        for unfinished in folder.glob("*/*.*/*.new"):
            pid = int(unfinished.name.split(".")[-2].split("-")[0])
            if pid != run.pid and psutil.pid_exists(pid):
                os.kill(pid, signal.SIGKILL)
                return pid
        time.sleep(0.0005 if folder.is_dir() else 0.02)
    raise AssertionError(f"no worker was seen writing: {run.stdout.read() if run.stdout else ''}")


def test_a_scheduler_without_workers_is_reported_instead_of_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with (
        patch.dict(os.environ),  # Dask sets variables for its workers and leaves them there
        LocalCluster(n_workers=0, threads_per_worker=1, host="127.0.0.1", dashboard_address=None) as empty,
    ):
        monkeypatch.setenv("NIBWATCH_TASK_RUNNER", "dask")
        monkeypatch.setenv("NIBWATCH_DASK_ADDRESS", empty.scheduler_address)
        monkeypatch.setattr(workers, "SECONDS_FOR_A_WORKER", 1)
        settings.cache_clear()
        with pytest.raises(OutsideError, match="Only 0/1 workers arrived"), workers.workers():
            raise AssertionError("nothing is submitted")
    monkeypatch.undo()
    settings.cache_clear()


LEAVING = """
import psutil
from signals.interruption import leave_at_once
from signals.pipeline.workers import workers
with workers() as pool:
    pool.call(abs, -1)
    leave_at_once(" ".join(str(child.pid) for child in psutil.Process().children(recursive=True)))
"""


def test_a_process_that_leaves_at_once_leaves_none_of_its_own_workers_and_no_warning_behind(tmp_path: Path) -> None:
    more = {"NIBWATCH_TASK_RUNNER": "dask", "NIBWATCH_DATA_DIR": str(tmp_path)}
    with (tmp_path / "said").open("w") as said:  # not a pipe, which whoever is left would keep open
        subprocess.run([sys.executable, "-c", LEAVING], stderr=said, env=environment(**more), timeout=200)
    alive = [
        psutil.Process(int(pid))
        for pid in (tmp_path / "said").read_text().splitlines()[0].split()
        if psutil.pid_exists(int(pid))
    ]
    own = [process for process in alive if not _is_tracker(process)]
    psutil.wait_procs(own, timeout=1)  # a process that is killed takes a moment to end
    assert [process for process in own if _runs(process)] == []
    psutil.wait_procs(alive, timeout=60)
    assert len((tmp_path / "said").read_text().splitlines()) == 1


def test_ctrl_c_and_sighup_reach_this_process_and_none_that_a_thread_of_the_cluster_starts() -> None:
    before, blocked = (
        signal.pthread_sigmask(signal.SIG_BLOCK, ()),
        "import signal; print(signal.pthread_sigmask(0, ()))",
    )
    with workers._signals_blocked(), ThreadPoolExecutor(1) as threads:
        child = threads.submit(subprocess.run, [sys.executable, "-c", blocked], capture_output=True, text=True).result()
    assert {"SIGINT", "SIGHUP"} <= set(re.findall(r"SIG\w+", child.stdout))
    assert signal.pthread_sigmask(signal.SIG_BLOCK, ()) == before


def _is_tracker(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return any("resource_tracker" in argument for argument in process.cmdline())
    return False


def _runs(process: psutil.Process) -> bool:
    with suppress(psutil.NoSuchProcess):
        return process.status() != psutil.STATUS_ZOMBIE
    return False


def test_without_the_extra_dask_is_a_wrong_request_that_says_what_to_install(tmp_path: Path) -> None:
    lines = "import sys; sys.modules['distributed'] = None; from signals.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", lines, "detect", "--data-dir", str(tmp_path)],
        capture_output=True,
        text=True,
        env=environment(NIBWATCH_TASK_RUNNER="dask"),
        timeout=200,
    )
    assert done.returncode == 2, done.stderr
    sentence = done.stderr.splitlines()[-1]
    assert "needs the extra `cluster`" in sentence
    assert "uv sync --extra cluster" in sentence


def test_threads_import_nothing_of_dask() -> None:
    lines = (
        "import sys, signals.pipeline.detect as detect; "
        "detect.workers().__enter__(); "
        "print([name for name in sys.modules if name.partition('.')[0] in ('dask', 'distributed', 'prefect')])"
    )
    done = subprocess.run([sys.executable, "-c", lines], capture_output=True, text=True, env=environment(), timeout=200)
    assert done.stdout.strip() == "[]", done.stderr
