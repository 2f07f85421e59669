"""The mail about a failed run in this process, and the mail server's password."""

from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path

import pytest

from signals.errors import OutsideError, RequestError
from signals.pipeline.mail import mail_server
from signals.pipeline.start import start
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
    serve: Callable[..., Loopback],  # noqa: F811
    authority: Authority,  # noqa: F811
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


def test_a_run_that_fails_without_a_mail_server_ends_with_its_own_error(tmp_path: Path) -> None:
    with pytest.raises(OutsideError, match="No quarter could be loaded"):
        start("detect", data_dir=tmp_path)


def test_a_password_in_a_prefect_block_needs_a_prefect_server() -> None:
    wanted = Settings(smtp_host="mail.example.org", smtp_user="n", smtp_password_block="mail")
    with pytest.raises(RequestError, match="PREFECT_API_URL"):
        mail_server(wanted)
