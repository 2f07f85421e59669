"""`make serve`: a Prefect server, the work pool, the deployments and a worker on this machine, until Ctrl-C.

The server's home is DATA_DIR/.prefect/standing.
"""

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

import psutil
import requests

from signals.errors import NibwatchError, OutsideError, RequestError
from signals.prefect_server import server_environment
from signals.settings import CHECKOUT, settings, use_data_dir
from signals.web import RefusedAnswerError, open_session

POOL = "nibwatch"
HOST = "127.0.0.1"
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
START_SECONDS = 120
ANSWER_SECONDS = 30
STOP_SECONDS = 20
UNFINISHED = ["RUNNING", "PENDING", "CANCELLING"]


class StopRequestedError(Exception):
    """Somebody pressed Ctrl-C, sent SIGTERM or closed the terminal."""


def main() -> int:
    """Serve until Ctrl-C, SIGTERM or SIGHUP: 0 when stopped so, else the error's exit code after one sentence."""
    for number in STOPPING:
        signal.signal(number, _stop)
    try:
        serve(use_data_dir(None), settings().serve_port)
    except StopRequestedError:
        print("nibwatch: stopped. What was published is unchanged; `make serve` resumes the work.", flush=True)
    except NibwatchError as error:
        print(f"nibwatch: {error}", file=sys.stderr)
        return error.exit_code
    return 0


def serve(data_dir: Path, port: int) -> None:
    """Start server, pool, deployments and worker, and wait. What was started has ended when this raises."""
    _require_free(port)
    environment = server_environment(data_dir, f"http://{HOST}:{port}/api")
    home = Path(environment["PREFECT_HOME"])
    home.mkdir(parents=True, exist_ok=True)
    if (home / "server.log").exists():  # it grows for as long as the server runs
        (home / "server.log").replace(home / "server.previous.log")
    with prefect_process(
        environment, home / "server.log", "server", "start", "--host", HOST, "--port", str(port)
    ) as server:
        wait_until_healthy(environment["PREFECT_API_URL"], server, home / "server.log")
        deploy(environment)
        mark_unfinished_as_crashed(environment["PREFECT_API_URL"])
        print(
            f"nibwatch: the runs and their schedules are at http://{HOST}:{port} ; Ctrl-C stops everything.", flush=True
        )
        with prefect_process(
            environment, None, "worker", "start", "--pool", POOL, "--type", "process", "--limit", "1"
        ) as worker:
            _wait_for_an_end(server, worker)


def deploy(environment: Mapping[str, str]) -> None:
    """Make the work pool, in which one run goes at a time, and every deployment of prefect.yaml."""
    for arguments in (
        ("work-pool", "create", POOL, "--type", "process", "--overwrite"),
        ("work-pool", "set-concurrency-limit", POOL, "1"),
        ("deploy", "--all"),
    ):
        done = subprocess.run(  # noqa: S603 - our own interpreter and arguments
            _prefect(*arguments), env=environment, cwd=CHECKOUT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise OutsideError(
                f"`prefect {' '.join(arguments)}` failed: {' '.join((done.stderr or done.stdout).split())[-500:]}"
            )


def mark_unfinished_as_crashed(api_url: str) -> int:
    """Mark runs that a stopped machine left unfinished as crashed, or they would hold the only place for ever.

    Call before the worker starts: nothing of this pool can be running then. How many there were.
    """
    chosen = {"flow_runs": {"state": {"type": {"any_": UNFINISHED}}}, "work_pools": {"name": {"any_": [POOL]}}}
    crashed = {"type": "CRASHED", "message": "The machine stopped while this run was going on."}
    with _session(api_url) as session:
        unfinished = session.post(f"{api_url}/flow_runs/filter", json=chosen, timeout=ANSWER_SECONDS)
        unfinished.raise_for_status()
        for run in unfinished.json():
            address = f"{api_url}/flow_runs/{run['id']}/set_state"
            session.post(address, json={"state": crashed, "force": True}, timeout=ANSWER_SECONDS).raise_for_status()
            print(f"nibwatch: the run {run['name']} was left unfinished and is marked as crashed.", flush=True)
    return len(unfinished.json())


def wait_until_healthy(api_url: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until the server answers. OutsideError where it ends or takes longer than two minutes."""
    deadline = time.monotonic() + START_SECONDS
    with _session(api_url) as session:
        while time.monotonic() < deadline:
            if server.poll() is not None:
                raise OutsideError(f"Prefect's server ended at once; {log} says why.")
            with suppress(requests.RequestException, RefusedAnswerError):
                if session.get(f"{api_url}/health", timeout=2).ok:
                    return
            time.sleep(0.3)
    raise OutsideError(f"Prefect's server did not answer within {START_SECONDS} seconds; {log} says why.")


def _session(api_url: str) -> requests.Session:
    """Asks this machine without a proxy, whatever the environment says."""
    return open_session(api_url, "serves its deployments", max_seconds=ANSWER_SECONDS)


@contextmanager
def prefect_process(
    environment: Mapping[str, str], log: Path | None, *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A Prefect process in a session of its own, so that Ctrl-C reaches it only through us; ended with the block."""
    output = log.open("ab") if log else None
    try:
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and arguments
            _prefect(*arguments),
            env=environment,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output else None,
            start_new_session=True,
        )
        try:
            yield process
        finally:
            _end(process)
    finally:
        if output:
            output.close()


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and everything it started: politely, and after twenty seconds for good."""
    try:
        family = [*psutil.Process(process.pid).children(recursive=True), psutil.Process(process.pid)]
    except psutil.NoSuchProcess:
        return
    process.send_signal(signal.SIGINT)
    with suppress(subprocess.TimeoutExpired):
        process.wait(STOP_SECONDS)
    left = [member for member in family if member.is_running()]
    for member in left:
        with suppress(psutil.NoSuchProcess):
            member.terminate()
    for member in psutil.wait_procs(left, timeout=5)[1]:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()


def _wait_for_an_end(*processes: subprocess.Popen[bytes]) -> None:
    while all(process.poll() is None for process in processes):
        time.sleep(0.5)
    raise OutsideError("Prefect's server or worker ended by itself; its lines above or server.log say why.")


def _require_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise RequestError(
                f"Port {port} on this machine is in use, perhaps by another `make serve`; stop that, or choose another"
                " port with NIBWATCH_SERVE_PORT."
            ) from error


def _prefect(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "prefect", "--no-prompt", *arguments]


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 - the signature of a signal handler
    # Asked once, we stop; asked again while stopping, we go on stopping.
    for stopping in STOPPING:
        signal.signal(stopping, signal.SIG_IGN)
    raise StopRequestedError


if __name__ == "__main__":
    sys.exit(main())
