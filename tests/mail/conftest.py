from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from tests.mail.loopback import Authority, Behaviour, Loopback, make_authority

Serve = Callable[..., Loopback]


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def serve(authority: Authority) -> Iterator[Serve]:
    """Start a mail server that behaves as told; it ends with the test."""
    with ExitStack() as stack:

        def started(security: str = "starttls", behaviour: Behaviour | None = None) -> Loopback:
            server = Loopback(behaviour or Behaviour(), security=security, context=authority.server_context)
            return stack.enter_context(server)

        yield started
