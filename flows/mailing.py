"""The mail server of the settings, its password from the environment, the settings file or a Prefect Secret block."""

from prefect.blocks.system import Secret

from signals.errors import RequestError
from signals.mail.server import MailServer
from signals.settings import Settings


def mail_server(wanted: Settings) -> MailServer:
    """Where to hand mail over. RequestError where none is set, or the Secret block is not there."""
    if not wanted.smtp_host:
        raise RequestError(
            "No mail server is set, so nothing can be sent: set NIBWATCH_SMTP_HOST and NIBWATCH_MAIL_TO, or look at the"
            " digest with --dry-run."
        )
    return MailServer(
        host=wanted.smtp_host,
        port=wanted.smtp_port_in_use,
        security=wanted.smtp_security,
        ca_file=wanted.smtp_ca_file,
        user=wanted.smtp_user,
        password=_password(wanted),
        timeout_seconds=wanted.smtp_timeout_seconds,
    )


def _password(wanted: Settings) -> str | None:
    if wanted.smtp_password_block is None:
        return wanted.smtp_password.get_secret_value() if wanted.smtp_password else None
    try:
        block = Secret.load(wanted.smtp_password_block, _sync=True)  # type: ignore[call-arg]
    except ValueError as error:
        raise RequestError(
            f"NIBWATCH_SMTP_PASSWORD_BLOCK names {wanted.smtp_password_block!r}, and this Prefect server has no Secret"
            " block of that name; make it there, or set NIBWATCH_SMTP_PASSWORD."
        ) from error
    return str(block.get())  # type: ignore[union-attr]
