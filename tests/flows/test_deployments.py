"""The deployments of prefect.yaml: every entry point loads, and a worker of a real server runs the weekly flow."""

import json
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml

from flows import serve
from signals.prefect_server import database_size, server_environment, server_home
from signals.settings import CHECKOUT
from tests.pipeline.first_run import nibwatch
from tests.publications import FEW_DRUGS, Publication, published_differences

pytestmark = pytest.mark.timeout(600)

LOADING = """
import sys
from prefect.flows import load_flow_from_entrypoint
for entrypoint in sys.argv[1:]:
    flow = load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False)
    assert flow.on_failure_hooks and flow.on_crashed_hooks, entrypoint
    print(flow.name)
"""
DONE = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")


@dataclass(frozen=True)
class Standing:
    """A running server with the deployments made, and where its runs write."""

    environment: dict[str, str]
    data_dir: Path
    world: Path

    def ask(self, path: str, **query: Any) -> Any:
        reply = requests.post(f"{self.environment['PREFECT_API_URL']}/{path}/filter", json=query, timeout=30)
        reply.raise_for_status()
        return reply.json()

    def run(self, deployment: str, **parameters: Any) -> dict[str, Any]:
        """Ask for a run, let a worker do what there is to do once, and return the run as the server knows it."""
        api = self.environment["PREFECT_API_URL"]
        found = requests.get(f"{api}/deployments/name/{deployment}", timeout=30).json()
        asked = requests.post(
            f"{api}/deployments/{found['id']}/create_flow_run", json={"parameters": parameters}, timeout=30
        ).json()
        worker = ["worker", "start", "--pool", serve.POOL, "--type", "process", "--limit", "1", "--run-once"]
        subprocess.run(
            [sys.executable, "-m", "prefect", *worker],
            env=self.environment,
            cwd=self.data_dir.parent,
            check=True,
            capture_output=True,
            timeout=200,
        )
        for _ in range(60):
            run: dict[str, Any] = requests.get(f"{api}/flow_runs/{asked['id']}", timeout=30).json()
            if run["state"]["type"] in DONE:
                return run
            time.sleep(0.5)
        raise AssertionError(f"the run is still {run['state']}")

    def lines(self) -> str:
        """What nibwatch's own loggers sent to the server."""
        logs = self.ask("logs", limit=200, sort="TIMESTAMP_ASC")
        return "\n".join(line["message"] for line in logs if line["name"].startswith("nibwatch."))


