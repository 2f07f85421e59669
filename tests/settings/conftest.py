"""Every test of settings begins with an environment without any."""

import os
from pathlib import Path

import pytest

from signals import settings as settings_module


@pytest.fixture(autouse=True)
def clean_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.upper().startswith("NIBWATCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("NIBWATCH_DATA_DIR", str(tmp_path))
    forget()


def forget() -> None:
    settings_module.settings.cache_clear()
    settings_module.origins.cache_clear()
