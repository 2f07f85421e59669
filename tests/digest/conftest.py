import shutil
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from pathlib import Path

import pytest

from signals.digest.message import compose
from signals.digest.options import DigestOptions, Failures
from tests.digest.weeks import Publish, Week, parsed, publish_week


@pytest.fixture(scope="session")
def published_weeks(tmp_path_factory: pytest.TempPathFactory) -> Publish:
    """Each week's published file, made once for all tests; only to be copied."""
    folder = tmp_path_factory.mktemp("weeks")
    made: dict[str, Path] = {}

    def once(week: Week) -> Path:
        key = repr(week)
        if key not in made:
            path = folder / f"{len(made)}.duckdb"
            publish_week(path, week)
            made[key] = path
        return made[key]

    return once


@pytest.fixture
def publish(tmp_path: Path, published_weeks: Publish) -> Publish:
    """Make the published file of a week, for a test to do with as it likes."""

    def copied(week: Week) -> Path:
        return Path(shutil.copyfile(published_weeks(week), tmp_path / "nibwatch.duckdb"))

    return copied


@pytest.fixture
def mail(publish: Publish) -> Callable[..., EmailMessage]:
    """The digest of a week as a mail client reads it: composed, turned into bytes and parsed again."""

    def read(week: Week, refused: Sequence[str] = (), options: DigestOptions | None = None) -> EmailMessage:
        message = compose(
            publish(week),
            sender="nibwatch@example.org",
            recipients=["ann@example.org"],
            options=options or DigestOptions(failures=Failures(tuple(refused))),
        )
        return parsed(message.as_bytes())

    return read
