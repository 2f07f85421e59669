"""What detect asks of a build."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from signals import settings as settings_module
from signals.pipeline import detect
from signals.pipeline.runner import LocalRunner


class AskedError(Exception):
    """Says what a build was asked for."""


@pytest.fixture(autouse=True)
def _own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("NIBWATCH_DATA_DIR", str(tmp_path))
    yield
    settings_module.settings.cache_clear()
    settings_module.origins.cache_clear()


@pytest.mark.parametrize(("given", "slices"), [("", None), ("7", 7)])
def test_a_build_is_asked_for_the_slices_of_the_setting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, given: str, slices: int | None
) -> None:
    monkeypatch.setenv("NIBWATCH_PARALLEL_QUARTERS", "4")
    monkeypatch.setenv("NIBWATCH_KEY_SLICES", given)
    settings_module.settings.cache_clear()

    def ask(*_: object, **asked: Any) -> Path:
        raise AskedError(asked["workers"], asked["key_slices"])

    monkeypatch.setattr("signals.build.publication.build", ask)
    with pytest.raises(AskedError) as raised:
        LocalRunner().run(detect.build, SimpleNamespace(data_dir=tmp_path, loaded=()), LocalRunner())
    assert raised.value.args == (4, slices)
