"""The mail server that the settings name, and the mail about a run that failed."""

import logging
import os
from pathlib import Path

from signals.clock import now
from signals.errors import NibwatchError, RequestError
from signals.interruption import is_interrupted
from signals.mail import failure
from signals.mail.delivery import Retry
from signals.mail.server import MailServer, UnreachableMailError
from signals.prefect_server import prefect_api_url, prepare_prefect, require_server
from signals.settings import Settings, settings, use_data_dir

log = logging.getLogger("nibwatch.failure")


def mail_server(configured: Settings) -> MailServer:
    """The mail server of the settings.

    Raises
    ------
    RequestError
        None is set, or the Secret block is not there.
    """
    if not configured.smtp_host:
        raise RequestError(
            "No mail server is set, so nothing can be sent: set NIBWATCH_SMTP_HOST and NIBWATCH_MAIL_TO, or look at the"
            " digest with --dry-run."
        )
    return MailServer(
        host=configured.smtp_host,
        port=configured.smtp_port_in_use,
        security=configured.smtp_security,
        ca_file=configured.smtp_ca_file,
        user=configured.smtp_user,
        password=_password(configured),
        timeout_seconds=configured.smtp_timeout_seconds,
    )


def _password(configured: Settings) -> str | None:
    """From the environment or the settings file, else from a Secret block of the Prefect server in use."""
    if configured.smtp_password_block is None:
        return configured.smtp_password.get_secret_value() if configured.smtp_password else None
    if not (api_url := prefect_api_url()):
        raise RequestError(
            f"NIBWATCH_SMTP_PASSWORD_BLOCK names {configured.smtp_password_block!r}, and no Prefect server is set that"
            " may have it: set PREFECT_API_URL, or NIBWATCH_SMTP_PASSWORD instead of the block."
        )
    require_server(api_url)
    prepare_prefect(api_url)
    from prefect.blocks.system import Secret

    try:
        block = Secret.load(configured.smtp_password_block, _sync=True)  # type: ignore[call-arg] # _sync is Prefect's own
    except ValueError as error:
        raise RequestError(
            f"NIBWATCH_SMTP_PASSWORD_BLOCK names {configured.smtp_password_block!r}, and this Prefect server has no"
            " Secret block of that name; make it there, or set NIBWATCH_SMTP_PASSWORD."
        ) from error
    return str(block.get())  # type: ignore[union-attr] # with _sync it is no coroutine


def mail_failure(
    pipeline: str, run: str, reason: BaseException | str, data_dir: Path | None, *, is_crash: bool
) -> None:
    """Mail what failed, what is still published and what to do, if a mail server and a recipient are set.

    A mail server that did not answer after every attempt of the run is tried once. An error that prevents the mail
    is only logged: the failure itself is what the run ends with.

    Parameters
    ----------
    pipeline
        Its name, such as weekly.
    run
        Names the run.
    reason
        The run's error, or a sentence where there is none.
    is_crash
        Whether the process ended without an error message.
    """
    try:
        data_dir = use_data_dir(data_dir)
        recipients = settings().mail_failures_to or settings().readers
        if not (settings().smtp_host and recipients):
            log.info("no mail is sent about this failure: NIBWATCH_SMTP_HOST or NIBWATCH_MAIL_TO is not set")
            return
        is_ours = isinstance(reason, NibwatchError | str)
        sentence = str(reason) if is_ours else f"{type(reason).__name__}: {reason}"
        failed = failure.Failure(pipeline, run, sentence, is_crash, now())
        retry = Retry(attempts=1) if isinstance(reason, UnreachableMailError) else None
        server = mail_server(settings())
        log.info("mail: informing %s of this failure", ", ".join(recipients))
        delivery = failure.notify(
            failed, data_dir, sender=settings().mail_from, recipients=recipients, server=server, retry=retry
        )
        for recipient, obstacle in (*delivery.later, *delivery.refused) if delivery else ():
            log.error("mail: %s did not receive the mail about this failure: %s", recipient, obstacle)
    except NibwatchError as error:
        log.error("the mail about this failure could not be sent: %s", error)


def mail_failure_of_process(pipeline: str, error: Exception, data_dir: Path | None) -> None:
    """Mail that a run of this process failed, unless it was interrupted: whoever stopped it knows.

    Parameters
    ----------
    pipeline
        Its name, such as weekly.
    error
        What it ends with.
    """
    if not is_interrupted():
        mail_failure(pipeline, f"of process {os.getpid()}", error, data_dir, is_crash=False)