@pytest.fixture(scope="module")
def standing(few_publication: Publication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    folder = tmp_path_factory.mktemp("standing")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    environment = server_environment(folder / "data", f"http://127.0.0.1:{port}/api")
    environment["PREFECT_SERVER_SERVICES_DB_VACUUM_LOOP_SECONDS"] = "2"  # an hour is long for a test
    Path(environment["PREFECT_HOME"]).mkdir(parents=True)
    log = folder / "server.log"
    with serve.prefect_process(
        environment, log, "server", "start", "--host", "127.0.0.1", "--port", str(port)
    ) as server:
        serve.wait_until_healthy(environment["PREFECT_API_URL"], server, log)
        serve.deploy(environment)
        yield Standing(environment, folder / "data", few_publication.home / "fda")


def deployments() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load((CHECKOUT / "prefect.yaml").read_text())["deployments"]
    return found


def test_every_entry_point_loads_without_a_placeholder_and_has_its_hooks(tmp_path: Path) -> None:
    entrypoints = [deployment["entrypoint"] for deployment in deployments()]
    environment = server_environment(tmp_path, "http://127.0.0.1:9/api")
    loaded = subprocess.run(
        [sys.executable, "-c", LOADING, *entrypoints],
        env=environment,
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert loaded.returncode == 0, loaded.stderr
    assert loaded.stdout.split() == ["weekly", "ingest", "literature", "detect", "digest"]


def test_all_deployments_share_one_pool_and_the_weekly_one_comes_on_monday_at_six() -> None:
    assert {deployment["work_pool"]["name"] for deployment in deployments()} == {serve.POOL}
    schedules = {
        deployment["name"]: deployment["schedules"][0]["cron"]
        for deployment in deployments()
        if "schedules" in deployment
    }
    assert schedules == {"weekly-surveillance": "0 6 * * 1", "ingest": "30 3 * * *", "literature": "0 18 * * 0"}


@pytest.fixture(scope="module")
def weekly(standing: Standing) -> dict[str, Any]:
    """The run of the weekly deployment by a worker, on the synthetic world."""
    return standing.run(
        "weekly/weekly-surveillance", source=str(standing.world), watchlists=[FEW_DRUGS], with_literature=False
    )


def test_a_worker_runs_the_weekly_deployment_on_the_synthetic_world(standing: Standing, weekly: dict[str, Any]) -> None:
    assert weekly["state"]["type"] == "COMPLETED", weekly["state"]
    assert (standing.data_dir / "nibwatch.duckdb").is_file()
    artifacts = {artifact["key"]: artifact for artifact in standing.ask("artifacts")}
    assert {"ingest", "findings", "digest"} <= set(artifacts)
    assert "SYNTHETIC data" in artifacts["digest"]["data"]
    assert [row["quarter"] for row in json.loads(artifacts["ingest"]["data"])] == ["2012Q2", "2022Q4", "2023Q1"]
    lines = standing.lines()
    for said in (r"3 to fetch or load", "loaded 2023Q1: ", " rows, ", "passed ", " s", "published "):
        assert said in lines
    names = {run["name"] for run in standing.ask("task_runs", limit=200)}
    assert {"fetch 2012Q2", "load 2023Q1"} <= names, "a task a part"
    flows = {run["name"] for run in standing.ask("flows")}
    assert {"weekly", "ingest", "detect", "digest"} <= flows


def test_a_flow_publishes_the_rows_that_one_process_publishes(
    standing: Standing, weekly: dict[str, Any], few_publication: Publication
) -> None:
    assert published_differences(standing.data_dir / "nibwatch.duckdb", few_publication.path) == {}


def test_the_command_runs_a_flow_where_a_server_is_set(standing: Standing, weekly: dict[str, Any]) -> None:
    before = len(standing.ask("flow_runs", limit=200))
    server = {"PREFECT_API_URL": standing.environment["PREFECT_API_URL"]}
    asked = ("--source", standing.world, "--watchlist", FEW_DRUGS, "--no-literature")
    again = nibwatch("run", *asked, "--data-dir", standing.data_dir, **server)
    assert again.code == 0, again.said
    assert "Nothing new" in again.said and "nothing new this week" in again.said
    assert len(standing.ask("flow_runs", limit=200)) == before + 4


def test_the_pool_lets_one_run_write_at_a_time(standing: Standing) -> None:
    (pool,) = standing.ask("work_pools")
    assert (pool["name"], pool["type"], pool["concurrency_limit"]) == (serve.POOL, "process", 1)


def test_a_run_that_a_stopped_machine_left_unfinished_does_not_hold_the_place(standing: Standing) -> None:
    api = standing.environment["PREFECT_API_URL"]
    found = requests.get(f"{api}/deployments/name/detect/detect", timeout=30).json()
    left = requests.post(f"{api}/deployments/{found['id']}/create_flow_run", json={}, timeout=30).json()
    running = {"state": {"type": "RUNNING"}, "force": True}
    requests.post(f"{api}/flow_runs/{left['id']}/set_state", json=running, timeout=30).raise_for_status()
    assert serve.mark_unfinished_as_crashed(api) == 1
    state = requests.get(f"{api}/flow_runs/{left['id']}", timeout=30).json()["state"]
    assert state["type"] == "CRASHED"
    assert serve.mark_unfinished_as_crashed(api) == 0


def test_a_run_that_ended_before_the_days_kept_is_removed_with_its_logs(
    standing: Standing, weekly: dict[str, Any]
) -> None:
    api, of_it = standing.environment["PREFECT_API_URL"], {"flow_run_id": {"any_": [weekly["id"]]}}
    assert requests.get(f"{api}/flow_runs/{weekly['id']}", timeout=30).ok
    assert standing.ask("logs", limit=1, logs=of_it)
    assert (database_size(standing.data_dir) or 0) > 1_000_000
    with sqlite3.connect(server_home(standing.data_dir) / "prefect.db", timeout=60) as database:
        moved = database.execute("UPDATE flow_run SET end_time = datetime(end_time, '-91 days') WHERE id = ?", [weekly["id"]])  # fmt: skip
        assert moved.rowcount == 1
    for _ in range(120):
        if requests.get(f"{api}/flow_runs/{weekly['id']}", timeout=30).status_code == 404:
            break
        time.sleep(0.5)
    assert requests.get(f"{api}/flow_runs/{weekly['id']}", timeout=30).status_code == 404
    assert not standing.ask("logs", limit=1, logs=of_it)
