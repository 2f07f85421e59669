"""The runner that makes each step a Prefect task and each pipeline a flow, and what all flows share."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import wraps
from pathlib import Path
from typing import Any, Concatenate

from prefect import Flow, State, Task
from prefect.artifacts import create_markdown_artifact, create_table_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import FlowRun, TaskRun
from prefect.runtime import flow_run, task_run
from prefect.tasks import MaterializingTask, exponential_backoff

from signals.errors import NibwatchError, TransientError
from signals.pipeline.lost_server import ending_without_server
from signals.pipeline.mail import mail_failure
from signals.pipeline.runner import BACKOFF_SECONDS, JITTER, P, R, Runner, Step
from signals.settings import settings, warn_of_exposed_secrets

# Prefect gives our loggers its handler (PREFECT_LOGGING_EXTRA_LOGGERS), but not its level.
logging.getLogger("nibwatch").setLevel(logging.INFO)


class PrefectRunner:
    """Runs steps as tasks of the flow that is running."""

    def __init__(self, **flows: Callable[..., Any]) -> None:
        """flows: those of the pipelines that run within this one, by name."""
        self._flows = flows
        warn_of_exposed_secrets()

    def run(self, step: Step[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        with _ending_without_server():
            return task_of(step)(*args, **kwargs)

    def pipeline(self, function: Callable[Concatenate[Runner, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the flow of the same name within the one that is running."""
        with _ending_without_server():
            outcome: R = self._flows[function.__name__](*args, **kwargs)
            return outcome

    def show_table(self, key: str, rows: list[dict[str, Any]], description: str) -> None:
        with _ending_without_server():
            create_table_artifact(table=rows, key=key, description=description)

    def show_text(self, key: str, text: str, description: str) -> None:
        with _ending_without_server():
            create_markdown_artifact(markdown=f"```\n{text}\n```", key=key, description=description)


def _ending_without_server() -> AbstractContextManager[None]:
    return ending_without_server(flow_run.flow_name or "flow", settings().data_dir)


def task_of(step: Step[P, R]) -> Task[P, R]:
    """The task that runs a step, with its attempts, and with its asset in Prefect's lineage."""

    @wraps(step.function)
    def attempt(*args: P.args, **kwargs: P.kwargs) -> R:
        return step.attempt(task_run.run_count, *args, **kwargs)

    options: dict[str, Any] = {
        "task_run_name": step.run_name,
        "cache_policy": NO_CACHE,
        "retries": step.attempts - 1,
        "retry_delay_seconds": exponential_backoff(backoff_factor=BACKOFF_SECONDS),
        "retry_jitter_factor": JITTER,
        "retry_condition_fn": is_worth_another_attempt,
    }
    if step.asset:
        return MaterializingTask(attempt, assets=[step.asset], asset_deps=list(step.asset_deps), **options)
    return Task(attempt, **options)


def is_worth_another_attempt(task: Task[Any, Any], run: TaskRun, state: State[Any]) -> bool:  # noqa: ARG001 - Prefect's
    """Whether an attempt failed in a way that may pass by itself."""
    return isinstance(state.result(raise_on_failure=False), TransientError)


def mail_failure_of(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Mail that a flow failed or crashed. A flow within a flow leaves that to the outer one."""
    if flow_run.parent_task_run_id is not None:
        return
    result = state.result(raise_on_failure=False) if state.is_failed() else None
    reason = result if isinstance(result, NibwatchError) else state.message or state.name or "no reason was given"
    data_dir = (flow_run.parameters or {}).get("data_dir")
    mail_failure(
        flow.name,
        flow_run.name or str(flow_run.id),
        reason,
        Path(data_dir) if data_dir else None,
        is_crash=state.is_crashed(),
    )


HOOKS: dict[str, Any] = {"on_failure": [mail_failure_of], "on_crashed": [mail_failure_of]}
