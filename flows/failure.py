"""What happens when a run fails or crashes: one plain mail, through the hooks of every flow."""

import logging
from pathlib import Path
from typing import Any

from prefect import Flow, State
from prefect.client.schemas.objects import FlowRun

from flows.mailing import mail_server
from signals.errors import NibwatchError
from signals.mail import failure
from signals.settings import settings, use_data_dir

log = logging.getLogger("nibwatch.failure")


def tell_of_failure(flow: Flow[Any, Any], flow_run: FlowRun, state: State[Any]) -> None:
    """Mail what failed, what still stands and what to do. A flow within a flow leaves that to the outer one."""
    if flow_run.parent_task_run_id is not None:
        return
    try:
        given = (flow_run.parameters or {}).get("data_dir")
        data_dir = use_data_dir(Path(given) if given else None)
        told = settings().mail_failures_to or settings().mail_to
        if not (settings().smtp_host and told):
            log.info("no mail tells of this failure: NIBWATCH_SMTP_HOST or NIBWATCH_MAIL_TO is not set")
            return
        failed = failure.Failure(
            flow=flow.name,
            run=flow_run.name or str(flow_run.id),
            sentence=_sentence(state),
            is_crash=state.is_crashed(),
            at=failure.now(),
        )
        failure.tell(failed, data_dir, sender=settings().mail_from, recipients=told, server=mail_server(settings()))
    except NibwatchError as error:
        log.error("the mail about this failure could not be sent: %s", error)


def _sentence(state: State[Any]) -> str:
    """The error's own sentence where the run left one, else what Prefect says of the state."""
    result = state.result(raise_on_failure=False) if state.is_failed() else None
    return str(result) if isinstance(result, NibwatchError) else (state.message or state.name or "no reason was given")


HOOKS: dict[str, Any] = {"on_failure": [tell_of_failure], "on_crashed": [tell_of_failure]}
