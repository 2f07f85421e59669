"""The mail about a failed run in this process, and the mail server's password."""

from collections.abc import Callable, Iterator
from email import message_from_bytes
from functools import partialmethod
from pathlib import Path

import pytest

from signals.cli.start import start
from signals.digest.dispatch import DigestOutcome
from signals.errors import OutsideError, RequestError
from signals.mail.delivery import Delivery, Retry
from signals.mail.server import UnreachableMailError
from signals.pipeline.mail import mail_failure, mail_server
from signals.settings import Settings, origins, settings
from tests.mail.conftest import authority, serve  # noqa: F401 - fixtures
from tests.mail.loopback import Authority, Loopback


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NIBWATCH_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("PREFECT_API_URL", "")
    settings.cache_clear()
    origins.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()
    origins.cache_clear()


def test_a_run_that_fails_in_this_process_mails_its_sentence(
    serve: Callable[..., Loopback],  # noqa: F811 - the fixture
    authority: Authority,  # noqa: F811 - the fixture
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    server = serve()
    for name, value in {"SMTP_HOST": "localhost", "SMTP_PORT": server.port, "SMTP_CA_FILE": authority.ca_file}.items():
        monkeypatch.setenv(f"NIBWATCH_{name}", str(value))
    monkeypatch.setenv("NIBWATCH_MAIL_TO", "ann@example.org")
    settings.cache_clear()
    with pytest.raises(OutsideError, match="No quarter could be loaded"):
        start("detect", data_dir=tmp_path)
    ((recipient, raw),) = server.handler.accepted
    message = message_from_bytes(raw)
    assert (recipient, message["Subject"]) == ("ann@example.org", "nibwatch: the detect run failed")
    assert "No quarter could be loaded" in raw.decode()


def test_a_mail_server_that_did_not_answer_for_the_digest_is_tried_once_for_the_mail_about_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": "9", "SMTP_SECURITY": "none"}.items():
        monkeypatch.setenv(f"NIBWATCH_{name}", value)
    monkeypatch.setenv("NIBWATCH_MAIL_TO", "ann@example.org")
    settings.cache_clear()
    waits: list[float] = []
    monkeypatch.setattr(Retry, "__init__", partialmethod(Retry.__init__, sleep=waits.append))
    undelivered = Delivery(later=(("ann@example.org", "cannot be reached"),), is_unreachable=True)
    with pytest.raises(UnreachableMailError, match="nobody has it") as error:
        DigestOutcome(tmp_path / "digest.eml", undelivered, "mine").require_a_reader()
    mail_failure("digest", "of process 1", error.value, tmp_path, is_crash=False)
    assert waits == []
    mail_failure("digest", "of process 1", "another reason", tmp_path, is_crash=False)
    assert waits == [5, 10, 20]


def test_a_run_that_fails_without_a_mail_server_ends_with_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="No quarter could be loaded"):
        start("detect", data_dir=tmp_path)


def test_a_password_in_a_prefect_block_needs_a_prefect_server() -> None:
    wanted = Settings(smtp_host="mail.example.org", smtp_user="n", smtp_password_block="mail")
    with pytest.raises(RequestError, match="PREFECT_API_URL"):
        mail_server(wanted)
