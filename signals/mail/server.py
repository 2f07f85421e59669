"""A mail server: a connection with verified TLS, and one message handed over to one recipient."""

import contextlib
import re
import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from signals.errors import OutsideError, RequestError
from signals.network_environment import certificate_problem

DATA_TIMEOUT_FACTOR = 5
"""A server may take this many times the usual time-out to accept a whole message."""


@dataclass(frozen=True)
class MailServer:
    """The address of a mail server and how to connect. security: starttls, tls (from the first byte) or none."""

    host: str
    port: int
    security: str = "starttls"
    ca_file: Path | None = None
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    timeout_seconds: float = 60

    @property
    def name(self) -> str:
        """The server, as the beginning of a sentence about it."""
        return f"The mail server {self.host}:{self.port}"


class TemporaryMailError(OutsideError):
    """The server could not be reached, hung up or asked to try later: another attempt may help."""


class UnreachableMailError(TemporaryMailError):
    """Nothing answers at the server's address; this holds for every recipient."""


class RefusedMailError(OutsideError):
    """The server refused this recipient or this message for good."""


class MailServerError(OutsideError):
    """The server cannot be used at all: wrong name, certificate, user or sender."""


class UnknownDeliveryError(OutsideError):
    """The whole message was handed over, and the server did not say in time whether it took it."""


@contextmanager
def connect(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that is secured and logged in, as the settings ask.

    Raises MailServerError where trying again cannot help, TemporaryMailError where it may.
    """
    smtp = _open(server)
    try:
        yield smtp
    finally:
        with contextlib.suppress(smtplib.SMTPException, OSError):
            smtp.quit()
        smtp.close()


def hand_over(
    smtp: smtplib.SMTP,
    server: MailServer,
    message: bytes,
    *,
    sender: str,
    recipient: str,
    before_message: Callable[[], None],
) -> str:
    """Hand over one message for one recipient; the server's reply of acceptance.

    `before_message` is called right before the message itself goes out: from then on only the server knows whether it
    arrived. Raises RefusedMailError, TemporaryMailError, MailServerError (the sender is refused) or
    UnknownDeliveryError.
    """
    where = server.name
    with _mail_errors(where):
        code, reply = smtp.mail(sender)
        if code >= 500:
            raise MailServerError(
                f"{where} refuses the sender {sender} ({code} {_text(reply)}): see NIBWATCH_MAIL_FROM."
            )
        _require(code, reply, f"{where} for the sender {sender}")
        _require(*smtp.rcpt(recipient), f"{where} for {recipient}")
        code, reply = smtp.docmd("DATA")
        _require(code, reply, f"{where} for {recipient}")
    before_message()
    timeout = server.timeout_seconds * DATA_TIMEOUT_FACTOR
    try:
        with _mail_errors(where):
            if smtp.sock:
                smtp.sock.settimeout(timeout)
            smtp.send(_as_data(message))
            code, reply = smtp.getreply()
            if smtp.sock:
                smtp.sock.settimeout(server.timeout_seconds)
    except TemporaryMailError as error:
        if isinstance(error.__cause__, TimeoutError):
            raise UnknownDeliveryError(
                f"{where} got the whole message for {recipient} and did not say within {timeout:g} seconds whether"
                " it took it."
            ) from error
        raise
    _require(code, reply, f"{where} for {recipient}")
    return f"{code} {_text(reply)}"


def _open(server: MailServer) -> smtplib.SMTP:
    where = server.name
    with _mail_errors(where):
        context = _tls(server) if server.security != "none" else None
        if server.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                server.host, server.port, timeout=server.timeout_seconds, context=context
            )
        else:
            smtp = smtplib.SMTP(server.host, server.port, timeout=server.timeout_seconds)
        try:
            smtp.ehlo_or_helo_if_needed()
            if server.security == "starttls":
                smtp.starttls(context=context)
                smtp.ehlo_or_helo_if_needed()  # an answer from before the connection was secured does not count
            if server.user:
                smtp.login(server.user, server.password or "")
        except BaseException:
            smtp.close()
            raise
    return smtp


def _tls(server: MailServer) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)
    except (OSError, ssl.SSLError) as error:
        raise RequestError(
            f"NIBWATCH_SMTP_CA_FILE names {server.ca_file}, which cannot be read as PEM certificates ({error});"
            " correct it."
        ) from error


@contextmanager
def _mail_errors(where: str) -> Iterator[None]:
    """Raise what smtplib and the socket raise as one of the errors above. No message holds a password."""
    try:
        yield
    except ssl.SSLCertVerificationError as error:
        what_to_do = "give its authority with NIBWATCH_SMTP_CA_FILE, or correct NIBWATCH_SMTP_HOST"
        raise MailServerError(
            f"{where} shows a certificate that cannot be trusted ({error.verify_message});"
            f" {certificate_problem('SSL_CERT_FILE') or what_to_do}."
        ) from error
    except ssl.SSLError as error:
        raise MailServerError(
            f"{where} does not speak TLS as NIBWATCH_SMTP_SECURITY expects ({error.reason or error})."
        ) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailServerError(
            f"{where} does not offer what NIBWATCH_SMTP_SECURITY or NIBWATCH_SMTP_USER ask for ({error})."
        ) from error
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code < 500:
            raise TemporaryMailError(f"{where} asks to log in later ({error.smtp_code}).") from error
        raise MailServerError(
            f"{where} refuses the user or the password ({error.smtp_code}): see NIBWATCH_SMTP_USER and"
            " NIBWATCH_SMTP_PASSWORD."
        ) from error
    except smtplib.SMTPServerDisconnected as error:
        # smtplib turns a read that timed out into this; which of the two it was decides about sending again.
        cause = error.__context__ if isinstance(error.__context__, TimeoutError) else error
        raise TemporaryMailError(f"{where} hung up or fell silent ({error}).") from cause
    except smtplib.SMTPResponseException as error:
        _require(error.smtp_code, error.smtp_error, where)
        raise TemporaryMailError(f"{where} answers out of turn ({error.smtp_code}).") from error
    except smtplib.SMTPException as error:
        raise MailServerError(f"{where} cannot be used ({error}).") from error
    except OSError as error:
        raise UnreachableMailError(f"{where} cannot be reached ({error.strerror or error}).") from error


def _require(code: int, reply: bytes | str, where: str) -> None:
    if code >= 500:
        raise RefusedMailError(f"{where} said no: {code} {_text(reply)}.")
    if code >= 400 or code < 200:
        raise TemporaryMailError(f"{where} said not now: {code} {_text(reply)}.")


def _text(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())[:200]


def _as_data(message: bytes) -> bytes:
    """The message as SMTP carries it: a line that begins with a dot gets another, and a lone dot ends it (RFC 5321)."""
    lines = re.sub(rb"\r\n|\r|\n", b"\r\n", message)
    return re.sub(rb"(?m)^\.", b"..", lines).removesuffix(b"\r\n") + b"\r\n.\r\n"
